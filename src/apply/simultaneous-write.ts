// Finds out from the answer to a write whether another client wrote between the last read and the request.
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../core/json.ts'
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
  const latest = (entries ?? [])
    .filter(({ name }) => name === member(before.raw, 'name'))
    .slice(0, to - from)
  return !includesWrite(latest, after) || hasOtherChange(latest, before)
}

const maxEntries = 100

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
const hasOtherChange = (latest: readonly AuditEntry[], { raw }: Resource): boolean => {
  const since = secondOf(raw['lastModifiedTime'])
  const later = latest.filter((entry) => timeOf(entry) > since)
  return later.length > 0
    ? withoutRepetitions(later).length > 1
    : latest.some((entry) => !entry.isApiKey && !isShownBy(raw, entry))
}

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
