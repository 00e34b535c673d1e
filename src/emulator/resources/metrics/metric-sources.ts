// Metric sources: tables and queries of a warehouse, identified by name.
import type { JsonObject } from '../../../core/json.ts'
import { badRequest } from '../../core/api-error.ts'
import {
  type BodyKeys,
  choice,
  flag,
  forbidden,
  list,
  nullable,
  parseBody,
  record,
  text,
} from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Resource } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import {
  beforeFullUpdate,
  dryRunContext,
  ownerOf,
  readBody,
  requireObject,
  resolveCommonFields,
  respond,
} from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { requireQuery, sourcesOf } from '../../shared/warehouse-native.ts'

const PATH = 'metrics/metric_source'
const MISSING = 'Metric source not found.'
const REQUIRED_KEYS = ['sql', 'timestampColumn', 'idTypeMapping'] as const

export const updatable: BodyKeys = {
  description: text(),
  tags: keys.texts,
  sql: text(),
  timestampColumn: text(),
  timestampAsDay: flag,
  idTypeMapping: list(
    record({ statsigUnitID: text(), column: text() }, ['statsigUnitID', 'column']),
  ),
  sourceType: choice('table', 'query'),
  tableName: text(),
  datePartitionColumn: text(),
  customFieldMapping: list(record({ key: text(), formula: text() }, ['key', 'formula'])),
  isReadOnly: flag,
  isVerified: flag,
  owner: keys.owner,
  team: nullable(text()),
  teamID: nullable(text()),
  dryRun: flag,
  // The published document does not have this yet.
  disableCURE: flag,
}

const creatable: BodyKeys = { ...updatable, name: text({ min: 1 }) }

const OPTIONAL_DEFAULTS: JsonObject = {
  description: '',
  tags: [],
  isReadOnly: false,
  isVerified: false,
}

const RESETTABLE_KEYS: readonly string[] = [
  'timestampAsDay',
  'sourceType',
  'tableName',
  'datePartitionColumn',
  'customFieldMapping',
  'team',
  'teamID',
  'disableCURE',
]

const newMetricSource = (context: EmulatorContext, body: JsonObject): JsonObject => ({
  name: '',
  ...OPTIONAL_DEFAULTS,
  sql: '',
  timestampColumn: '',
  idTypeMapping: [],
  owner: ownerOf(context),
  ...body,
})

const create = (call: ApiCall): HandlerResponse => {
  const { dryRun, ...body } = parseBody(readBody(call), creatable, ['name', ...REQUIRED_KEYS])
  const context = dryRun === true ? dryRunContext(call.context) : call.context
  requireQuery(context, body)
  if (context.store.find('metric_sources', textOf(body['name'])))
    throw badRequest('Name is already in use')
  const source = newMetricSource(context, resolveCommonFields(context, body))
  context.store.put('metric_sources', source)
  const data = serializeObject(context, 'metric_sources', source)
  return respond('Metric source created successfully.', data, 201)
}

const update = (call: ApiCall): HandlerResponse => {
  const live = requireObject(call, 'metric_sources', MISSING)
  const name = call.context.has('source-name-refused') ? { name: forbidden } : {}
  const { dryRun, ...body } = parseBody(readBody(call), { ...updatable, ...name }, REQUIRED_KEYS)
  const context = dryRun === true ? dryRunContext(call.context) : call.context
  requireQuery(context, body)
  const known = () => [...Object.keys(newMetricSource(context, {})), ...Object.keys(updatable)]
  const kept = context.has('post-resets')
    ? Object.fromEntries(
        Object.entries({ ...beforeFullUpdate(call, live, known), ...OPTIONAL_DEFAULTS }).filter(
          ([key]) => !RESETTABLE_KEYS.includes(key),
        ),
      )
    : live
  const source = { ...kept, ...resolveCommonFields(context, body) }
  context.store.put('metric_sources', source)
  return respond(
    'Metric source updated successfully.',
    serializeObject(context, 'metric_sources', source),
  )
}

const metricsOf = (context: EmulatorContext, name: string): readonly JsonObject[] =>
  context.store
    .all('metrics')
    .filter((metric) => sourcesOf(metric['warehouseNative']).includes(name))

const listMetrics = (call: ApiCall): HandlerResponse => {
  const name = textOf(requireObject(call, 'metric_sources', MISSING)['name'])
  return respondWithPage(
    call,
    'Metrics listed successfully.',
    'metrics',
    metricsOf(call.context, name),
  )
}

const remove = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const name = textOf(requireObject(call, 'metric_sources', MISSING)['name'])
  if (!context.has('source-deletes-allowed') && metricsOf(context, name).length > 0)
    throw badRequest('Metric source cannot be deleted while metrics use it.')
  context.store.remove('metric_sources', name)
  return respond('Metric source deleted successfully.')
}

export const metricSources: Resource = {
  collection: 'metric_sources',
  newObject: newMetricSource,
  routes: [
    {
      method: 'GET',
      path: `${PATH}/list`,
      isPaged: true,
      handle: (call) =>
        respondWithPage(
          call,
          'Metric sources listed successfully.',
          'metric_sources',
          call.context.store.all('metric_sources'),
        ),
    },
    { method: 'POST', path: PATH, handle: create },
    {
      method: 'GET',
      path: `${PATH}/*`,
      handle: (call) => {
        const source = requireObject(call, 'metric_sources', MISSING)
        const data = serializeObject(call.context, 'metric_sources', source)
        return respond('Metric source read successfully.', data)
      },
    },
    { method: 'POST', path: `${PATH}/*`, handle: update },
    { method: 'DELETE', path: `${PATH}/*`, handle: remove },
    { method: 'GET', path: `${PATH}/*/metrics`, isPaged: true, handle: listMetrics },
  ],
}
