// Ingestions: what Statsig imports from a warehouse, identified by type, dataset and name together.
import { isJsonObject, type Json, type JsonObject, member } from '../../../core/json.ts'
import { badRequest } from '../../core/api-error.ts'
import { parseBody, text } from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Resource } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { readBody, respond } from '../../shared/handlers.ts'
import { serializeObject } from '../../shared/serialize.ts'
import {
  creatableKeys,
  datasetSchema,
  defaultsOf,
  updatableKeys,
  warehouseSchema,
} from './ingestion-keys.ts'

const PATH = 'ingestion'

// The default of `enabled` is not documented. The emulator uses true, because a disabled ingestion imports nothing.
const newIngestion = (context: EmulatorContext, body: JsonObject): JsonObject => ({
  id: context.newId(),
  type: '',
  enabled: true,
  data: {},
  ...body,
})

/** Answers contain the definition under `data`. The document does not say so clearly. */
const serializeIngestion = (context: EmulatorContext, ingestion: JsonObject): Json => {
  const serialized = serializeObject(context, 'ingestions', ingestion)
  const data = dataOf(ingestion)
  if (context.has('ingestion-data-not-returned')) return { ...serialized, data: { revision: 1 } }
  return context.has('worst-case')
    ? { ...serialized, data: { ...EMPTY_MEMBERS, ...data } }
    : serialized
}

const EMPTY_MEMBERS: JsonObject = {
  query: '',
  use_delta_sharing: false,
  share: '',
  schema: '',
  table: '',
}

const dataOf = (ingestion: JsonObject): JsonObject =>
  isJsonObject(ingestion['data']) ? ingestion['data'] : {}

/** `Exposures` in a body is `export_exposures` in a query. */
const datasetOf = (value: Json | undefined): string =>
  value === 'Exposures' ? 'export_exposures' : textOf(value)

/** Without a name, the first ingestion of the type and dataset. */
const findIngestion = (context: EmulatorContext, identity: JsonObject): JsonObject | undefined =>
  context.store
    .all('ingestions')
    .find(
      (one) =>
        one['type'] === identity['type'] &&
        datasetOf(dataOf(one)['dataset']) === datasetOf(identity['dataset']) &&
        (identity['source_name'] === undefined ||
          dataOf(one)['source_name'] === identity['source_name']),
    )

/** A 404 in the form of the web framework, which is not the form of the API. */
const notFoundResponse = (type: Json | undefined): HandlerResponse => ({
  status: 404,
  body: { statusCode: 404, message: `Ingestion of type ${type} not found.`, error: 'Not Found' },
})

const parseIdentityQuery = (call: ApiCall): JsonObject =>
  parseBody(
    Object.fromEntries(call.query),
    { type: warehouseSchema, dataset: datasetSchema, source_name: text() },
    ['type', 'dataset'],
  )

const mergeIngestion = (
  fillsDefaults: boolean,
  { enabled, type, ...data }: JsonObject,
  live: JsonObject,
): JsonObject => {
  const { column_mapping } = data
  const mapping =
    column_mapping !== undefined && isJsonObject(column_mapping) && fillsDefaults
      ? { column_mapping: { ...defaultsOf(data['dataset']), ...column_mapping } }
      : {}
  return {
    ...live,
    ...(type === undefined ? {} : { type }),
    ...(enabled === undefined ? {} : { enabled }),
    data: { ...dataOf(live), ...data, ...mapping },
  }
}

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = readBody(call)
  const bodyKeys = creatableKeys(member(body, 'dataset'))
  const source = parseBody(body, bodyKeys, ['dataset', 'type', 'source_name'])
  if (isTaken(context, source))
    throw badRequest(`Ingestion source already exists with name ${source['source_name']}`)
  if (context.has('ingestion-needs-connection') && !isConnected(context, source))
    return notFoundResponse(source['type'])
  const ingestion = newIngestion(context, mergeIngestion(true, source, {}))
  context.store.put('ingestions', ingestion)
  return respond('Ingestion created successfully.', serializeIngestion(context, ingestion))
}

// The refusal names only the name. Other datasets can use the same name.
const isTaken = (context: EmulatorContext, { dataset, source_name }: JsonObject): boolean =>
  context.store
    .all('ingestions')
    .map(dataOf)
    .some(
      (data) =>
        datasetOf(data['dataset']) === datasetOf(dataset) && data['source_name'] === source_name,
    )

const isConnected = (context: EmulatorContext, { type }: JsonObject): boolean =>
  type !== 'databricks' || context.store.find('ingestion_connections', 'databricks') !== undefined

const update = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = readBody(call)
  const changes = parseBody(body, updatableKeys(member(body, 'dataset')), ['dataset', 'type'])
  const live = findIngestion(context, changes)
  if (!live) return notFoundResponse(changes['type'])
  // An update cannot move an ingestion to another dataset.
  const { dataset = '' } = dataOf(live)
  const ingestion = mergeIngestion(
    !context.has('no-update-defaults'),
    { ...changes, dataset },
    live,
  )
  context.store.put('ingestions', ingestion)
  return respond('Ingestion updated successfully.', serializeIngestion(context, ingestion))
}

const remove = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const query = parseIdentityQuery(call)
  const ingestion = findIngestion(context, query)
  if (!ingestion) return notFoundResponse(query['type'])
  context.store.remove('ingestions', textOf(ingestion['id']))
  return respond('Ingestion deleted successfully.', serializeIngestion(context, ingestion))
}

export const ingestions: Resource = {
  collection: 'ingestions',
  newObject: newIngestion,
  routes: [
    {
      method: 'GET',
      path: PATH,
      handle: (call) => {
        const query = parseIdentityQuery(call)
        const ingestion = findIngestion(call.context, query)
        if (!ingestion) return notFoundResponse(query['type'])
        return respond('Ingestion read successfully.', serializeIngestion(call.context, ingestion))
      },
    },
    { method: 'POST', path: PATH, handle: create },
    { method: 'PATCH', path: PATH, handle: update },
    { method: 'DELETE', path: PATH, handle: remove },
  ],
}
