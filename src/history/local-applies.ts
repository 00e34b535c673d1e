// Finds the applies that have begun and whose end is not recorded: in the git directory of this clone, and in the record.
import { createHmac, randomBytes } from 'node:crypto'
import type { LocalBegunApply } from '../model/begun-apply.ts'
import {
  type AppliedPart,
  type AppliedRecordCommit,
  GitError,
  type GitRepository,
} from '../model/repository.ts'
import { trustedBegun } from './begun-apply.ts'
import type { GitState, UnfinishedApply } from './history.ts'
import { type ApplyLock, findLock, type LockContext } from './lease.ts'

export const randomKey = (): string => randomBytes(32).toString('hex')

export const keyedDigest =
  (key: string) =>
  (text: string): string =>
    createHmac('sha256', key).update(text).digest('hex')

type Unfinished = Pick<GitState, 'localApplies' | 'lock' | 'unfinished' | 'unusableFile'>

export const readUnfinished = async (
  repository: GitRepository,
  target: string,
  recorded: AppliedRecordCommit | undefined,
  locks: LockContext,
): Promise<Unfinished> => {
  const { digest } = repository
  const inRecord = trustedBegun(repository, recorded)
    .map((each): UnfinishedApply => ({ ...each, ...(digest && { digest }) }))
    .flatMap(withoutReviewed)
  const localApplies = repository.localApplies?.(target)
  if (localApplies === undefined)
    return { unfinished: inRecord, ...lockMember(findLock(undefined, recorded, locks)) }
  const found = await localApplies.read()
  if ('unusable' in found)
    return {
      localApplies,
      unusableFile: found,
      unfinished: inRecord,
      ...lockMember(findLock(undefined, recorded, locks)),
    }
  const begun = await withoutRecorded(found.begun, repository, target, recorded)
  const local = begun.map(({ digestKey, record: _, ...each }) => ({
    ...each,
    digest: keyedDigest(digestKey),
  }))
  const known = new Set(local.map(placeInTime))
  const unfinished = [...local, ...inRecord.filter((each) => !known.has(placeInTime(each)))]
  return {
    localApplies,
    unfinished: unfinished.flatMap(withoutReviewed).toSorted(byTime),
    ...lockMember(findLock(found, recorded, locks)),
  }
}

/** What goes through a review is written by its commit as a whole: the plan looks for the review. */
const withoutReviewed = (apply: UnfinishedApply): readonly UnfinishedApply[] => {
  const operations = apply.operations.filter(({ isReviewed }) => !isReviewed)
  return operations.length === 0 ? [] : [{ ...apply, operations }]
}

const lockMember = (lock: ApplyLock | undefined): Pick<GitState, 'lock'> => (lock ? { lock } : {})

const placeInTime = ({ at, commit, run }: UnfinishedApply): string =>
  JSON.stringify([at, commit, run?.id, run?.attempt])

const byTime = (one: UnfinishedApply, other: UnfinishedApply): number =>
  Date.parse(one.at) - Date.parse(other.at)

/** What the record says to be applied since they have begun has ended: also of an apply that died before it could say so. */
export const withoutRecorded = async (
  begun: readonly LocalBegunApply[],
  repository: Pick<GitRepository, 'readRecord' | 'root'>,
  target: string,
  recorded: AppliedRecordCommit | undefined,
): Promise<readonly LocalBegunApply[]> => {
  if (recorded === undefined) return begun
  const left = await Promise.all(
    begun.map(async (each) => {
      if (each.record === recorded.id) return each
      const before = await readFormer(repository, target, each.record)
      if (before?.commit !== recorded.commit) return undefined
      const applied = newParts(before?.parts ?? [], recorded.parts)
      const operations = each.operations.filter(({ address }) => !applied.has(address))
      return operations.length === 0 ? undefined : { ...each, operations }
    }),
  )
  return left.filter((each) => each !== undefined)
}

const readFormer = async (
  { readRecord, root }: Pick<GitRepository, 'readRecord' | 'root'>,
  target: string,
  id: string | undefined,
): Promise<AppliedRecordCommit | undefined> => {
  try {
    return id === undefined ? undefined : await readRecord({ target, root }, id)
  } catch (error) {
    if (error instanceof GitError) return undefined
    throw error
  }
}

/** The addresses of parts that the record did not have before. */
const newParts = (
  before: readonly AppliedPart[],
  after: readonly AppliedPart[],
): ReadonlySet<string> => {
  const commits = new Map(
    before.flatMap(({ addresses, commit }) => addresses.map((each) => [each, commit] as const)),
  )
  return new Set(
    after.flatMap(({ addresses, commit }) =>
      addresses.filter((each) => commits.get(each) !== commit),
    ),
  )
}
