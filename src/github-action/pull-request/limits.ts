// Limits that the workflow sets for an apply, independent of what was merged.
import type { Inputs } from '../../io/actions/inputs.ts'
import type { Notice, Plan } from '../../model/index.ts'
import { addRefusal, judgeWith } from '../../plan/guards/guard.ts'
import { removalInput } from '../../plan/guards/run.ts'
import { planDigest } from '../../resources/digest.ts'
import { isRunnable } from './approvals.ts'

/**
 * Archiving and deleting is allowed by the workflow, which the author of a change does not control. The digest covers only
 * operations that are not refused: these are what a person checks and confirms.
 */
export const refuseArchives = (
  plan: Plan,
  { allowArchive }: Pick<Inputs, 'allowArchive'>,
): Plan => {
  const operations = plan.operations.map((operation) =>
    addRefusal(
      operation,
      judgeWith([removalInput], { ...operation, isArchiveAllowed: allowArchive }),
    ),
  )
  const ids = operations.filter(isRunnable).map(({ id }) => id)
  return { ...plan, operations, digest: planDigest(ids) }
}

type TooMany = Extract<Notice, { code: 'too-many-changes' }>

/** The reason if the plan has more operations than `max-changes`. */
export const changeLimitReason = (
  { operations }: Plan,
  { maxChanges }: Pick<Inputs, 'maxChanges'>,
): TooMany | undefined => {
  const count = operations.filter(isRunnable).length
  return count <= maxChanges ? undefined : { code: 'too-many-changes', count, most: maxChanges }
}
