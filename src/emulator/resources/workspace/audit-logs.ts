// Audit logs: every write of the API and of the console, the newest first.
import { isDeepStrictEqual } from 'node:util'
import type { Members } from '../../../json.ts'
import { badField, notFound, Refusal } from '../../core/api-error.ts'
import { actionOf } from '../../core/audit-actions.ts'
import type { Deed } from '../../core/audit-trail.ts'
import type { Answer, Call, Route, World } from '../../core/context.ts'
import { opaqueId, textOf } from '../../core/ids.ts'
import { hashOf, randomOf } from '../../core/random.ts'
import { type Collection, keyOf } from '../../core/store.ts'
import { filtered, listed } from '../../shared/pagination.ts'
import { textsIn } from '../../shared/references.ts'
import { withUnknowns } from '../../shared/unknown-members.ts'
import { dayOf } from './reports.ts'

interface Entry {
  readonly at: number
  readonly number: number
  readonly log: Members
}

const idOf = (number: number): string => opaqueId(randomOf(hashOf(`audit log ${number}`)))

const entryOf = (world: World, deed: Deed, number: number): Entry => {
  const { after, at, before, by, collection } = deed
  const object = after ?? before ?? {}
  const differing = differingIn(before ?? {}, after ?? {})
  return {
    at,
    number,
    log: {
      id: idOf(number),
      name: nameOf(collection, object),
      ...actionOf(collection, before, after, differing),
      date: spoken(at, { weekday: 'short', month: 'short', day: '2-digit', year: 'numeric' }),
      time: `${new Date(at).toISOString().slice(11, 19)} GMT+0000 (Coordinated Universal Time)`,
      updatedBy: by.name,
      updatedByUserID: by.id,
      modifierEmail: by.email,
      changes: world.has('audit-changes-left-out')
        ? {}
        : changesOf(before ?? {}, after ?? {}, differing),
      tags: textsIn(object['tags']),
      targetAppIDs: appIdsOf(world, object),
    },
  }
}

// What keys are kept under is the secret itself.
const nameOf = (collection: Collection, object: Members): string =>
  collection === 'keys'
    ? textOf(object['description'])
    : textOf(object['name']) || keyOf(collection, object)

const spoken = (at: number, format: Intl.DateTimeFormatOptions): string =>
  new Date(at).toLocaleDateString('en-US', { ...format, timeZone: 'UTC' }).replaceAll(',', '')

/** What the server stamps on every write changes nothing. */
const STAMPED = /^(id|version|key|created.*|creator.*|lastModif.*)$/

const differingIn = (before: Members, after: Members): readonly string[] =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => !STAMPED.test(name) && !isDeepStrictEqual(before[name], after[name]),
  )

const changesOf = (before: Members, after: Members, differing: readonly string[]): Members =>
  Object.fromEntries(
    differing
      .filter((name) => !name.startsWith('$'))
      .map((name) => [name, { new: after[name] ?? null, old: before[name] ?? null }]),
  )

const appIdsOf = (world: World, object: Members): readonly string[] => {
  const names = textsIn(object['targetApps'])
  if (names.length === 0) return []
  return world.store
    .all('target_apps')
    .filter(({ name }) => names.includes(textOf(name)))
    .map(({ id }) => textOf(id))
}

/** How long an entry takes to appear where it does not appear at once. */
const LAG_MS = 60_000

const list = (call: Call): Answer => {
  const { query, world } = call
  if (world.has('audit-logs-forbidden')) throw new Refusal(403, 'Forbidden resource')
  const until = world.now() - (world.has('audit-logs-late') ? LAG_MS : 0)
  const entries = world.deeds
    .map((deed, index) => entryOf(world, deed, index))
    .filter(({ at }) => at <= until)
  const asked = query.get('id')
  if (asked !== null && !entries.some(({ log }) => log['id'] === asked))
    throw notFound('Audit log not found')
  const kept = entries.filter(within(call, entries)).toSorted(orderOf(query))
  const rows = filtered(
    withNames(call),
    kept.map(({ log }) => log),
    ['id', 'tags', 'actionType'],
  )
  return listed(inOrder(call), 'Audit logs listed successfully.', 'gates', rows, withUnknowns)
}

/** Since a day, until a day, and nothing that came after a certain entry. */
const within = (call: Call, entries: readonly Entry[]): ((entry: Entry) => boolean) => {
  const since = day(call, 'startDate') ?? ''
  const until = day(call, 'endDate') ?? '9'
  const latest = call.query.get('latestID')
  const last = entries.find(({ log }) => log['id'] === latest)?.number ?? entries.length
  return ({ at, number }) => number <= last && dayOf(at) >= since && dayOf(at) <= until
}

const day = ({ query }: Call, name: string): string | undefined => {
  const value = query.get(name) ?? undefined
  if (value !== undefined && Number.isNaN(Date.parse(value)))
    throw badField(name, 'Expected valid date in the form of YYYY-MM-DD')
  return value
}

const orderOf = (query: URLSearchParams): ((a: Entry, b: Entry) => number) => {
  const key = query.get('sortKey') ?? 'time'
  const sign = query.get('sortOrder') === 'asc' ? 1 : -1
  const isTime = key === 'date' || key === 'time'
  return (a, b) => {
    const byName = isTime ? 0 : textOf(a.log[key]).localeCompare(textOf(b.log[key]), 'en')
    return sign * (byName || a.number - b.number)
  }
}

/** `actionTypes` is a list for `actionType`. */
const withNames = (call: Call): Call => {
  const query = new URLSearchParams(call.query)
  for (const name of ['actionTypes', 'actionTypes[]'])
    for (const value of query.getAll(name)) query.append('actionType', value)
  return { ...call, query }
}

/** A list that is asked for in an order comes in that order, from a contrary server too. */
const inOrder = (call: Call): Call => ({
  ...call,
  world: { ...call.world, has: (name) => name !== 'contrary' && call.world.has(name) },
})

export const auditLogs: readonly Route[] = [
  { method: 'GET', path: 'audit_logs', pages: true, handle: list },
]
