// Replaces sensitive values in reports by digests; equal values have equal digests.
import { createHash } from 'node:crypto'
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../core/json.ts'
import { join, overlaps, type Pointer, segments } from '../core/pointer.ts'
import type { Edit } from '../fields/difference.ts'
import { canonicalJson } from '../fields/normalize.ts'
import type { Address, Report } from '../model/index.ts'

/** The value at a pointer. A digest replaces what a pattern names: the value, or parts of it. */
export const hideSensitive = (
  value: Json | undefined,
  pointer: Pointer,
  sensitive: readonly Pointer[],
): Json | undefined =>
  value === undefined || sensitive.length === 0
    ? value
    : hideMatching(value, segments(pointer), sensitive.map(segmentsOf))

export const hideSensitiveMembers = (
  members: JsonObject,
  sensitive: readonly Pointer[],
): JsonObject => {
  const value = hideSensitive(members, '', sensitive)
  return isJsonObject(value) ? value : {}
}

export const hideSensitiveEdit = (edit: Edit, sensitive: readonly Pointer[]): Edit => {
  const { after, before, item, pointer, ...rest } = edit
  const side = (value: Json | undefined): Json | undefined => {
    if (item === 'order') return hideItemNames(value, pointer, sensitive)
    // A removed item is not in the file: its pointer is that of the list.
    return hideSensitive(value, item === 'removed' ? join(pointer, '*') : pointer, sensitive)
  }
  const [hiddenBefore, hiddenAfter] = [side(before), side(after)]
  return {
    ...rest,
    pointer,
    ...(item && { item }),
    ...(hiddenBefore !== undefined && { before: hiddenBefore }),
    ...(hiddenAfter !== undefined && { after: hiddenAfter }),
  }
}

/** Names of items are hidden only where whole items are. */
const hideItemNames = (
  value: Json | undefined,
  pointer: Pointer,
  sensitive: readonly Pointer[],
): Json | undefined =>
  value !== undefined &&
  sensitive.some((each) => coversPath(segmentsOf(each), itemsPattern(pointer)))
    ? digest(value)
    : value

const itemsPattern = (pointer: Pointer): readonly string[] => [...segments(pointer), '*']

const hideMatching = (
  value: Json,
  at: readonly string[],
  patterns: readonly (readonly string[])[],
): Json => {
  const matching = patterns.filter((pattern) => matchesPath(pattern, at))
  if (matching.length === 0) return value
  if (matching.some((pattern) => pattern.length <= at.length)) return digest(value)
  if (isJsonArray(value))
    return value.map((item, index) => hideMatching(item, [...at, String(index)], matching))
  if (isJsonObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        hideMatching(inner, [...at, name], matching),
      ]),
    )
  // The pattern expected something inside. A lone item means a list of one; anything else is hidden to be safe.
  return value === null ? value : digest(value)
}

const coversPath = (pattern: readonly string[], at: readonly string[]): boolean =>
  pattern.length <= at.length && matchesPath(pattern, at)

/** Whether pattern and place agree as far as both go. */
const matchesPath = (pattern: readonly string[], at: readonly string[]): boolean =>
  overlaps(pattern, at, { numbers: 'any' })

const segmentsOf = (pattern: Pointer): readonly string[] =>
  segments(`/${pattern.replace(/^\/+/, '')}`)

const digest = (value: Json): string =>
  `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 8)}`

/** The patterns of all operations on the resource: what one of them hides, the read-back hides as well. */
export const sensitivePointersAt = (address: Address, report: Report): readonly Pointer[] => [
  ...(sensitivePointers(report).get(address) ?? []),
]

/** Collected once for a report: each of thousands of resources asks for its own. */
const sensitivePointers = (report: Report): ReadonlyMap<Address, ReadonlySet<Pointer>> => {
  const known = pointersByReport.get(report)
  if (known) return known
  const pointers = new Map<Address, Set<Pointer>>()
  for (const { operation } of report.outcomes) {
    if (operation.sensitive.length === 0) continue
    const own = pointers.get(operation.address) ?? new Set()
    for (const pointer of operation.sensitive) own.add(pointer)
    pointers.set(operation.address, own)
  }
  pointersByReport.set(report, pointers)
  return pointers
}
const pointersByReport = new WeakMap<Report, ReadonlyMap<Address, ReadonlySet<Pointer>>>()
