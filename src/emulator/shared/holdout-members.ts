// The members of a holdout: those that its lists name, and those that were created while it was global.
import type { Json, JsonObject } from '../../core/json.ts'
import type { Collection } from '../core/collections.ts'
import type { EmulatorContext } from '../core/context.ts'
import { textOf } from '../core/ids.ts'
import { listOf } from './value-spellings.ts'

export const HOLDOUT_LISTS = [
  { name: 'gateIDs', collection: 'gates' },
  { name: 'experimentIDs', collection: 'experiments' },
  { name: 'layerIDs', collection: 'layers' },
] as const

/** The global holdouts that a new gate, experiment or layer of this unit is added to. */
export const globalHoldouts = (
  context: EmulatorContext,
  idType: Json | undefined,
): readonly string[] =>
  context.store
    .all('holdouts')
    .filter((holdout) => holdout['isGlobal'] === true && holdout['idType'] === (idType ?? 'userID'))
    .map(({ id }) => textOf(id))

/** Adds the ids of the holdouts that the object is in. */
export const addHoldoutIds = (
  context: EmulatorContext,
  object: JsonObject,
  collection: Collection,
): JsonObject => {
  const list = HOLDOUT_LISTS.find((one) => one.collection === collection)
  if (list === undefined) return object
  const listingIds = context.store
    .all('holdouts')
    .filter((holdout) => listOf(holdout[list.name]).includes(object['id'] ?? null))
    .map(({ id }) => textOf(id))
  if (listingIds.length === 0) return object
  return { ...object, holdoutIDs: [...new Set([...listOf(object['holdoutIDs']), ...listingIds])] }
}

/** The holdout whose lists also contain the members that were added on their creation. */
export const addAttachedMembers = (context: EmulatorContext, holdout: JsonObject): JsonObject => ({
  ...holdout,
  ...Object.fromEntries(
    HOLDOUT_LISTS.map(({ name, collection }): [string, Json] => {
      const attached = context.store
        .all(collection)
        .filter(({ holdoutIDs }) => listOf(holdoutIDs).includes(holdout['id'] ?? null))
        .map(({ id }) => textOf(id))
      return [name, [...new Set([...listOf(holdout[name]), ...attached])]]
    }),
  ),
})

/** Removes a deleted object from all holdouts. */
export const detachFromHoldouts = (
  context: EmulatorContext,
  collection: Collection,
  id: string,
): void => {
  const list = HOLDOUT_LISTS.find((one) => one.collection === collection)
  if (list === undefined) return
  for (const holdout of context.store.all('holdouts'))
    if (listOf(holdout[list.name]).includes(id))
      context.store.put('holdouts', removeId(holdout, list.name, id))
}

/** Removes a deleted holdout from the objects that were added to it on their creation. */
export const detachHoldoutMembers = (context: EmulatorContext, holdout: string): void => {
  for (const { collection } of HOLDOUT_LISTS)
    for (const object of context.store.all(collection))
      if (listOf(object['holdoutIDs']).includes(holdout))
        context.store.put(collection, removeId(object, 'holdoutIDs', holdout))
}

const removeId = (object: JsonObject, name: string, id: string): JsonObject => ({
  ...object,
  [name]: listOf(object[name]).filter((one) => one !== id),
})
