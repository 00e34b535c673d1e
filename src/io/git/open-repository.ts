// Finds the repository that a folder lies in, and says what keeps it from being used.
import { lstat, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { GitError } from '../../repository.ts'
import type { EnvLookup } from './environment.ts'
import { toGitError, twoWayHint } from './error.ts'
import { createGit, type Git, type GitTextResult } from './process.ts'

export interface OpenedRepository {
  readonly git: Git
  /** The folder within the work tree: empty, or with `/` at its end. */
  readonly prefix: string
}

/**
 * `undefined` only where there is no repository at all: one that cannot be used must not look like none, since files
 * would then win over what was changed elsewhere.
 */
export const openGit = async (
  root: string,
  env: EnvLookup,
): Promise<OpenedRepository | undefined> => {
  // Git starts from where a folder really is.
  const folder = await realpath(root).catch(() => {
    throw new GitError(`There is no folder \`${root}\`.`)
  })
  const enclosingRepository = await findRepositoryAbove(folder)
  const said = env('GIT_DIR')
  const repositoryPath = said ?? enclosingRepository
  if (repositoryPath === undefined) return undefined
  const isGitDirOnly = said !== undefined && env('GIT_WORK_TREE') === undefined
  if (isGitDirOnly && enclosingRepository === undefined) throw incompleteGitDirError(said)
  const git = createGit(folder, isGitDirOnly ? withoutGitDir(env) : env)
  const { text } = requireReadable(await describeRepository(git), repositoryPath)
  const [gitDir = '', isInside, ...prefix] = text.replace(/\n$/, '').split('\n')
  // Hooks are told where the repository is and not where its work tree is: it is the one that is found.
  if (isGitDirOnly && (await realpath(said).catch(() => said)) !== (await realpath(gitDir)))
    throw incompleteGitDirError(said)
  if (isInside !== 'true')
    throw new GitError(
      `The repository \`${repositoryPath}\` has no work tree that holds \`${root}\`. Set \`GIT_WORK_TREE\` to the folder with its files, or ${twoWayHint}.`,
    )
  return { git, prefix: prefix.join('\n') }
}

/** Git would take the folder that it is started in for the whole work tree, and read at the wrong place. */
const incompleteGitDirError = (gitDir: string): GitError =>
  new GitError(
    `\`GIT_DIR\` is \`${gitDir}\`, and nothing says where its files are. Set \`GIT_WORK_TREE\` to the folder with its files, or ${twoWayHint}.`,
  )

const withoutGitDir =
  (env: EnvLookup): EnvLookup =>
  (name) =>
    name === 'GIT_DIR' ? undefined : env(name)

/** A path may hold line ends, so that the prefix comes last. */
const describeRepository = (git: Git): Promise<GitTextResult> =>
  git.run(['rev-parse', '--absolute-git-dir', '--is-inside-work-tree', '--show-prefix'])

const requireReadable = (said: GitTextResult, repositoryPath: string): GitTextResult => {
  if (said.exitCode === 0) return said
  if (/spawn git ENOENT/.test(said.stderr))
    throw new GitError(
      `There is a git repository at \`${repositoryPath}\`, and git is not on the \`PATH\`. Install it, or ${twoWayHint}.`,
    )
  const [trustCommand] = /git config --global --add safe\.directory .*/.exec(said.stderr) ?? []
  if (trustCommand !== undefined)
    throw new GitError(
      `Git does not trust the repository \`${repositoryPath}\`, which somebody else owns. Run \`${trustCommand}\`, or ${twoWayHint}.`,
    )
  const cause = toGitError(said, `use the repository \`${repositoryPath}\``)
  throw new GitError(`${cause.message} Mend it, or ${twoWayHint}.`)
}

/** The nearest folder above that is a repository or belongs to one. */
const findRepositoryAbove = async (folder: string): Promise<string | undefined> => {
  const gitFolder = join(folder, '.git')
  if (await pathExists(gitFolder)) return gitFolder
  if (await isBare(folder)) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : findRepositoryAbove(parent)
}

const isBare = async (folder: string): Promise<boolean> => {
  const parts = ['HEAD', 'objects', 'refs'].map((name) => pathExists(join(folder, name)))
  return (await Promise.all(parts)).every(Boolean)
}

/** What may not be looked at stands as well, so that it is git that says why. */
const pathExists = async (path: string): Promise<boolean> => {
  try {
    await lstat(path)
    return true
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    return code !== 'ENOENT' && code !== 'ENOTDIR'
  }
}
