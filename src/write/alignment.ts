// Which old item of a list a new one comes from.
import { isList, isMembers, type Json, member } from '../json.ts'

/** New index to old index. An item comes from an equal one, else one that bears the same name, else the one in its place. */
export const alignment = (
  before: readonly Json[],
  after: readonly Json[],
): ReadonlyMap<number, number> => {
  const partners = new Map<number, number>()
  const taken = new Set<number>()
  const take = (index: number, old: number): void => {
    partners.set(index, old)
    taken.add(old)
  }
  for (const markOf of marks) {
    const waiting = new Map<string, number[]>()
    for (const [old, item] of before.entries()) {
      const mark = taken.has(old) ? undefined : markOf(item)
      if (mark !== undefined) waiting.set(mark, [...(waiting.get(mark) ?? []), old])
    }
    for (const [index, item] of after.entries()) {
      const mark = partners.has(index) ? undefined : markOf(item)
      const old = mark === undefined ? undefined : waiting.get(mark)?.shift()
      if (old !== undefined) take(index, old)
    }
  }
  if ([...before, ...after].every(isScalar)) return partners
  for (const [index, old] of inGaps(partners, taken, before.length, after.length)) take(index, old)
  return partners
}

export const isSame = (one: Json, other: Json): boolean => {
  if (isList(one) && isList(other))
    return one.length === other.length && one.every((item, at) => isSame(item, other[at] ?? null))
  if (!isMembers(one) || !isMembers(other)) return one === other
  const names = Object.keys(one)
  return (
    names.length === Object.keys(other).length &&
    names.every(
      (name) => Object.hasOwn(other, name) && isSame(one[name] ?? null, other[name] ?? null),
    )
  )
}

const isScalar = (value: Json): boolean => !isList(value) && !isMembers(value)

const named =
  (name: string) =>
  (item: Json): string | undefined => {
    const mark = member(item, name)
    return typeof mark === 'string' || typeof mark === 'number' ? JSON.stringify(mark) : undefined
  }

/** In the same order whatever the order of the keys. */
const textOf = (value: Json): string => {
  if (isList(value)) return `[${value.map(textOf).join()}]`
  if (!isMembers(value)) return JSON.stringify(value)
  const members = Object.entries(value).map(
    ([name, inner]) => `${JSON.stringify(name)}:${textOf(inner)}`,
  )
  return `{${members.sort().join()}}`
}

/** By what items are known, the surest first. */
const marks: readonly ((item: Json) => string | undefined)[] = [
  textOf,
  named('id'),
  named('baseID'),
  named('name'),
]

/** Where as many items are new as are gone between two that stay, each takes the place of one. */
const inGaps = (
  partners: ReadonlyMap<number, number>,
  taken: ReadonlySet<number>,
  before: number,
  after: number,
): readonly (readonly [number, number])[] => {
  const pairs: (readonly [number, number])[] = []
  for (let start = 0; start < after; start += 1) {
    if (partners.has(start)) continue
    let end = start
    while (end < after && !partners.has(end)) end += 1
    const from = start === 0 ? 0 : (partners.get(start - 1) ?? 0) + 1
    const to = end === after ? before : (partners.get(end) ?? 0)
    const free = Array.from({ length: Math.max(0, to - from) }, (_, step) => from + step)
    if (free.length === end - start && free.every((old) => !taken.has(old)))
      pairs.push(...free.map((old, step) => [start + step, old] as const))
    start = end
  }
  return pairs
}
