// Builds a kept difference from the reason why the plan does not change it.
import type { Position } from '../core/diagnostic.ts'
import type { Edit } from '../fields/difference.ts'
import { type Definition, type KeptDifference, type KeptReason, keptCause } from '../model/index.ts'
import { sensitivePointers } from './operation-draft.ts'

export const createKeptDifference = (
  definition: Definition,
  reason: KeptReason,
  { at, edits = [] }: { readonly at?: Position | undefined; readonly edits?: readonly Edit[] } = {},
): KeptDifference => ({
  address: definition.address,
  cause: keptCause(reason),
  reason,
  edits,
  ...(at && { at }),
  sensitive: sensitivePointers(definition),
})
