// Unit ID types: identified by name. Two of them always exist.
import type { JsonObject } from '../../../core/json.ts'
import { badRequest } from '../../core/api-error.ts'
import { type BodyKeys, parseBody, text } from '../../core/body-schema.ts'
import { collections } from '../../core/collections.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Resource } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { readBody, requireObject, respond } from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { serializeObject } from '../../shared/serialize.ts'

const COLLECTION = 'unit_id_types'
const MISSING = 'Unit ID Type not found.'

const updatable: BodyKeys = { description: text() }
const creatable: BodyKeys = { ...updatable, name: text({ min: 1 }) }

const builtIn: readonly JsonObject[] = [
  { name: 'userID', description: 'A signed-in user.' },
  { name: 'stableID', description: 'A device, signed in or not.' },
]

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), creatable, ['name'])
  if (context.store.find(COLLECTION, textOf(body['name'])))
    throw badRequest('Name is already in use')
  const unit: JsonObject = { name: '', description: '', ...body }
  context.store.put(COLLECTION, unit)
  return respond(
    'Unit ID Type created successfully.',
    serializeObject(context, COLLECTION, unit),
    201,
  )
}

const update = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const live = requireObject(call, COLLECTION, MISSING)
  const unit: JsonObject = { ...live, ...parseBody(readBody(call), updatable, ['description']) }
  context.store.put(COLLECTION, unit)
  return respond('Unit ID Type updated successfully.', serializeObject(context, COLLECTION, unit))
}

const remove = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const name = textOf(requireObject(call, COLLECTION, MISSING)['name'])
  if (builtIn.some((unit) => unit['name'] === name))
    throw badRequest('A built-in unit ID type cannot be deleted.')
  if (!context.has('used-units-deleted') && isUsed(context, name))
    throw badRequest('Unit ID type cannot be deleted while it is in use.')
  context.store.remove(COLLECTION, name)
  return respond('Unit ID Type deleted successfully.')
}

const isUsed = (context: EmulatorContext, name: string): boolean =>
  collections.some((collection) =>
    context.store.all(collection).some((object) => unitsIn(object).includes(name)),
  )

const unitsIn = (object: JsonObject): readonly string[] => [
  ...['idType', 'secondaryIDType', 'unitTypes'].flatMap((key) => textsIn(object[key])),
  ...membersIn(object['idTypeMapping']).map(({ statsigUnitID }) => textOf(statsigUnitID)),
]

export const unitIdTypes: Resource = {
  collection: COLLECTION,
  newObject: (_context, body) => ({ name: '', description: '', ...body }),
  builtIn: () => builtIn,
  routes: [
    {
      method: 'GET',
      path: COLLECTION,
      isPaged: true,
      handle: (call) =>
        respondWithPage(
          call,
          'Unit ID Types listed successfully.',
          COLLECTION,
          call.context.store.all(COLLECTION),
        ),
    },
    { method: 'POST', path: COLLECTION, handle: create },
    {
      method: 'GET',
      path: `${COLLECTION}/*`,
      handle: (call) => {
        const unit = requireObject(call, COLLECTION, MISSING)
        return respond(
          'Unit ID Type read successfully.',
          serializeObject(call.context, COLLECTION, unit),
        )
      },
    },
    { method: 'PATCH', path: `${COLLECTION}/*`, handle: update },
    { method: 'DELETE', path: `${COLLECTION}/*`, handle: remove },
  ],
}
