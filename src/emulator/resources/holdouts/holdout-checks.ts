// Checks the members of a holdout: they must exist and use the unit of the holdout.
import { type Json, type JsonObject, member } from '../../../core/json.ts'
import { ApiError, badFields, type FieldError, missingTargets } from '../../core/api-error.ts'
import { collectionSpecs } from '../../core/collections.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { HOLDOUT_LISTS } from '../../shared/holdout-members.ts'
import { textsIn } from '../../shared/references.ts'

const holdoutTargets = [...HOLDOUT_LISTS, { name: 'targetingGateID', collection: 'gates' }] as const

export const requireMembers = (context: EmulatorContext, body: JsonObject): void => {
  const fieldErrors = holdoutTargets.flatMap(({ name, collection }): readonly FieldError[] => {
    const missing = textsIn(member(body, name)).filter(
      (id) => id !== '' && !context.store.find(collection, id),
    )
    const { errors } = missingTargets(name, collectionSpecs[collection].noun, missing)
    return missing.length === 0 ? [] : [errors ?? []].flat()
  })
  if (fieldErrors.length > 0) throw new ApiError(404, 'Not Found Exception', fieldErrors)
}

export const requireSameUnit = (
  context: EmulatorContext,
  body: JsonObject,
  idType: Json | undefined,
): void => {
  const fieldErrors = HOLDOUT_LISTS.flatMap(({ name, collection }): readonly FieldError[] => {
    const mismatched = textsIn(member(body, name)).filter(
      (id) => context.store.find(collection, id)?.['idType'] !== idType,
    )
    const { noun } = collectionSpecs[collection]
    const errorMessage = `The following ${noun} have another ID type than the holdout: [${mismatched.join(', ')}]`
    return mismatched.length === 0 ? [] : [{ property: name, errorMessage }]
  })
  if (fieldErrors.length > 0) throw badFields(fieldErrors)
}
