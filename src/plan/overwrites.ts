// Says which differences `--overwrite` names. Labels are compared whole, since a name in them may hold any character.

import { type Pointer, segments } from '../core/pointer.ts'
import type { Address } from '../model/index.ts'
import type { AppliedState, Overwrite } from './applied-state.ts'
import type { MergeDifference } from './merge/index.ts'

type Place = Pick<MergeDifference, 'containers' | 'edit'>

/** Whether an option names the resource as a whole. */
export const overwritesWhole = (
  { overwrites }: Pick<AppliedState, 'overwrites'>,
  address: Address,
): boolean => overwrites.some((each) => each.address === address && each.fieldPath === undefined)

/** The options of the resource, without labels that name several of its places. */
export const resourceOverwrites = (
  overwrites: readonly Overwrite[],
  address: Address,
  findPlaces: () => readonly Place[],
): readonly Overwrite[] => {
  const own = overwrites.filter((each) => each.address === address)
  if (own.every(({ fieldPath }) => fieldPath === undefined)) return own
  const places = findPlaces()
  return own.filter(
    ({ fieldPath }) => fieldPath === undefined || placesWithLabel(fieldPath, places).size < 2,
  )
}

/** The field paths of the options that name the difference; an empty text for the whole resource. */
export const namingOverwrites = (
  overwrites: readonly Overwrite[],
  address: Address,
  place: Place,
): readonly string[] =>
  overwrites.flatMap(({ address: overwritten, fieldPath }) =>
    overwritten === address &&
    (fieldPath === undefined ||
      isPointerWithin(place.edit.pointer, fieldPath) ||
      labelsOf(place).includes(fieldPath))
      ? [fieldPath ?? '']
      : [],
  )

const labelsOf = ({ containers, edit }: Place): readonly string[] => [...containers, edit.label]

/** `rules[A].variants[B]` may be a variant of the rule `A`, or a rule with a strange name. */
const placesWithLabel = (label: string, places: readonly Place[]): ReadonlySet<string> =>
  new Set(
    places.flatMap((place) => {
      const labels = labelsOf(place)
      const at = labels.indexOf(label)
      return at < 0 ? [] : [JSON.stringify(labels.slice(0, at + 1))]
    }),
  )

/** Whether the pointer is the path or lies inside it. */
const isPointerWithin = (pointer: Pointer, fieldPath: string): boolean => {
  const [at, fieldSegments] = [segments(pointer), segments(fieldPath.replace(/^\/?/, '/'))]
  return fieldSegments.every((segment, index) => at[index] === segment)
}
