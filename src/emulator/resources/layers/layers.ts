// Layers: made empty; their parameters come with an update, and none of them ever leaves.
import type { Json, Members } from '../../../json.ts'
import { badRequest } from '../../core/api-error.ts'
import {
  accepted,
  anything,
  choice,
  type Keys,
  list,
  record,
  text,
} from '../../core/body-schema.ts'
import type { Answer, Call, Resource, World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { newId } from '../../core/name-allocation.ts'
import * as keys from '../../shared/body-keys.ts'
import { answer, bodyOf, created, found, save, settled } from '../../shared/handlers.ts'
import { globalHoldouts, leaveHoldouts } from '../../shared/holdout-members.ts'
import { listed } from '../../shared/pagination.ts'
import { membersIn } from '../../shared/rules.ts'
import { asRead } from '../../shared/serialize.ts'
import { overrideRoutes } from '../overrides/overrides.ts'
import { merged, refuseDropped, refuseParameters } from './layer-parameters.ts'

const MISSING = 'Layer not found.'

const creatable: Keys = {
  name: text({ min: 3, max: 100, pattern: /^[A-Za-z0-9_ -]*$/ }),
  description: keys.description,
  idType: text(),
  targetApps: keys.targetApps,
  team: text(),
}

const updatable: Keys = {
  description: keys.description,
  parameters: list(
    record(
      {
        name: text(),
        type: choice('string', 'number', 'boolean', 'object', 'array'),
        defaultValue: anything,
        // Newer than the document.
        description: text(),
        schema: text(),
      },
      ['name', 'type', 'defaultValue'],
    ),
  ),
  targetApps: keys.targetApps,
}

const fresh = (world: World, body: Members): Members => ({
  id: '',
  name: '',
  description: '',
  idType: 'userID',
  ...created(world),
  tags: [],
  targetApps: [],
  holdoutIDs: globalHoldouts(world, body['idType']),
  team: null,
  teamID: null,
  version: 1,
  isImplicitLayer: false,
  parameters: [],
  ...body,
})

const create = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), creatable, ['name', 'idType'])
  const id = newId(world, 'layers', body, 'Layer name is already in use')
  const layer = fresh(world, { ...settled(world, body), id })
  world.store.put('layers', layer)
  return answer('Layer created successfully.', asRead(world, 'layers', layer), 201)
}

const update = (
  call: Call,
  required: readonly string[],
  parametersAfter: (live: readonly Members[], sent: readonly Members[]) => readonly Members[],
): Answer => {
  const { world } = call
  const live = found(call, 'layers', MISSING)
  const body = accepted(bodyOf(call), updatable, required)
  const sent = membersIn(body['parameters'])
  refuseParameters(sent)
  const resets = required.length > 0 && world.has('post-resets') ? { targetApps: [] } : {}
  const layer = save(world, 'layers', {
    ...live,
    ...resets,
    ...settled(world, body),
    ...(body['parameters'] === undefined
      ? {}
      : { parameters: parametersAfter(membersIn(live['parameters']), sent) }),
  })
  return answer('Layer updated successfully.', asRead(world, 'layers', layer))
}

const fullUpdate = (call: Call): Answer =>
  update(call, ['description', 'parameters'], (live, sent) => {
    refuseDropped(live, sent)
    return sent
  })

const partialUpdate = (call: Call): Answer =>
  update(call, [], (live, sent) => {
    return call.world.has('layer-patch-replaces') ? sent : merged(live, sent)
  })

const experimentsOn = (world: World, layer: Json | undefined): readonly Members[] =>
  world.store.all('experiments').filter((experiment) => experiment['layerID'] === layer)

const listExperiments = (call: Call): Answer => {
  const layer = found(call, 'layers', MISSING)
  const rows = experimentsOn(call.world, layer['id'])
  return listed(call, 'Experiments listed successfully.', 'experiments', rows)
}

const remove = (call: Call): Answer => {
  const layer = found(call, 'layers', MISSING)
  if (experimentsOn(call.world, layer['id']).length > 0)
    throw badRequest('Layer cannot be deleted with experiments still on it')
  call.world.store.remove('layers', textOf(layer['id']))
  leaveHoldouts(call.world, 'layers', textOf(layer['id']))
  return answer('Layer deleted successfully.')
}

export const layers: Resource = {
  collection: 'layers',
  fresh,
  routes: [
    {
      method: 'GET',
      path: 'layers',
      pages: true,
      handle: (call) =>
        listed(call, 'Layers listed successfully.', 'layers', call.world.store.all('layers')),
    },
    { method: 'POST', path: 'layers', handle: create },
    {
      method: 'GET',
      path: 'layers/*',
      handle: (call) => {
        const layer = found(call, 'layers', MISSING)
        return answer('Layer read successfully.', asRead(call.world, 'layers', layer))
      },
    },
    { method: 'POST', path: 'layers/*', handle: fullUpdate },
    { method: 'PATCH', path: 'layers/*', handle: partialUpdate },
    { method: 'DELETE', path: 'layers/*', handle: remove },
    { method: 'GET', path: 'layers/*/experiments', pages: true, handle: listExperiments },
    ...overrideRoutes('layers', 'layers'),
  ],
}
