// What is live, told in files.
import type { KindRegistry } from '../kinds/registry.ts'
import type { LiveState, Resource, SourceFile } from '../model.ts'
import { createNameResolver } from '../resources/name-resolver.ts'
import { fileNames } from '../write/file-names.ts'
import { definitionMembers, referenceNamingOf } from '../write/resource-to-file.ts'
import { formatYaml } from '../write/yaml.ts'
import { splitList } from './list-files.ts'

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
