// Allocates the id of a new object, and refuses names and ids that are in use.
import type { Json, JsonObject } from '../../core/json.ts'
import { badRequest } from './api-error.ts'
import type { Collection } from './collections.ts'
import type { EmulatorContext } from './context.ts'
import { normalizeSentId, slugOf, textOf } from './ids.ts'

/** The id of a new object. A name or an id that is in use is refused. */
export const allocateId = (
  context: EmulatorContext,
  collection: Collection,
  body: JsonObject,
  takenMessage = 'Name is already in use',
): string => {
  const name = textOf(body['name'])
  const id = textOf(body['id'])
    ? normalizeSentId(context, textOf(body['id']))
    : slugOf(context, name)
  const holders = context.store
    .all(collection)
    .filter(
      (other) => equalsIgnoringCase(other['id'], id) || equalsIgnoringCase(other['name'], name),
    )
  if (
    !context.has('duplicate-names-accepted') &&
    holders.some((other) => !isNameFreed(context, other))
  )
    throw badRequest(takenMessage)
  return context.store.find(collection, id) ? nextNumberedId(context, collection, id) : id
}

export const requireFreeName = (
  context: EmulatorContext,
  collection: Collection,
  name: Json | undefined,
  ownId: string,
): void => {
  if (typeof name !== 'string' || context.has('duplicate-names-accepted')) return
  const clash = context.store
    .all(collection)
    .some(
      (other) =>
        other['id'] !== ownId &&
        equalsIgnoringCase(other['name'], name) &&
        !isNameFreed(context, other),
    )
  if (clash) throw badRequest('Name is already in use')
}

const nextNumberedId = (context: EmulatorContext, collection: Collection, id: string): string => {
  for (let count = 2; ; count += 1)
    if (!context.store.find(collection, `${id}_${count}`)) return `${id}_${count}`
}

const isNameFreed = (context: EmulatorContext, object: JsonObject): boolean =>
  context.has('archived-frees-name') && isArchived(object)

const isArchived = (object: JsonObject): boolean =>
  object['status'] === 'Archived' || object['status'] === 'archived' || object['$archived'] === true

const equalsIgnoringCase = (a: Json | undefined, b: string): boolean =>
  typeof a === 'string' && a.length === b.length && a.toLowerCase() === b.toLowerCase()
