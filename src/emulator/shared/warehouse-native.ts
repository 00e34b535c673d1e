// Merges and spells warehouseNative. Statsig has two spellings for the source of a metric.
import { isJsonObject, type Json, type JsonObject } from '../../core/json.ts'
import { badField } from '../core/api-error.ts'
import type { EmulatorContext } from '../core/context.ts'
import { membersIn } from './rules.ts'

const PLAIN_SOURCE_KEYS: readonly string[] = ['metricSourceName', 'criteria', 'valueColumn']

/** The definition after an update. Plain keys replace all metricSources, and metricSources replace plain keys. */
export const mergeWarehouseNative = (
  context: EmulatorContext,
  live: Json | undefined,
  sent: JsonObject,
): JsonObject => {
  if (!isJsonObject(live) || context.has('warehouse-native-replaced')) return sent
  if (sent['metricSources'] !== undefined)
    return { ...omitMembers(live, PLAIN_SOURCE_KEYS), ...sent }
  if (!PLAIN_SOURCE_KEYS.some((name) => sent[name] !== undefined)) return { ...live, ...sent }
  const [first, ...others] = membersIn(live['metricSources'])
  const kept = omitMembers(live, ['metricSources'])
  return { ...kept, ...(others.length === 0 ? first : {}), ...sent }
}

/** Whether Statsig checks a query when it is saved is not documented. The emulator refuses queries that write. */
export const requireQuery = (context: EmulatorContext, { sql }: JsonObject): void => {
  const [, firstWord] = typeof sql === 'string' ? (/^\s*(\w+)/.exec(sql) ?? []) : []
  if (firstWord !== undefined && writingStatement.test(firstWord) && !context.has('sql-unchecked'))
    throw badField('sql', `SQL compilation error: unexpected '${firstWord}'.`)
}

const writingStatement = /^(alter|delete|drop|insert|merge|truncate|update)$/i

/** The metric sources that a definition names. */
export const sourcesOf = (definition: Json | undefined): readonly string[] => {
  if (!isJsonObject(definition)) return []
  const nested = ['metricSources', 'funnelEvents', 'components'].flatMap((name) =>
    membersIn(definition[name]).map(({ metricSourceName }) => metricSourceName),
  )
  const directNames = [definition['metricSourceName'], definition['denominatorMetricSourceName']]
  return [...directNames, ...nested].flatMap((name) =>
    typeof name === 'string' && name ? [name] : [],
  )
}

export const respellWarehouseNative = (
  context: EmulatorContext,
  object: JsonObject,
): JsonObject => {
  const { warehouseNative, ...others } = object
  if (!isJsonObject(warehouseNative))
    return warehouseNative === null && !context.has('warehouse-native-null') ? others : object
  return {
    ...object,
    warehouseNative: fillEmptyMembers(context, respellSources(context, warehouseNative)),
  }
}

const respellSources = (context: EmulatorContext, definition: JsonObject): JsonObject => {
  const plainKeys = pickMembers(definition, PLAIN_SOURCE_KEYS)
  const sources = membersIn(definition['metricSources'])
  const [first, ...others] = sources
  if (context.has('metric-sources-as-plain') && first && others.length === 0)
    return { ...omitMembers(definition, ['metricSources']), ...first }
  const metricSources = first ? sources : [{ criteria: [], ...plainKeys }]
  if (definition['metricSourceName'] === undefined && !first) return definition
  if (context.has('metric-sources-instead'))
    return { ...omitMembers(definition, PLAIN_SOURCE_KEYS), metricSources }
  if (context.has('metric-sources-beside')) return { ...first, ...definition, metricSources }
  return definition
}

const fillEmptyMembers = (context: EmulatorContext, definition: JsonObject): JsonObject => {
  if (!context.has('warehouse-native-filled')) return definition
  const isRatio = definition['aggregation'] === 'ratio'
  return { ...EMPTY_MEMBERS, ...(isRatio ? {} : EMPTY_DENOMINATOR), ...definition }
}

// The empty values that Statsig fills in are not documented. These are examples of each type.
const EMPTY_MEMBERS: JsonObject = {
  criteria: [],
  valueColumn: '',
  waitForCohortWindow: false,
  funnelEvents: [],
  funnelStrictOrdering: false,
  metricDimensionColumns: [],
  allowNullRatioDenominator: false,
  cupedAttributionWindow: null,
  logTransformBase: null,
  surrogateMetricMSE: null,
  useLogTransform: false,
}

const EMPTY_DENOMINATOR: JsonObject = {
  numeratorAggregation: '',
  denominatorAggregation: '',
  denominatorMetricSourceName: '',
  denominatorCriteria: [],
  denominatorValueColumn: '',
}

const omitMembers = (members: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)))

const pickMembers = (members: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(members).filter(([name]) => names.includes(name)))
