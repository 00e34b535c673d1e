// What a merge of base, file and live state finds at one path, and what it needs to go on.
import type { Edit } from '../../fields/difference.ts'
import type { Field } from '../../fields/field.ts'
import type { Canonical } from '../../fields/normalize.ts'
import { isMembers, type Json } from '../../json.ts'
import { join, overlaps, type Pointer, segments } from '../../pointer.ts'

/** Where two of the three sides differ from each other. Equal edits on both sides are no finding. */
export type Verdict =
  /** The file alone has changed since the base. */
  | 'change'
  /** The file names for the first time what the base leaves to Statsig. */
  | 'mention'
  /** Live state alone has changed since the base. */
  | 'drift'
  /** Both have, and differently. */
  | 'conflict'
  /** There is no base: nobody can tell who has changed it. */
  | 'unknown'

/** Which side is wanted in the end. */
export type Side = 'file' | 'live'

export interface Finding {
  readonly verdict: Verdict
  /** From live to file, as an update would show it. */
  readonly edit: Edit
  /** The place with `*` for the items of lists. */
  readonly pattern: Pointer
  /** What the file says, and what is live, in normal form; absent where nothing is there. */
  readonly said?: Json
  readonly live?: Json
}

export interface Settled extends Finding {
  readonly side: Side
}

/** A member that the base names and the file no longer does. */
export interface Released {
  readonly label: string
  /** With `*` for the items of lists. */
  readonly pattern: Pointer
  readonly live?: Json
}

/** What the base says of a value, or why it says nothing. */
export type Base =
  | { readonly is: 'known'; readonly value: Json | undefined }
  | { readonly is: 'none'; readonly verdict: Exclude<Verdict, 'drift'> }

export interface Spot {
  /** In the file. */
  readonly pointer: Pointer
  readonly pattern: Pointer
  readonly label: string
}

export interface Means {
  readonly names: Canonical
  readonly settle: (finding: Finding) => Side
  /** A live value as it is wanted where live state wins. */
  readonly told: (field: Field, live: Json | undefined) => Json | undefined
  /** Items bear the ids that Statsig made, as requests want it and files do not. */
  readonly bearsIds: boolean
  /** Patterns of places whose live value stays, whatever the file says. */
  readonly ignored: readonly Pointer[]
  /** They stay as the file has them. */
  readonly keepsIgnored: boolean
  readonly found: (settled: Settled) => void
  readonly released: (released: Released) => void
  /** Where the items of the merged list at a pointer stand in the file. */
  readonly placed: (pointer: Pointer, items: readonly (number | undefined)[]) => void
}

/** The value that is wanted; `undefined` where nothing is said of it. */
export type Merge = (
  field: Field,
  base: Base,
  ours: Json | undefined,
  live: Json | undefined,
  spot: Spot,
  means: Means,
) => Json | undefined

const nothingKnown: Base = { is: 'known', value: undefined }

/** The member of what a base says. */
export const baseOf = (base: Base, name: string): Base => {
  if (base.is === 'none') return base
  const { value } = base
  return isMembers(value) && Object.hasOwn(value, name)
    ? { is: 'known', value: value[name] }
    : nothingKnown
}

export const inside = ({ label, pattern, pointer }: Spot, name: string): Spot => ({
  pointer: join(pointer, name),
  pattern: join(pattern, name),
  label: `${label}.${name}`,
})

export const settled = (finding: Finding, means: Means): Side => {
  const side = means.settle(finding)
  means.found({ ...finding, side })
  return side
}

/** Whether a pattern names a place or something around it. */
export const covers = (pattern: Pointer, place: Pointer): boolean => {
  const [own, at] = [segments(pattern), segments(place)]
  return own.length <= at.length && overlaps(own, at)
}
