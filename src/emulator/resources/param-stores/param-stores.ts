// Param stores: identified by name. A creation adds no parameters; an update replaces all of them.
import type { JsonObject } from '../../../core/json.ts'
import { badField, badRequest } from '../../core/api-error.ts'
import { type BodyKeys, list, parseBody, text } from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Resource } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { shuffled } from '../../core/random.ts'
import * as keys from '../../shared/body-keys.ts'
import {
  beforeFullUpdate,
  creationStamp,
  readBody,
  requireObject,
  resolveCommonFields,
  respond,
  saveObject,
} from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { parameterSchema, requireTargets } from './param-store-parameters.ts'

const MISSING = 'Param Store not found.'
// The documented samples have this message for every action.
const READ_MESSAGE = 'Param Store read successfully.'

const creatable: BodyKeys = {
  name: text(),
  description: text(),
  displayName: text(),
  targetAppIDs: keys.texts,
  tags: keys.texts,
  team: text(),
}

const updatable: BodyKeys = { description: text(), parameters: list(parameterSchema) }

const newParamStore = (context: EmulatorContext, body: JsonObject): JsonObject => {
  const { creatorID = null, createdTime = 0, lastModifierID = null } = creationStamp(context)
  return hideWriteOnlyMembers(context, {
    id: context.newId(),
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

/** Tags and target apps are accepted, but answers do not contain them. */
const hideWriteOnlyMembers = (
  _context: EmulatorContext,
  { tags, targetAppIDs, ...store }: JsonObject,
): JsonObject => ({
  ...store,
  ...(tags === undefined ? {} : { $tags: tags }),
  ...(targetAppIDs === undefined ? {} : { $targetAppIDs: targetAppIDs }),
})

const serializeParamStore = (context: EmulatorContext, store: JsonObject): JsonObject => {
  const { teamID = null, ...serialized } = serializeObject(context, 'param_stores', store)
  return {
    ...serialized,
    // By the document, a store without a team has no teamID; it is not null.
    ...(teamID === null ? {} : { teamID }),
    ...(context.has('worst-case')
      ? { parameters: shuffled(membersIn(serialized['parameters']), context.shuffleRandom) }
      : {}),
  }
}

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), creatable, ['name', 'description', 'displayName'])
  if (context.store.find('param_stores', textOf(body['name'])))
    throw badRequest('Name is already in use')
  requireApps(context, textsIn(body['targetAppIDs']))
  const store = newParamStore(context, resolveCommonFields(context, body))
  context.store.put('param_stores', store)
  return respond(READ_MESSAGE, serializeParamStore(context, store))
}

const update = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const live = requireObject(call, 'param_stores', MISSING)
  const body = parseBody(readBody(call), updatable, [])
  const parameters = membersIn(body['parameters'])
  refuseDuplicateNames(parameters.map(({ name }) => textOf(name)))
  requireTargets(context, parameters)
  const known = () => [newParamStore(context, {}), creatable].flatMap(Object.keys)
  const before = beforeFullUpdate(call, live, known)
  const store = saveObject(context, 'param_stores', { ...before, ...body })
  return respond(READ_MESSAGE, serializeParamStore(context, store))
}

const requireApps = (context: EmulatorContext, ids: readonly string[]): void => {
  if (context.has('unknown-apps-accepted')) return
  const missing = ids.filter((id) => !context.store.find('target_apps', id))
  if (missing.length > 0)
    throw badField('targetAppIDs', `Target apps with IDs [${missing.join(', ')}] do not exist`)
}

const refuseDuplicateNames = (names: readonly string[]): void => {
  if (new Set(names).size < names.length)
    throw badField('parameters', 'Duplicate parameter name(s) given')
}

const remove = (call: ApiCall): HandlerResponse => {
  call.context.store.remove(
    'param_stores',
    textOf(requireObject(call, 'param_stores', MISSING)['name']),
  )
  return respond('Param Store deleted successfully.')
}

export const paramStores: Resource = {
  collection: 'param_stores',
  newObject: newParamStore,
  completeObject: hideWriteOnlyMembers,
  routes: [
    {
      method: 'GET',
      path: 'param_stores',
      isPaged: true,
      handle: (call) => {
        const stores = call.context.store.all('param_stores')
        return respondWithPage(
          call,
          'List param stores success',
          'param_stores',
          stores,
          serializeParamStore,
        )
      },
    },
    { method: 'POST', path: 'param_stores', handle: create },
    {
      method: 'GET',
      path: 'param_stores/*',
      handle: (call) =>
        respond(
          READ_MESSAGE,
          serializeParamStore(call.context, requireObject(call, 'param_stores', MISSING)),
        ),
    },
    { method: 'POST', path: 'param_stores/*', handle: update },
    // The published document does not have this yet.
    { method: 'DELETE', path: 'param_stores/*', handle: remove },
  ],
}
