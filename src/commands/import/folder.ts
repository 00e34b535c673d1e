// Where imported files go, and whether they will be found there.
import { join } from 'node:path'
import { isNamedBy, partsOf, patternFault } from '../../io/disk/files.ts'
import { folderExists } from '../../io/disk/text-files.ts'
import { UsageError } from '../../io/statsig/console-api/index.ts'
import type { Workspace } from '../../load/workspace.ts'

const usual = 'statsig'

/** The folder that definitions lie in, relative to the root: the one asked for, else the one that the settings name. */
export const folderFor = (out: string | undefined, { settings }: Workspace): string => {
  if (out !== undefined) {
    const fault = patternFault(out)
    if (fault !== undefined) throw new UsageError(fault)
    return partsOf(out).join('/')
  }
  const [first] = settings.definitions ?? []
  if (first === undefined) return usual
  const parts = partsOf(first)
  const wild = parts.findIndex((part) => /[*?{}]/.test(part))
  const folder = wild < 0 ? parts : parts.slice(0, wild)
  return /\.ya?ml$/.test(folder.at(-1) ?? '') ? usual : folder.join('/')
}

/** Why files in the folder would not be loaded, or would keep others from it; absent where all is well. */
export const hidden = async (
  root: string,
  folder: string,
  paths: readonly string[],
  { files, settings }: Workspace,
): Promise<string | undefined> => {
  const [example] = paths
  if (example === undefined) return undefined
  if (settings.definitions !== undefined) {
    const named = settings.definitions.map(isNamedBy)
    const lost = paths.filter((path) => !named.some((names) => names(path)))
    return lost[0] === undefined
      ? undefined
      : `\`definitions\` in \`statsig.yaml\` does not name \`${lost[0]}\`: the file would not be loaded.`
  }
  const isUsual = folder === usual || folder.startsWith(`${usual}/`)
  const isThere = await folderExists(join(root, usual))
  if (isUsual && !isThere && files > 0)
    return `Definitions lie in \`metrics/\` and \`metric_sources/\`, which are not looked at once there is a folder \`${usual}/\`. Move them there, or name all places in \`definitions\` of \`statsig.yaml\`.`
  const isFound =
    isUsual ||
    (!isThere && folder === '' && paths.every((path) => /^metrics\/|^metric_sources\//.test(path)))
  return isFound
    ? undefined
    : `Definitions are looked for in \`${usual}/\`: name \`${folder}\` in \`definitions\` of \`statsig.yaml\`, or \`${example}\` would not be loaded.`
}
