// Finds the repository that a folder lies in, and says what keeps it from being used.
import { lstat, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Env } from './environment.ts'
import { GitTrouble, refusal, without } from './error.ts'
import { type Git, gitIn, type Text } from './process.ts'

export interface Opened {
  readonly git: Git
  /** The folder within the work tree: empty, or with `/` at its end. */
  readonly prefix: string
}

/**
 * `undefined` only where there is no repository at all: one that cannot be used must not look like none, since files
 * would then win over what was changed elsewhere.
 */
export const open = async (root: string, env: Env): Promise<Opened | undefined> => {
  // Git starts from where a folder really is.
  const folder = await realpath(root).catch(() => {
    throw new GitTrouble(`There is no folder \`${root}\`.`)
  })
  const above = await repositoryAbove(folder)
  const said = env('GIT_DIR')
  const place = said ?? above
  if (place === undefined) return undefined
  const isHalfSaid = said !== undefined && env('GIT_WORK_TREE') === undefined
  if (isHalfSaid && above === undefined) throw halfSaid(said)
  const git = gitIn(folder, isHalfSaid ? withoutGitDir(env) : env)
  const { text } = readable(await described(git), place)
  const [gitDir = '', isInside, ...prefix] = text.replace(/\n$/, '').split('\n')
  // Hooks are told where the repository is and not where its work tree is: it is the one that is found.
  if (isHalfSaid && (await realpath(said).catch(() => said)) !== (await realpath(gitDir)))
    throw halfSaid(said)
  if (isInside !== 'true')
    throw new GitTrouble(
      `The repository \`${place}\` has no work tree that holds \`${root}\`. Set \`GIT_WORK_TREE\` to the folder with its files, or ${without}.`,
    )
  return { git, prefix: prefix.join('\n') }
}

/** Git would take the folder that it is started in for the whole work tree, and read at the wrong place. */
const halfSaid = (gitDir: string): GitTrouble =>
  new GitTrouble(
    `\`GIT_DIR\` is \`${gitDir}\`, and nothing says where its files are. Set \`GIT_WORK_TREE\` to the folder with its files, or ${without}.`,
  )

const withoutGitDir =
  (env: Env): Env =>
  (name) =>
    name === 'GIT_DIR' ? undefined : env(name)

/** A path may hold line ends, so that the prefix comes last. */
const described = (git: Git): Promise<Text> =>
  git.run(['rev-parse', '--absolute-git-dir', '--is-inside-work-tree', '--show-prefix'])

const readable = (said: Text, place: string): Text => {
  if (said.code === 0) return said
  if (/spawn git ENOENT/.test(said.err))
    throw new GitTrouble(
      `There is a git repository at \`${place}\`, and git is not on the \`PATH\`. Install it, or ${without}.`,
    )
  const [owned] = /git config --global --add safe\.directory .*/.exec(said.err) ?? []
  if (owned !== undefined)
    throw new GitTrouble(
      `Git does not trust the repository \`${place}\`, which somebody else owns. Run \`${owned}\`, or ${without}.`,
    )
  const cause = refusal(said, `use the repository \`${place}\``)
  throw new GitTrouble(`${cause.message} Mend it, or ${without}.`)
}

/** The nearest folder above that is a repository or belongs to one. */
const repositoryAbove = async (folder: string): Promise<string | undefined> => {
  const own = join(folder, '.git')
  if (await stands(own)) return own
  if (await isBare(folder)) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : repositoryAbove(parent)
}

const isBare = async (folder: string): Promise<boolean> => {
  const parts = ['HEAD', 'objects', 'refs'].map((name) => stands(join(folder, name)))
  return (await Promise.all(parts)).every(Boolean)
}

/** What may not be looked at stands as well, so that it is git that says why. */
const stands = async (path: string): Promise<boolean> => {
  try {
    await lstat(path)
    return true
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
    return code !== 'ENOENT' && code !== 'ENOTDIR'
  }
}
