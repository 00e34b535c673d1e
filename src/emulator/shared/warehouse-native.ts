// How warehouseNative is merged and spelled; Statsig has two spellings for a metric’s source.
import { isMembers, type Json, type Members } from '../../json.ts'
import { badField } from '../core/api-error.ts'
import type { World } from '../core/context.ts'
import { membersIn } from './rules.ts'

const PLAIN: readonly string[] = ['metricSourceName', 'criteria', 'valueColumn']

/** The definition after an update. Plain keys overwrite all metricSources, and the other way round. */
export const mergedWarehouse = (world: World, live: Json | undefined, sent: Members): Members => {
  if (!isMembers(live) || world.has('warehouse-native-replaced')) return sent
  if (sent['metricSources'] !== undefined) return { ...without(live, PLAIN), ...sent }
  if (!PLAIN.some((name) => sent[name] !== undefined)) return { ...live, ...sent }
  const [first, ...more] = membersIn(live['metricSources'])
  const kept = without(live, ['metricSources'])
  return { ...kept, ...(more.length === 0 ? first : {}), ...sent }
}

/** Whether a warehouse looks at a query when it is saved is unknown; it does, and takes none that writes. */
export const requireQuery = (world: World, { sql }: Members): void => {
  const [, word] = typeof sql === 'string' ? (/^\s*(\w+)/.exec(sql) ?? []) : []
  if (word !== undefined && writing.test(word) && !world.has('sql-unchecked'))
    throw badField('sql', `SQL compilation error: unexpected '${word}'.`)
}

const writing = /^(alter|delete|drop|insert|merge|truncate|update)$/i

/** The metric sources that a definition names. */
export const sourcesOf = (definition: Json | undefined): readonly string[] => {
  if (!isMembers(definition)) return []
  const nested = ['metricSources', 'funnelEvents', 'components'].flatMap((name) =>
    membersIn(definition[name]).map(({ metricSourceName }) => metricSourceName),
  )
  const named = [definition['metricSourceName'], definition['denominatorMetricSourceName']]
  return [...named, ...nested].flatMap((name) => (typeof name === 'string' && name ? [name] : []))
}

export const withWarehouseSpelling = (world: World, object: Members): Members => {
  const { warehouseNative } = object
  if (!isMembers(warehouseNative)) return object
  return { ...object, warehouseNative: filled(world, sourced(world, warehouseNative)) }
}

const sourced = (world: World, definition: Members): Members => {
  const plain = only(definition, PLAIN)
  const sources = membersIn(definition['metricSources'])
  const [first, ...more] = sources
  if (world.has('metric-sources-as-plain') && first && more.length === 0)
    return { ...without(definition, ['metricSources']), ...first }
  const metricSources = first ? sources : [{ criteria: [], ...plain }]
  if (definition['metricSourceName'] === undefined && !first) return definition
  if (world.has('metric-sources-instead')) return { ...without(definition, PLAIN), metricSources }
  if (world.has('metric-sources-beside')) return { ...first, ...definition, metricSources }
  return definition
}

const filled = (world: World, definition: Members): Members => {
  if (!world.has('warehouse-native-filled')) return definition
  const isRatio = definition['aggregation'] === 'ratio'
  return { ...EMPTY, ...(isRatio ? {} : EMPTY_DENOMINATOR), ...definition }
}

// Which empties the server fills in is unknown; these are of each sort.
const EMPTY: Members = {
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

const EMPTY_DENOMINATOR: Members = {
  numeratorAggregation: '',
  denominatorAggregation: '',
  denominatorMetricSourceName: '',
  denominatorCriteria: [],
  denominatorValueColumn: '',
}

const without = (members: Members, names: readonly string[]): Members =>
  Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)))

const only = (members: Members, names: readonly string[]): Members =>
  Object.fromEntries(Object.entries(members).filter(([name]) => names.includes(name)))
