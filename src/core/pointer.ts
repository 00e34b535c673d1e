// JSON Pointers (RFC 6901): schema errors, edits and source positions all use them.
import { isJsonArray, isJsonObject, type Json, member } from './json.ts'

export type Pointer = string

export const join = (pointer: Pointer, segment: string | number): Pointer =>
  `${pointer}/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`

export const segments = (pointer: Pointer): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))

/** The first segment: the name of the top-level member. */
export const topLevelName = (pointer: Pointer): string => segments(pointer)[0] ?? ''

/** The value at a pointer; `undefined` if there is none. */
export const valueAt = (value: Json | undefined, pointer: Pointer): Json | undefined =>
  segments(pointer).reduce<Json | undefined>((current, segment) => {
    if (isJsonArray(current)) return current[Number(segment)]
    return isJsonObject(current) && Object.hasOwn(current, segment) ? current[segment] : undefined
  }, value)

/** All pointers that a pattern matches: `*` matches each item of a list. The last segment need not exist. */
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
 * Whether one of two paths is a prefix of the other; `*` matches any segment. With `numbers: 'any'` a number matches
 * any other number, because an item may have another index in Statsig than in the file.
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

/** The pointer with `*` in place of the indexes of items. */
export const toPattern = (pointer: Pointer): Pointer =>
  segments(pointer).reduce((at, segment) => join(at, isNumber(segment) ? '*' : segment), '')

/** `/rules/0/conditions` as `rules[0].conditions`. */
export const formatPointer = (pointer: Pointer): string =>
  segments(pointer)
    .map((segment, index) =>
      isNumber(segment) ? `[${segment}]` : `${index > 0 ? '.' : ''}${segment}`,
    )
    .join('')
