// The record of an apply: what begins is recorded before the first write, and what was applied at the end.
import {
  type BeginApply,
  beginLocally,
  beginningOf,
  undoLocally,
} from '../../history/begin-locally.ts'
import { recordBeginning } from '../../history/begun-apply.ts'
import type { GitState } from '../../history/history.ts'
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
import type { DesiredState, Report } from '../../model/index.ts'
import { GitError, RecordRaceError } from '../../model/repository.ts'
import type { WriteConnection } from '../../prepare/connect-to-write.ts'
import type { PlannedRun } from '../../prepare/make-plan.ts'
import type { StopResult } from '../../report/results.ts'
import { readAuditPosition } from '../../resources/audit-position.ts'

export type BeginStop = Exclude<StopResult, { is: 'invalid' }>

/** The record of one apply. */
export interface ApplyRecord {
  /** Called before the first write. Returns why nothing may be written. */
  readonly begin: () => Promise<BeginStop | undefined>
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
  /** Milliseconds since 1970. */
  readonly wallTime: () => number
}

/** Afterwards Statsig is asked nothing that the end of the record needs. */
export const openApplyRecord = async (context: RecordContext): Promise<ApplyRecord> => {
  const { connection, desired, gitState, registry, remote, run } = context
  const project = await readRecordProject(gitState, connection.projectInfo)
  let begun = gitState
  return {
    begin: async () => {
      if (gitState?.commit === undefined) return undefined
      const started = await begin(context, gitState, gitState.commit.id, project)
      if ('is' in started) return started
      begun = started
      return undefined
    },
    end: async (report) => {
      if (begun === undefined) return { messages: [], failed: false }
      try {
        const ids = liveIds(desired, run.live, report, registry)
        const ended = await writeRecord(begun, desired, run.plan, report, project, ids, remote)
        const isUnsealed = begun !== gitState && gitState?.recorded?.seal && !begun.recorded?.seal
        return isUnsealed ? { ...ended, messages: [...ended.messages, unsealedText] } : ended
      } catch (error) {
        const reason = redact(error instanceof Error ? error.message : String(error))
        return unrecordedApply(reason, report)
      }
    },
  }
}

/** The state with the beginning, in the record where it is pushed. Only what is certainly recorded may be applied. */
const begin = async (
  { connection, registry, remote, run, wallTime }: RecordContext,
  gitState: GitState,
  commit: string,
  project: string | undefined,
): Promise<GitState | BeginStop> => {
  const auditPosition = await readAuditPosition(connection.reader)
  const at = new Date(wallTime()).toISOString()
  const beginning = beginningOf(commit, at, auditPosition, run, registry)
  try {
    await beginLocally(gitState, beginning)
    const pushed =
      remote === undefined ? gitState : await pushBeginning(gitState, beginning, project, remote)
    if ('is' in pushed) await undoLocally(gitState, at)
    return pushed
  } catch (error) {
    if (error instanceof RecordRaceError) {
      await undoLocally(gitState, at)
      return { is: 'stale', cause: 'record-moved', addresses: [] }
    }
    if (!(error instanceof GitError)) throw error
    return unrecorded(error.message)
  }
}

const pushBeginning = async (
  gitState: GitState,
  beginning: BeginApply,
  project: string | undefined,
  remote: string,
): Promise<GitState | BeginStop> => {
  const { recorded, repository, target } = gitState
  const begun = beginning(repository.digest)
  const started = await recordBeginning(gitState, { begun, isConfirmed: false }, project)
  const { isOutdated, refused } = await repository.push(target, remote)
  if (refused === undefined) return started
  if (started.recorded) await repository.undoRecord?.(target, started.recorded, recorded)
  return isOutdated ? { is: 'stale', cause: 'record-moved', addresses: [] } : unrecorded(refused)
}

const unrecorded = (reason: string): BeginStop => ({
  is: 'refused',
  reason: `Refused: nothing was written. The beginning of the apply cannot be recorded: ${redact(reason)}`,
})
