// Keys of the project: other names for reading than for writing, and a secret in every answer.
import type { Json, Members } from '../../../json.ts'
import { Refusal } from '../../core/api-error.ts'
import { accepted, choice, type Keys, list, nullable, text } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, Route, World } from '../../core/context.ts'
import { opaqueId, textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import { answer, bodyOf, found } from '../../shared/handlers.ts'
import { filtered, listed } from '../../shared/pagination.ts'
import { asRead } from '../../shared/serialize.ts'

const AT = 'keys'
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

const common: Keys = { description: keys.description, scopes, environments: keys.texts }

const creatable: Keys = {
  ...common,
  type: choice('SERVER', 'CLIENT', 'CONSOLE', 'SCIM', 'ORG'),
  targetAppID: text(),
  secondaryTargetAppIDs: keys.texts,
}

const updatable: Keys = {
  ...common,
  targetAppID: nullable(text()),
  secondaryTargetAppIDs: nullable(keys.texts),
}

const PREFIXES: { readonly [type: string]: string } = { SERVER: 'secret', ORG: 'organization' }

const newKey = (world: World, type: string): string =>
  `${PREFIXES[type] ?? type.toLowerCase()}-${opaqueId(world.ids)}`

const fresh = (world: World, body: Members): Members => ({
  key: newKey(world, textOf(body['type']) || 'SERVER'),
  type: 'SERVER',
  description: '',
  scopes: [],
  status: 'active',
  ...body,
})

/** A body under the names that are read. */
const stored = ({ targetAppID, secondaryTargetAppIDs, ...body }: Members): Members => ({
  ...body,
  ...(targetAppID === undefined ? {} : { primaryTargetApp: targetAppID }),
  ...(secondaryTargetAppIDs === undefined ? {} : { secondaryTargetApps: secondaryTargetAppIDs }),
})

const read = (world: World, key: Members): Json => ({
  ...(world.has('contrary') ? { primaryTargetApp: null, secondaryTargetApps: null } : {}),
  ...asRead(world, AT, key),
  ...(world.has('keys-masked') ? { key: null } : {}),
})

const listKeys = (call: Call): Answer => {
  const environment = call.query.get('environment')
  const rows = filtered(call, call.world.store.all(AT), ['primaryTargetApp']).filter(
    ({ environments }) =>
      environment === null || (Array.isArray(environments) && environments.includes(environment)),
  )
  return listed(call, 'Keys listed successfully.', AT, rows, read)
}

const create = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), creatable, ['description', 'type'])
  const key = fresh(world, stored(body))
  world.store.put(AT, key)
  return answer('Key created successfully.', read(world, key))
}

const changed = (call: Call, change: (key: Members) => Members): Members => {
  const live = found(call, AT, MISSING)
  const key = change(live)
  if (key['key'] !== live['key']) call.world.store.remove(AT, textOf(live['key']))
  call.world.store.put(AT, key)
  return key
}

const update = (call: Call): Answer => {
  const body = accepted(bodyOf(call), updatable, [])
  const key = changed(call, (live) => ({ ...live, ...stored(body) }))
  return answer('Key updated successfully.', read(call.world, key))
}

const rotate = (call: Call): Answer => {
  const { world } = call
  const key = changed(call, (live) => ({ ...live, key: newKey(world, textOf(live['type'])) }))
  return answer('Key rotated successfully,', read(world, key))
}

const deactivate = (call: Call): Answer => {
  changed(call, (live) => ({ ...live, status: 'deactivated' }))
  return answer('Key deactivated successfully.')
}

const remove = (call: Call): Answer => {
  call.world.store.remove(AT, textOf(found(call, AT, MISSING)['key']))
  return answer('Key deleted successfully.')
}

const routes: readonly Route[] = [
  { method: 'GET', path: AT, pages: true, handle: listKeys },
  { method: 'POST', path: AT, handle: create },
  {
    method: 'GET',
    path: `${AT}/*`,
    handle: (call) => answer('Key read successfully.', read(call.world, found(call, AT, MISSING))),
  },
  { method: 'PATCH', path: `${AT}/*`, handle: update },
  { method: 'DELETE', path: `${AT}/*`, handle: remove },
  { method: 'PATCH', path: `${AT}/*/rotate`, handle: rotate },
  { method: 'PATCH', path: `${AT}/*/deactivate`, handle: deactivate },
]

/** Keys are shown to a key that has the scope for it. */
const guarded = (route: Route): Route => ({
  ...route,
  handle: (call) => {
    if (call.world.has('keys-forbidden')) throw new Refusal(403, 'Forbidden resource')
    return route.handle(call)
  },
})

export const projectKeys: Resource = {
  collection: AT,
  fresh,
  builtIn: () => [
    builtIn('secret-emulated000000000000', 'SERVER', 'Server key', []),
    builtIn('client-emulated000000000000', 'CLIENT', 'Client key', [
      'client_download_config_specs',
    ]),
  ],
  routes: routes.map(guarded),
}

const builtIn = (key: string, type: string, description: string, scopes: Json): Members => ({
  key,
  type,
  description,
  scopes,
  status: 'active',
})
