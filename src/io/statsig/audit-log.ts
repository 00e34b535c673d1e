// The audit log as the engine sees it. Statsig says when in words, and asks for days alone.
import { textOf } from '../../fields/normalize.ts'
import { isMembers, type Json, type Members, member } from '../../json.ts'
import type { Deed } from '../../resources/api.ts'
import type { ConsoleReader } from './console-api/index.ts'

const dayMs = 24 * 60 * 60 * 1000

export const deedsIn = async (
  api: ConsoleReader,
  since: string | undefined,
  most: number,
): Promise<readonly Deed[]> => {
  const from = since === undefined ? undefined : Date.parse(since)
  if (Number.isNaN(from)) throw new Error(`\`${since}\` is no time.`)
  // Nobody knows in which time zone a day begins: one day more, and the rest is looked at here.
  const query = from === undefined ? {} : { startDate: isoOf(from - dayMs).slice(0, 10) }
  const items = await api.first('/console/v1/audit_logs', query, idOf, most)
  const deeds = items.flatMap((item) => deedOf(item) ?? [])
  return inTime(from === undefined ? deeds : deeds.filter(({ at }) => isSince(at, from)))
}

const idOf = (item: Members): string => textIn(item, 'id') ?? textOf(item)

const isoOf = (time: number): string => new Date(time).toISOString()

/** Statsig tells no fractions of seconds: what was done in the same second may have come after. */
const isSince = (at: string | undefined, from: number): boolean =>
  at === undefined || Date.parse(at) >= Math.floor(from / 1000) * 1000

/** The newest first, as Statsig gives them, and where all of them say when, whatever Statsig does. */
const inTime = (deeds: readonly Deed[]): readonly Deed[] =>
  deeds.every(({ at }) => at !== undefined)
    ? deeds.toSorted(({ at: a = '' }, { at: b = '' }) => (a < b ? 1 : a > b ? -1 : 0))
    : deeds

/** Absent where the entry does not say what it is about. */
export const deedOf = (item: Members): Deed | undefined => {
  const [name, by] = [textIn(item, 'name'), textIn(item, 'updatedBy')]
  if (name === undefined) return undefined
  const mail = textIn(item, 'modifierEmail')
  const at = timeOf(textIn(item, 'date'), textIn(item, 'time'))
  const changes = member(item, 'changes')
  return {
    id: idOf(item),
    name,
    action: textIn(item, 'actionType') ?? '',
    ...(at !== undefined && { at }),
    by: mail ?? by ?? '',
    isKey: mail === undefined && /^console api$/i.test(by ?? ''),
    members: isMembers(changes) ? Object.keys(changes) : [],
  }
}

const textIn = (item: Members, name: string): string | undefined => {
  const value: Json | undefined = member(item, name)
  return typeof value === 'string' && value !== '' ? value : undefined
}

const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
const datePattern = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{4})$/
const timePattern = /^(\d{2}):(\d{2}):(\d{2}) GMT([+-])(\d{2})(\d{2})(?: \(.*\))?$/

/** `Thu Oct 12 2023` and `17:29:00 GMT+0000 (Coordinated Universal Time)`: what JavaScript says of a time, in two. */
export const timeOf = (date = '', time = ''): string | undefined => {
  const [, month = '', ...dayAndYear] = datePattern.exec(date) ?? []
  const [, hour, minute, second, sign, ...zone] = timePattern.exec(time) ?? []
  const [day, year] = dayAndYear.map(Number)
  const [h = 99, m = 99, s = 99] = [hour, minute, second].map(Number)
  const [hours = 99, minutes = 99] = zone.map(Number)
  if (day === undefined || year === undefined || year < 1970) return undefined
  const local = Date.UTC(year, months.indexOf(month), day, h, m, s)
  // A day or an hour that no calendar has would pass for another one.
  const isReal =
    months.includes(month) && h < 24 && m < 60 && s < 60 && new Date(local).getUTCDate() === day
  if (!isReal || hours > 14 || minutes > 59) return undefined
  const offset = (hours * 60 + minutes) * 60_000
  return isoOf(sign === '-' ? local + offset : local - offset)
}
