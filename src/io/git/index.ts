// The repository as the memory of what was applied, and of what the files were.
import type { Tree } from '../tree.ts'
import { type Applied, appliedIn, recordApplied, targetsIn } from './applied.ts'
import type { Env } from './environment.ts'
import {
  type Commit,
  containsIn,
  headOf,
  isShallow,
  mergeBaseIn,
  resolveIn,
  touchingIn,
} from './history.ts'
import { open } from './open.ts'
import { pushTo, remoteOf } from './push.ts'
import type { AppliedRecord } from './record.ts'
import { treeAt } from './tree.ts'

export type { Applied } from './applied.ts'
export type { Commit } from './history.ts'
export type { AppliedPart, AppliedRecord } from './record.ts'
export { GitTrouble, shortId } from './trouble.ts'

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

/** `undefined` where the folder is in no repository. */
export const openRepository = async (root: string, env: Env): Promise<Repository | undefined> => {
  const opened = await open(root, env)
  if (opened === undefined) return undefined
  const { git, prefix } = opened
  // Of two commits the answer is the same for ever, and asking takes several processes.
  const known = new Map<string, ReturnType<Repository['contains']>>()
  return {
    head: () => headOf(git),
    isShallow: () => isShallow(git),
    resolve: (ref) => resolveIn(git, ref),
    tree: (commit) => treeAt(git, commit, prefix),
    contains: (descendant, ancestor) => {
      const pair = `${descendant} ${ancestor}`
      const answer = known.get(pair) ?? containsIn(git, descendant, ancestor)
      known.set(pair, answer)
      return answer
    },
    touching: (path, from, to) => touchingIn(git, path, from, to),
    mergeBase: (a, b) => mergeBaseIn(git, a, b),
    applied: (target) => appliedIn(git, target),
    targets: () => targetsIn(git),
    record: (target, record, before) => recordApplied(git, target, record, before),
    remote: () => remoteOf(git),
    push: (target, remote) => pushTo(git, target, remote),
  }
}
