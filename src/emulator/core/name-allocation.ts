// Names and ids of new objects, and who holds them already.
import type { Json, Members } from '../../json.ts'
import { badRequest } from './api-error.ts'
import type { World } from './context.ts'
import { explicitId, slugOf, textOf } from './ids.ts'
import type { Collection } from './store.ts'

/** The id of a new object, unless its name or id is taken. */
export const newId = (
  world: World,
  collection: Collection,
  body: Members,
  taken = 'Name is already in use',
): string => {
  const name = textOf(body['name'])
  const id = textOf(body['id']) ? explicitId(world, textOf(body['id'])) : slugOf(world, name)
  const holders = world.store
    .all(collection)
    .filter((other) => isSame(other['id'], id) || isSame(other['name'], name))
  if (!world.has('duplicate-names-accepted') && holders.some((other) => !isFreed(world, other)))
    throw badRequest(taken)
  return world.store.find(collection, id) ? numbered(world, collection, id) : id
}

export const requireFreeName = (
  world: World,
  collection: Collection,
  name: Json | undefined,
  ownId: string,
): void => {
  if (typeof name !== 'string' || world.has('duplicate-names-accepted')) return
  const clash = world.store
    .all(collection)
    .some((other) => other['id'] !== ownId && isSame(other['name'], name) && !isFreed(world, other))
  if (clash) throw badRequest('Name is already in use')
}

const numbered = (world: World, collection: Collection, id: string): string => {
  for (let count = 2; ; count += 1)
    if (!world.store.find(collection, `${id}_${count}`)) return `${id}_${count}`
}

const isFreed = (world: World, object: Members): boolean =>
  world.has('archived-frees-name') && isArchived(object)

const isArchived = (object: Members): boolean =>
  object['status'] === 'Archived' || object['status'] === 'archived' || object['$archived'] === true

const isSame = (a: Json | undefined, b: string): boolean =>
  typeof a === 'string' && a.length === b.length && a.toLowerCase() === b.toLowerCase()
