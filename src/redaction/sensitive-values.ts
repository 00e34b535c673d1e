// Values that nobody may read in a report: a digest stands for each, the same for equal values.
import { createHash } from 'node:crypto'
import type { Edit } from '../fields/difference.ts'
import { textOf } from '../fields/normalize.ts'
import { isList, isMembers, type Json, type Members } from '../json.ts'
import { join, overlaps, type Pointer, segments } from '../pointer.ts'

/** The value at a pointer, with a digest for whatever a pattern names: itself, what it lies in, or parts of it. */
export const shown = (
  value: Json | undefined,
  pointer: Pointer,
  sensitive: readonly Pointer[],
): Json | undefined =>
  value === undefined || sensitive.length === 0
    ? value
    : hidden(value, segments(pointer), sensitive.map(segmentsOf))

export const shownMembers = (members: Members, sensitive: readonly Pointer[]): Members => {
  const value = shown(members, '', sensitive)
  return isMembers(value) ? value : {}
}

export const shownEdit = (edit: Edit, sensitive: readonly Pointer[]): Edit => {
  const { after, before, item, pointer, ...rest } = edit
  const side = (value: Json | undefined): Json | undefined => {
    if (item === 'order') return namesIn(value, pointer, sensitive)
    // What was removed is nowhere in the file: its pointer is the list's.
    return shown(value, item === 'removed' ? join(pointer, '*') : pointer, sensitive)
  }
  const [was, is] = [side(before), side(after)]
  return {
    ...rest,
    pointer,
    ...(item && { item }),
    ...(was !== undefined && { before: was }),
    ...(is !== undefined && { after: is }),
  }
}

/** Names of items are hidden only where whole items are. */
const namesIn = (
  value: Json | undefined,
  pointer: Pointer,
  sensitive: readonly Pointer[],
): Json | undefined =>
  value !== undefined && sensitive.some((each) => covers(segmentsOf(each), itemsOf(pointer)))
    ? digest(value)
    : value

const itemsOf = (pointer: Pointer): readonly string[] => [...segments(pointer), '*']

const hidden = (
  value: Json,
  at: readonly string[],
  patterns: readonly (readonly string[])[],
): Json => {
  const near = patterns.filter((pattern) => meets(pattern, at))
  if (near.length === 0) return value
  if (near.some((pattern) => pattern.length <= at.length)) return digest(value)
  if (isList(value)) return value.map((item, index) => hidden(item, [...at, String(index)], near))
  if (isMembers(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, hidden(inner, [...at, name], near)]),
    )
  // The pattern expected something inside. A lone item means a list of one; anything else is hidden to be safe.
  return value === null ? value : digest(value)
}

const covers = (pattern: readonly string[], at: readonly string[]): boolean =>
  pattern.length <= at.length && meets(pattern, at)

/** Whether pattern and place agree as far as both go. */
const meets = (pattern: readonly string[], at: readonly string[]): boolean =>
  overlaps(pattern, at, { numbers: 'any' })

const segmentsOf = (pattern: Pointer): readonly string[] =>
  segments(`/${pattern.replace(/^\/+/, '')}`)

const digest = (value: Json): string =>
  `sha256:${createHash('sha256').update(textOf(value)).digest('hex').slice(0, 8)}`
