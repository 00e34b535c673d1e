// New records, lists, members and items as text, as their surroundings are written.
import { isList, isMembers, type Json } from '../../json.ts'
import { mostOnALine } from '../yaml.ts'
import type { Room, Written } from './block-text.ts'
import { keyWritten, scalarWritten } from './scalar.ts'
import type { Style } from './tree.ts'
import type { Habits } from './yaml-style.ts'

/** Where a value goes. */
export interface Site extends Room {
  readonly holder: 'record' | 'list'
  readonly prefers?: 'block' | 'flow'
  /** The column of the keys or dashes of a block that stood there. */
  readonly innerColumn?: number
  /** A block inside of an item begins on the line of its dash. */
  readonly beginsBelow?: boolean
}

export const valueWritten = (value: Json, site: Site, habits: Habits): Written => {
  if (!isList(value) && !isMembers(value)) return scalarWritten(value, site, habits)
  if (site.isFlow || isFlow(value, site, habits))
    return { first: flowWritten(value, habits), rest: [] }
  const lines = blockLines(value, site.innerColumn ?? innerColumnOf(value, site, habits), habits)
  const [first = '', ...rest] = lines
  return site.holder === 'record' || site.beginsBelow
    ? { first: '', rest: lines }
    : { first: first.trimStart(), rest }
}

export const memberLines = (
  key: string,
  value: Json,
  column: number,
  habits: Habits,
  quote?: Style,
): readonly string[] => {
  const site = {
    holder: 'record',
    isFlow: false,
    column,
    textColumn: column + habits.step,
  } as const
  const { first, rest } = valueWritten(value, site, habits)
  const head = `${' '.repeat(column)}${keyWritten(key, quote, habits)}:`
  return [first === '' ? head : `${head} ${first}`, ...rest]
}

export const itemLines = (
  value: Json,
  column: number,
  habits: Habits,
  prefers?: 'flow',
): readonly string[] => {
  const site = { holder: 'list', isFlow: false, column, textColumn: column + 2 } as const
  const form = prefers ?? (isFlat(value) ? habits.flatItems : undefined)
  const { first, rest } = valueWritten(value, { ...site, ...(form && { prefers: form }) }, habits)
  return [`${' '.repeat(column)}-${habits.dashGap}${first}`, ...rest]
}

export const flowWritten = (value: Json, habits: Habits, style?: Style): string => {
  const inner = (each: Json): string => flowWritten(each, habits)
  if (isList(value)) return bracketed(value.map(inner), ['[', ']'], habits.padded.list)
  if (!isMembers(value)) {
    const room = { isFlow: true, column: 0, textColumn: 0, ...(style && { style }) }
    return scalarWritten(value, room, habits).first
  }
  const members = Object.entries(value).map(
    ([key, each]) => `${keyWritten(key, undefined, habits)}: ${inner(each)}`,
  )
  return bracketed(members, ['{', '}'], habits.padded.record)
}

const bracketed = (
  items: readonly string[],
  [open, close]: readonly [string, string],
  isPadded: boolean,
): string => {
  const blank = isPadded && items.length > 0 ? ' ' : ''
  return `${open}${blank}${items.join(', ')}${blank}${close}`
}

const mostOfAFlow = 100

const isFlow = (value: Json, { prefers, column }: Site, habits: Habits): boolean => {
  const items = isList(value) ? value : isMembers(value) ? Object.values(value) : []
  if (items.length === 0) return true
  if (prefers === 'block' || hasLines(value)) return false
  const width = flowWritten(value, habits).length
  if (prefers === 'flow') return column + width <= mostOfAFlow
  return isList(value) && items.every(isScalar) && width <= mostOnALine
}

const hasLines = (value: Json): boolean => {
  if (isList(value)) return value.some(hasLines)
  return isMembers(value)
    ? Object.values(value).some(hasLines)
    : typeof value === 'string' && value.includes('\n')
}

/** A record that could stand on one line. */
const isFlat = (value: Json): boolean =>
  isMembers(value) &&
  Object.values(value).every((each) => isScalar(each) || (isList(each) && each.every(isScalar)))

const isScalar = (value: Json): boolean => !isList(value) && !isMembers(value)

const innerColumnOf = (value: Json, { column, holder }: Site, habits: Habits): number => {
  if (holder === 'list') return column + 1 + habits.dashGap.length
  return column + (isList(value) ? habits.listStep : habits.step)
}

const blockLines = (value: Json, column: number, habits: Habits): readonly string[] =>
  isList(value)
    ? value.flatMap((item) => itemLines(item, column, habits))
    : Object.entries(value ?? {}).flatMap(([key, each]) => memberLines(key, each, column, habits))
