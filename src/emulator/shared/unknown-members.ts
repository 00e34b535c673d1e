// Adds members that are not documented.
import type { Json, JsonObject } from '../../core/json.ts'
import type { EmulatorContext } from '../core/context.ts'
import { membersIn } from './rules.ts'

const NESTED_LISTS = ['rules', 'conditions', 'groups', 'parameters', 'variants', 'phases'] as const

export const addUnknownMembers = (context: EmulatorContext, object: JsonObject): JsonObject =>
  context.has('unknown-members')
    ? {
        ...addNestedUnknownMembers(object),
        permalink: 'https://console.statsig.com/somewhere',
        addedNextMonth: { isNew: true },
      }
    : object

const addNestedUnknownMembers = (object: JsonObject): JsonObject => {
  const lists = NESTED_LISTS.filter((name) => object[name] !== undefined).map(
    (name): [string, Json] => [
      name,
      membersIn(object[name]).map((item) => ({
        ...addNestedUnknownMembers(item),
        addedNextMonth: 'by Statsig',
      })),
    ],
  )
  return { ...object, ...Object.fromEntries(lists) }
}
