// Finds out from the answer to a write whether another client wrote between the last read and the request.
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../core/json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Outcome, Resource } from '../model/index.ts'
import { type AuditEntry, ReadError } from '../resources/api.ts'
import type { ApplyContext } from './context.ts'
import { failedOutcome } from './outcomes.ts'

interface WriteFacts {
  /** The latest read. Default: `after`. */
  readonly current?: Resource
  /** The write was the commit of an accepted review: who accepted it did so before. */
  readonly isCommit?: boolean
}

/** The failure of an accepted write beside which another client has written, or may have. */
export const simultaneousWriteOutcome = async (
  operation: Operation,
  before: Resource,
  after: Resource,
  kind: Kind,
  context: ApplyContext,
  { current = after, isCommit = false }: WriteFacts = {},
): Promise<Outcome | undefined> => {
  const verdict = await judgeVersions(before, after, kind, context, isCommit)
  if (verdict === 'alone') return undefined
  context.cache.store(operation.address, current, context.clock.now(), true)
  return failedOutcome(
    operation,
    { code: verdict === 'unknown' ? 'maybe-changed-during-write' : 'changed-during-write' },
    'yes',
  )
}

/**
 * One write raises `version` by one, as Statsig documents it. Where it has risen by more, the audit log decides. Without
 * the log nothing tells an edit that was overwritten from a server that counts otherwise: two applies at once raise each
 * version by the same number, so that the step of this server cannot be learned from other writes.
 */
const judgeVersions = async (
  before: Resource,
  after: Resource,
  { readOnlyFields }: Kind,
  { api, addressesWithParallelWrites }: ApplyContext,
  isCommit: boolean,
): Promise<'alone' | 'changed' | 'unknown'> => {
  const [from, to] = [before.raw['version'], after.raw['version']]
  if (!readOnlyFields.includes('version') || typeof from !== 'number' || typeof to !== 'number')
    return 'alone'
  if (to <= from + 1 || addressesWithParallelWrites.has(before.address)) return 'alone'
  const latest = (await readEntries(api))
    .filter(({ name }) => name === member(before.raw, 'name'))
    .slice(0, to - from + (isCommit ? entriesOfReview : 0))
  if (!includesWrite(latest, after)) return 'unknown'
  return hasOtherChange(latest, before, isCommit) ? 'changed' : 'alone'
}

/** A log that cannot be read is an empty one: what was written is not in it. */
const readEntries = async (api: ApplyContext['api']): Promise<readonly AuditEntry[]> => {
  try {
    return (await api.readAuditLog(undefined, maxEntries)) ?? []
  } catch (error) {
    if (error instanceof ReadError) return []
    throw error
  }
}

const maxEntries = 100
/** An accepted review and its commit have entries of their own. */
const entriesOfReview = 2

/** Entries have whole seconds. */
const secondOf = (time: Json | undefined): number =>
  typeof time === 'number' ? Math.floor(time / 1_000) * 1_000 : 0

const timeOf = ({ at }: AuditEntry): number => (at === undefined ? 0 : Date.parse(at))

/** An entry may appear later than its write. */
const includesWrite = (latest: readonly AuditEntry[], { raw }: Resource): boolean =>
  latest.some((entry) => timeOf(entry) >= secondOf(raw['lastModifiedTime']))

/**
 * Whether more than one write came after `before`. Within its second, only the change of a person is known to be another,
 * where `before` does not show it.
 */
const hasOtherChange = (
  latest: readonly AuditEntry[],
  { raw }: Resource,
  isCommit: boolean,
): boolean => {
  const since = secondOf(raw['lastModifiedTime'])
  const later = latest.filter((entry) => timeOf(entry) > since)
  if (isCommit) {
    // The log has the commit, and what it has changed or not.
    const changes = later.filter(({ action }) => !ofReviews.test(action))
    return changes.some(({ isApiKey }) => !isApiKey) || withoutRepetitions(changes).length > 1
  }
  return later.length > 0
    ? withoutRepetitions(later).length > 1
    : latest.some((entry) => !entry.isApiKey && !isShownBy(raw, entry))
}

/** Actions of Statsig that accept or commit a review. */
const ofReviews = /_review(?:_accept|_commit)?$/

const isShownBy = (raw: JsonObject, { newValues }: AuditEntry): boolean =>
  newValues !== undefined && shows(raw, newValues)

/** Whether a value has all that another one has. Statsig shows more in a resource than in its log. */
const shows = (value: Json, part: Json): boolean => {
  if (isJsonObject(part))
    return (
      isJsonObject(value) &&
      Object.entries(part).every(([name, each]) => shows(value[name] ?? null, each))
    )
  if (isJsonArray(part))
    return (
      isJsonArray(value) &&
      value.length === part.length &&
      part.every((each, index) => shows(value[index] ?? null, each))
    )
  return value === part
}

/** Without writes that changed nothing, such as one that a proxy has delivered twice. */
const withoutRepetitions = (entries: readonly AuditEntry[]): readonly AuditEntry[] =>
  entries.some(({ members }) => members.length > 0)
    ? entries.filter(({ isApiKey, members }) => !isApiKey || members.length > 0)
    : entries
