// What a plan knows of the past, and what was said about whose changes win.
import type { Edit } from '../fields/difference.ts'
import type { Address, Definition, DeletionProof, DesiredState } from '../model.ts'
import { type Pointer, segments } from '../pointer.ts'

export interface AppliedState {
  /** What was applied last, resource by resource. */
  readonly base: DesiredState
  /** What settles differences in general; what is protective yields to names alone. */
  readonly onDrift: 'keep' | 'overwrite'
  /** What the file wins by name. */
  readonly overwrites: readonly Overwrite[]
  /** Resources that nobody has applied, and that the file wins all the same. */
  readonly overwritesUnmanaged: (address: Address) => boolean
  readonly prunePolicy: PrunePolicy
}

export interface Overwrite {
  readonly address: Address
  /** A place: a pointer into the file, or as plans say it, `rules[Staff].passPercentage`; the whole resource without one. */
  readonly fieldPath?: string
}

/** What becomes of what the base defines and the files no longer do. */
export interface PrunePolicy {
  readonly mode: 'off' | 'archive' | 'delete'
  /** The most of them in one run. */
  readonly most: number
  /** The largest share of the live resources of a kind, in per cent, where there are at least ten. */
  readonly percent: number
  /** So many, and neither more nor less, may go in spite of that. */
  readonly allowed?: number
  /** Where it was defined, and where no longer; nothing where git does not show that it was deleted. */
  readonly findDeletionProof: (definition: Definition) => DeletionProof | undefined
}

export const overwriteCovers = (
  overwrites: readonly Overwrite[],
  address: Address,
  { label, pointer }: Pick<Edit, 'label' | 'pointer'>,
): boolean =>
  overwrites.some(
    ({ address: overwrittenAddress, fieldPath }) =>
      overwrittenAddress === address &&
      (fieldPath === undefined ||
        isPointerWithin(pointer, fieldPath) ||
        isLabelWithin(label, fieldPath)),
  )

/** Equal, or further inside. */
const isPointerWithin = (pointer: Pointer, fieldPath: string): boolean => {
  const [at, fieldSegments] = [segments(pointer), segments(fieldPath.replace(/^\/?/, '/'))]
  return fieldSegments.every((segment, index) => at[index] === segment)
}

const isLabelWithin = (label: string, fieldPath: string): boolean =>
  label === fieldPath ||
  (label.startsWith(fieldPath) && /^[.[ ]/.test(label.slice(fieldPath.length)))
