// Makes a plan from desired and live state. Pure: the same two states always give the same plan.
import { type Diagnostic, isFatal, sortDiagnostics } from '../core/diagnostic.ts'
import type {
  Address,
  Definition,
  DesiredState,
  LiveState,
  Operation,
  Plan,
  Rename,
} from '../model/index.ts'
import { planDigest } from '../resources/digest.ts'
import { createBaseLookup, isSameDefinition } from './base-definition.ts'
import { checkDefinitions } from './checks/index.ts'
import { guardRetirements, liveReferencesToGuard } from './guards/dependants.ts'
import { type PlannedResource, refuseMixedReferences } from './guards/mixed-references.ts'
import { guardNames } from './guards/names.ts'
import { sensitivePointers } from './operation-draft.ts'
import { orderOperations } from './order.ts'
import { createPlanContext, type PlanContext, type PlanOptions } from './plan-context.ts'
import { emptyPart, mergePlanParts, type PlanPart } from './plan-part.ts'
import { pruneOperations } from './prune.ts'
import { referencedAddresses, resolveReferences } from './references.ts'
import { diffThreeWay } from './resource/diff-three-way.ts'

export type { PlanOptions } from './plan-context.ts'

export interface PlanWithDiagnostics {
  readonly plan: Plan
  readonly diagnostics: readonly Diagnostic[]
}

export const plan = (
  desired: DesiredState,
  live: LiveState,
  options: PlanOptions,
): PlanWithDiagnostics => {
  const context = createPlanContext(desired, live, options)
  const { appliedState, target } = context

  const references = resolveReferences(context)
  const diagnostics = sortDiagnostics([...references.diagnostics, ...checkDefinitions(context)])
  if (isFatal(diagnostics))
    return { plan: buildPlan(target, [], emptyPart, { unchanged: 0, renames: [] }), diagnostics }

  const resources = planResources(context)
  const pruned =
    appliedState && !appliedState.isBehind ? pruneOperations(appliedState, context) : emptyPart
  const part = mergePlanParts([resources, pruned])
  // A kept difference may refer to a resource that no operation needs: only operations imply a creation.
  const needed = referencedAddresses(part.drafts, context)
  const implied = references.implied.filter(({ address }) => needed.has(address))
  const drafts = guardNames([...implied, ...part.drafts], context)

  const liveReferences = liveReferencesToGuard(drafts, context)
  const guarded = guardRetirements(drafts, liveReferences, context)
  const operations = orderOperations(guarded, target, {
    wanted: references.ofDraft,
    live: ({ address }) => liveReferences.get(address) ?? noAddresses,
  })
  return { plan: buildPlan(target, operations, part, resources), diagnostics }
}

interface ResourcesPart extends PlanPart {
  /** How many resources have neither an operation nor a kept difference. */
  readonly unchanged: number
  readonly renames: readonly Rename[]
}

/** Plans each definition against its live resource and the definition that was applied last. */
const planResources = (context: PlanContext): ResourcesPart => {
  const { appliedState, desired, findResource } = context
  const findBase = createBaseLookup(desired, appliedState, findResource)
  const renames: Rename[] = []
  const planned = [...desired.values()].map((definition) => {
    const base = findBase(definition)
    if (base !== undefined && base.address !== definition.address)
      renames.push({ from: base.address, to: definition.address })
    return planResource(definition, base, context)
  })
  const parts = refuseMixedReferences(planned, context)
  const isUnchanged = ({ drafts, kept }: PlanPart) => drafts.length + kept.length === 0
  return { ...mergePlanParts(parts), unchanged: parts.filter(isUnchanged).length, renames }
}

const planResource = (
  definition: Definition,
  base: Definition | undefined,
  { appliedState, findResource, kindOf, names }: PlanContext,
): PlanPart & PlannedResource => {
  const resourceContext = {
    kind: kindOf(definition),
    definition,
    live: findResource(definition),
    names,
  }
  const { drafts, kept, merged, unmanaged } = diffThreeWay(resourceContext, base, appliedState)
  const isDefinitionUnchanged =
    drafts.length === 0 && base !== undefined && isSameDefinition(definition, base)
  const { address } = definition
  // What a change of the file makes public takes effect once it is applied: until then it stays hidden.
  const sensitive = [
    ...new Set([...sensitivePointers(definition), ...(base ? sensitivePointers(base) : [])]),
  ]
  return {
    drafts: drafts.map((each) => ({ ...each, sensitive })),
    ...(merged && { merged }),
    kept: kept.map((each) => ({
      ...each,
      sensitive,
      ...(isDefinitionUnchanged && { isDefinitionUnchanged }),
    })),
    unmanaged: appliedState?.isBehind
      ? []
      : unmanaged.map((each) => ({ address, ...each, sensitive })),
  }
}

const noAddresses: ReadonlySet<Address> = new Set()

const buildPlan = (
  target: string,
  operations: readonly Operation[],
  { kept, unmanaged }: PlanPart,
  { renames, unchanged }: Pick<ResourcesPart, 'renames' | 'unchanged'>,
): Plan => ({
  version: 2,
  target,
  operations,
  kept,
  unmanaged,
  notices: [],
  unchanged,
  ...(renames.length > 0 && { renames }),
  digest: planDigest(operations.map(({ id }) => id)),
})
