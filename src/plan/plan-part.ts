// What each step of planning adds to a plan.
import type { KeptDifference, UnmanagedItem } from '../model/index.ts'
import type { OperationDraft } from './operation-draft.ts'

/** What a step adds to a plan. */
export interface PlanPart {
  readonly drafts: readonly OperationDraft[]
  readonly kept: readonly KeptDifference[]
  readonly unmanaged: readonly UnmanagedItem[]
}

export const emptyPart: PlanPart = { drafts: [], kept: [], unmanaged: [] }

export const mergePlanParts = (parts: readonly PlanPart[]): PlanPart => ({
  drafts: parts.flatMap(({ drafts }) => drafts),
  kept: parts.flatMap(({ kept }) => kept),
  unmanaged: parts.flatMap(({ unmanaged }) => unmanaged),
})
