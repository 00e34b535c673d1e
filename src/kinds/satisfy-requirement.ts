// Members made to meet what their kind needs, by samples: the other side of what the loader checks.
import { placeOf } from '../fields/field-paths.ts'
import { sampleAt } from '../fields/sample/index.ts'
import { isEmpty, isList, isMembers, type Json, type Members, pick } from '../json.ts'
import { join, type Pointer, segments, topOf } from '../pointer.ts'
import { wholeOf } from './file-fields.ts'
import type { Kind, Need, Requirement } from './kind.ts'

export const applies = ({ when }: Requirement, members: Members): boolean =>
  Object.entries(when).every(([pointer, values]) =>
    values.some((value) => value === members[topOf(pointer)]),
  )

/** The members as the need wants them. */
export const meeting = (kind: Kind, need: Need, members: Members): Members => {
  const top = topOf(need.at)
  const value = members[top]
  const items = isList(value) ? value : []
  const sampled = (): Json => {
    const found = placeOf(wholeOf(kind), segments(need.at))
    const whole = 'place' in found ? sampleAt(wholeOf(kind), '', found.place.links) : {}
    return (isMembers(whole) ? whole[top] : undefined) ?? []
  }
  const each = (change: (item: Members, index: number) => Members): Members =>
    items.length === 0
      ? members
      : {
          ...members,
          [top]: items.map((item, index) => (isMembers(item) ? change(item, index) : item)),
        }
  switch (need.rule) {
    case 'present':
      return isEmpty(value) ? { ...members, [top]: sampled() } : members
    case 'absent':
      return pick(members, (name) => name !== top)
    case 'keys':
      return isMembers(value) ? { ...members, [top]: withKeys(kind, need, value) } : members
    case 'items': {
      if (value === undefined && need.min === 0) return members
      const one = sampled()
      const [item = ''] = items.length > 0 ? items : isList(one) ? one : []
      const wanted = Math.min(
        Math.max(items.length, need.min),
        need.max ?? Number.POSITIVE_INFINITY,
      )
      return { ...members, [top]: Array.from({ length: wanted }, (_, at) => items[at] ?? item) }
    }
    case 'sum':
      return each((item, index) => ({ ...item, [need.of]: index === 0 ? need.is : 0 }))
    case 'same-keys':
      return each((item) => ({ ...item, [need.of]: memberOf(items[0], need.of) }))
    // Two spellings are never shown at once, and one item is never too much, nor twice the same.
    case 'same-value':
    case 'distinct':
    case 'at-most':
      return members
    case 'typed':
      return each((item) => ({ ...item, ...typed(item, need) }))
    case 'each':
    case 'each-of': {
      const filled =
        need.rule === 'each-of' ? (need.values[0] ?? null) : sampleFor(kind, join(need.at, need.of))
      return each((item) => ({
        ...item,
        [need.of]: need.rule === 'each' ? (item[need.of] ?? filled) : filled,
      }))
    }
  }
}

const withKeys = (
  kind: Kind,
  { all, at, may }: Extract<Need, { rule: 'keys' }>,
  value: Members,
): Members => ({
  ...Object.fromEntries(all.map((name) => [name, sampleFor(kind, join(at, name))])),
  ...pick(value, (name) => all.includes(name) || may.includes(name)),
})

const sampleFor = (kind: Kind, at: Pointer): Json => {
  const found = placeOf(wholeOf(kind), segments(at))
  const link = 'place' in found ? found.place.links.at(-1) : undefined
  return link ? sampleAt(link.field, link.name, []) : null
}

const typed = (item: Members, { by, of }: Extract<Need, { rule: 'typed' }>): Members =>
  Object.fromEntries(
    of.flatMap((name) => {
      const wanted = samples[String(item[by])]
      return Object.hasOwn(item, name) && wanted !== undefined ? [[name, wanted] as const] : []
    }),
  )

const samples: Readonly<Record<string, Json>> = {
  string: 'value',
  number: 1,
  boolean: true,
  object: { key: 'value' },
  array: ['value'],
}

const memberOf = (item: Json | undefined, name: string): Json =>
  isMembers(item) ? (item[name] ?? {}) : {}
