// The repository as the memory of what was applied, and of what the files were.
import type { Tree } from '../disk/source-tree.ts'
import type { AppliedRecord } from './applied-record.ts'
import { type Applied, appliedIn, recordApplied, targetsIn } from './applied-ref.ts'
import { type FindBlob, heldIn } from './blobs.ts'
import type { Listing } from './commit-files.ts'
import { listingAt, treeAt } from './commit-tree.ts'
import type { Env } from './environment.ts'
import {
  type Commit,
  commitNamed,
  containsIn,
  firstParentsIn,
  headOf,
  isShallow,
  mergeBaseIn,
  resolveIn,
  spansIn,
  touchingIn,
} from './history.ts'
import { open } from './open-repository.ts'
import { pushTo, remoteOf } from './push.ts'

export type { AppliedPart, AppliedRecord } from './applied-record.ts'
export type { Applied } from './applied-ref.ts'
export { GitTrouble, shortId } from './error.ts'
export type { Commit } from './history.ts'

/** Whatever it cannot do is thrown as a `GitTrouble`, whose message says what to do. */
export interface Repository {
  /** `undefined` where nothing was committed yet. */
  readonly head: () => Promise<Commit | undefined>
  readonly isShallow: () => Promise<boolean>
  /** The branch, tag or commit that a person named. */
  readonly resolve: (ref: string) => Promise<Commit>
  /** What the folder held that the repository was opened for. */
  readonly tree: (commit: string) => Tree
  /** `unknown` in a shallow clone that does not reach back. */
  readonly contains: (descendant: string, ancestor: string) => Promise<'yes' | 'no' | 'unknown'>
  /** Commits after `from` up to `to` that touched a path below the folder, oldest first. */
  readonly touching: (path: string, from: string, to: string) => Promise<readonly Commit[]>
  readonly mergeBase: (a: string, b: string) => Promise<string | undefined>
  /** The line of first parents after `from` up to `to`, oldest first; the newest 250. */
  readonly firstParents: (from: string | undefined, to: string) => Promise<readonly Commit[]>
  /** `undefined` where nothing was recorded for the target. */
  readonly applied: (target: string) => Promise<Applied | undefined>
  /** Targets that something was recorded for. */
  readonly targets: () => Promise<readonly string[]>
  /** Fails where the record is no longer `before`. */
  readonly record: (
    target: string,
    record: AppliedRecord,
    before: Applied | undefined,
  ) => Promise<Applied>
  /** `origin`, or the only one. */
  readonly remote: () => Promise<string | undefined>
  readonly push: (target: string, remote: string) => Promise<{ readonly refused?: string }>
}

/** A repository that lies here, with what somebody needs to know who can get elsewhere what it lacks. */
export interface Clone extends Repository {
  /** The folder within the repository: empty, or with `/` at its end. */
  readonly prefix: string
  readonly holds: (commit: string) => Promise<boolean>
  /** Whether it can tell all the commits after `from` up to `to`. */
  readonly spans: (from: string, to: string) => Promise<boolean>
  readonly listing: (commit: string) => Promise<Listing>
  readonly blob: FindBlob
}

export const longestLine = 250

/** `undefined` where the folder is in no repository. */
export const openRepository = (root: string, env: Env): Promise<Repository | undefined> =>
  openClone(root, env)

export const openClone = async (root: string, env: Env): Promise<Clone | undefined> => {
  const opened = await open(root, env)
  if (opened === undefined) return undefined
  const { git, prefix } = opened
  // Of two commits the answer is the same for ever, and asking takes several processes.
  const known = new Map<string, ReturnType<Repository['contains']>>()
  const held = new Map<string, Promise<boolean>>()
  const trees = new Map<string, Tree>()
  return {
    head: () => headOf(git),
    isShallow: () => isShallow(git),
    resolve: (ref) => resolveIn(git, ref),
    tree: (commit) => {
      const tree = trees.get(commit) ?? treeAt(git, commit, prefix)
      trees.set(commit, tree)
      return tree
    },
    contains: (descendant, ancestor) => {
      const pair = `${descendant} ${ancestor}`
      const answer = known.get(pair) ?? containsIn(git, descendant, ancestor)
      known.set(pair, answer)
      return answer
    },
    touching: (path, from, to) => touchingIn(git, path, from, to),
    mergeBase: (a, b) => mergeBaseIn(git, a, b),
    firstParents: (from, to) => firstParentsIn(git, from, to, longestLine),
    applied: (target) => appliedIn(git, target),
    targets: () => targetsIn(git),
    record: (target, record, before) => recordApplied(git, target, record, before),
    remote: () => remoteOf(git),
    push: (target, remote) => pushTo(git, target, remote),
    prefix,
    holds: (commit) => {
      const answer = held.get(commit) ?? commitNamed(git, commit).then((id) => id !== undefined)
      held.set(commit, answer)
      return answer
    },
    spans: (from, to) => spansIn(git, from, to),
    listing: (commit) => listingAt(git, commit, prefix),
    blob: heldIn(git),
  }
}
