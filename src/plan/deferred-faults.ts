// Faults that live state may excuse: limits and patterns count for what a write would send, not for what already is.
import type { Diagnostic } from '../diagnostic.ts'
import { spelling, textOf } from '../fields/normalize.ts'
import { isList, isMembers, type Json } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Definition, Doubt, Resource } from '../model.ts'
import { segments, topOf, valueAt } from '../pointer.ts'
import type { Names } from '../resources/name-resolver.ts'

export const judgedDoubts = (
  kind: Kind,
  { doubts, members }: Definition,
  live: Resource | undefined,
  names: Names,
): readonly Diagnostic[] =>
  doubts.flatMap(
    ({ diagnostic, elsewhere = [], isWord, pointer }: Doubt): readonly Diagnostic[] => {
      if (live === undefined) return [diagnostic]
      const name = topOf(pointer)
      const field = kind.fields[name]
      const isUntouched =
        field === undefined ||
        spelling(field, live.raw[name], names.canonical) ===
          spelling(field, members[name], names.canonical)
      const value = valueAt(members, pointer)
      const held = [pointer, ...elsewhere]
        .flatMap((place) => valuesAt(live.raw, segments(place)))
        .filter((each) => textOf(each) === textOf(value))
      const wanted = diagnostic.code === 'duplicate-name' ? 2 : 1
      if (!isUntouched && held.length < wanted) return [diagnostic]
      return isWord ? [{ ...diagnostic, severity: 'warning' }] : []
    },
  )

/** All live values at a place, whichever item of a list they stand in. */
const valuesAt = (value: Json | undefined, path: readonly string[]): readonly Json[] => {
  const [first, ...rest] = path
  if (first === undefined) return value === undefined ? [] : [value]
  if (isList(value)) return value.flatMap((item) => valuesAt(item, rest))
  return isMembers(value) && Object.hasOwn(value, first) ? valuesAt(value[first], rest) : []
}
