// Keys of the project: bodies and answers use different names, and answers contain the secret.
import type { Json, JsonObject } from '../../../core/json.ts'
import { ApiError } from '../../core/api-error.ts'
import { isPerson } from '../../core/author.ts'
import { type BodyKeys, choice, list, nullable, parseBody, text } from '../../core/body-schema.ts'
import type {
  ApiCall,
  EmulatorContext,
  HandlerResponse,
  Resource,
  Route,
} from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import { readBody, requireObject, respond } from '../../shared/handlers.ts'
import { filterByQuery, respondWithPage } from '../../shared/pagination.ts'
import { serializeObject } from '../../shared/serialize.ts'

const COLLECTION = 'keys'
const MISSING = 'Key not found.'

const scopes = list(
  choice(
    'omni_read_only',
    'omni_read_write',
    'client_download_config_specs',
    'none_hash_enabled',
    'can_access_keys',
    'client_can_write_user_store',
    'personal_read_only',
    'personal_read_write',
  ),
)

const sharedKeys: BodyKeys = { description: keys.description, scopes, environments: keys.texts }

const creatable: BodyKeys = {
  ...sharedKeys,
  type: choice('SERVER', 'CLIENT', 'CONSOLE', 'SCIM', 'ORG'),
  targetAppID: text(),
  secondaryTargetAppIDs: keys.texts,
}

const updatable: BodyKeys = {
  ...sharedKeys,
  targetAppID: nullable(text()),
  secondaryTargetAppIDs: nullable(keys.texts),
}

const PREFIXES: { readonly [type: string]: string } = { SERVER: 'secret', ORG: 'organization' }

const newKey = (context: EmulatorContext, type: string): string =>
  `${PREFIXES[type] ?? type.toLowerCase()}-${context.newId()}`

const newProjectKey = (context: EmulatorContext, body: JsonObject): JsonObject => ({
  key: newKey(context, textOf(body['type']) || 'SERVER'),
  type: 'SERVER',
  description: '',
  scopes: [],
  status: 'active',
  ...body,
})

/** A body with the names that answers use. */
const toStored = ({ targetAppID, secondaryTargetAppIDs, ...body }: JsonObject): JsonObject => ({
  ...body,
  ...(targetAppID === undefined ? {} : { primaryTargetApp: targetAppID }),
  ...(secondaryTargetAppIDs === undefined ? {} : { secondaryTargetApps: secondaryTargetAppIDs }),
})

const serializeKey = (context: EmulatorContext, key: JsonObject): Json => ({
  ...(context.has('worst-case') ? { primaryTargetApp: null, secondaryTargetApps: null } : {}),
  ...serializeObject(context, COLLECTION, key),
  ...(context.has('keys-masked') ? { key: null } : {}),
})

const listKeys = (call: ApiCall): HandlerResponse => {
  const environment = call.query.get('environment')
  const rows = filterByQuery(call, call.context.store.all(COLLECTION), ['primaryTargetApp']).filter(
    ({ environments }) =>
      environment === null || (Array.isArray(environments) && environments.includes(environment)),
  )
  return respondWithPage(call, 'Keys listed successfully.', COLLECTION, rows, serializeKey)
}

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), creatable, ['description', 'type'])
  const key = newProjectKey(context, toStored(body))
  context.store.put(COLLECTION, key)
  return respond('Key created successfully.', serializeKey(context, key))
}

const changeKey = (call: ApiCall, change: (key: JsonObject) => JsonObject): JsonObject => {
  const live = requireObject(call, COLLECTION, MISSING)
  const key = change(live)
  if (key['key'] !== live['key']) call.context.store.remove(COLLECTION, textOf(live['key']))
  call.context.store.put(COLLECTION, key)
  return key
}

const update = (call: ApiCall): HandlerResponse => {
  const body = parseBody(readBody(call), updatable, [])
  const key = changeKey(call, (live) => ({ ...live, ...toStored(body) }))
  return respond('Key updated successfully.', serializeKey(call.context, key))
}

const rotate = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const key = changeKey(call, (live) => ({ ...live, key: newKey(context, textOf(live['type'])) }))
  return respond('Key rotated successfully,', serializeKey(context, key))
}

const deactivate = (call: ApiCall): HandlerResponse => {
  changeKey(call, (live) => ({ ...live, status: 'deactivated' }))
  return respond('Key deactivated successfully.')
}

const remove = (call: ApiCall): HandlerResponse => {
  call.context.store.remove(COLLECTION, textOf(requireObject(call, COLLECTION, MISSING)['key']))
  return respond('Key deleted successfully.')
}

const routes: readonly Route[] = [
  { method: 'GET', path: COLLECTION, isPaged: true, handle: listKeys },
  { method: 'POST', path: COLLECTION, handle: create },
  {
    method: 'GET',
    path: `${COLLECTION}/*`,
    handle: (call) =>
      respond(
        'Key read successfully.',
        serializeKey(call.context, requireObject(call, COLLECTION, MISSING)),
      ),
  },
  { method: 'PATCH', path: `${COLLECTION}/*`, handle: update },
  { method: 'DELETE', path: `${COLLECTION}/*`, handle: remove },
  { method: 'PATCH', path: `${COLLECTION}/*/rotate`, handle: rotate },
  { method: 'PATCH', path: `${COLLECTION}/*/deactivate`, handle: deactivate },
]

/** A key sees keys only with the scope for it; a person in the console sees them. */
const withScopeCheck = (route: Route): Route => ({
  ...route,
  handle: (call) => {
    if (call.context.has('keys-forbidden') && !isPerson(call.context.author))
      throw new ApiError(403, 'Forbidden resource')
    return route.handle(call)
  },
})

export const projectKeys: Resource = {
  collection: COLLECTION,
  newObject: newProjectKey,
  builtIn: () => [
    builtIn('secret-emulated000000000000', 'SERVER', 'Server key', []),
    builtIn('client-emulated000000000000', 'CLIENT', 'Client key', [
      'client_download_config_specs',
    ]),
  ],
  routes: routes.map(withScopeCheck),
}

const builtIn = (key: string, type: string, description: string, scopes: Json): JsonObject => ({
  key,
  type,
  description,
  scopes,
  status: 'active',
})
