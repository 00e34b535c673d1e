// What the workflow allows an apply to do, whatever was merged.
import type { Inputs } from '../../io/actions/inputs.ts'
import type { Operation, Plan } from '../../model.ts'
import { planDigest } from '../../resources/digest.ts'
import { isRunnable } from './review.ts'

/**
 * Archiving and deleting is allowed in the workflow, where whoever proposes a change cannot allow it. What a person has
 * looked at, and may confirm, is what would be done: the digest leaves out what is refused.
 */
export const withoutArchives = (
  plan: Plan,
  { allowArchive }: Pick<Inputs, 'allowArchive'>,
): Plan => {
  const operations = plan.operations.map((each) =>
    isGoing(each) && !allowArchive ? forbidden(each) : each,
  )
  const ids = operations.filter(isRunnable).map(({ id }) => id)
  return { ...plan, operations, digest: planDigest(ids) }
}

const isGoing = (operation: Operation): boolean =>
  (operation.action === 'archive' || operation.action === 'delete') && isRunnable(operation)

const forbidden = (operation: Operation): Operation => ({
  ...operation,
  refused: {
    reason: `the workflow does not allow to ${operation.action} anything`,
    hint: 'Set `allow-archive: true` for the plan and for the apply.',
  },
})

/** Why nothing of it would be applied, as a sentence without its full stop. */
export const isTooMuch = (
  { operations }: Plan,
  { maxChanges }: Pick<Inputs, 'maxChanges'>,
): string | undefined => {
  const count = operations.filter(isRunnable).length
  return count <= maxChanges
    ? undefined
    : `${count} operations are more than \`max-changes\` allows (${maxChanges}): an apply would do none of them`
}
