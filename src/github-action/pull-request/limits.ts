// What the workflow allows an apply to do, whatever was merged.
import type { Inputs } from '../../io/actions/inputs.ts'
import type { Notice, Operation, Plan } from '../../model.ts'
import { planDigest } from '../../resources/digest.ts'
import { isRunnable } from './approvals.ts'

/**
 * Archiving and deleting is allowed in the workflow, where whoever proposes a change cannot allow it. What a person has
 * looked at, and may confirm, is what would be done: the digest leaves out what is refused.
 */
export const refuseArchives = (
  plan: Plan,
  { allowArchive }: Pick<Inputs, 'allowArchive'>,
): Plan => {
  const operations = plan.operations.map((each) =>
    removesResource(each) && !allowArchive ? refuseArchive(each) : each,
  )
  const ids = operations.filter(isRunnable).map(({ id }) => id)
  return { ...plan, operations, digest: planDigest(ids) }
}

type TooMany = Extract<Notice, { code: 'too-many-changes' }>

const removesResource = (operation: Operation): boolean =>
  (operation.action === 'archive' || operation.action === 'delete') && isRunnable(operation)

const refuseArchive = (operation: Operation): Operation => ({
  ...operation,
  refusal: { code: 'archive-not-allowed', action: operation.action },
})

/** Why nothing of it would be applied. */
export const changeLimitReason = (
  { operations }: Plan,
  { maxChanges }: Pick<Inputs, 'maxChanges'>,
): TooMany | undefined => {
  const count = operations.filter(isRunnable).length
  return count <= maxChanges ? undefined : { code: 'too-many-changes', count, most: maxChanges }
}
