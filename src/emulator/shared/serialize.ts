// A stored object as an answer shows it, with the spellings that the personalities ask for.
import type { JsonObject } from '../../json.ts'
import type { Collection } from '../core/collections.ts'
import type { EmulatorContext } from '../core/context.ts'
import { addHoldoutIds } from './holdout-members.ts'
import { membersIn, withRuleId } from './rules.ts'
import { addUnknownMembers } from './unknown-members.ts'
import { respellTargetValues } from './value-spellings.ts'
import { respellWarehouseNative } from './warehouse-native.ts'
import { applyWorstCase } from './worst-case.ts'

type Serializer = (
  context: EmulatorContext,
  object: JsonObject,
  collection: Collection,
) => JsonObject

export const serializeObject = (
  context: EmulatorContext,
  collection: Collection,
  object: JsonObject,
): JsonObject =>
  serializers.reduce(
    (serialized, serializer) => serializer(context, serialized, collection),
    withoutInternalMembers(object),
  )

/** Without the emulator’s own memory. */
export const withoutInternalMembers = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => !name.startsWith('$')))

const mapRules = (object: JsonObject, change: (rule: JsonObject) => JsonObject): JsonObject =>
  object['rules'] === undefined
    ? object
    : { ...object, rules: membersIn(object['rules']).map(change) }

const withStaleType: Serializer = (context, object, collection) => {
  if (collection !== 'gates' || !context.has('stale-gates') || object['type'] !== 'TEMPORARY')
    return object
  return { ...object, type: 'STALE', typeReason: 'STALE_ALL_TRUE' }
}

// From the inside out: a later dress sees what an earlier one put on.
const serializers: readonly Serializer[] = [
  (context, object) => mapRules(object, (rule) => withRuleId(context, rule)),
  withStaleType,
  addHoldoutIds,
  respellWarehouseNative,
  (context, object) => mapRules(object, (rule) => respellTargetValues(context, rule)),
  applyWorstCase,
  addUnknownMembers,
]
