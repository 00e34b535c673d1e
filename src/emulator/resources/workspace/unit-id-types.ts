// Unit id types: known by name, two of them always there.
import type { Members } from '../../../json.ts'
import { badRequest } from '../../core/api-error.ts'
import { accepted, type Keys, text } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { collections } from '../../core/store.ts'
import { answer, bodyOf, found } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { asRead } from '../../shared/serialize.ts'

const AT = 'unit_id_types'
const MISSING = 'Unit ID Type not found.'

const updatable: Keys = { description: text() }
const creatable: Keys = { ...updatable, name: text({ min: 1 }) }

const builtIn: readonly Members[] = [
  { name: 'userID', description: 'A signed-in user.' },
  { name: 'stableID', description: 'A device, signed in or not.' },
]

const create = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), creatable, ['name'])
  if (world.store.find(AT, textOf(body['name']))) throw badRequest('Name is already in use')
  const unit: Members = { name: '', description: '', ...body }
  world.store.put(AT, unit)
  return answer('Unit ID Type created successfully.', asRead(world, AT, unit), 201)
}

const update = (call: Call): Answer => {
  const { world } = call
  const live = found(call, AT, MISSING)
  const unit: Members = { ...live, ...accepted(bodyOf(call), updatable, ['description']) }
  world.store.put(AT, unit)
  return answer('Unit ID Type updated successfully.', asRead(world, AT, unit))
}

const remove = (call: Call): Answer => {
  const { world } = call
  const name = textOf(found(call, AT, MISSING)['name'])
  if (builtIn.some((unit) => unit['name'] === name))
    throw badRequest('A built-in unit ID type cannot be deleted.')
  if (!world.has('used-units-deleted') && isUsed(world, name))
    throw badRequest('Unit ID type cannot be deleted while it is in use.')
  world.store.remove(AT, name)
  return answer('Unit ID Type deleted successfully.')
}

const isUsed = (world: World, name: string): boolean =>
  collections.some((collection) =>
    world.store.all(collection).some((object) => unitsIn(object).includes(name)),
  )

const unitsIn = (object: Members): readonly string[] => [
  ...['idType', 'secondaryIDType', 'unitTypes'].flatMap((key) => textsIn(object[key])),
  ...membersIn(object['idTypeMapping']).map(({ statsigUnitID }) => textOf(statsigUnitID)),
]

export const unitIdTypes: Resource = {
  collection: AT,
  fresh: (_world, body) => ({ name: '', description: '', ...body }),
  builtIn: () => builtIn,
  routes: [
    {
      method: 'GET',
      path: AT,
      pages: true,
      handle: (call) =>
        listed(call, 'Unit ID Types listed successfully.', AT, call.world.store.all(AT)),
    },
    { method: 'POST', path: AT, handle: create },
    {
      method: 'GET',
      path: `${AT}/*`,
      handle: (call) => {
        const unit = found(call, AT, MISSING)
        return answer('Unit ID Type read successfully.', asRead(call.world, AT, unit))
      },
    },
    { method: 'PATCH', path: `${AT}/*`, handle: update },
    { method: 'DELETE', path: `${AT}/*`, handle: remove },
  ],
}
