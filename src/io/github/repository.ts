// The repository of a job: a clone that may be shallow, and GitHub for what the clone does not have.

import type { RecordName } from '../../model/record-name.ts'
import { type Commit, GitError, type GitRepository } from '../../model/repository.ts'
import type { Clock } from '../../resources/api.ts'
import { createSourceTree } from '../git/commit-tree.ts'
import { type Clone, maxFirstParents, prefixOf } from '../git/index.ts'
import {
  fetchApplied,
  fetchAppliedRecords,
  fetchRecordAt,
  recordAppliedAtGitHub,
} from './applied-ref.ts'
import { createGitHubBlobReader } from './blobs.ts'
import { fetchCommitFiles } from './commit-files.ts'
import { connectToGitHub, type GitHubConnection } from './connection.ts'
import { GitHubError } from './error.ts'
import {
  fetchCommitsTouching,
  fetchContains,
  fetchFirstParents,
  fetchMergeBase,
  findCommit,
} from './history.ts'
import type { GitHubOptions } from './model.ts'

/** Reads from the clone if possible, else from GitHub. Records of applies are always at GitHub. */
export const githubRepository = (
  clone: Clone,
  options: GitHubOptions,
  clock?: Clock,
): GitRepository => {
  const connection = connectToGitHub(options, clock)
  const contains = createContains(clone, connection)
  let appliedRecords: Promise<readonly RecordName[]> | undefined
  return {
    head: clone.head,
    isShallow: async () => false,
    resolve: (ref) => asGitErrors(() => resolveAnywhere(clone, connection, options, ref)),
    tree: (commit, root = clone.root) => createGitHubTree(clone, connection, commit, root),
    contains,
    commitsTouching: (path, from, to, root = clone.root) =>
      asGitErrors(async () =>
        localOrRemote(
          async () =>
            (await clone.coversRange(from, to))
              ? clone.commitsTouching(path, from, to, root)
              : undefined,
          () => fetchCommitsTouching(connection, `${prefixOf(root)}${path}`, from, to),
        ),
      ),
    mergeBase: (a, b) =>
      asGitErrors(async () => {
        if (await hasFullHistory(clone, [a, b])) return clone.mergeBase(a, b)
        // For commits on different branches, a shallow clone may find an older merge base.
        if ((await containsLocally(clone, b, a)) === 'yes') return a
        if ((await containsLocally(clone, a, b)) === 'yes') return b
        return fetchMergeBase(connection, a, b)
      }),
    firstParents: (from, to) => asGitErrors(() => readFirstParents(clone, connection, from, to)),
    root: clone.root,
    readApplied: (target, root = clone.root) =>
      asGitErrors(() =>
        fetchApplied(
          connection,
          { target, root },
          async (id) =>
            (await clone.hasCommit(id)) || (await findCommit(connection, id)) !== undefined,
        ),
      ),
    readRecord: (name, id) => asGitErrors(() => fetchRecordAt(connection, name, id)),
    appliedRecords: () => {
      appliedRecords ??= asGitErrors(() => fetchAppliedRecords(connection))
      return appliedRecords
    },
    recordApplied: (target, record, before) => {
      appliedRecords = undefined
      return asGitErrors(() =>
        recordAppliedAtGitHub(connection, { target, root: clone.root }, record, before),
      )
    },
    inspectFiles: clone.inspectFiles,
    findRemoteRecord: async () => undefined,
    remote: async () => undefined,
    push: async () => ({ refused: 'The record is already at GitHub.' }),
  }
}

/** Refusals of GitHub become errors of the repository; a missing response does not. */
const asGitErrors = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (cause) {
    throw cause instanceof GitHubError && cause.kind !== 'unreachable'
      ? new GitError(cause.message, { cause })
      : cause
  }
}

/** Falls back to GitHub if the clone has no answer or fails: a partial clone has commits without their folders. */
const localOrRemote = async <T>(
  readLocal: () => Promise<T | undefined>,
  readRemote: () => Promise<T>,
): Promise<T> => {
  try {
    return (await readLocal()) ?? (await readRemote())
  } catch (cause) {
    if (cause instanceof GitError) return readRemote()
    throw cause
  }
}

const resolveAnywhere = async (
  clone: Clone,
  connection: GitHubConnection,
  { name, owner }: GitHubOptions,
  ref: string,
): Promise<Commit> => {
  try {
    return await clone.resolve(ref)
  } catch (cause) {
    // `HEAD` and relative names (`main~1`) mean another commit at GitHub.
    if (!/^(?!HEAD$)(?!.*\.\.)[\w.][\w./-]*$/.test(ref)) throw cause
    // A remote branch that the clone has not fetched.
    const branch = /^(?:refs\/remotes\/)?origin\/(.+)$/.exec(ref)?.[1]
    const names = [ref.replace(/^refs\//, ''), ...(branch === undefined ? [] : [`heads/${branch}`])]
    for (const each of names) {
      const found = await findCommit(connection, each)
      if (found !== undefined) return found
    }
    throw new GitError(
      `There is no branch, tag or commit \`${ref}\`, neither in this clone nor in \`${owner}/${name}\`.`,
    )
  }
}

const createGitHubTree = (
  clone: Clone,
  connection: GitHubConnection,
  commit: string,
  root: string,
) => {
  const sizes = new Map<string, number>()
  const readRemoteBlob = createGitHubBlobReader(connection, sizes)
  const listFiles = () =>
    localOrRemote(
      async () => ((await clone.hasCommit(commit)) ? clone.listFiles(commit, root) : undefined),
      () => fetchCommitFiles(connection, commit, prefixOf(root), sizes),
    )
  return createSourceTree(
    () => asGitErrors(listFiles),
    (id, maxBytes) =>
      asGitErrors(() =>
        localOrRemote(
          () => clone.findBlob(id, maxBytes),
          () => readRemoteBlob(id, maxBytes),
        ),
      ),
  )
}

const createContains = (clone: Clone, connection: GitHubConnection): GitRepository['contains'] => {
  // The result for two commits never changes.
  const containsCache = new Map<string, ReturnType<GitRepository['contains']>>()
  const checkContains: GitRepository['contains'] = async (descendant, ancestor) => {
    const readLocal = await containsLocally(clone, descendant, ancestor)
    return readLocal === 'unknown' ? fetchContains(connection, descendant, ancestor) : readLocal
  }
  return (descendant, ancestor) => {
    const pair = `${descendant} ${ancestor}`
    const result = containsCache.get(pair) ?? asGitErrors(() => checkContains(descendant, ancestor))
    containsCache.set(pair, result)
    return result
  }
}

const containsLocally = async (
  clone: Clone,
  descendant: string,
  ancestor: string,
): Promise<'yes' | 'no' | 'unknown'> =>
  (await clone.hasCommit(descendant)) ? clone.contains(descendant, ancestor) : 'unknown'

const hasFullHistory = async (clone: Clone, ids: readonly string[]): Promise<boolean> => {
  if (await clone.isShallow()) return false
  for (const id of ids) if (!(await clone.hasCommit(id))) return false
  return true
}

const readFirstParents = async (
  clone: Clone,
  connection: GitHubConnection,
  from: string | undefined,
  to: string,
): Promise<readonly Commit[]> => {
  if (from !== undefined && (await clone.coversRange(from, to))) return clone.firstParents(from, to)
  if (from === undefined && (await clone.hasCommit(to))) {
    const firstParentLine = await clone.firstParents(from, to)
    if (firstParentLine.length === maxFirstParents || !(await clone.isShallow()))
      return firstParentLine
  }
  return fetchFirstParents(connection, from, to, maxFirstParents)
}
