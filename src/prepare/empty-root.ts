// Finds a root without definitions, and patterns that match nothing: most likely a wrong folder, and not a green result.
import { dirname, join } from 'node:path'
import { type Diagnostic, error, isFatal, warning } from '../core/diagnostic.ts'
import { pathExists } from '../io/disk/text-files.ts'
import { kinds } from '../kinds/index.ts'
import { isProductFile } from '../load/product-files.ts'
import { settingsFile } from '../load/settings/index.ts'
import { defaultTarget } from '../load/settings/select-target.ts'
import type { Workspace } from '../load/workspace.ts'
import { GitError, type GitRepository, type RepositoryOpener } from '../model/repository.ts'

export interface EmptyRootOptions {
  /** A root without definitions is meant to be so. */
  readonly allowEmpty?: boolean
}

/** A removal that git shows is no fault: the last definition may be removed. */
export const emptyRootFaults = async (
  root: string,
  workspace: Workspace,
  { allowEmpty = false }: EmptyRootOptions,
  { openRepository }: RepositoryOpener,
): Promise<readonly Diagnostic[]> => {
  const { desired, diagnostics, patterns, target, unmatched } = workspace
  const isEmpty = desired.size === 0 && !isFatal(diagnostics)
  if (!isEmpty && unmatched.length === 0) return []
  if (allowEmpty) return unmatched.map((each) => unmatchedFault(warning, each))
  const repository = await openRepository(root)
  const wasRemoved = await removalFinder(repository, target?.name ?? defaultTarget)
  if (isEmpty && unmatched.length === 0)
    return (await wasRemoved(patterns))
      ? []
      : [noDefinitionsFault(patterns, await findOuterRoot(root))]
  const faults: Diagnostic[] = []
  for (const each of unmatched)
    faults.push(unmatchedFault((await wasRemoved([each.pattern])) ? warning : error, each))
  return faults
}

const allowEmptyHint = 'If this is meant, pass `--allow-empty`.'

const unmatchedFault = (
  report: typeof error,
  { at, pattern }: Workspace['unmatched'][number],
): Diagnostic =>
  report('no-definitions', `\`${pattern}\` matches no file.`, {
    at,
    ...(report === error && {
      hint: `Correct the pattern, or remove it from \`definitions\`. ${allowEmptyHint}`,
    }),
  })

const noDefinitionsFault = (
  patterns: readonly string[],
  outerRoot: string | undefined,
): Diagnostic => {
  const searched = patterns.map((each) => `\`${each}\``).join(', ')
  const folderHint =
    outerRoot === undefined
      ? 'Run the command in the root of the repository, or name it with `-C`.'
      : `The root seems to be \`${outerRoot}\`: run the command there, or with \`-C ${outerRoot}\`.`
  return error('no-definitions', `There is no definition: no file matches ${searched}.`, {
    hint: `${folderHint} ${allowEmptyHint}`,
  })
}

/** Whether files that match the patterns were removed by the current commit, or since the last apply. */
const removalFinder = async (
  repository: GitRepository | undefined,
  target: string,
): Promise<(patterns: readonly string[]) => Promise<boolean>> => {
  if (repository === undefined) return async () => false
  try {
    const head = await repository.head()
    if (head === undefined) return async () => false
    const parent = (await repository.firstParents(undefined, head.id)).at(-2)?.id
    const applied = (await repository.readApplied(target))?.commit
    const before = [...new Set([parent, applied])].filter((id) => id !== undefined)
    return async (patterns) => {
      const hasFiles = async (commit: string): Promise<boolean> =>
        (await repository.tree(commit).readFiles(patterns)).some((file) => !isProductFile(file))
      if (await hasFiles(head.id)) return false
      for (const commit of before) if (await hasFiles(commit)) return true
      return false
    }
  } catch (error) {
    // What git cannot show is no proof.
    if (error instanceof GitError) return async () => false
    throw error
  }
}

/** The folder above that looks like the root: it has settings, or this folder is inside of its `statsig`. */
export const findOuterRoot = async (root: string): Promise<string | undefined> => {
  if ((await pathExists(root, settingsFile)) || (await pathExists(root, 'statsig')))
    return undefined
  let folder = root
  let above = '..'
  while (!(await pathExists(folder, '.git'))) {
    const outer = dirname(folder)
    if (outer === folder) return undefined
    if (await isRootAbove(outer, folder)) return above
    folder = outer
    above = join(above, '..')
  }
  return undefined
}

/** A folder `statsig` is inside of a root if it has definitions, or the folder above is a repository. */
const isRootAbove = async (outer: string, folder: string): Promise<boolean> => {
  if (await pathExists(outer, settingsFile)) return true
  if (folder !== join(outer, 'statsig')) return false
  if (await pathExists(outer, '.git')) return true
  for (const { folder: collection } of kinds) if (await pathExists(folder, collection)) return true
  return false
}
