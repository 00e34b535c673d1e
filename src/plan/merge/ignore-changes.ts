// Places whose live value stays, inside of values that are merged as a whole.
import { textOf } from '../../fields/normalize.ts'
import { isList, isMembers, type Json, type Members, pick } from '../../json.ts'
import { overlaps, type Pointer, segments } from '../../pointer.ts'

/** Patterns that name something inside of a place, by the way that is left. */
export const below = (
  patterns: readonly Pointer[],
  place: Pointer,
): readonly (readonly string[])[] =>
  patterns.flatMap((pattern) => {
    const [own, at] = [segments(pattern), segments(place)]
    return own.length > at.length && overlaps(own, at) ? [own.slice(at.length)] : []
  })

/** A value with what live state has at some ways into it. */
export const withLive = (
  value: Json,
  live: Json | undefined,
  ways: readonly (readonly string[])[],
): Json => ways.reduce<Json>((whole, way) => put(whole, live, way), value)

const put = (value: Json, live: Json | undefined, [first, ...rest]: readonly string[]): Json => {
  if (first === undefined) return live ?? value
  if (isList(value)) return putInList(value, isList(live) ? live : [], first, rest)
  if (!isMembers(value)) return value
  const held: Members = isMembers(live) ? live : {}
  const names = first === '*' ? Object.keys(value) : [first]
  return names.reduce<Members>((whole, name) => {
    const own = Object.hasOwn(held, name) ? held[name] : undefined
    if (rest.length === 0)
      return own === undefined ? without(whole, name) : { ...whole, [name]: own }
    const inner = Object.hasOwn(whole, name) ? whole[name] : undefined
    return inner === undefined ? whole : { ...whole, [name]: put(inner, own, rest) }
  }, value)
}

const without = (members: Members, name: string): Members => pick(members, (each) => each !== name)

/** Items without keys are the same where all else about them is; and by place, where lists are as long as each other. */
const putInList = (
  value: readonly Json[],
  live: readonly Json[],
  first: string,
  rest: readonly string[],
): Json => {
  const plain = (item: Json) => textOf(rest.length === 0 ? null : taken(item, rest))
  const open = new Set(live.keys())
  const alike = value.map((item) => {
    const found = [...open].find((index) => plain(live[index] ?? null) === plain(item))
    if (found !== undefined) open.delete(found)
    return found
  })
  return value.map((item, index) => {
    const isMeant = first === '*' || first === String(index)
    const byPlace = live.length === value.length && open.has(index) ? index : undefined
    const pair = alike[index] ?? byPlace
    return isMeant && pair !== undefined ? put(item, live[pair], rest) : item
  })
}

/** The value without what a way into it leads to. */
const taken = (value: Json, [first, ...rest]: readonly string[]): Json => {
  if (isList(value)) return value.map((item) => taken(item, rest))
  if (!isMembers(value) || first === undefined) return value
  const names = first === '*' ? Object.keys(value) : [first]
  return names.reduce<Members>((whole, name) => {
    const inner = Object.hasOwn(whole, name) ? whole[name] : undefined
    if (inner === undefined || rest.length === 0) return without(whole, name)
    return { ...whole, [name]: taken(inner, rest) }
  }, value)
}
