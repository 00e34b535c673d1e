// Reads commits: resolves names, lists ranges, and finds which commit contains another.
import { type Commit, GitError, shortId } from '../../model/repository.ts'
import { toGitError, unshallowCommand } from './error.ts'
import type { GitObject, ObjectRequest } from './object-reader.ts'
import type { Git } from './process.ts'

/** `undefined` if there is no commit yet. */
export const readHead = async (git: Git): Promise<Commit | undefined> => {
  const commit = await commitRead(git, 'HEAD')
  if (commit !== undefined) return commit
  const found = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD'])
  if (found.exitCode === 0) return readCommit(git, found.text.trim())
  const branch = await git.run(['symbolic-ref', '--quiet', 'HEAD'])
  if (branch.exitCode !== 0) throw toGitError(found.stderr === '' ? branch : found, 'read `HEAD`')
  const target = await git.run(['for-each-ref', '--', branch.text.trim()])
  if (target.exitCode !== 0 || target.stderr !== '') throw toGitError(target, 'read `HEAD`')
  return undefined
}

export const isShallow = (git: Git): Promise<boolean> => {
  const known = shallowClones.get(git) ?? readIsShallow(git)
  shallowClones.set(git, known)
  return known
}

/** A cache: nothing in a run fetches more history, and each lookup starts a process. */
const shallowClones = new WeakMap<Git, Promise<boolean>>()

const readIsShallow = async (git: Git): Promise<boolean> => {
  const result = await git.run(['rev-parse', '--is-shallow-repository'])
  if (result.exitCode !== 0) throw toGitError(result, 'check whether the clone is shallow')
  return result.text.trim() === 'true'
}

/** The commit that a person named. */
export const resolveCommit = async (git: Git, ref: string): Promise<Commit> => {
  if (ref === '') throw new GitError('The name of a commit is empty.')
  if (ref.startsWith('-'))
    throw new GitError(`\`${ref}\` begins with \`-\`, which no branch, tag or commit may do.`)
  const id = await findCommitId(git, ref)
  if (id !== undefined) return readCommit(git, id)
  if ((await findCommitId(git, `refs/remotes/origin/${ref}`)) !== undefined)
    throw new GitError(`There is no branch, tag or commit \`${ref}\`. Use \`origin/${ref}\`.`)
  throw new GitError(
    (await isShallow(git))
      ? `There is no branch, tag or commit \`${ref}\` in this clone, which is shallow. Fetch the full history with ${unshallowCommand}.`
      : `There is no branch, tag or commit \`${ref}\` in this repository.`,
  )
}

/** The commit that a name means in this clone. */
export const findCommitId = async (git: Git, name: string): Promise<string | undefined> => {
  const commitNames = knownCommits.get(git) ?? new Set()
  knownCommits.set(git, commitNames)
  if (commitNames.has(name)) return name
  if (isObjectId(name)) {
    const object = await readObject(git, name)
    if (object === 'missing') return undefined
    if (object?.type === 'commit') {
      commitNames.add(name)
      return name
    }
  }
  const result = await git.run([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${name}^{commit}`,
  ])
  const id = result.text.trim()
  if (result.exitCode !== 0 || !isObjectId(id)) return undefined
  commitNames.add(id)
  return id
}

/** A cache: a commit that exists stays during a run, and each lookup starts a process. */
const knownCommits = new WeakMap<Git, Set<string>>()

/** SHA-1 or SHA-256. */
export const isObjectId = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)

/** `undefined` after an error: the caller then asks git again for the reason. */
const readObject = async (git: Git, name: string): Promise<GitObject | 'missing' | undefined> => {
  try {
    const [object] = await git.catFile([wholeObject(name)])
    return object ?? 'missing'
  } catch {
    return undefined
  }
}

/** `undefined` also after an error. */
const commitRead = async (git: Git, name: string): Promise<Commit | undefined> => {
  const found = await readObject(git, name)
  if (found === undefined || found === 'missing' || found.type !== 'commit') return undefined
  const text = found.bytes?.toString() ?? ''
  const [, seconds] = /^committer .*> (\d+) /m.exec(text.slice(0, text.indexOf('\n\n'))) ?? []
  return seconds === undefined ? undefined : { id: found.id, at: toIsoTime(Number(seconds)) }
}

export const wholeObject = (name: string): ObjectRequest => ({
  name,
  maxBytes: Number.POSITIVE_INFINITY,
})

export const readCommit = async (git: Git, id: string): Promise<Commit> => {
  const read = isObjectId(id) ? await commitRead(git, id) : undefined
  if (read !== undefined) return read
  const result = await git.run(['rev-list', '--timestamp', '--max-count=1', '--end-of-options', id])
  const [commit] = parseCommits(result.text)
  if (result.exitCode !== 0 || commit === undefined) throw await missingCommitError(git, id)
  return commit
}

export const missingCommitError = async (git: Git, id: string): Promise<GitError> =>
  new GitError(
    (await isShallow(git))
      ? `This clone is shallow and does not have the commit ${shortId(id)}. Fetch it with ${unshallowCommand}.`
      : `This clone does not have the commit ${shortId(id)}. Fetch it with \`git fetch\`.`,
  )

const parseCommits = (text: string): readonly Commit[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [seconds = '', id = ''] = line.split(' ')
      return { id, at: toIsoTime(Number(seconds)) }
    })

export const toIsoTime = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')

export const containsCommit = async (
  git: Git,
  descendant: string,
  ancestor: string,
): Promise<'yes' | 'no' | 'unknown'> => {
  const target = await findCommitId(git, descendant)
  if (target === undefined) throw await missingCommitError(git, descendant)
  const isShallowClone = await isShallow(git)
  // A full clone has all ancestors of its commits.
  if ((await findCommitId(git, ancestor)) === undefined) return isShallowClone ? 'unknown' : 'no'
  if (await isAncestor(git, ancestor, descendant)) return 'yes'
  return isShallowClone && !(await isAncestor(git, descendant, ancestor)) ? 'unknown' : 'no'
}

const isAncestor = async (git: Git, ancestor: string, descendant: string): Promise<boolean> => {
  const result = await git.run([
    'merge-base',
    '--is-ancestor',
    '--end-of-options',
    ancestor,
    descendant,
  ])
  if (result.exitCode > 1 || result.stderr !== '') throw toGitError(result, 'compare two commits')
  return result.exitCode === 0
}

/** After `from` up to `to`, oldest first. */
export const listCommitsTouching = async (
  git: Git,
  path: string,
  from: string,
  to: string,
): Promise<readonly Commit[]> => {
  for (const id of [from, to])
    if ((await findCommitId(git, id)) === undefined) throw await missingCommitError(git, id)
  const result = await git.run([
    'rev-list',
    '--timestamp',
    '--topo-order',
    '--reverse',
    '--end-of-options',
    `${from}..${to}`,
    '--',
    path,
  ])
  if (result.exitCode !== 0) throw toGitError(result, `list the commits of \`${path}\``)
  return parseCommits(result.text)
}

/** The nearest commit that both contain. */
export const findMergeBase = async (
  git: Git,
  a: string,
  b: string,
): Promise<string | undefined> => {
  for (const id of [a, b])
    if ((await findCommitId(git, id)) === undefined) throw await missingCommitError(git, id)
  const result = await git.run(['merge-base', '--end-of-options', a, b])
  if (result.exitCode > 1 || result.stderr !== '') throw toGitError(result, 'compare two commits')
  const id = result.text.trim()
  return isObjectId(id) ? id : undefined
}

/** The first parents after `from` up to `to`, oldest first; only the newest `maxCount`. */
export const listFirstParents = async (
  git: Git,
  from: string | undefined,
  to: string,
  maxCount: number,
): Promise<readonly Commit[]> => {
  for (const id of from === undefined ? [to] : [from, to])
    if ((await findCommitId(git, id)) === undefined) throw await missingCommitError(git, id)
  const result = await git.run([
    'rev-list',
    '--timestamp',
    '--first-parent',
    `--max-count=${maxCount}`,
    '--end-of-options',
    from === undefined ? to : `${from}..${to}`,
  ])
  if (result.exitCode !== 0) throw toGitError(result, 'list the commits of a branch')
  return [...parseCommits(result.text)].reverse()
}

/** Whether this clone, which may be shallow, has all commits after `from` up to `to`. */
export const coversRange = async (git: Git, from: string, to: string): Promise<boolean> => {
  for (const id of [from, to]) if ((await findCommitId(git, id)) === undefined) return false
  if (!(await isShallow(git))) return true
  const result = await git.run([
    'rev-list',
    '--parents',
    '--boundary',
    '--end-of-options',
    `${from}..${to}`,
  ])
  // All paths from `to` must end at `from`. A path that ends elsewhere is cut, or its end may be an ancestor of `from`.
  const lines = result.text.split('\n').filter((line) => line !== '')
  return (
    result.exitCode === 0 &&
    lines.every((line) =>
      line.startsWith('-') ? line.slice(1).split(' ')[0] === from : line.includes(' '),
    )
  )
}
