// The folder that imported files are written to, and a warning where they would not be loaded from there.
import { join } from 'node:path'
import { globFault, parseRelativePath, pathMatcher } from '../../core/glob.ts'
import { UsageError } from '../../core/usage-error.ts'
import { folderExists } from '../../io/disk/text-files.ts'
import type { Workspace } from '../../load/workspace.ts'
import { findOuterRoot } from '../../prepare/empty-root.ts'

const defaultFolder = 'statsig'

/** The folder relative to the root: the folder of `--out`, or the first one that the settings name. */
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

/** Inside of a root, the files would be written to a second `statsig/` that no command loads. `--out` says where they go. */
export const rejectNestedRoot = async (root: string, out: string | undefined): Promise<void> => {
  const outerRoot = out === undefined ? await findOuterRoot(root) : undefined
  if (outerRoot !== undefined)
    throw new UsageError(
      `This folder is inside of the root \`${outerRoot}\`: files would be written to a second \`${defaultFolder}/\`, which is not loaded. Run the command with \`-C ${outerRoot}\`, or name the folder with \`--out\`.`,
    )
}

/** Why files in the folder would not be loaded, or would stop others from being loaded; `undefined` where neither holds. */
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
      : `\`${unloaded[0]}\` would not be loaded. Add it to \`definitions\` in \`statsig.yaml\`.`
  }
  const isDefaultFolder = folder === defaultFolder || folder.startsWith(`${defaultFolder}/`)
  const hasDefaultFolder = await folderExists(join(root, defaultFolder))
  if (isDefaultFolder && !hasDefaultFolder && fileCount > 0)
    return `The definitions in \`metrics/\` and \`metric_sources/\` are not loaded where there is a folder \`${defaultFolder}/\`. Move them there, or list all folders in \`definitions\` of \`statsig.yaml\`.`
  const isFound =
    isDefaultFolder ||
    (!hasDefaultFolder &&
      folder === '' &&
      paths.every((path) => /^metrics\/|^metric_sources\//.test(path)))
  return isFound
    ? undefined
    : `\`${example}\` would not be loaded, because definitions are loaded from \`${defaultFolder}/\`. Add \`${folder}\` to \`definitions\` of \`statsig.yaml\`.`
}
