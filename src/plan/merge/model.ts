// Defines the values, differences and options of a three-way merge of base, file and live state.

import type { Json, JsonObject } from '../../core/json.ts'
import { join, overlaps, type Pointer, segments } from '../../core/pointer.ts'
import type { DiffPlace, Edit } from '../../fields/difference.ts'
import type { Field, Fields } from '../../fields/field.ts'
import type { ResolveName } from '../../fields/normalize.ts'

/** How the file and live state came to differ. Equal changes on both sides are no difference. */
export type MergeStatus =
  /** Only the file has changed since the base. */
  | 'change'
  /** The file declares a field that the base does not have, and live state holds a value of it. */
  | 'newly-declared'
  /** The same of a flag that is off in Statsig, which may be its initial value. */
  | 'newly-declared-flag'
  /** Only live state has changed since the base. */
  | 'drift'
  /** Both have changed since the base, to different values. */
  | 'conflict'
  /** There is no base, so that the merge does not know which side has changed. */
  | 'no-base'

/** The side whose value the merge takes. */
export type Side = 'file' | 'live'

/** A place of the merge. Names in its label may hold any character, so that no text is searched in a label. */
export interface MergePlace extends DiffPlace {
  /** The labels of what contains the place, from the top-level member inwards. */
  readonly containers: readonly string[]
}

export interface MergeDifference {
  readonly mergeStatus: MergeStatus
  /** The labels of what contains the difference, from the top-level member inwards. */
  readonly containers: readonly string[]
  /** From live to file, as an update would show it. */
  readonly edit: Edit
  /** The pointer with `*` for the items of lists. */
  readonly pattern: Pointer
  /** The values of the file and of live state, in normal form. Absent where there is none. */
  readonly fileValue?: Json
  readonly liveValue?: Json
}

export interface ResolvedDifference extends MergeDifference {
  readonly side: Side
}

/** A member that the base declares and the file does not. */
export interface UnmanagedMember {
  readonly label: string
  /** With `*` for the items of lists. */
  readonly pattern: Pointer
  readonly live?: Json
}

/** The value in the base, or the merge status that applies without it. */
export type BaseValue =
  | { readonly type: 'known'; readonly value: Json | undefined }
  | { readonly type: 'none'; readonly mergeStatus: Exclude<MergeStatus, 'drift'> }

/** One value on the three sides, with its field and its place. */
export interface ThreeWayValue {
  readonly field: Field
  readonly base: BaseValue
  readonly ours: Json | undefined
  readonly live: Json | undefined
  /** `pointer` points into the file. */
  readonly place: MergePlace
}

/** The resource as a whole. */
export interface MergeSides {
  readonly base: JsonObject | undefined
  readonly ours: JsonObject
  readonly live: JsonObject
}

/** One top-level member of a resource. Its value may name items of other members. */
export interface ThreeWayMember {
  readonly fields: Fields
  readonly name: string
  readonly base: BaseValue
  readonly sides: MergeSides
  readonly place: MergePlace
}

export interface MergeContext {
  readonly resolveName: ResolveName
  readonly chooseSide: (difference: MergeDifference) => Side
  /** Merges a value of any shape. Absent result: the merged definition leaves the member out. */
  readonly mergeValue: (value: ThreeWayValue, context: MergeContext) => Json | undefined
  /** Converts a live value to the form of a file, where live state wins. */
  readonly toFileValue: (field: Field, live: Json | undefined) => Json | undefined
  /** Merged items get the ids that Statsig generated: requests need them, files do not have them. */
  readonly keepsLiveIds: boolean
  /** Patterns of paths whose live value stays (`ignoreChanges`). */
  readonly ignored: readonly Pointer[]
  /** Ignored paths take the value of the file instead. */
  readonly keepsIgnored: boolean
  readonly onDifference: (difference: ResolvedDifference) => void
  readonly onUnmanaged: (member: UnmanagedMember) => void
  /** For each item of the merged list at a pointer, its index in the file. */
  readonly onListMerged: (pointer: Pointer, items: readonly (number | undefined)[]) => void
}

export const topLevelPlace = (name: string): MergePlace => ({
  pointer: join('', name),
  pattern: join('', name),
  label: name,
  containers: [],
})

export const memberPlace = (
  { containers, label, pattern, pointer }: MergePlace,
  name: string,
): MergePlace => ({
  pointer: join(pointer, name),
  pattern: join(pattern, name),
  label: `${label}.${name}`,
  containers: [...containers, label],
})

export const resolveDifference = (difference: MergeDifference, context: MergeContext): Side => {
  const side = context.chooseSide(difference)
  context.onDifference({ ...difference, side })
  return side
}

/** Whether a pattern names a path or a value that contains it. */
export const patternCovers = (pattern: Pointer, path: Pointer): boolean => {
  const [own, at] = [segments(pattern), segments(path)]
  return own.length <= at.length && overlaps(own, at)
}
