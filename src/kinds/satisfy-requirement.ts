// Changes sample members so that they meet a requirement of their kind, for the examples of `explain`.

import {
  isEmpty,
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  pick,
} from '../core/json.ts'
import { join, type Pointer, segments, topLevelName } from '../core/pointer.ts'
import { resolveFieldPath } from '../fields/field-paths.ts'
import { sampleAt } from '../fields/sample/index.ts'
import { fileFieldOf } from './file-fields.ts'
import type { Kind } from './kind.ts'
import type { Need, Requirement } from './requirement.ts'

export const requirementApplies = ({ when }: Requirement, members: JsonObject): boolean =>
  Object.entries(when).every(([pointer, values]) =>
    values.some((value) => value === members[topLevelName(pointer)]),
  )

/** The members, changed to meet the need. */
export const satisfyNeed = (kind: Kind, need: Need, members: JsonObject): JsonObject => {
  const top = topLevelName(need.at)
  const value = members[top]
  const items = isJsonArray(value) ? value : []
  const sampleTop = (): Json => {
    const found = resolveFieldPath(fileFieldOf(kind), segments(need.at))
    const sample = 'place' in found ? sampleAt(fileFieldOf(kind), '', found.place.steps) : {}
    return (isJsonObject(sample) ? sample[top] : undefined) ?? []
  }
  const mapItems = (change: (item: JsonObject, index: number) => JsonObject): JsonObject =>
    items.length === 0
      ? members
      : {
          ...members,
          [top]: items.map((item, index) => (isJsonObject(item) ? change(item, index) : item)),
        }
  switch (need.rule) {
    case 'present':
      return isEmpty(value) ? { ...members, [top]: sampleTop() } : members
    case 'absent':
      return pick(members, (name) => name !== top)
    case 'keys':
      return isJsonObject(value) ? { ...members, [top]: fillKeys(kind, need, value) } : members
    case 'items': {
      if (value === undefined && need.min === 0) return members
      const sampleList = sampleTop()
      const [item = ''] = items.length > 0 ? items : isJsonArray(sampleList) ? sampleList : []
      const length = Math.min(
        Math.max(items.length, need.min),
        need.max ?? Number.POSITIVE_INFINITY,
      )
      return { ...members, [top]: Array.from({ length }, (_, at) => items[at] ?? item) }
    }
    case 'sum':
      return mapItems((item, index) => ({ ...item, [need.of]: index === 0 ? need.is : 0 }))
    case 'same-keys':
      return mapItems((item) => ({ ...item, [need.of]: memberOrEmpty(items[0], need.of) }))
    // A sample has one of two alternatives, and lists of one item: these needs are met.
    case 'same-value':
    case 'distinct':
    case 'at-most':
      return members
    case 'typed':
      return mapItems((item) => ({ ...item, ...typedSamples(item, need) }))
    case 'each':
    case 'each-of': {
      const sampleValue =
        need.rule === 'each-of' ? (need.values[0] ?? null) : sampleFor(kind, join(need.at, need.of))
      return mapItems((item) => ({
        ...item,
        [need.of]: need.rule === 'each' ? (item[need.of] ?? sampleValue) : sampleValue,
      }))
    }
  }
}

const fillKeys = (
  kind: Kind,
  { required, at, optional }: Extract<Need, { rule: 'keys' }>,
  value: JsonObject,
): JsonObject => ({
  ...Object.fromEntries(required.map((name) => [name, sampleFor(kind, join(at, name))])),
  ...pick(value, (name) => required.includes(name) || optional.includes(name)),
})

const sampleFor = (kind: Kind, at: Pointer): Json => {
  const found = resolveFieldPath(fileFieldOf(kind), segments(at))
  const step = 'place' in found ? found.place.steps.at(-1) : undefined
  return step ? sampleAt(step.field, step.name, []) : null
}

const typedSamples = (item: JsonObject, { by, of }: Extract<Need, { rule: 'typed' }>): JsonObject =>
  Object.fromEntries(
    of.flatMap((name) => {
      const sample = samplesByType[String(item[by])]
      return Object.hasOwn(item, name) && sample !== undefined ? [[name, sample] as const] : []
    }),
  )

const samplesByType: Readonly<Record<string, Json>> = {
  string: 'value',
  number: 1,
  boolean: true,
  object: { key: 'value' },
  array: ['value'],
}

const memberOrEmpty = (item: Json | undefined, name: string): Json =>
  isJsonObject(item) ? (item[name] ?? {}) : {}
