// Where imported files go, and whether they will be found there.
import { join } from 'node:path'
import { globFault, parseRelativePath, pathMatcher } from '../../glob.ts'
import { folderExists } from '../../io/disk/text-files.ts'
import type { Workspace } from '../../load/workspace.ts'
import { UsageError } from '../../usage-error.ts'

const defaultFolder = 'statsig'

/** The folder that definitions lie in, relative to the root: the one asked for, else the one that the settings name. */
export const importFolder = (out: string | undefined, { settings }: Workspace): string => {
  if (out !== undefined) {
    const fault = globFault(out)
    if (fault !== undefined) throw new UsageError(fault)
    return parseRelativePath(out).join('/')
  }
  const [first] = settings.definitions ?? []
  if (first === undefined) return defaultFolder
  const parts = parseRelativePath(first)
  const wildcard = parts.findIndex((part) => /[*?{}]/.test(part))
  const folder = wildcard < 0 ? parts : parts.slice(0, wildcard)
  return /\.ya?ml$/.test(folder.at(-1) ?? '') ? defaultFolder : folder.join('/')
}

/** Why files in the folder would not be loaded, or would keep others from it; absent where all is well. */
export const folderWarning = async (
  root: string,
  folder: string,
  paths: readonly string[],
  { fileCount, settings }: Workspace,
): Promise<string | undefined> => {
  const [example] = paths
  if (example === undefined) return undefined
  if (settings.definitions !== undefined) {
    const matchers = settings.definitions.map(pathMatcher)
    const unloaded = paths.filter((path) => !matchers.some((matches) => matches(path)))
    return unloaded[0] === undefined
      ? undefined
      : `\`definitions\` in \`statsig.yaml\` does not name \`${unloaded[0]}\`: the file would not be loaded.`
  }
  const isDefaultFolder = folder === defaultFolder || folder.startsWith(`${defaultFolder}/`)
  const hasDefaultFolder = await folderExists(join(root, defaultFolder))
  if (isDefaultFolder && !hasDefaultFolder && fileCount > 0)
    return `Definitions lie in \`metrics/\` and \`metric_sources/\`, which are not looked at once there is a folder \`${defaultFolder}/\`. Move them there, or name all places in \`definitions\` of \`statsig.yaml\`.`
  const isFound =
    isDefaultFolder ||
    (!hasDefaultFolder &&
      folder === '' &&
      paths.every((path) => /^metrics\/|^metric_sources\//.test(path)))
  return isFound
    ? undefined
    : `Definitions are looked for in \`${defaultFolder}/\`: name \`${folder}\` in \`definitions\` of \`statsig.yaml\`, or \`${example}\` would not be loaded.`
}
