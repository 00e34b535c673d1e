// Records that an apply begins, before its first write: its approvals are spent, whatever happens afterwards.

import type { ApplyLease, BegunApply } from '../model/begun-apply.ts'
import type { Address, Plan, Report } from '../model/index.ts'
import type { AppliedRecord, AppliedRecordCommit, GitRepository } from '../model/repository.ts'
import type { GitState } from './history.ts'

export interface Beginning {
  readonly begun: BegunApply
  readonly lease?: ApplyLease
  /** The run applies a plan whose hash a person has confirmed. */
  readonly isConfirmed: boolean
}

/** The applies that have begun, of a record that people who can push cannot have written. */
export const trustedBegun = (
  { checksSeals }: Pick<GitRepository, 'checksSeals'>,
  recorded: AppliedRecordCommit | undefined,
): readonly BegunApply[] => {
  const isTrusted =
    checksSeals && recorded?.needsSeal !== 'unsealed' && recorded?.needsSeal !== 'foreign'
  return isTrusted ? (recorded?.begun ?? []) : []
}

/** The same state with the new record. Throws where it cannot be written: then nothing may be applied. */
export const recordBeginning = async (
  gitState: GitState,
  { begun, isConfirmed, lease }: Beginning,
  readProject: string | undefined,
): Promise<GitState> => {
  const { recorded, repository, target } = gitState
  const project = readProject ?? recorded?.project
  const started = new Set(begun.operations.map(({ id }) => id))
  const record: AppliedRecord = {
    ...contentOf(recorded),
    ...(project !== undefined && { project }),
    begun: [...withoutOperations(recorded?.begun ?? [], ({ id }) => started.has(id)), begun],
    ...confirmedRuns([
      ...(recorded?.confirmedRuns ?? []),
      ...(isConfirmed && begun.run ? [begun.run.id] : []),
    ]),
    ...(lease && { lease }),
  }
  return { ...gitState, recorded: await repository.recordApplied(target, record, recorded) }
}

/** The same state with the lease renewed. Throws where it cannot be written. */
export const renewRecordedLease = async (
  gitState: GitState,
  lease: ApplyLease,
): Promise<GitState> => {
  const { recorded, repository, target } = gitState
  const record: AppliedRecord = {
    ...contentOf(recorded),
    begun: recorded?.begun ?? [],
    ...confirmedRuns(recorded?.confirmedRuns ?? []),
    lease,
  }
  return { ...gitState, recorded: await repository.recordApplied(target, record, recorded) }
}

/**
 * The next record with what is still begun: what may have been written, and is not recorded as applied. An operation that
 * certainly wrote nothing is no longer begun: its approval counts again. `undefined` where nothing changes.
 */
export const withApprovals = (
  next: AppliedRecord | undefined,
  recorded: AppliedRecordCommit | undefined,
  plan: Plan,
  report: Report,
  unapplied: ReadonlySet<Address>,
): AppliedRecord | undefined => {
  const before = recorded?.begun ?? []
  const begun = stillBegun(before, plan, report, unapplied, next?.parts.at(-1)?.addresses ?? [])
  const isSame = operationsIn(begun) === operationsIn(before)
  const base =
    next ??
    (isSame && recorded?.needsSeal === undefined && recorded?.lease === undefined
      ? undefined
      : contentOf(recorded))
  if (base === undefined) return undefined
  const isEmpty = base.commit === undefined && base.parts.length === 0
  // A first record without any content is not valid: what has begun stays, and counts while nothing has changed.
  const left = isEmpty && begun.length === 0 && recorded?.lease ? before : begun
  if (isEmpty && left.length === 0) return undefined
  return {
    ...contentOf(base),
    ...(left.length > 0 && { begun: left }),
    ...confirmedRuns(recorded?.confirmedRuns ?? []),
  }
}

export const stillBegun = <T extends BegunApply>(
  begun: readonly T[],
  plan: Plan,
  { outcomes }: Report,
  unapplied: ReadonlySet<Address>,
  recordedNow: readonly string[],
): readonly T[] => {
  const unwritten = outcomes.flatMap((outcome) =>
    // It had no approval that could count again: an earlier run has spent it.
    outcome.operation.review?.isCommitOnly
      ? []
      : outcome.status === 'skipped' || (outcome.status === 'failed' && outcome.wrote === 'no')
        ? [outcome.operation.id]
        : [],
  )
  const planned = new Set(plan.operations.map(({ address }) => `${address}`))
  const unappliedTexts = new Set([...unapplied].map((address) => `${address}`))
  const waiting = outcomes.flatMap(({ operation, status }) =>
    status === 'pending-review' ? [operation.id] : [],
  )
  return withoutOperations(
    begun.map((each) => ({
      ...each,
      operations: each.operations.map((one) =>
        waiting.some((id) => id.startsWith(one.id)) ? { ...one, isReviewed: true as const } : one,
      ),
    })),
    ({ address, id }) =>
      unapplied.size === 0 ||
      unwritten.some((each) => each.startsWith(id)) ||
      (!unappliedTexts.has(address) && (planned.has(address) || recordedNow.includes(address))),
  )
}

const withoutOperations = <T extends BegunApply>(
  begun: readonly T[],
  isLeftOut: (operation: BegunApply['operations'][number]) => boolean,
): readonly T[] =>
  begun
    .map((each) => ({ ...each, operations: each.operations.filter((one) => !isLeftOut(one)) }))
    .filter(({ operations }) => operations.length > 0)

const operationsIn = (begun: readonly BegunApply[]): string =>
  JSON.stringify(begun.flatMap(({ operations }) => operations))

/** What was applied, without what is about approvals. */
const contentOf = (recorded: AppliedRecord | undefined): AppliedRecord => {
  const { commit, ids, parts, project, root, target } = recorded ?? emptyRecord
  return {
    version: 1,
    ...(commit !== undefined && { commit }),
    ...(project !== undefined && { project }),
    ...(root !== undefined && { root }),
    ...(target !== undefined && { target }),
    ...(ids && { ids }),
    parts,
  }
}

const emptyRecord: AppliedRecord = { version: 1, parts: [] }

/** More would only be of runs that GitHub has deleted. */
const maxConfirmedRuns = 50

const confirmedRuns = (ids: readonly number[]): Pick<AppliedRecord, 'confirmedRuns'> =>
  ids.length === 0 ? {} : { confirmedRuns: [...new Set(ids)].slice(-maxConfirmedRuns) }
