// Who is in a holdout: what its lists name, and what was made while it was global.
import type { Json, Members } from '../../json.ts'
import type { World } from '../core/context.ts'
import { textOf } from '../core/ids.ts'
import type { Collection } from '../core/store.ts'
import { listOf } from './value-spellings.ts'

export const LISTS = [
  { name: 'gateIDs', collection: 'gates' },
  { name: 'experimentIDs', collection: 'experiments' },
  { name: 'layerIDs', collection: 'layers' },
] as const

/** The holdouts that a new gate, experiment or layer of this unit is born into. */
export const globalHoldouts = (world: World, idType: Json | undefined): readonly string[] =>
  world.store
    .all('holdouts')
    .filter((holdout) => holdout['isGlobal'] === true && holdout['idType'] === (idType ?? 'userID'))
    .map(({ id }) => textOf(id))

/** A member says which holdouts it is in, by their lists or from birth. */
export const withHoldouts = (world: World, object: Members, collection: Collection): Members => {
  const list = LISTS.find((one) => one.collection === collection)
  if (list === undefined) return object
  const naming = world.store
    .all('holdouts')
    .filter((holdout) => listOf(holdout[list.name]).includes(object['id'] ?? null))
    .map(({ id }) => textOf(id))
  if (naming.length === 0) return object
  return { ...object, holdoutIDs: [...new Set([...listOf(object['holdoutIDs']), ...naming])] }
}

/** The holdout with what has attached itself to it in its lists. */
export const withAttached = (world: World, holdout: Members): Members => ({
  ...holdout,
  ...Object.fromEntries(
    LISTS.map(({ name, collection }): [string, Json] => {
      const attached = world.store
        .all(collection)
        .filter(({ holdoutIDs }) => listOf(holdoutIDs).includes(holdout['id'] ?? null))
        .map(({ id }) => textOf(id))
      return [name, [...new Set([...listOf(holdout[name]), ...attached])]]
    }),
  ),
})

/** What is deleted is in no holdout any more. */
export const leaveHoldouts = (world: World, collection: Collection, id: string): void => {
  const list = LISTS.find((one) => one.collection === collection)
  if (list === undefined) return
  for (const holdout of world.store.all('holdouts'))
    if (listOf(holdout[list.name]).includes(id))
      world.store.put('holdouts', without(holdout, list.name, id))
}

/** A holdout that is deleted lets go of those that were born into it. */
export const letGo = (world: World, holdout: string): void => {
  for (const { collection } of LISTS)
    for (const object of world.store.all(collection))
      if (listOf(object['holdoutIDs']).includes(holdout))
        world.store.put(collection, without(object, 'holdoutIDs', holdout))
}

const without = (object: Members, name: string, id: string): Members => ({
  ...object,
  [name]: listOf(object[name]).filter((one) => one !== id),
})
