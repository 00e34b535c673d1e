// What a plan and a report come to, in numbers and in words.
import type { Action, Operation, Outcome, Plan } from '../model.ts'
import { grouped } from '../report/values/text-style.ts'

const actions = [
  'create',
  'update',
  'start',
  'decide',
  'abandon',
  'archive',
  'delete',
] as const satisfies readonly Action[]

export const isRefused = ({ refused }: Operation): boolean => refused !== undefined

/** Operations that are not run because what they must come after is refused, with the refused one. */
export const blockedIn = ({ operations }: Plan): ReadonlyMap<Operation, Operation> => {
  const culprits = new Map<string, Operation>()
  const blocked = new Map<Operation, Operation>()
  // Operations stand in an order that respects every `after`: one pass is enough.
  for (const operation of operations) {
    const culprit = operation.after.map((id) => culprits.get(id)).find((found) => found)
    if (isRefused(operation)) culprits.set(operation.id, operation)
    else if (culprit) {
      culprits.set(operation.id, culprit)
      blocked.set(operation, culprit)
    }
  }
  return blocked
}

/** By action, of what will be run; every other number beside it. */
export const countsOf = (plan: Plan) => {
  const blocked = blockedIn(plan)
  const run = plan.operations.filter((each) => !isRefused(each) && !blocked.has(each))
  return {
    actions: actions
      .map((action) => ({ action, count: run.filter((each) => each.action === action).length }))
      .filter(({ count }) => count > 0),
    refused: plan.operations.filter(isRefused).length,
    notRun: blocked.size,
    held: plan.held.length,
    unchanged: plan.unchanged,
  }
}

export const tallyOf = (
  outcomes: readonly Outcome[],
): Readonly<Record<Outcome['status'], number>> => {
  const of = (status: Outcome['status']) =>
    outcomes.filter((outcome) => outcome.status === status).length
  return { done: of('done'), failed: of('failed'), skipped: of('skipped'), waiting: of('waiting') }
}

/** `2 failed, 1 waiting`: what there is none of goes unsaid. */
export const inWords = (counts: readonly (readonly [number, string])[]): string =>
  counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${grouped(count)} ${what}`)
    .join(', ')
