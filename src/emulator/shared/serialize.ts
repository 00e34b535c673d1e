// Turns a stored object into an answer, with the spellings of the behaviors.
import type { JsonObject } from '../../core/json.ts'
import type { Collection } from '../core/collections.ts'
import type { EmulatorContext } from '../core/context.ts'
import { addHoldoutIds } from './holdout-members.ts'
import { addReadOnlyMembers } from './read-only-members.ts'
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

/** Without the members that only the emulator uses. */
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

// In this order: each serializer works on the result of the one before.
const serializers: readonly Serializer[] = [
  addReadOnlyMembers,
  (context, object) => mapRules(object, (rule) => withRuleId(context, rule)),
  withStaleType,
  addHoldoutIds,
  respellWarehouseNative,
  (context, object) => mapRules(object, (rule) => respellTargetValues(context, rule)),
  applyWorstCase,
  addUnknownMembers,
]
