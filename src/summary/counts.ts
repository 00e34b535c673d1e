// Counts the operations of a plan and the outcomes of an apply.
import type { Action, Operation, Outcome, Plan, SettingChange } from '../model/index.ts'

const actionOrder = [
  'create',
  'update',
  'start',
  'conclude',
  'decide',
  'abandon',
  'archive',
  'delete',
] as const satisfies readonly Action[]

export const isRefused = ({ refusal }: Operation): boolean => refusal !== undefined

/** Operations that are not run because a refused one blocks them, with the blocking one. */
export const blockedOperations = ({ operations }: Plan): ReadonlyMap<Operation, Operation> => {
  const blockers = new Map<string, Operation>()
  const blocked = new Map<Operation, Operation>()
  // Each operation comes after those that it depends on: one pass is enough.
  for (const operation of operations) {
    const blocker = operation.dependsOn.map((id) => blockers.get(id)).find((found) => found)
    if (isRefused(operation)) blockers.set(operation.id, operation)
    else if (blocker) {
      blockers.set(operation.id, blocker)
      blocked.set(operation, blocker)
    }
  }
  return blocked
}

/** The operations that an apply runs. */
export const runnableOperations = (plan: Plan): readonly Operation[] => {
  const blocked = blockedOperations(plan)
  return plan.operations.filter((each) => !isRefused(each) && !blocked.has(each))
}

/** The settings that the change of the files loosens, tightens or alters. */
export const settingChangesIn = ({ notices }: Pick<Plan, 'notices'>): readonly SettingChange[] =>
  notices.flatMap((each) => (each.code === 'setting-changed' ? [each] : []))

/** Whether an apply of the plan has an effect: a change of settings is one. */
export const hasChanges = (plan: Plan): boolean =>
  plan.operations.length > 0 || settingChangesIn(plan).length > 0

/** Counts by action of the operations that an apply runs, and the other counts of the plan. */
export const planCounts = (plan: Plan) => {
  const runnable = runnableOperations(plan)
  const refused = plan.operations.filter(isRefused).length
  return {
    actions: actionOrder
      .map((action) => ({
        action,
        count: runnable.filter((each) => each.action === action).length,
      }))
      .filter(({ count }) => count > 0),
    refused,
    notRun: plan.operations.length - runnable.length - refused,
    kept: plan.kept.length,
    unchanged: plan.unchanged,
  }
}

export const outcomeCounts = (
  outcomes: readonly Outcome[],
): Readonly<Record<Outcome['status'], number>> => {
  const of = (status: Outcome['status']) =>
    outcomes.filter((outcome) => outcome.status === status).length
  return {
    done: of('done'),
    failed: of('failed'),
    skipped: of('skipped'),
    'pending-review': of('pending-review'),
  }
}
