// Layers: a creation adds no parameters; updates add them, and none is ever removed.
import type { Json, JsonObject } from '../../../core/json.ts'
import { badRequest } from '../../core/api-error.ts'
import {
  anything,
  type BodyKeys,
  choice,
  list,
  nullable,
  parseBody,
  record,
  text,
} from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Resource } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { allocateId } from '../../core/name-allocation.ts'
import * as keys from '../../shared/body-keys.ts'
import {
  creationStamp,
  readBody,
  requireObject,
  resolveCommonFields,
  respond,
  saveObject,
} from '../../shared/handlers.ts'
import { detachFromHoldouts, globalHoldouts } from '../../shared/holdout-members.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { membersIn } from '../../shared/rules.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { overrideRoutes } from '../overrides/overrides.ts'
import { mergeParameters, refuseMissingParameters, refuseParameters } from './layer-parameters.ts'

const MISSING = 'Layer not found.'

const creatable: BodyKeys = {
  name: text({ min: 3, max: 100, pattern: /^[A-Za-z0-9_ -]*$/ }),
  description: keys.description,
  idType: text(),
  targetApps: keys.targetApps,
  team: text(),
}

const updatable: BodyKeys = {
  description: keys.description,
  parameters: list(
    record(
      {
        name: text(),
        type: choice('string', 'number', 'boolean', 'object', 'array'),
        defaultValue: anything,
        // The published document does not have this yet.
        description: text(),
        schema: nullable(text()),
      },
      ['name', 'type', 'defaultValue'],
    ),
  ),
  targetApps: keys.targetApps,
}

const newLayer = (context: EmulatorContext, body: JsonObject): JsonObject => ({
  id: '',
  name: '',
  description: '',
  idType: 'userID',
  ...creationStamp(context),
  tags: [],
  targetApps: [],
  holdoutIDs: globalHoldouts(context, body['idType']),
  team: null,
  teamID: null,
  version: 1,
  isImplicitLayer: false,
  parameters: [],
  ...body,
})

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), creatable, ['name', 'idType'])
  const id = allocateId(context, 'layers', body, 'Layer name is already in use')
  const layer = newLayer(context, { ...resolveCommonFields(context, body), id })
  context.store.put('layers', layer)
  return respond('Layer created successfully.', serializeObject(context, 'layers', layer), 201)
}

const update = (
  call: ApiCall,
  required: readonly string[],
  mergeSent: (live: readonly JsonObject[], sent: readonly JsonObject[]) => readonly JsonObject[],
): HandlerResponse => {
  const { context } = call
  const live = requireObject(call, 'layers', MISSING)
  const body = parseBody(readBody(call), updatable, required)
  const sent = membersIn(body['parameters'])
  refuseParameters(sent)
  const resets = required.length > 0 && context.has('post-resets') ? { targetApps: [] } : {}
  const layer = saveObject(context, 'layers', {
    ...live,
    ...resets,
    ...resolveCommonFields(context, body),
    ...(body['parameters'] === undefined
      ? {}
      : { parameters: mergeSent(membersIn(live['parameters']), sent) }),
  })
  return respond('Layer updated successfully.', serializeObject(context, 'layers', layer))
}

const fullUpdate = (call: ApiCall): HandlerResponse =>
  update(call, ['description', 'parameters'], (live, sent) => {
    refuseMissingParameters(live, sent)
    return sent
  })

const partialUpdate = (call: ApiCall): HandlerResponse =>
  update(call, [], (live, sent) => {
    return call.context.has('layer-patch-replaces') ? sent : mergeParameters(live, sent)
  })

const experimentsOn = (context: EmulatorContext, layer: Json | undefined): readonly JsonObject[] =>
  context.store.all('experiments').filter((experiment) => experiment['layerID'] === layer)

const listExperiments = (call: ApiCall): HandlerResponse => {
  const layer = requireObject(call, 'layers', MISSING)
  const rows = experimentsOn(call.context, layer['id'])
  return respondWithPage(call, 'Experiments listed successfully.', 'experiments', rows)
}

const remove = (call: ApiCall): HandlerResponse => {
  const layer = requireObject(call, 'layers', MISSING)
  if (experimentsOn(call.context, layer['id']).length > 0)
    throw badRequest('Layer cannot be deleted with experiments still on it')
  call.context.store.remove('layers', textOf(layer['id']))
  detachFromHoldouts(call.context, 'layers', textOf(layer['id']))
  return respond('Layer deleted successfully.')
}

export const layers: Resource = {
  collection: 'layers',
  newObject: newLayer,
  routes: [
    {
      method: 'GET',
      path: 'layers',
      isPaged: true,
      handle: (call) =>
        respondWithPage(
          call,
          'Layers listed successfully.',
          'layers',
          call.context.store.all('layers'),
        ),
    },
    { method: 'POST', path: 'layers', handle: create },
    {
      method: 'GET',
      path: 'layers/*',
      handle: (call) => {
        const layer = requireObject(call, 'layers', MISSING)
        return respond('Layer read successfully.', serializeObject(call.context, 'layers', layer))
      },
    },
    { method: 'POST', path: 'layers/*', handle: fullUpdate },
    { method: 'PATCH', path: 'layers/*', handle: partialUpdate },
    { method: 'DELETE', path: 'layers/*', handle: remove },
    { method: 'GET', path: 'layers/*/experiments', isPaged: true, handle: listExperiments },
    ...overrideRoutes('layers'),
  ],
}
