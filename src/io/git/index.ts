// Opens a clone as a `GitRepository`: its commits, its files and the records of applies.
import type { GitRepository, SourceTree } from '../../model/repository.ts'
import type { VariableLookup } from '../variable-lookup.ts'
import {
  type KnownRefs,
  listKnownRefs,
  readApplied,
  readRecordAt,
  recordApplied,
  undoRecord,
} from './applied-ref.ts'
import { createBlobFinder, type FindBlob } from './blobs.ts'
import type { CommitFiles } from './commit-files.ts'
import { createCommitTree, listCommitFiles } from './commit-tree.ts'

import {
  containsCommit,
  coversRange,
  findCommitId,
  findMergeBase,
  isShallow,
  listCommitsTouching,
  listFirstParents,
  readHead,
  resolveCommit,
} from './history.ts'
import { localAppliesFile } from './local-applies.ts'
import { openGit } from './open-repository.ts'
import { fetchAppliedRef, findRemote, pushAppliedRef } from './push.ts'
import { findRemoteRecord } from './remote-record.ts'
import { inspectFiles } from './work-tree-files.ts'

/** A local clone, with lookups for callers that can get missing commits and files from GitHub. */
export interface Clone extends GitRepository {
  readonly hasCommit: (commit: string) => Promise<boolean>
  /** Whether it has all commits after `from` up to `to`. */
  readonly coversRange: (from: string, to: string) => Promise<boolean>
  readonly listFiles: (commit: string, root: string) => Promise<CommitFiles>
  readonly findBlob: FindBlob
}

export const maxFirstParents = 250

/** The beginning of all paths below a root. */
export const prefixOf = (root: string): string => (root === '' ? '' : `${root}/`)

/** The path of a file below one root, as git takes it in the folder of another one. */
const pathFrom = (folder: string, root: string, path: string): string =>
  folder === root
    ? path
    : `${'../'.repeat(folder === '' ? 0 : folder.split('/').length)}${prefixOf(root)}${path}`

/** `undefined` where the folder is in no repository. */
export const openRepository = (
  root: string,
  env: VariableLookup,
): Promise<GitRepository | undefined> => openClone(root, env)

export const openClone = async (
  folder: string,
  env: VariableLookup,
): Promise<Clone | undefined> => {
  const openedGit = await openGit(folder, env)
  if (openedGit === undefined) return undefined
  const { commonDir, git, prefix } = openedGit
  const root = prefix.replace(/\/$/, '')
  // The result for two commits never changes, and each lookup starts several processes.
  const containsCache = new Map<string, ReturnType<GitRepository['contains']>>()
  const hasCommitCache = new Map<string, Promise<boolean>>()
  const trees = new Map<string, SourceTree>()
  let knownRefs: Promise<KnownRefs> | undefined
  const readKnownRefs = () => {
    knownRefs ??= listKnownRefs(git)
    return knownRefs
  }
  return {
    head: () => readHead(git),
    isShallow: () => isShallow(git),
    resolve: (ref) => resolveCommit(git, ref),
    tree: (commit, of = root) => {
      const key = `${commit} ${of}`
      const tree = trees.get(key) ?? createCommitTree(git, commit, prefixOf(of))
      trees.set(key, tree)
      return tree
    },
    contains: (descendant, ancestor) => {
      const pair = `${descendant} ${ancestor}`
      const result = containsCache.get(pair) ?? containsCommit(git, descendant, ancestor)
      containsCache.set(pair, result)
      return result
    },
    commitsTouching: (path, from, to, of = root) =>
      listCommitsTouching(git, pathFrom(root, of, path), from, to),
    mergeBase: (a, b) => findMergeBase(git, a, b),
    firstParents: (from, to) => listFirstParents(git, from, to, maxFirstParents),
    root,
    readApplied: (target, of = root) => readApplied(git, { target, root: of }),
    readRecord: (name, id) => readRecordAt(git, name, id),
    appliedRecords: async () => (await readKnownRefs()).records,
    recordApplied: (target, record, before) => {
      knownRefs = undefined
      return recordApplied(git, { target, root }, record, before)
    },
    localApplies: (target) => localAppliesFile(commonDir, { target, root }),
    fetchRecord: (target, remote) => {
      knownRefs = undefined
      return fetchAppliedRef(git, { target, root }, remote)
    },
    undoRecord: (target, written, before) => {
      knownRefs = undefined
      return undoRecord(git, { target, root }, written, before)
    },
    inspectFiles: async (commit, paths) =>
      inspectFiles(git, prefix, await listCommitFiles(git, commit, prefix), paths),
    findRemoteRecord: async (target) =>
      (await readKnownRefs()).hasRemoteBranches
        ? findRemoteRecord(openedGit, env, { target, root })
        : undefined,
    remote: () => findRemote(git),
    push: (target, remote) => pushAppliedRef(git, { target, root }, remote),
    hasCommit: (commit) => {
      const result =
        hasCommitCache.get(commit) ?? findCommitId(git, commit).then((id) => id !== undefined)
      hasCommitCache.set(commit, result)
      return result
    },
    coversRange: (from, to) => coversRange(git, from, to),
    listFiles: (commit, of) => listCommitFiles(git, commit, prefixOf(of)),
    findBlob: createBlobFinder(git),
  }
}
