// Finds changes of the file to values that Statsig has had since the last apply: there they were changed back.

import type { JsonObject } from '../../core/json.ts'
import { type Pointer, segments, topLevelName } from '../../core/pointer.ts'
import { differencesBetween } from '../../fields/compare/index.ts'
import type { Edit } from '../../fields/difference.ts'
import type { ResolvedDifference } from '../merge/index.ts'
import type { ResourceContext } from './context.ts'

/**
 * The file adopts late what was done and undone in Statsig. The base and live state are equal, so that a merge takes it
 * for an ordinary change.
 */
export const findChangedBack = (
  differences: readonly ResolvedDifference[],
  { definition, kind, names }: ResourceContext,
  reachedValues: readonly JsonObject[],
): readonly ResolvedDifference[] =>
  differences.filter(
    ({ edit, mergeStatus }) =>
      mergeStatus === 'change' &&
      reachedValues.some((reached) => {
        const name = topLevelName(edit.pointer)
        if (!Object.hasOwn(reached, name)) return false
        const [was, wanted] = [reached, definition.members].map((side) => ({
          [name]: side[name] ?? null,
        }))
        return !differencesBetween(kind.fields, was ?? {}, wanted ?? {}, names.resolveName).some(
          (each) => isAtOrWithin(each.edit, edit),
        )
      }),
  )

/** Whether an edit is at the place of another one, or inside of it. */
const isAtOrWithin = (inner: Edit, outer: Edit): boolean => {
  if (inner.label === outer.label) return true
  const isWhole = outer.item === undefined || outer.item === 'added'
  return isWhole && inner.item !== 'removed' && isPointerWithin(inner.pointer, outer.pointer)
}

const isPointerWithin = (inner: Pointer, outer: Pointer): boolean => {
  const at = segments(inner)
  return segments(outer).every((segment, index) => at[index] === segment)
}
