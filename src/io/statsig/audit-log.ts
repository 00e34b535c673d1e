// Reads the audit log. Statsig returns times as text, and filters by whole days only.

import { isJsonObject, type Json, type JsonObject, member } from '../../core/json.ts'
import { canonicalJson } from '../../fields/normalize.ts'
import type { AuditEntry } from '../../resources/api.ts'
import type { ConsoleReader } from './console-api/index.ts'

const dayMs = 24 * 60 * 60 * 1000
/**
 * Earlier than any entry. Without `startDate` the log reaches back 90 days (Statsig's OpenAPI document of September 2026), and
 * who did something before would be unknown.
 */
const beginning = '2020-01-01'

export const readAuditLog = async (
  api: ConsoleReader,
  since: string | undefined,
  maxEntries: number,
): Promise<readonly AuditEntry[]> => {
  const sinceMs = since === undefined ? undefined : Date.parse(since)
  if (Number.isNaN(sinceMs)) throw new Error(`\`${since}\` is not a time.`)
  // The time zone of a day is not documented: read one more day, and filter the entries here.
  const query = {
    startDate: sinceMs === undefined ? beginning : toIsoTime(sinceMs - dayMs).slice(0, 10),
  }
  const items = await api.listFirst('/console/v1/audit_logs', query, entryId, maxEntries)
  const entries = items.flatMap((item) => parseAuditEntry(item) ?? [])
  return sortNewestFirst(
    sinceMs === undefined ? entries : entries.filter(({ at }) => isAtOrAfter(at, sinceMs)),
  )
}

const entryId = (item: JsonObject): string => textMember(item, 'id') ?? canonicalJson(item)

const toIsoTime = (time: number): string => new Date(time).toISOString()

/** Statsig returns whole seconds, so that an entry in the same second may be later. */
const isAtOrAfter = (at: string | undefined, sinceMs: number): boolean =>
  at === undefined || Date.parse(at) >= Math.floor(sinceMs / 1000) * 1000

/** Newest first. Without a time in each entry, the order of Statsig is kept. */
const sortNewestFirst = (entries: readonly AuditEntry[]): readonly AuditEntry[] =>
  entries.every(({ at }) => at !== undefined)
    ? entries.toSorted(({ at: a = '' }, { at: b = '' }) => (a < b ? 1 : a > b ? -1 : 0))
    : entries

/** `undefined` if the entry does not name its resource. */
export const parseAuditEntry = (item: JsonObject): AuditEntry | undefined => {
  const [name, updatedBy] = [textMember(item, 'name'), textMember(item, 'updatedBy')]
  if (name === undefined) return undefined
  const email = textMember(item, 'modifierEmail')
  const at = parseAuditTime(textMember(item, 'date'), textMember(item, 'time'))
  const changes = member(item, 'changes')
  return {
    id: entryId(item),
    name,
    action: textMember(item, 'actionType') ?? '',
    ...(at !== undefined && { at }),
    actor: email ?? updatedBy ?? '',
    isApiKey: email === undefined && /^console api$/i.test(updatedBy ?? ''),
    members: isJsonObject(changes) ? Object.keys(changes) : [],
    newValues: isJsonObject(changes) ? newValuesIn(changes) : {},
  }
}

/** Statsig returns `{ new, old }` for each member, and not every entry has them. */
const newValuesIn = (changes: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(changes).flatMap(([name, change]) => {
      const value = member(change, 'new')
      return value === undefined ? [] : [[name, value] as const]
    }),
  )

const textMember = (item: JsonObject, name: string): string | undefined => {
  const value: Json | undefined = member(item, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const datePattern = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{4})$/
const timePattern = /^(\d{2}):(\d{2}):(\d{2}) GMT([+-])(\d{2})(\d{2})(?: \(.*\))?$/

/** `Thu Oct 12 2023` and `17:29:00 GMT+0000 (Coordinated Universal Time)`: the two parts of a JavaScript `Date` as text. */
export const parseAuditTime = (date = '', time = ''): string | undefined => {
  const [, month = '', ...dayAndYear] = datePattern.exec(date) ?? []
  const [, hour, minute, second, sign, ...zone] = timePattern.exec(time) ?? []
  const [day, year] = dayAndYear.map(Number)
  const [h = 99, m = 99, s = 99] = [hour, minute, second].map(Number)
  const [hours = 99, minutes = 99] = zone.map(Number)
  if (day === undefined || year === undefined || year < 1970) return undefined
  const local = Date.UTC(year, months.indexOf(month), day, h, m, s)
  // `Date.UTC` would convert an impossible day or hour to another one.
  const isReal =
    months.includes(month) && h < 24 && m < 60 && s < 60 && new Date(local).getUTCDate() === day
  if (!isReal || hours > 14 || minutes > 59) return undefined
  const offset = (hours * 60 + minutes) * 60_000
  return toIsoTime(sign === '-' ? local + offset : local - offset)
}
