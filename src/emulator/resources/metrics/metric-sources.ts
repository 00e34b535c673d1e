// Metric sources: tables and queries of a warehouse, known by name.
import type { Members } from '../../../json.ts'
import { badRequest } from '../../core/api-error.ts'
import {
  accepted,
  choice,
  flag,
  forbidden,
  type Keys,
  list,
  nullable,
  record,
  text,
} from '../../core/body-schema.ts'
import type { Answer, Call, Resource, World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import { answer, bodyOf, dryWorld, found, keyOwner, settled } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { asRead } from '../../shared/serialize.ts'
import { requireQuery, sourcesOf } from '../../shared/warehouse-native.ts'

const AT = 'metrics/metric_source'
const MISSING = 'Metric source not found.'
const REQUIRED = ['sql', 'timestampColumn', 'idTypeMapping'] as const

export const updatable: Keys = {
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
  // Newer than the document.
  disableCURE: flag,
}

const creatable: Keys = { ...updatable, name: text({ min: 1 }) }

const OPTIONAL: Members = { description: '', tags: [], isReadOnly: false, isVerified: false }

const RESETTABLE: readonly string[] = [
  'timestampAsDay',
  'sourceType',
  'tableName',
  'datePartitionColumn',
  'customFieldMapping',
  'team',
  'teamID',
  'disableCURE',
]

const fresh = (_world: World, body: Members): Members => ({
  name: '',
  ...OPTIONAL,
  sql: '',
  timestampColumn: '',
  idTypeMapping: [],
  owner: keyOwner,
  ...body,
})

const create = (call: Call): Answer => {
  const { dryRun, ...body } = accepted(bodyOf(call), creatable, ['name', ...REQUIRED])
  const world = dryRun === true ? dryWorld(call.world) : call.world
  requireQuery(world, body)
  if (world.store.find('metric_sources', textOf(body['name'])))
    throw badRequest('Name is already in use')
  const source = fresh(world, settled(world, body))
  world.store.put('metric_sources', source)
  const data = asRead(world, 'metric_sources', source)
  return answer('Metric source created successfully.', data, 201)
}

const update = (call: Call): Answer => {
  const live = found(call, 'metric_sources', MISSING)
  const name = call.world.has('source-name-refused') ? { name: forbidden } : {}
  const { dryRun, ...body } = accepted(bodyOf(call), { ...updatable, ...name }, REQUIRED)
  const world = dryRun === true ? dryWorld(call.world) : call.world
  requireQuery(world, body)
  const kept = world.has('post-resets')
    ? Object.fromEntries(
        Object.entries({ ...live, ...OPTIONAL }).filter(([key]) => !RESETTABLE.includes(key)),
      )
    : live
  const source = { ...kept, ...settled(world, body) }
  world.store.put('metric_sources', source)
  return answer('Metric source updated successfully.', asRead(world, 'metric_sources', source))
}

const metricsOf = (world: World, name: string): readonly Members[] =>
  world.store.all('metrics').filter((metric) => sourcesOf(metric['warehouseNative']).includes(name))

const listMetrics = (call: Call): Answer => {
  const name = textOf(found(call, 'metric_sources', MISSING)['name'])
  return listed(call, 'Metrics listed successfully.', 'metrics', metricsOf(call.world, name))
}

const remove = (call: Call): Answer => {
  const { world } = call
  const name = textOf(found(call, 'metric_sources', MISSING)['name'])
  if (!world.has('source-deletes-allowed') && metricsOf(world, name).length > 0)
    throw badRequest('Metric source cannot be deleted while metrics use it.')
  world.store.remove('metric_sources', name)
  return answer('Metric source deleted successfully.')
}

export const metricSources: Resource = {
  collection: 'metric_sources',
  fresh,
  routes: [
    {
      method: 'GET',
      path: `${AT}/list`,
      pages: true,
      handle: (call) =>
        listed(
          call,
          'Metric sources listed successfully.',
          'metric_sources',
          call.world.store.all('metric_sources'),
        ),
    },
    { method: 'POST', path: AT, handle: create },
    {
      method: 'GET',
      path: `${AT}/*`,
      handle: (call) => {
        const source = found(call, 'metric_sources', MISSING)
        const data = asRead(call.world, 'metric_sources', source)
        return answer('Metric source read successfully.', data)
      },
    },
    { method: 'POST', path: `${AT}/*`, handle: update },
    { method: 'DELETE', path: `${AT}/*`, handle: remove },
    { method: 'GET', path: `${AT}/*/metrics`, pages: true, handle: listMetrics },
  ],
}
