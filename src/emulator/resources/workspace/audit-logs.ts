// Audit logs: every write of the API and of the console, the newest first.
import { isDeepStrictEqual } from 'node:util'
import type { JsonObject } from '../../../core/json.ts'
import { ApiError, badField, notFound } from '../../core/api-error.ts'
import { actionOf } from '../../core/audit-actions.ts'
import type { AuditEntry } from '../../core/audit-trail.ts'
import { isPerson } from '../../core/author.ts'
import type { Collection } from '../../core/collections.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Route } from '../../core/context.ts'
import { opaqueId, textOf } from '../../core/ids.ts'
import { hashOf, randomOf } from '../../core/random.ts'
import { keyOf } from '../../core/store.ts'
import { filterByQuery, respondWithPage } from '../../shared/pagination.ts'
import { textsIn } from '../../shared/references.ts'
import { addUnknownMembers } from '../../shared/unknown-members.ts'
import { dayOf } from './reports.ts'
import { logStaleJob } from './stale-job.ts'

interface AuditLogRow {
  readonly at: number
  readonly number: number
  readonly log: JsonObject
}

/** Each run of the emulator has a log of its own, and ids that no earlier run has made. */
const auditLogId = ({ continuation }: EmulatorContext, number: number): string =>
  opaqueId(randomOf(hashOf(`audit log ${continuation}${number}`)))

const toAuditLogRow = (
  context: EmulatorContext,
  auditEntry: AuditEntry,
  number: number,
): AuditLogRow => {
  const { after, at, before, author, collection } = auditEntry
  const object = after ?? before ?? {}
  const changedNames = changedMembers(before ?? {}, after ?? {})
  return {
    at,
    number,
    log: {
      id: auditLogId(context, number),
      name: resourceName(collection, object),
      ...actionOf(collection, before, after, changedNames),
      date: dateFormat.format(at).replaceAll(',', ''),
      time: `${new Date(at).toISOString().slice(11, 19)} GMT+0000 (Coordinated Universal Time)`,
      updatedBy: author.name,
      updatedByUserID: author.id,
      modifierEmail: author.email,
      changes: context.has('audit-changes-left-out')
        ? {}
        : changesOf(before ?? {}, after ?? {}, changedNames),
      tags: textsIn(object['tags']),
      targetAppIDs: appIdsOf(context, object),
    },
  }
}

// The store identifies a key by its secret, which the audit log must not show.
const resourceName = (collection: Collection, object: JsonObject): string =>
  collection === 'keys'
    ? textOf(object['description'])
    : textOf(object['name']) || keyOf(collection, object)

const dateFormat = new Intl.DateTimeFormat('en-US', {
  weekday: 'short',
  month: 'short',
  day: '2-digit',
  year: 'numeric',
  timeZone: 'UTC',
})

/** Members that the server sets on every write are not part of `changes`. */
const STAMPED_MEMBERS = /^(id|version|key|created.*|creator.*|lastModif.*)$/

const changedMembers = (before: JsonObject, after: JsonObject): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !STAMPED_MEMBERS.test(name) && !isDeepStrictEqual(before[name], after[name]),
  )

const changesOf = (
  before: JsonObject,
  after: JsonObject,
  changedNames: readonly string[],
): JsonObject =>
  Object.fromEntries(
    changedNames
      .filter((name) => !name.startsWith('$'))
      .map((name) => [name, { new: after[name] ?? null, old: before[name] ?? null }]),
  )

const appIdsOf = (context: EmulatorContext, object: JsonObject): readonly string[] => {
  const names = textsIn(object['targetApps'])
  if (names.length === 0) return []
  return context.store
    .all('target_apps')
    .filter(({ name }) => names.includes(textOf(name)))
    .map(({ id }) => textOf(id))
}

/** The delay of an entry with `audit-logs-delayed`. */
const LAG_MS = 60_000

const list = (call: ApiCall): HandlerResponse => {
  const { query, context } = call
  if (context.has('audit-logs-forbidden') && !isPerson(context.author))
    throw new ApiError(403, 'Forbidden resource')
  if (context.has('stale-job-logged')) logStaleJob(context)
  const until = context.now() - (context.has('audit-logs-delayed') ? LAG_MS : 0)
  const entries = context.auditLog
    .map((auditEntry, index) => toAuditLogRow(context, auditEntry, index))
    .filter(({ at }) => at <= until)
  const requestedId = query.get('id')
  if (requestedId !== null && !entries.some(({ log }) => log['id'] === requestedId))
    throw notFound('Audit log not found')
  const matching = entries.filter(inRange(call, entries)).toSorted(rowOrder(query))
  const rows = filterByQuery(
    withActionTypes(call),
    matching.map(({ log }) => log),
    ['id', 'tags', 'actionType'],
  )
  return respondWithPage(
    withStableOrder(call),
    'Audit logs listed successfully.',
    'gates',
    rows,
    addUnknownMembers,
  )
}

/** Filters by `startDate`, `endDate`, `startTime`, `endTime` and `latestID`. */
const inRange = (
  call: ApiCall,
  entries: readonly AuditLogRow[],
): ((entry: AuditLogRow) => boolean) => {
  const endDate = queryDay(call, 'endDate')
  const since = queryDay(call, 'startDate') ?? defaultStart(call, endDate)
  const until = endDate ?? '9'
  const [startTime, endTime] = [queryTime(call, 'startTime'), queryTime(call, 'endTime')]
  if (startTime !== undefined && endTime !== undefined && endTime - startTime >= MAX_SPAN_MS)
    throw badField('endTime', 'The time range must be less than 7 days')
  const latest = call.query.get('latestID')
  const last = entries.find(({ log }) => log['id'] === latest)?.number ?? entries.length
  return ({ at, number }) =>
    number <= last &&
    dayOf(at) >= since &&
    dayOf(at) <= until &&
    at >= (startTime ?? 0) &&
    at <= (endTime ?? Number.POSITIVE_INFINITY)
}

const DAY_MS = 24 * 60 * 60 * 1000
const MAX_SPAN_MS = 7 * DAY_MS

/** 90 days before `endDate`, which is today where it is left out (document of September 2026). */
const defaultStart = ({ context }: ApiCall, endDate: string | undefined): string => {
  const end = endDate === undefined ? context.now() : Date.parse(endDate)
  return context.has('audit-logs-unbounded') ? '' : dayOf(end - 90 * DAY_MS)
}

/** Milliseconds since 1970, as digits. */
const queryTime = ({ query }: ApiCall, name: string): number | undefined => {
  const value = query.get(name)
  if (value === null) return undefined
  if (!/^\d+$/.test(value)) throw badField(name, 'Invalid')
  return Number(value)
}

const queryDay = ({ query }: ApiCall, name: string): string | undefined => {
  const value = query.get(name) ?? undefined
  if (value !== undefined && Number.isNaN(Date.parse(value)))
    throw badField(name, 'Expected valid date in the form of YYYY-MM-DD')
  return value
}

const rowOrder = (query: URLSearchParams): ((a: AuditLogRow, b: AuditLogRow) => number) => {
  const key = query.get('sortKey') ?? 'time'
  const sign = query.get('sortOrder') === 'asc' ? 1 : -1
  const isTime = key === 'date' || key === 'time'
  return (a, b) => {
    const byName = isTime ? 0 : textOf(a.log[key]).localeCompare(textOf(b.log[key]), 'en')
    return sign * (byName || a.number - b.number)
  }
}

/** `actionTypes` is another name for `actionType`, as a list. */
const withActionTypes = (call: ApiCall): ApiCall => {
  const query = new URLSearchParams(call.query)
  for (const name of ['actionTypes', 'actionTypes[]'])
    for (const value of query.getAll(name)) query.append('actionType', value)
  return { ...call, query }
}

/** A worst-case server also keeps the order that the query asks for. */
const withStableOrder = (call: ApiCall): ApiCall => ({
  ...call,
  context: { ...call.context, has: (name) => name !== 'worst-case' && call.context.has(name) },
})

export const auditLogs: readonly Route[] = [
  { method: 'GET', path: 'audit_logs', isPaged: true, handle: list },
]
