// Connections to a warehouse: made with secrets, of which nothing but a digest is kept.
import { createHash } from 'node:crypto'
import type { Json, Members } from '../../../json.ts'
import { accepted } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, World } from '../../core/context.ts'
import { opaqueId, textOf } from '../../core/ids.ts'
import { SECRETS } from '../../core/log-redaction.ts'
import { answer, bodyOf } from '../../shared/handlers.ts'
import { asRead } from '../../shared/serialize.ts'
import { connection } from './ingestion-keys.ts'

const digestOf = (secret: Json | undefined): string =>
  createHash('sha256').update(textOf(secret)).digest('hex')

/** Without its secrets, whoever put it in. */
const sealed = (object: Members): Members =>
  Object.fromEntries(
    Object.entries(object).map(([name, value]): [string, Json] =>
      SECRETS.includes(name) ? [`$${name}`, digestOf(value)] : [name, value],
    ),
  )

const fresh = (world: World, body: Members): Members => ({
  id: opaqueId(world.ids),
  type: 'databricks',
  enabled: true,
  ...sealed(body),
})

const connect = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), connection, ['token', 'host', 'path'])
  const before = world.store.find('ingestion_connections', 'databricks')
  const id = before?.['id']
  const made = { ...fresh(world, body), ...(id === undefined ? {} : { id }) }
  world.store.put('ingestion_connections', made)
  const {
    host = '',
    path = '',
    verified = false,
    ...shown
  } = asRead(world, 'ingestion_connections', made)
  return answer('Ingestion connection created successfully.', {
    ...shown,
    data: { host, path, verified },
  })
}

export const ingestionConnections: Resource = {
  collection: 'ingestion_connections',
  fresh,
  completed: (_world, connection) => sealed(connection),
  // There is no route that reads one.
  routes: [{ method: 'POST', path: 'ingestion/connection/databricks', handle: connect }],
}
