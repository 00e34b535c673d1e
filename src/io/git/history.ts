// Commits: what names mean, when they were made, and which one contains which.

import { GitTrouble, refusal, shortId, unshallow } from './error.ts'
import type { ObjectRequest } from './object-reader.ts'
import type { Git } from './process.ts'

export interface Commit {
  readonly id: string
  /** ISO time, UTC. */
  readonly at: string
}

/** `undefined` where nothing was committed yet. */
export const headOf = async (git: Git): Promise<Commit | undefined> => {
  const commit = await commitRead(git, 'HEAD')
  if (commit !== undefined) return commit
  const found = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD'])
  if (found.code === 0) return commitAt(git, found.text.trim())
  const branch = await git.run(['symbolic-ref', '--quiet', 'HEAD'])
  if (branch.code !== 0) throw refusal(found.err === '' ? branch : found, 'read `HEAD`')
  const there = await git.run(['for-each-ref', '--', branch.text.trim()])
  if (there.code !== 0 || there.err !== '') throw refusal(there, 'read `HEAD`')
  return undefined
}

export const isShallow = async (git: Git): Promise<boolean> => {
  const said = await git.run(['rev-parse', '--is-shallow-repository'])
  if (said.code !== 0) throw refusal(said, 'tell whether the clone is shallow')
  return said.text.trim() === 'true'
}

/** The commit that a person named. */
export const resolveIn = async (git: Git, ref: string): Promise<Commit> => {
  if (ref === '') throw new GitTrouble('The name of a commit is empty.')
  if (ref.startsWith('-'))
    throw new GitTrouble(`\`${ref}\` begins with \`-\`, and so does no branch, tag or commit.`)
  const id = await commitNamed(git, ref)
  if (id !== undefined) return commitAt(git, id)
  if ((await commitNamed(git, `refs/remotes/origin/${ref}`)) !== undefined)
    throw new GitTrouble(
      `There is no branch, tag or commit \`${ref}\`, but there is \`origin/${ref}\`: name that.`,
    )
  throw new GitTrouble(
    (await isShallow(git))
      ? `\`${ref}\` is no branch, tag or commit of this clone, which is shallow. Fetch the others with ${unshallow}.`
      : `There is no branch, tag or commit \`${ref}\` in this repository.`,
  )
}

/** The commit that a name means in this clone. */
export const commitNamed = async (git: Git, name: string): Promise<string | undefined> => {
  const known = heldBy.get(git) ?? new Set()
  heldBy.set(git, known)
  if (known.has(name)) return name
  if (isId(name) && (await commitRead(git, name)) !== undefined) {
    known.add(name)
    return name
  }
  const said = await git.run([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${name}^{commit}`,
  ])
  const id = said.text.trim()
  if (said.code !== 0 || !isId(id)) return undefined
  known.add(id)
  return id
}

/** A commit that is there stays there for a run, and asking takes a process. */
const heldBy = new WeakMap<Git, Set<string>>()

/** Either sort of hash. */
export const isId = (text: string): boolean => /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)

/** `undefined` also where git has to say itself what is wrong. */
const commitRead = async (git: Git, name: string): Promise<Commit | undefined> => {
  const [found] = await git.objects([wholeObject(name)]).catch(() => [])
  if (found?.type !== 'commit') return undefined
  const text = found.bytes?.toString() ?? ''
  const [, seconds] = /^committer .*> (\d+) /m.exec(text.slice(0, text.indexOf('\n\n'))) ?? []
  return seconds === undefined ? undefined : { id: found.id, at: isoTime(Number(seconds)) }
}

export const wholeObject = (name: string): ObjectRequest => ({
  name,
  maxBytes: Number.POSITIVE_INFINITY,
})

export const commitAt = async (git: Git, id: string): Promise<Commit> => {
  const read = isId(id) ? await commitRead(git, id) : undefined
  if (read !== undefined) return read
  const said = await git.run(['rev-list', '--timestamp', '--max-count=1', '--end-of-options', id])
  const [commit] = timed(said.text)
  if (said.code !== 0 || commit === undefined) throw await lacking(git, id)
  return commit
}

export const lacking = async (git: Git, id: string): Promise<GitTrouble> =>
  new GitTrouble(
    (await isShallow(git))
      ? `This clone is shallow and does not hold the commit ${shortId(id)}. Fetch it with ${unshallow}.`
      : `This clone does not hold the commit ${shortId(id)}. Fetch it with \`git fetch\`.`,
  )

const timed = (text: string): readonly Commit[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [seconds = '', id = ''] = line.split(' ')
      return { id, at: isoTime(Number(seconds)) }
    })

export const isoTime = (seconds: number): string =>
  new Date(seconds * 1000).toISOString().replace('.000Z', 'Z')

export const containsIn = async (
  git: Git,
  descendant: string,
  ancestor: string,
): Promise<'yes' | 'no' | 'unknown'> => {
  const there = await commitNamed(git, descendant)
  if (there === undefined) throw await lacking(git, descendant)
  const isCut = await isShallow(git)
  // Whatever a whole clone does not hold is no ancestor of what it holds.
  if ((await commitNamed(git, ancestor)) === undefined) return isCut ? 'unknown' : 'no'
  if (await isAncestor(git, ancestor, descendant)) return 'yes'
  return isCut && !(await isAncestor(git, descendant, ancestor)) ? 'unknown' : 'no'
}

const isAncestor = async (git: Git, ancestor: string, descendant: string): Promise<boolean> => {
  const said = await git.run([
    'merge-base',
    '--is-ancestor',
    '--end-of-options',
    ancestor,
    descendant,
  ])
  if (said.code > 1 || said.err !== '') throw refusal(said, 'compare two commits')
  return said.code === 0
}

/** After `from` up to `to`, oldest first. */
export const touchingIn = async (
  git: Git,
  path: string,
  from: string,
  to: string,
): Promise<readonly Commit[]> => {
  for (const id of [from, to])
    if ((await commitNamed(git, id)) === undefined) throw await lacking(git, id)
  const said = await git.run([
    'rev-list',
    '--timestamp',
    '--topo-order',
    '--reverse',
    '--end-of-options',
    `${from}..${to}`,
    '--',
    path,
  ])
  if (said.code !== 0) throw refusal(said, `list the commits of \`${path}\``)
  return timed(said.text)
}

/** The nearest commit that both contain. */
export const mergeBaseIn = async (git: Git, a: string, b: string): Promise<string | undefined> => {
  for (const id of [a, b])
    if ((await commitNamed(git, id)) === undefined) throw await lacking(git, id)
  const said = await git.run(['merge-base', '--end-of-options', a, b])
  if (said.code > 1 || said.err !== '') throw refusal(said, 'compare two commits')
  const id = said.text.trim()
  return isId(id) ? id : undefined
}

/** The line of first parents after `from` up to `to`, oldest first; the newest where there are more than is wanted. */
export const firstParentsIn = async (
  git: Git,
  from: string | undefined,
  to: string,
  most: number,
): Promise<readonly Commit[]> => {
  for (const id of from === undefined ? [to] : [from, to])
    if ((await commitNamed(git, id)) === undefined) throw await lacking(git, id)
  const said = await git.run([
    'rev-list',
    '--timestamp',
    '--first-parent',
    `--max-count=${most}`,
    '--end-of-options',
    from === undefined ? to : `${from}..${to}`,
  ])
  if (said.code !== 0) throw refusal(said, 'list the commits of a branch')
  return [...timed(said.text)].reverse()
}

/** Whether this clone can tell all the commits after `from` up to `to`, wherever it may be cut. */
export const spansIn = async (git: Git, from: string, to: string): Promise<boolean> => {
  for (const id of [from, to]) if ((await commitNamed(git, id)) === undefined) return false
  if (!(await isShallow(git))) return true
  const said = await git.run([
    'rev-list',
    '--parents',
    '--boundary',
    '--end-of-options',
    `${from}..${to}`,
  ])
  // Every way down from `to` has to end at `from`: one that ends elsewhere is cut, or may be known to `from`.
  const lines = said.text.split('\n').filter((line) => line !== '')
  return (
    said.code === 0 &&
    lines.every((line) =>
      line.startsWith('-') ? line.slice(1).split(' ')[0] === from : line.includes(' '),
    )
  )
}
