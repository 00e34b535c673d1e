// Finds approvals that an apply has spent which began and whose end is not recorded.
import { notedRevision } from '../../history/begun-operations.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { BegunApply } from '../../model/begun-apply.ts'
import type { LiveState, Operation, Plan } from '../../model/index.ts'
import type { AuditEntry, Reader } from '../../resources/api.ts'
import { mayBeInLog } from '../../resources/last-author.ts'
import type { JobContext } from '../job/context.ts'
import { idPrefix, type PreviousIds, type SpentApproval, type SpentApprovals } from './approvals.ts'

export interface SpentContext extends Pick<JobContext, 'hashId'>, Pick<Reader, 'readAuditLog'> {
  readonly live: LiveState
  readonly registry: KindRegistry
}

/**
 * By the first digits of the id. A run has begun these operations, and it is not certain that the live resource was not
 * written since: it may have been done, and undone by a person.
 */
export const findSpentApprovals = async (
  plan: Plan,
  applies: readonly BegunApply[],
  /** The ids of the plan with the seal secret before. */
  previousIds: PreviousIds,
  { hashId, live, readAuditLog, registry }: SpentContext,
): Promise<SpentApprovals> => {
  const byId = new Map(
    plan.operations.flatMap((each): readonly (readonly [string, Operation])[] =>
      [idPrefix(each.id), previousIds.get(idPrefix(each.id))].flatMap((id) =>
        id === undefined ? [] : [[id, each]],
      ),
    ),
  )
  // An apply of the command line has no approval.
  const begun = applies.flatMap(({ run, ...apply }) =>
    apply.operations.flatMap((noted) => {
      const operation = byId.get(noted.id)
      return operation === undefined || run === undefined
        ? []
        : [{ apply: { ...apply, run }, noted, operation }]
    }),
  )
  if (begun.length === 0) return new Map()
  const since = begun.map(({ apply }) => apply.at).sort()[0] ?? ''
  const log = begun.every(({ noted }) => noted.revision !== undefined)
    ? undefined
    : await readLogSince(readAuditLog, since)
  const spent = begun.filter(({ noted, operation }) => {
    // A review that was opened leaves the revision of its resource as it is.
    if (operation.review !== undefined) return true
    // It is certain that it has not arrived, and that no person wrote the resource since.
    if (operation.finishes !== undefined) return false
    const revision = notedRevision(operation, live, registry)
    return noted.revision === undefined
      ? mayBeWritten(operation, registry, log)
      : revision === undefined || hashId(revision) !== noted.revision
  })
  return new Map(
    spent.map(({ apply, operation }): readonly [string, SpentApproval] => [
      idPrefix(operation.id),
      { commit: apply.commit, at: apply.at, runId: apply.run.id },
    ]),
  )
}

/** Without a version the audit log tells: for example, whether a new resource was created and deleted again. */
const mayBeWritten = (
  { address, kind, members, subResource }: Operation,
  registry: KindRegistry,
  log: readonly AuditEntry[] | undefined,
): boolean =>
  subResource !== undefined ||
  log === undefined ||
  mayBeInLog(registry(kind).kind, { address, raw: members }, log)

/** A log with this many entries may have more. */
const maxLogEntries = 1_000
/** The clocks of the runner and of Statsig may differ. */
const clockToleranceMs = 10 * 60 * 1_000

const readLogSince = async (
  readAuditLog: Reader['readAuditLog'],
  since: string,
): Promise<readonly AuditEntry[] | undefined> => {
  const from = new Date(Date.parse(since) - clockToleranceMs).toISOString()
  const log = await readAuditLog(from, maxLogEntries)
  return log === undefined || log.length >= maxLogEntries ? undefined : log
}
