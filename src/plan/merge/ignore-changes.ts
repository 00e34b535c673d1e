// Keeps live values at ignored paths inside values that are merged as a whole.

import { isJsonArray, isJsonObject, type Json, type JsonObject, pick } from '../../core/json.ts'
import { overlaps, type Pointer, segments } from '../../core/pointer.ts'
import { canonicalJson } from '../../fields/normalize.ts'

/** For patterns that name something inside a value: the path from the value to it. */
export const ignoredPathsBelow = (
  patterns: readonly Pointer[],
  path: Pointer,
): readonly (readonly string[])[] =>
  patterns.flatMap((pattern) => {
    const [own, at] = [segments(pattern), segments(path)]
    return own.length > at.length && overlaps(own, at) ? [own.slice(at.length)] : []
  })

/** The value with the live values at the paths. */
export const withLiveValues = (
  value: Json | undefined,
  live: Json | undefined,
  paths: readonly (readonly string[])[],
): Json | undefined =>
  value === undefined
    ? undefined
    : paths.reduce<Json>((whole, path) => putValue(whole, live, path), value)

const putValue = (
  value: Json,
  live: Json | undefined,
  [first, ...rest]: readonly string[],
): Json => {
  if (first === undefined) return live ?? value
  if (isJsonArray(value)) return putListValues(value, isJsonArray(live) ? live : [], first, rest)
  if (!isJsonObject(value)) return value
  const liveMembers: JsonObject = isJsonObject(live) ? live : {}
  const names = first === '*' ? Object.keys(value) : [first]
  return names.reduce<JsonObject>((whole, name) => {
    const own = Object.hasOwn(liveMembers, name) ? liveMembers[name] : undefined
    if (rest.length === 0)
      return own === undefined ? withoutMember(whole, name) : { ...whole, [name]: own }
    const inner = Object.hasOwn(whole, name) ? whole[name] : undefined
    return inner === undefined ? whole : { ...whole, [name]: putValue(inner, own, rest) }
  }, value)
}

const withoutMember = (members: JsonObject, name: string): JsonObject =>
  pick(members, (each) => each !== name)

/** Pairs items that are equal except for the ignored value, and then by index where the lists have equal length. */
const putListValues = (
  value: readonly Json[],
  live: readonly Json[],
  first: string,
  rest: readonly string[],
): Json => {
  const comparableText = (item: Json) =>
    canonicalJson(rest.length === 0 ? null : withoutValue(item, rest))
  const unpaired = new Set(live.keys())
  const pairedLive = value.map((item) => {
    const found = [...unpaired].find(
      (index) => comparableText(live[index] ?? null) === comparableText(item),
    )
    if (found !== undefined) unpaired.delete(found)
    return found
  })
  return value.map((item, index) => {
    const isSelected = first === '*' || first === String(index)
    const sameIndex = live.length === value.length && unpaired.has(index) ? index : undefined
    const pair = pairedLive[index] ?? sameIndex
    return isSelected && pair !== undefined ? putValue(item, live[pair], rest) : item
  })
}

/** The value without the value at the path. */
const withoutValue = (value: Json, [first, ...rest]: readonly string[]): Json => {
  if (isJsonArray(value)) return value.map((item) => withoutValue(item, rest))
  if (!isJsonObject(value) || first === undefined) return value
  const names = first === '*' ? Object.keys(value) : [first]
  return names.reduce<JsonObject>((whole, name) => {
    const inner = Object.hasOwn(whole, name) ? whole[name] : undefined
    if (inner === undefined || rest.length === 0) return withoutMember(whole, name)
    return { ...whole, [name]: withoutValue(inner, rest) }
  }, value)
}
