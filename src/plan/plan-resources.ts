// Plans each definition against its live resource and the definition that was applied last.
import type { Definition, KeptDifference, UnmanagedItem } from '../model.ts'
import { createBaseLookup, isSameDefinition } from './base-definition.ts'
import { type OperationDraft, sensitivePointers } from './operation-draft.ts'
import type { PlanContext } from './plan-context.ts'
import { diffThreeWay } from './resource/diff-three-way.ts'

/** What a step adds to a plan. */
export interface PlanPart {
  readonly drafts: readonly OperationDraft[]
  readonly kept: readonly KeptDifference[]
  readonly unmanaged: readonly UnmanagedItem[]
}

export const emptyPart: PlanPart = { drafts: [], kept: [], unmanaged: [] }

export const joinParts = (parts: readonly PlanPart[]): PlanPart => ({
  drafts: parts.flatMap(({ drafts }) => drafts),
  kept: parts.flatMap(({ kept }) => kept),
  unmanaged: parts.flatMap(({ unmanaged }) => unmanaged),
})

export interface ResourcesPart extends PlanPart {
  /** How many resources have neither an operation nor a kept difference. */
  readonly unchanged: number
}

export const planResources = (context: PlanContext): ResourcesPart => {
  const { appliedState, desired, findResource } = context
  const findBase = createBaseLookup(desired, appliedState, findResource)
  const parts = [...desired.values()].map((definition) =>
    planResource(definition, findBase(definition), context),
  )
  const isUnchanged = ({ drafts, kept }: PlanPart) => drafts.length + kept.length === 0
  return { ...joinParts(parts), unchanged: parts.filter(isUnchanged).length }
}

const planResource = (
  definition: Definition,
  base: Definition | undefined,
  { appliedState, findResource, kindOf, names }: PlanContext,
): PlanPart => {
  const resourceContext = {
    kind: kindOf(definition),
    definition,
    live: findResource(definition),
    names,
  }
  const { drafts, kept, unmanaged } = diffThreeWay(resourceContext, base, appliedState)
  const isDefinitionUnchanged =
    drafts.length === 0 && base !== undefined && isSameDefinition(definition, base)
  const { address } = definition
  const sensitive = sensitivePointers(definition)
  return {
    drafts,
    kept: isDefinitionUnchanged ? kept.map((each) => ({ ...each, isDefinitionUnchanged })) : kept,
    unmanaged: unmanaged.map((each) => ({ address, ...each, sensitive })),
  }
}
