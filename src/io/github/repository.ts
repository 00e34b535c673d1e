// The repository of a job: a clone that is cut and has no ref of ours, and GitHub for all that it lacks.
import type { Clock } from '../../resources/api.ts'
import { treeOf } from '../git/commit-tree.ts'
import { type Clone, type Commit, GitTrouble, longestLine, type Repository } from '../git/index.ts'
import { appliedAt, recordAt, targetsAt } from './applied-ref.ts'
import { blobsAt } from './blobs.ts'
import { listingAt } from './commit-files.ts'
import { type Connection, connect } from './connection.ts'
import { GitHubError } from './error.ts'
import { commitNamed, containsAt, firstParentsAt, mergeBaseOf, touchingAt } from './history.ts'
import type { GitHubOptions } from './model.ts'

/** What the clone can tell is not asked of GitHub; what was applied always is. */
export const githubRepository = (
  local: Clone,
  options: GitHubOptions,
  clock?: Clock,
): Repository => {
  const connection = connect(options, clock)
  const contains = containing(local, connection)
  return {
    head: local.head,
    isShallow: async () => false,
    resolve: (ref) => inGit(() => resolved(local, connection, options, ref)),
    tree: (commit) => treeFrom(local, connection, commit),
    contains,
    touching: (path, from, to) =>
      inGit(async () =>
        orElse(
          async () => ((await local.spans(from, to)) ? local.touching(path, from, to) : undefined),
          () => touchingAt(connection, `${local.prefix}${path}`, from, to),
        ),
      ),
    mergeBase: (a, b) =>
      inGit(async () => {
        if (await isWhole(local, [a, b])) return local.mergeBase(a, b)
        // Of two that are not in one line, a clone that is cut may know a worse one.
        if ((await containedHere(local, b, a)) === 'yes') return a
        if ((await containedHere(local, a, b)) === 'yes') return b
        return mergeBaseOf(connection, a, b)
      }),
    firstParents: (from, to) => inGit(() => lineOf(local, connection, from, to)),
    applied: (target) =>
      inGit(() =>
        appliedAt(
          connection,
          target,
          async (id) =>
            (await local.holds(id)) || (await commitNamed(connection, id)) !== undefined,
        ),
      ),
    targets: () => inGit(() => targetsAt(connection)),
    record: (target, record, before) => inGit(() => recordAt(connection, target, record, before)),
    remote: async () => undefined,
    push: async () => ({ refused: 'What was applied is recorded at GitHub itself.' }),
  }
}

/** What GitHub refuses is trouble with the repository, as any other; that it does not answer is not. */
const inGit = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (cause) {
    throw cause instanceof GitHubError && cause.kind !== 'unreachable'
      ? new GitTrouble(cause.message)
      : cause
  }
}

/** What the clone does not know, or would need what it lacks for: a partial one holds commits without their folders. */
const orElse = async <T>(
  here: () => Promise<T | undefined>,
  there: () => Promise<T>,
): Promise<T> => {
  try {
    return (await here()) ?? (await there())
  } catch (cause) {
    if (cause instanceof GitTrouble) return there()
    throw cause
  }
}

const resolved = async (
  local: Clone,
  connection: Connection,
  { name, owner }: GitHubOptions,
  ref: string,
): Promise<Commit> => {
  try {
    return await local.resolve(ref)
  } catch (cause) {
    // `HEAD` and what is counted from a name mean another commit there.
    if (!/^(?!HEAD$)(?!.*\.\.)[\w.][\w./-]*$/.test(ref)) throw cause
    // What the clone would call so if it had fetched it.
    const branch = /^(?:refs\/remotes\/)?origin\/(.+)$/.exec(ref)?.[1]
    const names = [ref.replace(/^refs\//, ''), ...(branch === undefined ? [] : [`heads/${branch}`])]
    for (const each of names) {
      const found = await commitNamed(connection, each)
      if (found !== undefined) return found
    }
    throw new GitTrouble(
      `There is no branch, tag or commit \`${ref}\`, neither in this clone nor in \`${owner}/${name}\`.`,
    )
  }
}

const treeFrom = (local: Clone, connection: Connection, commit: string) => {
  const sizes = new Map<string, number>()
  const remote = blobsAt(connection, sizes)
  const list = () =>
    orElse(
      async () => ((await local.holds(commit)) ? local.listing(commit) : undefined),
      () => listingAt(connection, commit, local.prefix, sizes),
    )
  return treeOf(
    () => inGit(list),
    (id, maxBytes) =>
      inGit(() =>
        orElse(
          () => local.blob(id, maxBytes),
          () => remote(id, maxBytes),
        ),
      ),
  )
}

const containing = (local: Clone, connection: Connection): Repository['contains'] => {
  // Of two commits the answer is the same for ever.
  const known = new Map<string, ReturnType<Repository['contains']>>()
  const ask: Repository['contains'] = async (descendant, ancestor) => {
    const here = await containedHere(local, descendant, ancestor)
    return here === 'unknown' ? containsAt(connection, descendant, ancestor) : here
  }
  return (descendant, ancestor) => {
    const pair = `${descendant} ${ancestor}`
    const answer = known.get(pair) ?? inGit(() => ask(descendant, ancestor))
    known.set(pair, answer)
    return answer
  }
}

const containedHere = async (
  local: Clone,
  descendant: string,
  ancestor: string,
): Promise<'yes' | 'no' | 'unknown'> =>
  (await local.holds(descendant)) ? local.contains(descendant, ancestor) : 'unknown'

const isWhole = async (local: Clone, ids: readonly string[]): Promise<boolean> => {
  if (await local.isShallow()) return false
  for (const id of ids) if (!(await local.holds(id))) return false
  return true
}

const lineOf = async (
  local: Clone,
  connection: Connection,
  from: string | undefined,
  to: string,
): Promise<readonly Commit[]> => {
  if (from !== undefined && (await local.spans(from, to))) return local.firstParents(from, to)
  if (from === undefined && (await local.holds(to))) {
    const line = await local.firstParents(from, to)
    if (line.length === longestLine || !(await local.isShallow())) return line
  }
  return firstParentsAt(connection, from, to, longestLine)
}
