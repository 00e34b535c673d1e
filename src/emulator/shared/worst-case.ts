// All that a server may do without being wrong. Ordered lists are never reordered.
import { isList, isMembers, type Json, type Members } from '../../json.ts'
import type { World } from '../core/context.ts'
import { textOf } from '../core/ids.ts'
import { shuffled } from '../core/random.ts'
import type { Collection } from '../core/store.ts'
import { keyOwner } from './handlers.ts'
import { membersIn } from './rules.ts'
import { asNumbers, asScalar, asStrings, listOf } from './value-spellings.ts'

const SETS = [
  'tags',
  'targetApps',
  'unitTypes',
  'monitoringMetrics',
  'idTypeMapping',
  'customFieldMapping',
  'metricDimensionColumns',
  'environments',
] as const

export const contrary = (world: World, object: Members, collection: Collection): Members => {
  if (!world.has('contrary')) return object
  const dressed = { ...extras(collection, object), ...shuffledSets(world, object) }
  return {
    ...dressed,
    ...(dressed['rules'] === undefined ? {} : { rules: rulesOf(world, dressed) }),
    ...(dressed['groups'] === undefined ? {} : { groups: groupsOf(dressed) }),
    ...(collection === 'layers'
      ? { parameters: shuffled(membersIn(dressed['parameters']), world.shuffles) }
      : {}),
    ...(isMembers(dressed['warehouseNative'])
      ? { warehouseNative: warehouseOf(world, dressed['warehouseNative']) }
      : {}),
    ...(typeof dressed['sql'] === 'string' ? { sql: dressed['sql'].replace(/\n+$/, '') } : {}),
    ...(LONE_APP.includes(collection) ? loneApp(dressed) : {}),
  }
}

const shuffledSets = (world: World, object: Members): Members => ({
  ...object,
  ...Object.fromEntries(
    SETS.flatMap((name): [string, Json][] => {
      const value = object[name]
      return isList(value) ? [[name, shuffled(value, world.shuffles)]] : []
    }),
  ),
})

const rulesOf = (world: World, object: Members): Json =>
  membersIn(object['rules']).map((rule) => ({
    environments: null,
    ...shuffledSets(world, rule),
    conditions: membersIn(rule['conditions']).map((condition) => ({
      operator: '',
      field: null,
      customID: null,
      ...condition,
      targetValue: respelled(world, condition),
    })),
  }))

const SET_OPERATORS = /^(any|none|.*_any|.*_none|.*contains_all|any_case_.*|none_case_.*)$/

const respelled = (world: World, condition: Members): Json => {
  const isSet = SET_OPERATORS.test(textOf(condition['operator']))
  const values = listOf(condition['targetValue'])
  const mixed = isSet ? shuffled(values, world.shuffles) : values
  const spell = [asStrings, asScalar, asNumbers][Math.floor(world.shuffles() * 3)] ?? asStrings
  return spell(mixed)
}

const groupsOf = (object: Members): Json =>
  membersIn(object['groups']).map((group) => ({ description: '', disabled: false, ...group }))

const warehouseOf = (world: World, definition: Members): Members => ({
  ...shuffledSets(world, definition),
  funnelEvents: membersIn(definition['funnelEvents']).map((event) => ({
    name: null,
    sessionIdentifierField: null,
    criteria: [],
    ...event,
  })),
})

// Segments are documented to answer a list.
const LONE_APP: readonly Collection[] = ['gates', 'experiments', 'layers']

const loneApp = ({ targetApps }: Members): Members => {
  const [only, ...more] = listOf(targetApps)
  return only === undefined || more.length > 0 ? {} : { targetApps: only }
}

const extras = (collection: Collection, object: Members): Members => {
  const reviewSettings = isMembers(object['reviewSettings'])
    ? { reviewSettings: { ...object['reviewSettings'], allowedReviewers: null } }
    : {}
  const holdoutIDs = object['holdoutIDs'] === undefined ? {} : { holdoutIDs: ['global_holdout'] }
  return { ...EXTRAS[collection], ...object, ...reviewSettings, ...holdoutIDs }
}

const EXTRAS: { readonly [C in Collection]?: Members } = {
  gates: { owner: keyOwner, releasePipelineID: null },
  segments: { targetApps: [], count: 0 },
  experiments: { owner: keyOwner, links: [], otherMetrics: [], secondaryIDType: null },
  layers: { tags: [] },
  metrics: { owner: { ...keyOwner, name: 'CONSOLE API' }, team: null, tags: [] },
  metric_sources: {
    owner: keyOwner,
    tableName: '',
    datePartitionColumn: '',
    timestampAsDay: false,
    customFieldMapping: [{ key: '', formula: '' }],
    team: null,
    teamID: null,
  },
}
