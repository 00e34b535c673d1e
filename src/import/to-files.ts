// Writes live resources as the text of definition files.
import type { KindRegistry } from '../kinds/registry.ts'
import type { LiveState, Resource } from '../model/index.ts'
import { createNameResolver } from '../resources/name-resolver.ts'
import { fileNames } from '../write/file-names.ts'
import { definitionMembers, referenceNamingOf } from '../write/resource-to-file.ts'
import { formatYaml } from '../write/yaml.ts'
import type { ImportedFile } from './imported-file.ts'
import { splitList } from './list-files.ts'

/** The path of each resource's file. It does not depend on what else is imported. */
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
    return { resource, members, file: { path, text: formatYaml(members) }, leftOut: [], ...others }
  })
}
