// Param stores: known by name; made empty, filled by an update that replaces the parameters.
import type { Members } from '../../../json.ts'
import { badField, badRequest } from '../../core/api-error.ts'
import { accepted, type Keys, list, text } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, World } from '../../core/context.ts'
import { opaqueId, textOf } from '../../core/ids.ts'
import { shuffled } from '../../core/random.ts'
import * as keys from '../../shared/body-keys.ts'
import { answer, bodyOf, created, found, save, settled } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { asRead } from '../../shared/serialize.ts'
import { parameter, requireTargets } from './param-store-parameters.ts'

const MISSING = 'Param Store not found.'
// The samples say this for whatever was done.
const DONE = 'Param Store read successfully.'

const creatable: Keys = {
  name: text(),
  description: text(),
  displayName: text(),
  targetAppIDs: keys.texts,
  tags: keys.texts,
  team: text(),
}

const updatable: Keys = { description: text(), parameters: list(parameter) }

const fresh = (world: World, body: Members): Members => {
  const { creatorID = null, createdTime = 0, lastModifierID = null } = created(world)
  return completed(world, {
    id: opaqueId(world.ids),
    name: '',
    displayName: '',
    description: '',
    creatorID,
    createdTime,
    lastModifierID,
    team: null,
    parameters: [],
    ...body,
  })
}

/** Tags and apps are written, but no answer shows them. */
const completed = (_world: World, { tags, targetAppIDs, ...store }: Members): Members => ({
  ...store,
  ...(tags === undefined ? {} : { $tags: tags }),
  ...(targetAppIDs === undefined ? {} : { $targetAppIDs: targetAppIDs }),
})

const read = (world: World, store: Members): Members => {
  const { teamID = null, ...shown } = asRead(world, 'param_stores', store)
  return {
    ...shown,
    // By the document a store of no team has no teamID, rather than null.
    ...(teamID === null ? {} : { teamID }),
    ...(world.has('contrary')
      ? { parameters: shuffled(membersIn(shown['parameters']), world.shuffles) }
      : {}),
  }
}

const create = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), creatable, ['name', 'description', 'displayName'])
  if (world.store.find('param_stores', textOf(body['name'])))
    throw badRequest('Name is already in use')
  requireApps(world, textsIn(body['targetAppIDs']))
  const store = fresh(world, settled(world, body))
  world.store.put('param_stores', store)
  return answer(DONE, read(world, store))
}

const update = (call: Call): Answer => {
  const { world } = call
  const live = found(call, 'param_stores', MISSING)
  const body = accepted(bodyOf(call), updatable, [])
  const parameters = membersIn(body['parameters'])
  refuseRepeats(parameters.map(({ name }) => textOf(name)))
  requireTargets(world, parameters)
  const store = save(world, 'param_stores', { ...live, ...body })
  return answer(DONE, read(world, store))
}

const requireApps = (world: World, ids: readonly string[]): void => {
  if (world.has('unknown-apps-accepted')) return
  const missing = ids.filter((id) => !world.store.find('target_apps', id))
  if (missing.length > 0)
    throw badField('targetAppIDs', `Target apps with IDs [${missing.join(', ')}] do not exist`)
}

const refuseRepeats = (names: readonly string[]): void => {
  if (new Set(names).size < names.length)
    throw badField('parameters', 'Duplicate parameter name(s) given')
}

const remove = (call: Call): Answer => {
  call.world.store.remove('param_stores', textOf(found(call, 'param_stores', MISSING)['name']))
  return answer('Param Store deleted successfully.')
}

export const paramStores: Resource = {
  collection: 'param_stores',
  fresh,
  completed,
  routes: [
    {
      method: 'GET',
      path: 'param_stores',
      pages: true,
      handle: (call) => {
        const stores = call.world.store.all('param_stores')
        return listed(call, 'List param stores success', 'param_stores', stores, read)
      },
    },
    { method: 'POST', path: 'param_stores', handle: create },
    {
      method: 'GET',
      path: 'param_stores/*',
      handle: (call) => answer(DONE, read(call.world, found(call, 'param_stores', MISSING))),
    },
    { method: 'POST', path: 'param_stores/*', handle: update },
    // Newer than the document.
    { method: 'DELETE', path: 'param_stores/*', handle: remove },
  ],
}
