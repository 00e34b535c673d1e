// Checks the requirements of a kind: rules about more than one field.

import {
  isEmpty,
  isJsonObject,
  itemsOf,
  type Json,
  type JsonObject,
  member,
} from '../../core/json.ts'
import { join, type Pointer, placesOf, valueAt } from '../../core/pointer.ts'
import { canonicalJson } from '../../fields/normalize.ts'
import type { Need, Requirement } from '../../kinds/requirement.ts'
import { listText } from '../message-text.ts'
import { isOfType } from './json-types.ts'
import { findJson5Mismatches } from './json5-text.ts'

export interface UnmetRequirement {
  readonly pointer: Pointer
  readonly requirement: Requirement
  /** What was found, such as the sum. It follows the message of the requirement. */
  readonly detail?: string
}

export const findUnmetRequirements = (
  requirements: readonly Requirement[],
  members: JsonObject,
): readonly UnmetRequirement[] =>
  requirements.flatMap((requirement) =>
    isApplicable(requirement, members)
      ? findViolations(requirement.needs, members).map((violation) => ({
          ...violation,
          pointer: reportedPointer(violation.pointer, requirement, members),
          requirement,
        }))
      : [],
  )

/** A missing field is reported at the field that makes it required. */
const reportedPointer = (
  pointer: Pointer,
  { needs, when }: Requirement,
  members: JsonObject,
): Pointer =>
  valueAt(members, needs.at) === undefined ? (Object.keys(when)[0] ?? pointer) : pointer

const isApplicable = ({ when }: Requirement, members: JsonObject): boolean =>
  Object.entries(when).every(([pointer, values]) => {
    const value = valueAt(members, pointer)
    return values.some((wanted) => canonicalJson(wanted) === canonicalJson(value))
  })

type Violation = Omit<UnmetRequirement, 'requirement'>

const findViolations = (need: Need, members: JsonObject): readonly Violation[] => {
  const value = valueAt(members, need.at)
  const items = itemsOf(value)
  switch (need.rule) {
    case 'present':
      return isMissing(value) ? [{ pointer: need.at }] : []
    case 'absent':
      return isEmpty(value) ? [] : [{ pointer: need.at }]
    case 'keys':
      return isJsonObject(value) ? keyViolations(need, value) : []
    case 'items':
      return items.length < need.min || items.length > (need.max ?? Number.POSITIVE_INFINITY)
        ? [{ pointer: need.at, detail: `There ${countPhrase(items.length)}.` }]
        : []
    case 'sum': {
      const sum = items.reduce<number>((total, item) => total + numberIn(member(item, need.of)), 0)
      return items.length > 0 && Math.abs(sum - need.is) > 0.0100001
        ? [
            {
              pointer: need.at,
              detail: `${sumText(items.map((item) => numberIn(member(item, need.of))))} ${Number(sum.toFixed(4))}.`,
            },
          ]
        : []
    }
    case 'same-keys': {
      const [first, ...others] = items.map((item) => keysOf(member(item, need.of)))
      return others.flatMap((keys, index) =>
        canonicalJson(keys) === canonicalJson(first)
          ? []
          : [
              {
                pointer: join(join(need.at, index + 1), need.of),
                detail: differenceText(first ?? [], keys),
              },
            ],
      )
    }
    case 'each':
      return items.flatMap((item, index) =>
        isMissing(member(item, need.of)) ? [{ pointer: join(join(need.at, index), need.of) }] : [],
      )
    case 'same-value':
      return findJson5Mismatches(need.at, need.alternative, members)
    case 'at-most':
      return placesOf(members, need.at).flatMap((pointer) => {
        const shares = itemsOf(valueAt(members, pointer)).map((item) =>
          numberIn(member(item, need.of)),
        )
        const sum = shares.reduce((total, share) => total + share, 0)
        return sum > need.limit + 0.0100001
          ? [{ pointer, detail: `${sumText(shares)} ${Number(sum.toFixed(4))}.` }]
          : []
      })
    case 'typed':
      return items.flatMap((item, index) =>
        need.of
          .filter((name) => {
            const value = member(item, name)
            // Other requirements check absent and cleared values.
            return value !== undefined && value !== null && !isOfType(value, member(item, need.by))
          })
          .map((name) => ({ pointer: join(join(need.at, index), name) })),
      )
    case 'distinct': {
      const keys = items.map((item) =>
        canonicalJson(need.of.map((name) => member(item, name) ?? '')),
      )
      return keys.flatMap((key, index) =>
        keys.indexOf(key) < index ? [{ pointer: join(need.at, index) }] : [],
      )
    }
    case 'each-of':
      return items.flatMap((item, index) =>
        need.values.includes(member(item, need.of) ?? null)
          ? []
          : [{ pointer: join(join(need.at, index), need.of) }],
      )
  }
}

const keyViolations = (
  { required, at, optional }: Extract<Need, { rule: 'keys' }>,
  value: JsonObject,
): readonly Violation[] => {
  const missing = required.filter(
    (name) => value[name] === undefined || value[name] === null || value[name] === '',
  )
  const extra = Object.keys(value).filter(
    (name) => !required.includes(name) && !optional.includes(name),
  )
  return [
    ...(missing.length > 0
      ? [{ pointer: at, detail: `It requires ${listText(missing, 'and')}.` }]
      : []),
    ...extra.map((name) => ({
      pointer: join(at, name),
      detail: `Its keys are ${listText([...required, ...optional], 'and')}, not \`${name}\`.`,
    })),
  ]
}

/** An empty list or record is a value. */
const isMissing = (value: Json | undefined): boolean =>
  value === undefined || value === null || value === ''

const numberIn = (value: Json | undefined): number => (typeof value === 'number' ? value : 0)
const keysOf = (value: Json | undefined): readonly string[] =>
  isJsonObject(value) ? Object.keys(value).sort() : []
const countPhrase = (count: number): string =>
  count === 0 ? 'is none' : count === 1 ? 'is one' : `are ${count}`
const sumText = (numbers: readonly number[]): string =>
  numbers.length > 1 && numbers.length <= 6 ? `${numbers.join(' + ')} is` : 'They add up to'

const differenceText = (first: readonly string[], current: readonly string[]): string => {
  const [missing, extra] = [
    first.filter((key) => !current.includes(key)),
    current.filter((key) => !first.includes(key)),
  ]
  const parts = [
    ...(missing.length > 0 ? [`lacks ${listText(missing, 'and')}, which the first one has`] : []),
    ...(extra.length > 0 ? [`has ${listText(extra, 'and')}, which the first one lacks`] : []),
  ]
  return `This one ${parts.join(', and ')}.`
}
