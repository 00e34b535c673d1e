// What is live, told in files.
import { referencedKinds } from '../fields/references.ts'
import { ApiError } from '../io/statsig/console-api/index.ts'
import { isKindName, type KindName } from '../kinds/index.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type { LiveState, Resource, SourceFile } from '../model.ts'
import { ReadError, type Reader } from '../resources/api.ts'
import { mergeLiveStates } from '../resources/live.ts'
import { createNameResolver } from '../resources/name-resolver.ts'
import { fileNames } from '../write/file-names.ts'
import { definitionMembers, referenceNamingOf } from '../write/resource-to-file.ts'
import { formatYaml } from '../write/yaml.ts'
import { splitList } from './list-files.ts'

export interface ReadProject {
  readonly live: LiveState
  /** Kinds that Statsig does not show to this key, or in this sort of project. */
  readonly refused: readonly { readonly kind: KindName; readonly reason: string }[]
}

/** Live state of the kinds and of those that they refer to. */
export const readProject = async (
  requestedKinds: Iterable<KindName>,
  registry: KindRegistry,
  reader: Reader,
  tick: () => void,
): Promise<ReadProject> => {
  const answers = await Promise.all(
    [...withReferencedKinds(requestedKinds, registry)].map(async (kind) => {
      try {
        return { kind, live: await reader.read(new Set([kind])) }
      } catch (error) {
        const reason = unreadableReason(error)
        if (reason === undefined) throw error
        return { kind, reason }
      } finally {
        tick()
      }
    }),
  )
  const lives = answers.flatMap(({ live }) => live ?? [])
  const refused = answers.flatMap(({ kind, reason }) =>
    reason === undefined ? [] : [{ kind, reason }],
  )
  return {
    live: { ...mergeLiveStates(lives), unreadableKinds: new Set(refused.map(({ kind }) => kind)) },
    refused,
  }
}

export const withReferencedKinds = (
  requestedKinds: Iterable<KindName>,
  registry: KindRegistry,
): ReadonlySet<KindName> => {
  const found = new Set(requestedKinds)
  for (const kind of [...found])
    for (const other of referencedKinds(registry(kind).root))
      if (isKindName(other)) found.add(other)
  return found
}

/** The key lacks a scope, or the project a feature; a key that is refused altogether is another matter. */
const unreadableReason = (error: unknown): string | undefined => {
  if (!(error instanceof ReadError) || error.isKeyRefused) return undefined
  const { cause } = error
  return cause instanceof ApiError && (cause.status === 403 || cause.status === 404)
    ? error.message
    : undefined
}

export interface ImportedFile {
  readonly resource: Resource
  readonly file: SourceFile
  /** The list that the file names in place of holding it. */
  readonly list?: SourceFile
  /** Why no file can tell the resource. */
  readonly fault?: string
}

/** What is written for a resource, or not at all. */
export const filesOf = ({ file, list }: ImportedFile): readonly SourceFile[] =>
  list ? [list, file] : [file]

/** Where the file of each live resource lies: the same path whatever else is imported. */
export const filePaths = (
  { resources }: LiveState,
  root: string,
  registry: KindRegistry,
): ((resource: Resource) => string) => {
  const names = fileNames([...resources.keys()])
  return ({ address, kind }) => {
    const { folder, identity } = registry(kind).kind
    const name = identity.by === 'project' ? kind : names.get(address)
    return [root, folder, `${name}.yaml`].filter((part) => part !== '').join('/')
  }
}

export const toFiles = (
  resources: readonly Resource[],
  pathOf: (resource: Resource) => string,
  live: LiveState,
  registry: KindRegistry,
): readonly ImportedFile[] => {
  const naming = referenceNamingOf(createNameResolver([], live.resources.values()), live)
  return resources.map((resource) => {
    const entry = registry(resource.kind)
    const path = pathOf(resource)
    const { members, ...others } = splitList(
      entry.kind,
      definitionMembers(entry, resource, naming),
      path,
    )
    return { resource, file: { path, text: formatYaml(members) }, ...others }
  })
}
