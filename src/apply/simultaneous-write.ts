// Finds out from the answer to a write whether another client wrote between the last read and the request.
import { member } from '../core/json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Resource } from '../model/index.ts'
import type { AuditEntry } from '../resources/api.ts'
import type { ApplyContext } from './context.ts'

/**
 * One write raises `version` by one, as Statsig documents it. Where it has risen by more, the audit log decides; without
 * one, another client has written.
 */
export const isChangedDuringWrite = async (
  before: Resource,
  after: Resource,
  { readOnlyFields }: Kind,
  { api, addressesWithParallelWrites }: ApplyContext,
): Promise<boolean> => {
  const [from, to] = [before.raw['version'], after.raw['version']]
  if (!readOnlyFields.includes('version') || typeof from !== 'number' || typeof to !== 'number')
    return false
  if (to <= from + 1 || addressesWithParallelWrites.has(before.address)) return false
  const entries = await api.readAuditLog(undefined, maxEntries)
  return entries === undefined || changesSince(entries, before, to - from).length !== 1
}

const maxEntries = 100

/** The changes after `before`, of at most as many writes as `version` shows. */
const changesSince = (
  entries: readonly AuditEntry[],
  { raw }: Resource,
  writes: number,
): readonly AuditEntry[] => {
  const latest = entries.filter(({ name }) => name === member(raw, 'name')).slice(0, writes)
  const since = member(raw, 'lastModifiedTime')
  // Entries have whole seconds: within the second of the last change before, all of the latest count.
  const later = latest.filter(
    ({ at }) => at !== undefined && typeof since === 'number' && Date.parse(at) > since,
  )
  return withoutRepetitions(later.length > 0 ? later : latest)
}

/** Without writes that changed nothing, such as one that a proxy has delivered twice. */
const withoutRepetitions = (entries: readonly AuditEntry[]): readonly AuditEntry[] =>
  entries.some(({ members }) => members.length > 0)
    ? entries.filter(({ isApiKey, members }) => !isApiKey || members.length > 0)
    : entries
