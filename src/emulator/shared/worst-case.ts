// Applies `worst-case`: everything that a correct server may do. Ordered lists are never reordered.
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import { consoleApiAuthor } from '../core/author.ts'
import type { Collection } from '../core/collections.ts'
import type { EmulatorContext } from '../core/context.ts'
import { textOf } from '../core/ids.ts'
import { shuffled } from '../core/random.ts'
import { ownerOf } from './handlers.ts'
import { membersIn } from './rules.ts'
import { asNumbers, asScalar, asStrings, listOf } from './value-spellings.ts'

const SET_MEMBERS = [
  'tags',
  'targetApps',
  'unitTypes',
  'monitoringMetrics',
  'idTypeMapping',
  'customFieldMapping',
  'metricDimensionColumns',
  'environments',
] as const

export const applyWorstCase = (
  context: EmulatorContext,
  object: JsonObject,
  collection: Collection,
): JsonObject => {
  if (!context.has('worst-case')) return object
  const serialized = { ...addExtraMembers(collection, object), ...shuffleSets(context, object) }
  return {
    ...serialized,
    ...(serialized['rules'] === undefined ? {} : { rules: fillRules(context, serialized) }),
    ...(serialized['groups'] === undefined ? {} : { groups: fillGroups(serialized) }),
    ...(collection === 'layers'
      ? { parameters: shuffled(membersIn(serialized['parameters']), context.shuffleRandom) }
      : {}),
    ...(isJsonObject(serialized['warehouseNative'])
      ? { warehouseNative: fillWarehouseNative(context, serialized['warehouseNative']) }
      : {}),
    ...(typeof serialized['sql'] === 'string'
      ? { sql: serialized['sql'].replace(/\n+$/, '') }
      : {}),
    ...(SINGLE_APP_COLLECTIONS.includes(collection) ? singleTargetApp(serialized) : {}),
  }
}

const shuffleSets = (context: EmulatorContext, object: JsonObject): JsonObject => ({
  ...object,
  ...Object.fromEntries(
    SET_MEMBERS.flatMap((name): [string, Json][] => {
      const value = object[name]
      return isJsonArray(value) ? [[name, shuffled(value, context.shuffleRandom)]] : []
    }),
  ),
})

const fillRules = (context: EmulatorContext, object: JsonObject): Json =>
  membersIn(object['rules']).map((rule) => ({
    environments: null,
    ...shuffleSets(context, rule),
    conditions: membersIn(rule['conditions']).map((condition) => ({
      operator: '',
      field: null,
      customID: null,
      ...condition,
      targetValue: respellTargetValue(context, condition),
    })),
  }))

const SET_OPERATORS = /^(any|none|.*_any|.*_none|.*contains_all|any_case_.*|none_case_.*)$/

const respellTargetValue = (context: EmulatorContext, condition: JsonObject): Json => {
  const isSet = SET_OPERATORS.test(textOf(condition['operator']))
  const values = listOf(condition['targetValue'])
  const shuffledValues = isSet ? shuffled(values, context.shuffleRandom) : values
  const respell =
    [asStrings, asScalar, asNumbers][Math.floor(context.shuffleRandom() * 3)] ?? asStrings
  return respell(shuffledValues)
}

const fillGroups = (object: JsonObject): Json =>
  membersIn(object['groups']).map((group) => ({ description: '', disabled: false, ...group }))

const fillWarehouseNative = (context: EmulatorContext, definition: JsonObject): JsonObject => ({
  ...shuffleSets(context, definition),
  funnelEvents: membersIn(definition['funnelEvents']).map((event) => ({
    name: null,
    sessionIdentifierField: null,
    criteria: [],
    ...event,
  })),
})

// The document says that segments return a list.
const SINGLE_APP_COLLECTIONS: readonly Collection[] = ['gates', 'experiments', 'layers']

const singleTargetApp = ({ targetApps }: JsonObject): JsonObject => {
  const [only, ...others] = listOf(targetApps)
  return only === undefined || others.length > 0 ? {} : { targetApps: only }
}

const addExtraMembers = (collection: Collection, object: JsonObject): JsonObject => {
  const reviewSettings = isJsonObject(object['reviewSettings'])
    ? { reviewSettings: { ...object['reviewSettings'], allowedReviewers: null } }
    : {}
  const holdoutIDs = object['holdoutIDs'] === undefined ? {} : { holdoutIDs: ['global_holdout'] }
  return { ...EXTRA_MEMBERS[collection], ...object, ...reviewSettings, ...holdoutIDs }
}

const owner = ownerOf({ author: consoleApiAuthor })

const EXTRA_MEMBERS: { readonly [C in Collection]?: JsonObject } = {
  gates: { owner, releasePipelineID: null },
  segments: { targetApps: [], count: 0 },
  experiments: { owner, links: [], otherMetrics: [], secondaryIDType: null },
  layers: { tags: [] },
  metrics: { owner: { ...owner, name: consoleApiAuthor.name }, team: null, tags: [] },
  metric_sources: {
    owner,
    tableName: '',
    datePartitionColumn: '',
    timestampAsDay: false,
    customFieldMapping: [{ key: '', formula: '' }],
    team: null,
    teamID: null,
  },
}
