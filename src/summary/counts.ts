// What a plan and a report come to, in numbers.
import type { Action, Operation, Outcome, Plan } from '../model.ts'

const actionOrder = [
  'create',
  'update',
  'start',
  'decide',
  'abandon',
  'archive',
  'delete',
] as const satisfies readonly Action[]

export const isRefused = ({ refusal }: Operation): boolean => refusal !== undefined

/** Operations that are not run because what they must come after is refused, with the refused one. */
export const blockedOperations = ({ operations }: Plan): ReadonlyMap<Operation, Operation> => {
  const blockers = new Map<string, Operation>()
  const blocked = new Map<Operation, Operation>()
  // Operations stand in an order that respects every `after`: one pass is enough.
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

/** By action, of what will be run; every other number beside it. */
export const planCounts = (plan: Plan) => {
  const blocked = blockedOperations(plan)
  const runnable = plan.operations.filter((each) => !isRefused(each) && !blocked.has(each))
  return {
    actions: actionOrder
      .map((action) => ({
        action,
        count: runnable.filter((each) => each.action === action).length,
      }))
      .filter(({ count }) => count > 0),
    refused: plan.operations.filter(isRefused).length,
    notRun: blocked.size,
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
