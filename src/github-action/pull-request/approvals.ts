// What people have looked at: plans on pull requests that are merged, sealed, and of the commit that was merged.
import { type Commit, GitTrouble, type Repository } from '../../io/git/index.ts'
import { GitHubError, type GitHubReader, type Pull } from '../../io/github/index.ts'
import type { Address, Operation, Plan } from '../../model.ts'
import type { PlanMark, Seal } from '../job/comment-metadata.ts'
import { ownComments } from './comment-thread.ts'

export interface Reviewed {
  readonly pull: Pull
  /** Whether it was merged after a commit. */
  readonly isAfter: (commit: string) => boolean
  /** Absent where there is no plan on it that counts. */
  readonly mark?: PlanMark
  /** Why there is none, as a sentence. */
  readonly why?: string
  /** There is a plan of ours on it whose seal does not fit. */
  readonly isUnreadable?: true
}

/** Digits of an id that a mark keeps: enough that nobody finds another operation that begins so. */
const kept = 24
/** More would not leave room for the plan itself: then only the plan as a whole can be known again. */
const mostKept = 400

/** What a mark says of a plan. */
export const marked = (plan: Plan): Pick<PlanMark, 'operations' | 'plan'> => {
  const ids = plan.operations.filter(isRunnable).map(({ id }) => id.slice(0, kept))
  return { plan: plan.digest, ...(ids.length <= mostKept && { operations: ids }) }
}

export const isRunnable = ({ refused }: Operation): boolean => refused === undefined

/**
 * Whether an operation was in one of the plans. A plan too large to list its operations counts as it was. What came with
 * a commit that is applied was done once, and nobody has reviewed that it is done again.
 */
export const reviewedIn = (
  plan: Plan,
  reviews: readonly Reviewed[],
  /** The commit that a resource was applied at. */
  commits: ReadonlyMap<Address, string>,
): ((operation: Operation) => boolean) => {
  const marked = reviews.flatMap(({ isAfter, mark }) =>
    mark === undefined ? [] : [{ isAfter, mark, ids: mark.operations && new Set(mark.operations) }],
  )
  return ({ address, id }) =>
    marked.some(({ ids, isAfter, mark }) => {
      const applied = commits.get(address)
      const isIn = ids ? ids.has(id.slice(0, kept)) : mark.plan === plan.digest
      return isIn && (applied === undefined || isAfter(applied))
    })
}

/** Reviewed operations that a plan no longer has: they need nothing any more. */
export const settledIn = ({ operations }: Plan, mark: PlanMark | undefined): number => {
  const now = new Set(operations.map(({ id }) => id.slice(0, kept)))
  return (mark?.operations ?? []).filter((id) => !now.has(id)).length
}

/** Operations that no pull request has shown as what it would do: refused then, or come about since. */
export const homeless = (plan: Plan, reviews: readonly Reviewed[]): readonly Operation[] => {
  const marks = reviews.flatMap(({ mark }) => mark ?? [])
  if (marks.some(({ operations }) => operations === undefined)) return []
  const ids = new Set(marks.flatMap(({ operations = [] }) => operations))
  return plan.operations.filter(({ id }) => !ids.has(id.slice(0, kept)))
}

/** The part of a plan that was in the plan of one pull request. */
export const partOf = (plan: Plan, mark: PlanMark | undefined): Plan => {
  if (mark?.operations === undefined) return plan
  const ids = new Set(mark.operations)
  return { ...plan, operations: plan.operations.filter(({ id }) => ids.has(id.slice(0, kept))) }
}

export interface Searching {
  readonly reader: GitHubReader
  readonly repository: Repository
  readonly seal: Seal | undefined
  readonly target: string
  readonly branch: string
}

type Merged = Pick<Reviewed, 'isAfter' | 'pull'>

/** Pull requests that were merged after a commit and up to another one, oldest first, each with its plan. */
export const reviewsBetween = async (
  from: string | undefined,
  to: Commit,
  searching: Searching,
): Promise<readonly Reviewed[]> => {
  const { branch, reader, repository } = searching
  const commits = await commitsBetween(repository, from, to.id)
  const pulls = new Map<number, Merged>()
  const line: string[] = []
  for (const some of inParts(commits, 10))
    for (const [index, found] of (await Promise.all(some.map(pullsOf(reader)))).entries()) {
      line.push(some[index] ?? '')
      const at = line.length - 1
      for (const pull of found)
        if (pull.isMerged && pull.base.ref === branch)
          pulls.set(pull.number, { pull, isAfter: (commit) => line.indexOf(commit) < at })
    }
  const inOrder = [...pulls.values()].sort((a, b) => a.pull.number - b.pull.number)
  const reviews: Reviewed[] = []
  for (const { isAfter, pull } of inOrder)
    reviews.push({ isAfter, ...(await reviewOf(pull, searching)) })
  return reviews
}

/** Where nothing tells where to begin, or where that was thrown away, it is the newest one alone. */
const commitsBetween = async (
  repository: Repository,
  from: string | undefined,
  to: string,
): Promise<readonly string[]> => {
  if (from === undefined) return [to]
  try {
    return (await repository.firstParents(from, to)).map(({ id }) => id)
  } catch (error) {
    if (error instanceof GitTrouble) return [to]
    throw error
  }
}

/** A commit that GitHub does not know was pushed by nobody: it came with no pull request. */
const pullsOf =
  (reader: GitHubReader) =>
  async (commit: string): Promise<readonly Pull[]> => {
    try {
      return await reader.pullsOf(commit)
    } catch (error) {
      if (error instanceof GitHubError && ['missing', 'rejected'].includes(error.kind)) return []
      throw error
    }
  }

const reviewOf = async (
  pull: Pull,
  { reader, seal, target }: Searching,
): Promise<Omit<Reviewed, 'isAfter'>> => {
  const own = await ownComments({ reader, seal }, pull.number, target)
  const sealed = own.filter(({ isSealed, mark }) => isSealed && mark.plan !== undefined)
  const last = sealed.filter(({ mark }) => mark.head === pull.head.sha).at(-1)
  if (last) return { pull, mark: last.mark }
  const why = whyNot(pull, own.length, sealed.at(-1)?.mark)
  const isUnreadable =
    own.length > 0 && sealed.length === 0 && own.some(({ isSealed }) => !isSealed)
  return { pull, why, ...(isUnreadable && { isUnreadable }) }
}

const whyNot = ({ head, number }: Pull, own: number, other: PlanMark | undefined): string => {
  if (other)
    return `The plan on #${number} is of ${other.head.slice(0, 7)}, and ${head.sha.slice(0, 7)} was merged.`
  return own > 0
    ? `The plan on #${number} does not count: it was edited, or made with another key.`
    : `There is no plan on #${number}.`
}

const inParts = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  )
