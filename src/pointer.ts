// One way to say where: a JSON Pointer (RFC 6901). Schema faults, edits and source positions all speak it.
import { isList, isMembers, type Json } from './json.ts'

export type Pointer = string

export const join = (pointer: Pointer, segment: string | number): Pointer =>
  `${pointer}/${String(segment).replaceAll('~', '~0').replaceAll('/', '~1')}`

export const segments = (pointer: Pointer): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))

/** The first segment: the top-level member that the pointer is about. */
export const topOf = (pointer: Pointer): string => segments(pointer)[0] ?? ''

/** The value at a pointer; `undefined` where nothing is. */
export const valueAt = (value: Json | undefined, pointer: Pointer): Json | undefined =>
  segments(pointer).reduce<Json | undefined>((at, segment) => {
    if (isList(at)) return at[Number(segment)]
    return isMembers(at) && Object.hasOwn(at, segment) ? at[segment] : undefined
  }, value)

/** `/rules/0/conditions` as people write it: `rules[0].conditions`. */
export const spoken = (pointer: Pointer): string =>
  segments(pointer)
    .map((segment, index) =>
      /^\d+$/.test(segment) ? `[${segment}]` : `${index > 0 ? '.' : ''}${segment}`,
    )
    .join('')
