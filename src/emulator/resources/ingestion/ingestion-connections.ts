// Connections to a warehouse. Only a digest of their secrets is stored.
import { createHash } from 'node:crypto'
import type { Json, JsonObject } from '../../../core/json.ts'
import { parseBody } from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Resource } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { SECRET_MEMBERS } from '../../core/log-redaction.ts'
import { readBody, respond } from '../../shared/handlers.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { connectionKeys } from './ingestion-keys.ts'

const sha256Of = (secret: Json | undefined): string =>
  createHash('sha256').update(textOf(secret)).digest('hex')

/** The connection with a digest in place of its secrets. */
const hashSecrets = (object: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(object).map(([name, value]): [string, Json] =>
      SECRET_MEMBERS.includes(name) ? [`$${name}`, sha256Of(value)] : [name, value],
    ),
  )

const newConnection = (context: EmulatorContext, body: JsonObject): JsonObject => ({
  id: context.newId(),
  type: 'databricks',
  enabled: true,
  ...hashSecrets(body),
})

const connect = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), connectionKeys, ['token', 'host', 'path'])
  const existing = context.store.find('ingestion_connections', 'databricks')
  const id = existing?.['id']
  const stored = { ...newConnection(context, body), ...(id === undefined ? {} : { id }) }
  context.store.put('ingestion_connections', stored)
  const {
    host = '',
    path = '',
    verified = false,
    ...serialized
  } = serializeObject(context, 'ingestion_connections', stored)
  return respond('Ingestion connection created successfully.', {
    ...serialized,
    data: { host, path, verified },
  })
}

export const ingestionConnections: Resource = {
  collection: 'ingestion_connections',
  newObject: newConnection,
  completeObject: (_context, connection) => hashSecrets(connection),
  // No route reads a connection.
  routes: [{ method: 'POST', path: 'ingestion/connection/databricks', handle: connect }],
}
