// Ingestion: what Statsig fetches from a warehouse, known by its type, dataset and name together.
import { isMembers, type Json, type Members, member } from '../../../json.ts'
import { badRequest } from '../../core/api-error.ts'
import { accepted, text } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, World } from '../../core/context.ts'
import { opaqueId, textOf } from '../../core/ids.ts'
import { answer, bodyOf } from '../../shared/handlers.ts'
import { asRead } from '../../shared/serialize.ts'
import { creatableOf, datasets, defaultsOf, updatableOf, warehouses } from './ingestion-keys.ts'

const AT = 'ingestion'

// Whether one is enabled that does not say so is unknown; one that fetches nothing would be of no use.
const fresh = (world: World, body: Members): Members => ({
  id: opaqueId(world.ids),
  type: '',
  enabled: true,
  data: {},
  ...body,
})

/** What was written is answered under `data`, as far as anybody knows. */
const read = (world: World, ingestion: Members): Json => {
  const shown = asRead(world, 'ingestions', ingestion)
  const data = dataOf(ingestion)
  if (world.has('ingestion-data-opaque')) return { ...shown, data: { revision: 1 } }
  return world.has('contrary') ? { ...shown, data: { ...FILLERS, ...data } } : shown
}

const FILLERS: Members = { query: '', use_delta_sharing: false, share: '', schema: '', table: '' }

const dataOf = (ingestion: Members): Members =>
  isMembers(ingestion['data']) ? ingestion['data'] : {}

/** `Exposures` in a body is `export_exposures` in a query. */
const datasetOf = (value: Json | undefined): string =>
  value === 'Exposures' ? 'export_exposures' : textOf(value)

/** Without a name, the first of its type and dataset. */
const find = (world: World, asked: Members): Members | undefined =>
  world.store
    .all('ingestions')
    .find(
      (one) =>
        one['type'] === asked['type'] &&
        datasetOf(dataOf(one)['dataset']) === datasetOf(asked['dataset']) &&
        (asked['source_name'] === undefined || dataOf(one)['source_name'] === asked['source_name']),
    )

/** A 404 in the shape of the framework and not of the API. */
const missing = (type: Json | undefined): Answer => ({
  status: 404,
  body: { statusCode: 404, message: `Ingestion of type ${type} not found.`, error: 'Not Found' },
})

const asked = (call: Call): Members =>
  accepted(
    Object.fromEntries(call.query),
    { type: warehouses, dataset: datasets, source_name: text() },
    ['type', 'dataset'],
  )

const written = (fills: boolean, { enabled, type, ...data }: Members, live: Members): Members => {
  const { column_mapping } = data
  const mapping =
    column_mapping !== undefined && isMembers(column_mapping) && fills
      ? { column_mapping: { ...defaultsOf(data['dataset']), ...column_mapping } }
      : {}
  return {
    ...live,
    ...(type === undefined ? {} : { type }),
    ...(enabled === undefined ? {} : { enabled }),
    data: { ...dataOf(live), ...data, ...mapping },
  }
}

const create = (call: Call): Answer => {
  const { world } = call
  const body = bodyOf(call)
  const taken = creatableOf(member(body, 'dataset'))
  const source = accepted(body, taken, ['dataset', 'type', 'source_name'])
  if (isTaken(world, source))
    throw badRequest(`Ingestion source already exists with name ${source['source_name']}`)
  if (world.has('ingestion-needs-connection') && !isConnected(world, source))
    return missing(source['type'])
  const ingestion = fresh(world, written(true, source, {}))
  world.store.put('ingestions', ingestion)
  return answer('Ingestion created successfully.', read(world, ingestion))
}

// The refusal names the name alone; other datasets may well use it too.
const isTaken = (world: World, { dataset, source_name }: Members): boolean =>
  world.store
    .all('ingestions')
    .map(dataOf)
    .some(
      (data) =>
        datasetOf(data['dataset']) === datasetOf(dataset) && data['source_name'] === source_name,
    )

const isConnected = (world: World, { type }: Members): boolean =>
  type !== 'databricks' || world.store.find('ingestion_connections', 'databricks') !== undefined

const update = (call: Call): Answer => {
  const { world } = call
  const body = bodyOf(call)
  const changes = accepted(body, updatableOf(member(body, 'dataset')), ['dataset', 'type'])
  const live = find(world, changes)
  if (!live) return missing(changes['type'])
  // It stays in the dataset that it was made for, however that was spelled.
  const { dataset = '' } = dataOf(live)
  const ingestion = written(!world.has('no-update-defaults'), { ...changes, dataset }, live)
  world.store.put('ingestions', ingestion)
  return answer('Ingestion updated successfully.', read(world, ingestion))
}

const remove = (call: Call): Answer => {
  const { world } = call
  const query = asked(call)
  const ingestion = find(world, query)
  if (!ingestion) return missing(query['type'])
  world.store.remove('ingestions', textOf(ingestion['id']))
  return answer('Ingestion deleted successfully.', read(world, ingestion))
}

export const ingestions: Resource = {
  collection: 'ingestions',
  fresh,
  routes: [
    {
      method: 'GET',
      path: AT,
      handle: (call) => {
        const query = asked(call)
        const ingestion = find(call.world, query)
        if (!ingestion) return missing(query['type'])
        return answer('Ingestion read successfully.', read(call.world, ingestion))
      },
    },
    { method: 'POST', path: AT, handle: create },
    { method: 'PATCH', path: AT, handle: update },
    { method: 'DELETE', path: AT, handle: remove },
  ],
}
