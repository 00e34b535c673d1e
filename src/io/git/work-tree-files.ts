// Says what git does with files of the work tree: why their text may differ from the commit while git calls them unchanged.
import type { WorkTreeFile } from '../../model/repository.ts'
import { type CommitFiles, findLinkOrSubmodule } from './commit-files.ts'
import { toGitError } from './error.ts'
import type { Git } from './process.ts'

/** `prefix` is the folder of git within the repository. All other paths are relative to it. No filter is run: git looks only at the paths without one. */
export const inspectFiles = async (
  git: Git,
  prefix: string,
  commitFiles: CommitFiles,
  paths: readonly string[],
): Promise<readonly WorkTreeFile[]> => {
  const barriers = new Map(
    paths.map((path) => [path, findLinkOrSubmodule(commitFiles, path.split('/'))] as const),
  )
  // Git refuses paths inside of a submodule.
  const ownPaths = paths.filter((path) => barriers.get(path)?.entry.type !== 'submodule')
  const attributes = await readAttributes(git, ownPaths)
  const flags = await readIndexFlags(git, ownPaths)
  const unfiltered = ownPaths.filter((path) => !isSet(attributes.get(`${path} filter`)))
  const status = await readStatus(git, prefix, unfiltered)
  return paths.map((path) => {
    const barrier = barriers.get(path)
    const flag = flags.get(path) ?? ''
    const [filter, encoding] = [
      attributes.get(`${path} filter`),
      attributes.get(`${path} working-tree-encoding`),
    ]
    return {
      path,
      ...(barrier?.entry.type === 'submodule' && { submodule: barrier.path }),
      ...(barrier?.entry.type === 'link' && { link: barrier.path }),
      ...(isSet(filter) && { filter }),
      ...(isSet(encoding) && { encoding }),
      isIdent: attributes.get(`${path} ident`) === 'set',
      isAssumedUnchanged: /^[a-z]$/.test(flag),
      isSkipped: flag.toUpperCase() === 'S',
      status: status.get(path) ?? 'unchanged',
    }
  })
}

const isSet = (value: string | undefined): value is string =>
  value !== undefined && value !== 'unspecified' && value !== 'unset'

/** By path and attribute, with a blank between. */
const readAttributes = async (
  git: Git,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const fields = await runForPaths(
    git,
    ['check-attr', '-z', 'filter', 'ident', 'working-tree-encoding'],
    paths,
  )
  const found = new Map<string, string>()
  for (let index = 0; index + 2 < fields.length; index += 3)
    found.set(`${fields[index]} ${fields[index + 1]}`, fields[index + 2] ?? '')
  return found
}

/** The letter of git for each tracked file: small where it is assumed unchanged, `S` where the work tree skips it. */
const readIndexFlags = async (
  git: Git,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const lines = await runForPaths(git, ['ls-files', '-v', '-z'], paths)
  return new Map(lines.map((line) => [line.slice(2), line.slice(0, 1)]))
}

const readStatus = async (
  git: Git,
  prefix: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, WorkTreeFile['status']>> => {
  const lines = await runForPaths(
    git,
    ['status', '--porcelain', '-z', '--no-renames', '--untracked-files=all', '--ignored=matching'],
    paths,
  )
  const entries = lines.map((line) => ({ code: line.slice(0, 2), path: line.slice(3) }))
  return new Map(
    paths.flatMap((path) => {
      // Git gives paths from the root of the repository, and an ignored folder stands for its files.
      const full = `${prefix}${path}`
      const entry = entries.find(
        (each) => each.path === full || (each.path.endsWith('/') && full.startsWith(each.path)),
      )
      return entry === undefined
        ? []
        : [[path, entry.code === '!!' ? ('ignored' as const) : ('changed' as const)] as const]
    }),
  )
}

const runForPaths = async (
  git: Git,
  args: readonly string[],
  paths: readonly string[],
): Promise<readonly string[]> => {
  if (paths.length === 0) return []
  const result = await git.run([...args, '--', ...paths])
  if (result.exitCode !== 0) throw toGitError(result, 'look at the files of the work tree')
  return result.text.split('\0').filter((each) => each !== '')
}
