// Whom a holdout may take in: those that are there, and of its own unit.
import { type Json, type Members, member } from '../../../json.ts'
import { badFields, missingTargets, Refusal, type Trouble } from '../../core/api-error.ts'
import type { World } from '../../core/context.ts'
import { shelves } from '../../core/store.ts'
import { LISTS } from '../../shared/holdout-members.ts'
import { textsIn } from '../../shared/references.ts'

const targets = [...LISTS, { name: 'targetingGateID', collection: 'gates' }] as const

export const requireMembers = (world: World, body: Members): void => {
  const troubles = targets.flatMap(({ name, collection }): readonly Trouble[] => {
    const missing = textsIn(member(body, name)).filter(
      (id) => id !== '' && !world.store.find(collection, id),
    )
    const { errors } = missingTargets(name, shelves[collection].noun, missing)
    return missing.length === 0 ? [] : [errors ?? []].flat()
  })
  if (troubles.length > 0) throw new Refusal(404, 'Not Found Exception', troubles)
}

export const requireOneUnit = (world: World, body: Members, idType: Json | undefined): void => {
  const troubles = LISTS.flatMap(({ name, collection }): readonly Trouble[] => {
    const strangers = textsIn(member(body, name)).filter(
      (id) => world.store.find(collection, id)?.['idType'] !== idType,
    )
    const { noun } = shelves[collection]
    const errorMessage = `The following ${noun} have another ID type than the holdout: [${strangers.join(', ')}]`
    return strangers.length === 0 ? [] : [{ property: name, errorMessage }]
  })
  if (troubles.length > 0) throw badFields(troubles)
}
