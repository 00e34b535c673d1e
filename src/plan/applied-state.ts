// What a plan knows of the past, and what was said about whose changes win.
import type { Edit } from '../fields/difference.ts'
import type { Address, Definition, Desired, Evidence } from '../model.ts'
import { type Pointer, segments } from '../pointer.ts'

export interface Memory {
  /** What was applied last, resource by resource. */
  readonly base: Desired
  /** What settles differences in general; what is protective yields to names alone. */
  readonly onDrift: 'keep' | 'overwrite'
  /** What the file wins by name. */
  readonly overwrites: readonly Overwrite[]
  /** Resources that nobody has applied, and that the file wins all the same. */
  readonly takesOver: (address: Address) => boolean
  readonly pruning: Pruning
}

export interface Overwrite {
  readonly address: Address
  /** A place: a pointer into the file, or as plans say it, `rules[Staff].passPercentage`; the whole resource without one. */
  readonly place?: string
}

/** What becomes of what the base defines and the files no longer do. */
export interface Pruning {
  readonly mode: 'off' | 'archive' | 'delete'
  /** The most of them in one run. */
  readonly most: number
  /** The largest share of the live resources of a kind, in per cent, where there are at least ten. */
  readonly percent: number
  /** So many, and neither more nor less, may go in spite of that. */
  readonly allowed?: number
  /** Where it was defined, and where no longer; nothing where git does not show that it was deleted. */
  readonly evidence: (definition: Definition) => Evidence | undefined
}

export const isNamed = (
  overwrites: readonly Overwrite[],
  address: Address,
  { label, pointer }: Pick<Edit, 'label' | 'pointer'>,
): boolean =>
  overwrites.some(
    ({ address: own, place }) =>
      own === address && (place === undefined || isWithin(pointer, place) || isBelow(label, place)),
  )

/** Equal, or further inside. */
const isWithin = (pointer: Pointer, place: string): boolean => {
  const [at, named] = [segments(pointer), segments(place.replace(/^\/?/, '/'))]
  return named.every((segment, index) => at[index] === segment)
}

const isBelow = (label: string, place: string): boolean =>
  label === place || (label.startsWith(place) && /^[.[ ]/.test(label.slice(place.length)))
