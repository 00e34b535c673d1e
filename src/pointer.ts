// One way to say where: a JSON Pointer (RFC 6901). Schema faults, edits and source positions all speak it.
import { isJsonArray, isJsonObject, type Json, member } from './json.ts'

export type Pointer = string

export const join = (pointer: Pointer, segment: string | number): Pointer =>
  `${pointer}/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`

export const segments = (pointer: Pointer): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))

/** The first segment: the top-level member that the pointer is about. */
export const topLevelName = (pointer: Pointer): string => segments(pointer)[0] ?? ''

/** The value at a pointer; `undefined` where nothing is. */
export const valueAt = (value: Json | undefined, pointer: Pointer): Json | undefined =>
  segments(pointer).reduce<Json | undefined>((current, segment) => {
    if (isJsonArray(current)) return current[Number(segment)]
    return isJsonObject(current) && Object.hasOwn(current, segment) ? current[segment] : undefined
  }, value)

/** Every place that a pattern leads to: `*` stands for each item of a list, and the last segment need not be there. */
export const placesOf = (value: Json, pattern: Pointer): readonly Pointer[] => {
  const walk = (
    current: Json | undefined,
    rest: readonly string[],
    pointer: Pointer,
  ): Pointer[] => {
    const [first, ...more] = rest
    if (first === undefined) return [pointer]
    if (first !== '*') return walk(member(current, first), more, join(pointer, first))
    return isJsonArray(current)
      ? current.flatMap((item, index) => walk(item, more, join(pointer, index)))
      : []
  }
  return walk(value, segments(pattern), '')
}

/**
 * Whether two paths agree as far as both of them go: `*` stands for any segment. With `numbers: 'any'` a number stands
 * for any item, since an item may have another place in Statsig than in the file.
 */
export const overlaps = (
  one: readonly string[],
  other: readonly string[],
  { numbers = 'exact' }: { readonly numbers?: 'exact' | 'any' } = {},
): boolean =>
  one.slice(0, other.length).every((segment, index) => {
    const opposite = other[index] ?? ''
    return (
      segment === opposite ||
      segment === '*' ||
      opposite === '*' ||
      (numbers === 'any' && isNumber(segment) && isNumber(opposite))
    )
  })

const isNumber = (segment: string): boolean => /^\d+$/.test(segment)

/** `/rules/0/conditions` as people write it: `rules[0].conditions`. */
export const formatPointer = (pointer: Pointer): string =>
  segments(pointer)
    .map((segment, index) =>
      isNumber(segment) ? `[${segment}]` : `${index > 0 ? '.' : ''}${segment}`,
    )
    .join('')
