// Target apps: what they are for and what they are put on is written, and never told.
import { type Json, type Members, pick } from '../../../json.ts'
import { badRequest, notFound } from '../../core/api-error.ts'
import { accepted, type Keys, list as listShape, text } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, World } from '../../core/context.ts'
import { opaqueId, textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import { answer, bodyOf, found, save } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { textsIn } from '../../shared/references.ts'
import { asRead } from '../../shared/serialize.ts'
import { retouched } from '../../shared/workspace.ts'

const AT = 'target_app'
const MISSING = 'Target app not found.'

/** The keys by which an app is put on things, where those are kept, and what a refusal calls them. */
const ASSIGNED = [
  ['gates', 'gates', 'Gates'],
  ['dynamicConfigs', 'dynamic_configs', 'Dynamic configs'],
  ['experiments', 'experiments', 'Experiments'],
] as const

const updatable: Keys = { name: text({ min: 1 }), description: text() }
const assignments: Keys = Object.fromEntries(ASSIGNED.map(([name]) => [name, keys.texts]))

const fresh = (world: World, body: Members): Members => ({
  id: opaqueId(world.ids),
  name: '',
  description: '',
  ...body,
})

const isTold = (name: string): boolean => name === 'id' || name === 'name'

const read = (world: World, app: Members): Members =>
  asRead(world, 'target_apps', pick(app, isTold))

const readInList = (world: World, app: Members): Json =>
  world.has('target-app-ids-unlisted')
    ? pick(read(world, app), (name) => name !== 'id')
    : read(world, app)

const create = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), { ...updatable, ...assignments }, ['name', 'description'])
  requireFree(world, body['name'])
  requireAssignable(world, body)
  const app = fresh(
    world,
    pick(body, (name) => Object.hasOwn(updatable, name)),
  )
  world.store.put('target_apps', app)
  assign(world, body, [textOf(app['name'])])
  return answer('Target app created successfully.', read(world, app))
}

const requireFree = (world: World, name: Json | undefined, own?: Members): void => {
  const clash = world.store.all('target_apps').some((app) => app !== own && app['name'] === name)
  if (clash && !world.has('duplicate-names-accepted')) throw badRequest('Name is already in use')
}

const requireAssignable = (world: World, body: Members): void => {
  for (const [name, collection, noun] of ASSIGNED) {
    const missing = textsIn(body[name]).filter((id) => !world.store.find(collection, id))
    if (missing.length > 0) throw notFound(`${noun} with IDs [${missing.join(', ')}] do not exist`)
  }
}

/** Adds the apps to those that the named things have. */
const assign = (world: World, body: Members, apps: readonly string[]): void => {
  for (const [name, collection] of ASSIGNED)
    for (const id of textsIn(body[name])) {
      const holder = world.store.find(collection, id)
      if (!holder) continue
      const targetApps = [...new Set([...textsIn(holder['targetApps']), ...apps])]
      save(world, collection, { ...holder, targetApps })
    }
}

const bulkAssign = (call: Call): Answer => {
  const { world } = call
  const shape: Keys = { targetApps: listShape(text(), 1), ...assignments }
  const body = accepted(bodyOf(call), shape, ['targetApps'])
  const ids = textsIn(body['targetApps'])
  const missing = ids.filter((id) => !world.store.find('target_apps', id))
  if (missing.length > 0)
    throw notFound(`Target apps with IDs [${missing.join(', ')}] do not exist`)
  requireAssignable(world, body)
  const names = ids.map((id) => textOf(world.store.find('target_apps', id)?.['name']))
  assign(world, body, names)
  return answer('Target apps updated successfully.')
}

const update = (call: Call): Answer => {
  const { world } = call
  const live = found(call, 'target_apps', MISSING)
  const body = accepted(bodyOf(call), updatable, [])
  requireFree(world, body['name'], live)
  const app: Members = { ...live, ...body }
  world.store.put('target_apps', app)
  if (app['name'] !== live['name']) respell(world, textOf(live['name']), [textOf(app['name'])])
  return answer('Target apps updated successfully.')
}

const remove = (call: Call): Answer => {
  const { world } = call
  const { id, name } = found(call, 'target_apps', MISSING)
  world.store.remove('target_apps', textOf(id))
  respell(world, textOf(name), [])
  return answer('Target app deleted successfully')
}

const respell = (world: World, old: string, now: readonly string[]): void => {
  for (const property of ['targetApps', 'defaultTargetApplications'])
    retouched(world, (object) => {
      const apps = textsIn(object[property])
      if (!apps.includes(old)) return object
      return { ...object, [property]: apps.flatMap((app) => (app === old ? now : [app])) }
    })
}

export const targetApps: Resource = {
  collection: 'target_apps',
  fresh,
  routes: [
    {
      method: 'GET',
      path: AT,
      pages: true,
      handle: (call) => {
        const apps = call.world.store.all('target_apps')
        return listed(call, 'Target apps listed successfully.', 'target_apps', apps, readInList)
      },
    },
    { method: 'POST', path: AT, handle: create },
    { method: 'PATCH', path: AT, handle: bulkAssign },
    {
      method: 'GET',
      path: `${AT}/*`,
      handle: (call) => {
        const app = found(call, 'target_apps', MISSING)
        return answer('Target app read successfully.', read(call.world, app))
      },
    },
    { method: 'PATCH', path: `${AT}/*`, handle: update },
    { method: 'DELETE', path: `${AT}/*`, handle: remove },
  ],
}
