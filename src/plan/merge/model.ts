// What a merge of base, file and live state finds at one path, and what it needs to go on.
import type { Edit } from '../../fields/difference.ts'
import type { Field } from '../../fields/field.ts'
import type { ResolveName } from '../../fields/normalize.ts'
import { isJsonObject, type Json } from '../../json.ts'
import { join, overlaps, type Pointer, segments } from '../../pointer.ts'

/** Where two of the three sides differ from each other. Equal edits on both sides are no finding. */
export type MergeStatus =
  /** The file alone has changed since the base. */
  | 'change'
  /** The file names for the first time what the base leaves to Statsig. */
  | 'newly-declared'
  /** Live state alone has changed since the base. */
  | 'drift'
  /** Both have, and differently. */
  | 'conflict'
  /** There is no base: nobody can tell who has changed it. */
  | 'no-base'

/** Which side is wanted in the end. */
export type Side = 'file' | 'live'

export interface MergeDifference {
  readonly mergeStatus: MergeStatus
  /** From live to file, as an update would show it. */
  readonly edit: Edit
  /** The place with `*` for the items of lists. */
  readonly pattern: Pointer
  /** What the file says, and what is live, in normal form; absent where nothing is there. */
  readonly fileValue?: Json
  readonly liveValue?: Json
}

export interface ResolvedDifference extends MergeDifference {
  readonly side: Side
}

/** A member that the base names and the file no longer does. */
export interface UnmanagedMember {
  readonly label: string
  /** With `*` for the items of lists. */
  readonly pattern: Pointer
  readonly live?: Json
}

/** What the base says of a value, or why it says nothing. */
export type BaseValue =
  | { readonly type: 'known'; readonly value: Json | undefined }
  | { readonly type: 'none'; readonly mergeStatus: Exclude<MergeStatus, 'drift'> }

export interface MergePlace {
  /** In the file. */
  readonly pointer: Pointer
  readonly pattern: Pointer
  readonly label: string
}

export interface MergeContext {
  readonly resolveName: ResolveName
  readonly chooseSide: (difference: MergeDifference) => Side
  /** A live value as it is wanted where live state wins. */
  readonly toFileValue: (field: Field, live: Json | undefined) => Json | undefined
  /** Items bear the ids that Statsig made, as requests want it and files do not. */
  readonly keepsLiveIds: boolean
  /** Patterns of places whose live value stays, whatever the file says. */
  readonly ignored: readonly Pointer[]
  /** They stay as the file has them. */
  readonly keepsIgnored: boolean
  readonly onDifference: (difference: ResolvedDifference) => void
  readonly onUnmanaged: (member: UnmanagedMember) => void
  /** Where the items of the merged list at a pointer stand in the file. */
  readonly onListMerged: (pointer: Pointer, items: readonly (number | undefined)[]) => void
}

/** The value that is wanted; `undefined` where nothing is said of it. */
export type MergeValue = (
  field: Field,
  base: BaseValue,
  ours: Json | undefined,
  live: Json | undefined,
  place: MergePlace,
  context: MergeContext,
) => Json | undefined

const absentBase: BaseValue = { type: 'known', value: undefined }

/** The member of what a base says. */
export const baseMember = (base: BaseValue, name: string): BaseValue => {
  if (base.type === 'none') return base
  const { value } = base
  return isJsonObject(value) && Object.hasOwn(value, name)
    ? { type: 'known', value: value[name] }
    : absentBase
}

export const memberPlace = ({ label, pattern, pointer }: MergePlace, name: string): MergePlace => ({
  pointer: join(pointer, name),
  pattern: join(pattern, name),
  label: `${label}.${name}`,
})

export const resolveDifference = (difference: MergeDifference, context: MergeContext): Side => {
  const side = context.chooseSide(difference)
  context.onDifference({ ...difference, side })
  return side
}

/** Whether a pattern names a place or something around it. */
export const patternCovers = (pattern: Pointer, place: Pointer): boolean => {
  const [own, at] = [segments(pattern), segments(place)]
  return own.length <= at.length && overlaps(own, at)
}
