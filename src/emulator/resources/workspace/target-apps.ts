// Target apps: the description and the assigned objects can be written; answers do not contain them.
import { type Json, type JsonObject, pick } from '../../../core/json.ts'
import { badRequest, notFound } from '../../core/api-error.ts'
import { type BodyKeys, list as listShape, parseBody, text } from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Resource } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import { readBody, requireObject, respond, saveObject } from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { textsIn } from '../../shared/references.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { updateReferences } from '../../shared/workspace.ts'

const PATH = 'target_app'
const MISSING = 'Target app not found.'

/** The keys that assign an app to objects, the collections of those objects, and their name in refusals. */
const ASSIGNABLE = [
  ['gates', 'gates', 'Gates'],
  ['dynamicConfigs', 'dynamic_configs', 'Dynamic configs'],
  ['experiments', 'experiments', 'Experiments'],
  ['layers', 'layers', 'Layers'],
  ['parameterStores', 'param_stores', 'Parameter stores'],
] as const

const updatable: BodyKeys = { name: text({ min: 1 }), description: text() }
const assignments: BodyKeys = Object.fromEntries(ASSIGNABLE.map(([name]) => [name, keys.texts]))

const newTargetApp = (context: EmulatorContext, body: JsonObject): JsonObject => ({
  id: context.newId(),
  name: '',
  description: '',
  ...body,
})

const isAnsweredMember = (name: string): boolean => name === 'id' || name === 'name'

const serializeTargetApp = (context: EmulatorContext, app: JsonObject): JsonObject =>
  serializeObject(context, 'target_apps', pick(app, isAnsweredMember))

const serializeTargetAppInList = (context: EmulatorContext, app: JsonObject): Json =>
  context.has('target-app-ids-unlisted')
    ? pick(serializeTargetApp(context, app), (name) => name !== 'id')
    : serializeTargetApp(context, app)

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), { ...updatable, ...assignments }, ['name', 'description'])
  requireFreeName(context, body['name'])
  requireAssignable(context, body)
  const app = newTargetApp(
    context,
    pick(body, (name) => Object.hasOwn(updatable, name)),
  )
  context.store.put('target_apps', app)
  assign(context, body, [app])
  return respond('Target app created successfully.', serializeTargetApp(context, app))
}

const requireFreeName = (
  context: EmulatorContext,
  name: Json | undefined,
  ownApp?: JsonObject,
): void => {
  const clash = context.store
    .all('target_apps')
    .some((app) => app !== ownApp && app['name'] === name)
  if (clash && !context.has('duplicate-names-accepted')) throw badRequest('Name is already in use')
}

const requireAssignable = (context: EmulatorContext, body: JsonObject): void => {
  for (const [name, collection, noun] of ASSIGNABLE) {
    const missing = textsIn(body[name]).filter((id) => !context.store.find(collection, id))
    if (missing.length > 0) throw notFound(`${noun} with IDs [${missing.join(', ')}] do not exist`)
  }
}

/** Adds the app to the apps of the named objects. */
const assign = (context: EmulatorContext, body: JsonObject, apps: readonly JsonObject[]): void => {
  for (const [name, collection] of ASSIGNABLE)
    for (const id of textsIn(body[name])) {
      const holder = context.store.find(collection, id)
      if (!holder) continue
      // A parameter store shows its apps nowhere.
      const [member, of] =
        collection === 'param_stores' ? ['$targetAppIDs', 'id'] : ['targetApps', 'name']
      const added = apps.map((app) => textOf(app[of]))
      const all = [...new Set([...textsIn(holder[member]), ...added])]
      saveObject(context, collection, { ...holder, [member]: all })
    }
}

const bulkAssign = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const shape: BodyKeys = { targetApps: listShape(text(), 1), ...assignments }
  const body = parseBody(readBody(call), shape, ['targetApps'])
  const ids = textsIn(body['targetApps'])
  const missing = ids.filter((id) => !context.store.find('target_apps', id))
  if (missing.length > 0)
    throw notFound(`Target apps with IDs [${missing.join(', ')}] do not exist`)
  requireAssignable(context, body)
  const apps = context.store.all('target_apps').filter(({ id = '' }) => ids.includes(textOf(id)))
  assign(context, body, apps)
  return respond('Target apps updated successfully.')
}

const update = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const live = requireObject(call, 'target_apps', MISSING)
  const body = parseBody(readBody(call), updatable, [])
  requireFreeName(context, body['name'], live)
  const app: JsonObject = { ...live, ...body }
  context.store.put('target_apps', app)
  if (app['name'] !== live['name'])
    renameTargetApp(context, textOf(live['name']), [textOf(app['name'])])
  return respond('Target apps updated successfully.')
}

const remove = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const { id, name } = requireObject(call, 'target_apps', MISSING)
  context.store.remove('target_apps', textOf(id))
  renameTargetApp(context, textOf(name), [])
  return respond('Target app deleted successfully')
}

const renameTargetApp = (
  context: EmulatorContext,
  oldName: string,
  newNames: readonly string[],
): void => {
  for (const property of ['targetApps', 'defaultTargetApplications'])
    updateReferences(context, (object) => {
      const apps = textsIn(object[property])
      if (!apps.includes(oldName)) return object
      return { ...object, [property]: apps.flatMap((app) => (app === oldName ? newNames : [app])) }
    })
}

export const targetApps: Resource = {
  collection: 'target_apps',
  newObject: newTargetApp,
  routes: [
    {
      method: 'GET',
      path: PATH,
      isPaged: true,
      handle: (call) => {
        const apps = call.context.store.all('target_apps')
        return respondWithPage(
          call,
          'Target apps listed successfully.',
          'target_apps',
          apps,
          serializeTargetAppInList,
        )
      },
    },
    { method: 'POST', path: PATH, handle: create },
    { method: 'PATCH', path: PATH, handle: bulkAssign },
    {
      method: 'GET',
      path: `${PATH}/*`,
      handle: (call) => {
        const app = requireObject(call, 'target_apps', MISSING)
        return respond('Target app read successfully.', serializeTargetApp(call.context, app))
      },
    },
    { method: 'PATCH', path: `${PATH}/*`, handle: update },
    { method: 'DELETE', path: `${PATH}/*`, handle: remove },
  ],
}
