// Makes a plan from desired and live state. Pure: the same two states always give the same plan.
import { type Diagnostic, isFatal, sortDiagnostics } from '../diagnostic.ts'
import type { Address, DesiredState, LiveState, Operation, Plan } from '../model.ts'
import { planDigest } from '../resources/digest.ts'
import { checkDefinitions } from './checks/index.ts'
import { guardRetirements, liveReferencesToGuard } from './guards/dependants.ts'
import { orderOperations } from './order.ts'
import { createPlanContext, type PlanOptions } from './plan-context.ts'
import { emptyPart, joinParts, type PlanPart, planResources } from './plan-resources.ts'
import { pruneOperations } from './prune.ts'
import { referencedAddresses, resolveReferences } from './references.ts'

export type { PlanOptions } from './plan-context.ts'

export interface PlanResult {
  readonly plan: Plan
  readonly diagnostics: readonly Diagnostic[]
}

export const plan = (desired: DesiredState, live: LiveState, options: PlanOptions): PlanResult => {
  const context = createPlanContext(desired, live, options)
  const { appliedState, target } = context

  const references = resolveReferences(context)
  const diagnostics = sortDiagnostics([...references.diagnostics, ...checkDefinitions(context)])
  if (isFatal(diagnostics)) return { plan: buildPlan(target, [], emptyPart, 0), diagnostics }

  const resources = planResources(context)
  const pruned = appliedState ? pruneOperations(appliedState, context) : emptyPart
  const part = joinParts([resources, pruned])
  // A kept difference may refer to a resource that no operation needs: only operations imply a creation.
  const needed = referencedAddresses(part.drafts, context)
  const implied = references.implied.filter(({ address }) => needed.has(address))
  const drafts = [...implied, ...part.drafts]

  const liveReferences = liveReferencesToGuard(drafts, context)
  const guarded = guardRetirements(drafts, liveReferences, references.references, context)
  const operations = orderOperations(guarded, target, {
    wanted: references.ofDraft,
    live: ({ address }) => liveReferences.get(address) ?? noAddresses,
  })
  return { plan: buildPlan(target, operations, part, resources.unchanged), diagnostics }
}

const noAddresses: ReadonlySet<Address> = new Set()

const buildPlan = (
  target: string,
  operations: readonly Operation[],
  { kept, unmanaged }: PlanPart,
  unchanged: number,
): Plan => ({
  version: 2,
  target,
  operations,
  kept,
  unmanaged,
  notices: [],
  unchanged,
  digest: planDigest(operations.map(({ id }) => id)),
})
