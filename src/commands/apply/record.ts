// The record of an apply: what begins is recorded before the first write, and what was applied at the end.
import {
  type BeginApply,
  beginLocally,
  beginningOf,
  releaseLocally,
  renewLocally,
  undoLocally,
} from '../../history/begin-locally.ts'
import { recordBeginning, renewRecordedLease } from '../../history/begun-apply.ts'
import type { GitState } from '../../history/history.ts'
import { findLock, type LockContext } from '../../history/lease.ts'
import { randomKey } from '../../history/local-applies.ts'
import {
  type RecordResult,
  readRecordProject,
  unrecordedApply,
  unsealedText,
  writeRecord,
} from '../../history/record.ts'
import { liveIds } from '../../history/recorded-ids.ts'
import { redact } from '../../io/statsig/console-api/index.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { ApplyLease } from '../../model/begun-apply.ts'
import type { DesiredState, Report } from '../../model/index.ts'
import {
  type AppliedRecordCommit,
  GitError,
  type PushResult,
  RecordRaceError,
} from '../../model/repository.ts'
import type { WriteConnection } from '../../prepare/connect-to-write.ts'
import { type HeldLease, holdLease, type LeaseHolder, leaseEnd } from '../../prepare/hold-lease.ts'
import { lockedStop } from '../../prepare/lock-stop.ts'
import type { PlannedRun } from '../../prepare/make-plan.ts'
import type { StopResult } from '../../report/results.ts'
import type { Clock } from '../../resources/api.ts'
import { readAuditPosition } from '../../resources/audit-position.ts'

export type BeginStop = Exclude<StopResult, { is: 'invalid' }>

/** The record of one apply. */
export interface ApplyRecord {
  /** Called before the first write. Returns the lease, where there is one, or why nothing may be written. */
  readonly begin: () => Promise<BeginStop | HeldLease | undefined>
  /** An error is a result, so that what was applied is printed in any case. */
  readonly end: (report: Report) => Promise<RecordResult>
}

export interface RecordContext {
  /** Absent where nothing is recorded. */
  readonly gitState: GitState | undefined
  readonly desired: DesiredState
  readonly run: Pick<PlannedRun, 'live' | 'plan'>
  readonly registry: KindRegistry
  readonly connection: Pick<WriteConnection, 'projectInfo' | 'reader'>
  /** Where the record is pushed to. */
  readonly remote: string | undefined
  readonly clock: Clock
  /** Milliseconds since 1970. */
  readonly wallTime: () => number
  /** Leases that do not lock. */
  readonly ownLeases: Omit<LockContext, 'now'>
}

/** Afterwards Statsig is asked nothing that the end of the record needs. */
export const openApplyRecord = async (context: RecordContext): Promise<ApplyRecord> => {
  const { clock, connection, desired, gitState, registry, remote, run, wallTime } = context
  const project = await readRecordProject(gitState, connection.projectInfo)
  let begun: BegunState | undefined
  return {
    begin: async () => {
      if (gitState === undefined) return undefined
      const start = { wall: wallTime(), monotonic: clock.now() }
      const started = await begin(context, gitState, project, start.wall)
      if ('is' in started) return started
      begun = started
      return holdLease(leaseHolder(started, remote), clock, wallTime, start)
    },
    end: async (report) => {
      const state = begun?.gitState ?? gitState
      if (state === undefined) return { messages: [], failed: false }
      try {
        const ids = liveIds(desired, run.live, report, registry)
        const ended = await writeRecord(state, desired, run.plan, report, project, ids, remote)
        const isUnsealed = state !== gitState && gitState?.recorded?.seal && !state.recorded?.seal
        return isUnsealed ? { ...ended, messages: [...ended.messages, unsealedText] } : ended
      } catch (error) {
        const reason = redact(error instanceof Error ? error.message : String(error))
        return unrecordedApply(reason, report)
      } finally {
        // One that stays is over when this process has ended.
        if (begun) await releaseLocally(state, begun.lease.holder).catch(() => {})
      }
    },
  }
}

/** What a renewal of the lease changes. */
interface BegunState {
  gitState: GitState
  lease: ApplyLease
}

/** The state with the beginning, in the record where it is pushed. Only what is certainly recorded may be applied. */
const begin = async (
  context: RecordContext,
  gitState: GitState,
  project: string | undefined,
  now: number,
): Promise<BegunState | BeginStop> => {
  const { connection, ownLeases, registry, remote, run } = context
  const commit = gitState.commit?.id
  const at = new Date(now).toISOString()
  const lease: ApplyLease = {
    holder: randomKey().slice(0, 32),
    ...(commit !== undefined && { commit }),
    until: leaseEnd(now),
  }
  const beginning =
    commit === undefined
      ? undefined
      : beginningOf(commit, at, await readAuditPosition(connection.reader), run, registry)
  const undo = () => undoLocally(gitState, at, lease.holder)
  try {
    const lock = await beginLocally(gitState, beginning, lease, { now, ...ownLeases })
    if (lock) return lockedStop(lock)
    if (remote === undefined || beginning === undefined) return { gitState, lease }
    const pushed = await pushBeginning(context, gitState, {
      beginning,
      lease,
      now,
      project,
      remote,
    })
    if ('is' in pushed) await undo()
    return pushed
  } catch (error) {
    if (!(error instanceof GitError)) throw error
    if (!(error instanceof RecordRaceError)) return unrecorded(error.message)
    await undo()
    return recordMoved
  }
}

interface PushedBeginning {
  readonly beginning: BeginApply
  readonly lease: ApplyLease
  readonly now: number
  readonly project: string | undefined
  readonly remote: string
}

const pushBeginning = async (
  { ownLeases }: RecordContext,
  gitState: GitState,
  { beginning, lease, now, project, remote }: PushedBeginning,
): Promise<BegunState | BeginStop> => {
  const { recorded, repository, target } = gitState
  const begun = beginning(repository.digest)
  const started = await recordBeginning(gitState, { begun, lease, isConfirmed: false }, project)
  const { isOutdated, refused } = await pushRecord(started, recorded, remote)
  if (refused === undefined) return { gitState: started, lease }
  if (!isOutdated) return unrecorded(refused)
  await repository.fetchRecord?.(target, remote)
  const lock = findLock(undefined, await repository.readApplied(target), { now, ...ownLeases })
  return lock ? lockedStop(lock) : recordMoved
}

/** A record that could not be pushed is none. */
const pushRecord = async (
  { recorded: written, repository, target }: GitState,
  before: AppliedRecordCommit | undefined,
  remote: string,
): Promise<PushResult> => {
  const result = await repository.push(target, remote)
  if (result.refused !== undefined && written)
    await repository.undoRecord?.(target, written, before)
  return result
}

const leaseHolder = (begun: BegunState, remote: string | undefined): LeaseHolder => ({
  isHeld: async () => (await begun.gitState.localApplies?.isHeldBy(begun.lease.holder)) ?? true,
  renew: async (now) => {
    const lease = { ...begun.lease, until: leaseEnd(now) }
    if (!(await renewLocally(begun.gitState, lease))) return 'lost'
    if (remote !== undefined && begun.gitState.recorded?.lease) {
      const renewed = await renewRecordedLease(begun.gitState, lease)
      const { isOutdated, refused } = await pushRecord(renewed, begun.gitState.recorded, remote)
      if (isOutdated) return 'lost'
      if (refused !== undefined) throw new GitError(refused)
      begun.gitState = renewed
    }
    begun.lease = lease
    return 'renewed'
  },
})

const recordMoved: BeginStop = { is: 'stale', cause: 'record-moved', addresses: [] }

const unrecorded = (reason: string): BeginStop => ({
  is: 'refused',
  reason: `Refused: nothing was written. The beginning of the apply cannot be recorded: ${redact(reason)}`,
})
