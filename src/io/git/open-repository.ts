// Finds the repository that contains a folder, or says why it cannot be used.
import { lstat, realpath } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { GitError } from '../../model/repository.ts'
import { isMissingError } from '../disk/error-code.ts'
import type { VariableLookup } from '../variable-lookup.ts'
import { toGitError, twoWayHint } from './error.ts'
import { hasGitMessage, trustCommandIn } from './message-codes.ts'
import { createGit, type Git, type GitTextResult } from './process.ts'

export interface OpenedRepository {
  readonly git: Git
  /** The folder on disk. */
  readonly folder: string
  /** The folder within the work tree: empty, or with `/` at its end. */
  readonly prefix: string
  /** The git directory that all linked work trees share. */
  readonly commonDir: string
}

/**
 * `undefined` only if there is no repository. A repository that cannot be used is an error: without one, the files would
 * overwrite changes that were made in Statsig.
 */
export const openGit = async (
  root: string,
  env: VariableLookup,
): Promise<OpenedRepository | undefined> => {
  // Git resolves symbolic links in the path of the folder.
  const folder = await realpath(root).catch(() => {
    throw new GitError(`There is no folder \`${root}\`.`)
  })
  const enclosingRepository = await findRepositoryAbove(folder)
  const gitDirVariable = env('GIT_DIR')
  const repositoryPath = gitDirVariable ?? enclosingRepository
  if (repositoryPath === undefined) return undefined
  const isGitDirOnly = gitDirVariable !== undefined && env('GIT_WORK_TREE') === undefined
  if (isGitDirOnly && enclosingRepository === undefined) throw incompleteGitDirError(gitDirVariable)
  const git = createGit(folder, isGitDirOnly ? withoutGitDir(env) : env)
  const { text } = requireReadable(await describeRepository(git), repositoryPath)
  const [gitDir = '', isInside, commonDir = '', ...prefix] = text.replace(/\n$/, '').split('\n')
  // Git sets `GIT_DIR` for hooks without `GIT_WORK_TREE`. Accept it only for the repository found from the folder.
  if (
    isGitDirOnly &&
    (await realpath(gitDirVariable).catch(() => gitDirVariable)) !== (await realpath(gitDir))
  )
    throw incompleteGitDirError(gitDirVariable)
  if (isInside !== 'true')
    throw new GitError(
      `The repository \`${repositoryPath}\` has no work tree that contains \`${root}\`. Set \`GIT_WORK_TREE\` to the folder with its files, or ${twoWayHint}.`,
    )
  return { git, folder, prefix: prefix.join('\n'), commonDir: resolve(folder, commonDir) }
}

/** With `GIT_DIR` alone, git takes the current folder for the root of the work tree, and would read the wrong paths. */
const incompleteGitDirError = (gitDir: string): GitError =>
  new GitError(
    `\`GIT_DIR\` is \`${gitDir}\`, but \`GIT_WORK_TREE\` is not set. Set \`GIT_WORK_TREE\` to the folder with its files, or ${twoWayHint}.`,
  )

const withoutGitDir =
  (env: VariableLookup): VariableLookup =>
  (name) =>
    name === 'GIT_DIR' ? undefined : env(name)

/** The prefix comes last, because a path may contain line breaks. */
const describeRepository = (git: Git): Promise<GitTextResult> =>
  git.run([
    'rev-parse',
    '--absolute-git-dir',
    '--is-inside-work-tree',
    '--git-common-dir',
    '--show-prefix',
  ])

const requireReadable = (result: GitTextResult, repositoryPath: string): GitTextResult => {
  if (result.exitCode === 0) return result
  if (hasGitMessage(result.stderr, 'git-not-installed'))
    throw new GitError(
      `There is a git repository at \`${repositoryPath}\`, but git is not on the \`PATH\`. Install git, or ${twoWayHint}.`,
    )
  const trustCommand = trustCommandIn(result)
  if (trustCommand !== undefined)
    throw new GitError(
      `Git does not trust the repository \`${repositoryPath}\`, because another user owns it. Run \`${trustCommand}\`, or ${twoWayHint}.`,
    )
  const cause = toGitError(result, `use the repository \`${repositoryPath}\``)
  throw new GitError(`${cause.message} Repair it, or ${twoWayHint}.`)
}

/** The nearest repository in the folder or above it. */
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

/** True also if access is denied: git then gives the reason. */
const pathExists = async (path: string): Promise<boolean> => {
  try {
    await lstat(path)
    return true
  } catch (cause) {
    return !isMissingError(cause)
  }
}
