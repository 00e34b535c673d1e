// What is live, told in files.
import { kindsMentionedBy } from '../fields/references.ts'
import { ApiError } from '../io/statsig/console-api/index.ts'
import { isKindName, type KindName } from '../kinds/index.ts'
import type { Lexicon } from '../kinds/registry.ts'
import type { Live, Resource, SourceFile } from '../model.ts'
import { type Reader, Unreadable } from '../resources/api.ts'
import { joinedLive } from '../resources/live.ts'
import { namesOf } from '../resources/name-resolver.ts'
import { fileNames } from '../write/file-names.ts'
import { definitionOf, namingOf } from '../write/resource-to-file.ts'
import { yamlOf } from '../write/yaml.ts'
import { withListApart } from './list-files.ts'

export interface ReadProject {
  readonly live: Live
  /** Kinds that Statsig does not show to this key, or in this sort of project. */
  readonly refused: readonly { readonly kind: KindName; readonly reason: string }[]
}

/** Live state of the kinds and of those that they refer to. */
export const readProject = async (
  asked: Iterable<KindName>,
  words: Lexicon,
  reader: Reader,
  tick: () => void,
): Promise<ReadProject> => {
  const answers = await Promise.all(
    [...withMentioned(asked, words)].map(async (kind) => {
      try {
        return { kind, live: await reader.read(new Set([kind])) }
      } catch (error) {
        const reason = refusalIn(error)
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
    live: { ...joinedLive(lives), hidden: new Set(refused.map(({ kind }) => kind)) },
    refused,
  }
}

export const withMentioned = (asked: Iterable<KindName>, words: Lexicon): ReadonlySet<KindName> => {
  const found = new Set(asked)
  for (const kind of [...found])
    for (const other of kindsMentionedBy(words(kind).root)) if (isKindName(other)) found.add(other)
  return found
}

/** The key lacks a scope, or the project a feature; a key that is refused altogether is another matter. */
const refusalIn = (error: unknown): string | undefined => {
  if (!(error instanceof Unreadable) || error.isKeyRefused) return undefined
  const { cause } = error
  return cause instanceof ApiError && (cause.status === 403 || cause.status === 404)
    ? error.message
    : undefined
}

export interface Told {
  readonly resource: Resource
  readonly file: SourceFile
  /** The list that the file names in place of holding it. */
  readonly list?: SourceFile
  /** Why no file can tell the resource. */
  readonly fault?: string
}

/** What is written for a resource, or not at all. */
export const filesOf = ({ file, list }: Told): readonly SourceFile[] =>
  list ? [list, file] : [file]

/** Where the file of each live resource lies: the same path whatever else is imported. */
export const pathsFor = (
  { resources }: Live,
  root: string,
  words: Lexicon,
): ((resource: Resource) => string) => {
  const names = fileNames([...resources.keys()])
  return ({ address, kind }) => {
    const { folder, identity } = words(kind).kind
    const name = identity.by === 'project' ? kind : names.get(address)
    return [root, folder, `${name}.yaml`].filter((part) => part !== '').join('/')
  }
}

export const tell = (
  resources: readonly Resource[],
  pathOf: (resource: Resource) => string,
  live: Live,
  words: Lexicon,
): readonly Told[] => {
  const naming = namingOf(namesOf([], live.resources.values()), live)
  return resources.map((resource) => {
    const known = words(resource.kind)
    const path = pathOf(resource)
    const { members, ...others } = withListApart(
      known.kind,
      definitionOf(known, resource, naming),
      path,
    )
    return { resource, file: { path, text: yamlOf(members) }, ...others }
  })
}
