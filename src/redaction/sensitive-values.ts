// Replaces sensitive values in reports: by a keyed digest where a key is at hand, and otherwise by a word. A digest without
// a key would give away any value that a short list of guesses contains.
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../core/json.ts'
import { join, overlaps, type Pointer, segments } from '../core/pointer.ts'
import type { Edit } from '../fields/difference.ts'
import { canonicalJson } from '../fields/normalize.ts'
import type { Address, Report } from '../model/index.ts'

/** The text that stands for a hidden value. */
type HideValue = (value: Json) => string

const hiddenText = '(hidden)'
const changedText = '(hidden, changed)'

/** Equal values have equal digests. */
export const keyedDigests =
  (digest: (text: string) => string): HideValue =>
  (value) =>
    digest(canonicalJson(value))

/** A value that is hidden already stays as it is. */
const isHiddenText = (value: Json): value is string =>
  typeof value === 'string' &&
  (value === hiddenText || value === changedText || /^hmac:[0-9a-f]{8}$/.test(value))

const hideByWord: HideValue = (value) => (isHiddenText(value) ? value : hiddenText)

/** The value at a pointer, without what a pattern names: the value, or parts of it. */
export const hideSensitive = (
  value: Json | undefined,
  pointer: Pointer,
  sensitive: readonly Pointer[],
  hide: HideValue = hideByWord,
): Json | undefined =>
  value === undefined || sensitive.length === 0
    ? value
    : hideMatching(value, segments(pointer), sensitive.map(segmentsOf), hide)

export const hideSensitiveMembers = (
  members: JsonObject,
  sensitive: readonly Pointer[],
  hide: HideValue = hideByWord,
): JsonObject => {
  const value = hideSensitive(members, '', sensitive, hide)
  return isJsonObject(value) ? value : {}
}

/** Without a key, a word says of a value in the file that Statsig has another one. */
export const hideSensitiveEdit = (
  edit: Edit,
  sensitive: readonly Pointer[],
  hide?: HideValue,
): Edit => {
  const { after, before, item, pointer, ...rest } = edit
  const side = (value: Json | undefined, hideSide: HideValue): Json | undefined => {
    if (item === 'order') return hideItemNames(value, pointer, sensitive, hideSide)
    // A removed item is not in the file: its pointer is that of the list.
    const at = item === 'removed' ? join(pointer, '*') : pointer
    return hideSensitive(value, at, sensitive, hideSide)
  }
  const liveValues = new Set<string>()
  const hideLive: HideValue = (value) => {
    liveValues.add(canonicalJson(value))
    return hideByWord(value)
  }
  const hideFile: HideValue = (value) =>
    isHiddenText(value) || liveValues.size === 0 || liveValues.has(canonicalJson(value))
      ? hideByWord(value)
      : changedText
  const hiddenBefore = side(before, hide ?? hideLive)
  const hiddenAfter = side(after, hide ?? hideFile)
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
  hide: HideValue,
): Json | undefined =>
  value !== undefined &&
  sensitive.some((each) => coversPath(segmentsOf(each), itemsPattern(pointer)))
    ? hide(value)
    : value

const itemsPattern = (pointer: Pointer): readonly string[] => [...segments(pointer), '*']

const hideMatching = (
  value: Json,
  at: readonly string[],
  patterns: readonly (readonly string[])[],
  hide: HideValue,
): Json => {
  const matching = patterns.filter((pattern) => matchesPath(pattern, at))
  if (matching.length === 0) return value
  if (matching.some((pattern) => pattern.length <= at.length)) return hide(value)
  if (isJsonArray(value))
    return value.map((item, index) => hideMatching(item, [...at, String(index)], matching, hide))
  if (isJsonObject(value))
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name,
        hideMatching(inner, [...at, name], matching, hide),
      ]),
    )
  // The pattern expected something inside. A lone item means a list of one; anything else is hidden to be safe.
  return value === null ? value : hide(value)
}

const coversPath = (pattern: readonly string[], at: readonly string[]): boolean =>
  pattern.length <= at.length && matchesPath(pattern, at)

/** Whether pattern and place agree as far as both go. */
const matchesPath = (pattern: readonly string[], at: readonly string[]): boolean =>
  overlaps(pattern, at, { numbers: 'any' })

const segmentsOf = (pattern: Pointer): readonly string[] =>
  segments(`/${pattern.replace(/^\/+/, '')}`)

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
