// The record of an apply: what begins is recorded before the first write, and what was applied at the end.
import { beginLocally } from '../../history/begin-locally.ts'
import type { GitState } from '../../history/history.ts'
import {
  type RecordResult,
  readRecordProject,
  unrecordedApply,
  writeRecord,
} from '../../history/record.ts'
import { liveIds } from '../../history/recorded-ids.ts'
import { redact } from '../../io/statsig/console-api/index.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { DesiredState, Report } from '../../model/index.ts'
import { GitError } from '../../model/repository.ts'
import type { WriteConnection } from '../../prepare/connect-to-write.ts'
import type { PlannedRun } from '../../prepare/make-plan.ts'
import { readAuditPosition } from '../../resources/audit-position.ts'

/** The record of one apply. */
export interface ApplyRecord {
  /** Called before the first write. Returns why nothing may be written, as a sentence. */
  readonly begin: () => Promise<string | undefined>
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
  return {
    begin: () => begin(context),
    end: async (report) => {
      if (gitState === undefined) return { messages: [], failed: false }
      try {
        const ids = liveIds(desired, run.live, report, registry)
        return await writeRecord(gitState, desired, run.plan, report, project, ids, remote)
      } catch (error) {
        const reason = redact(error instanceof Error ? error.message : String(error))
        return unrecordedApply(reason, report)
      }
    },
  }
}

const begin = async ({
  connection,
  gitState,
  registry,
  run,
  wallTime,
}: RecordContext): Promise<string | undefined> => {
  if (gitState?.commit === undefined) return undefined
  const auditPosition = await readAuditPosition(connection.reader)
  const at = new Date(wallTime()).toISOString()
  try {
    await beginLocally(gitState, gitState.commit.id, run, registry, auditPosition, at)
    return undefined
  } catch (error) {
    if (!(error instanceof GitError)) throw error
    return `Refused: nothing was written. The beginning of the apply cannot be recorded: ${redact(error.message)}`
  }
}
