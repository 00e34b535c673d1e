// Where every value of a document stands: three numbers a value instead of the tree that YAML gives.
import type { Position } from '../../diagnostic.ts'
import { isList, isMembers, type Json } from '../../json.ts'
import type { Positions } from '../../model.ts'
import { type Pointer, segments } from '../../pointer.ts'
import type { Spot } from './text.ts'

/** Offsets of a value, and the places of what it holds, in the order in which the value holds them. */
export interface Place {
  readonly key: number
  readonly value: number
  readonly inner: readonly Place[]
}

export const positionsOf = (
  file: string,
  content: Json,
  place: Place,
  spotOf: (offset: number) => Spot,
): Positions => {
  const packed = pack(place)
  const position = (pointer: Pointer, column: 0 | 1): Position => ({
    file,
    ...spotOf(packed[rowOf(pointer, content, packed) * width + column] ?? 0),
  })
  return { key: (pointer) => position(pointer, 0), value: (pointer) => position(pointer, 1) }
}

// A row: offset of the key, offset of the value, rows of the value with all that it holds.
const width = 3

const pack = (root: Place): Uint32Array => {
  const rows: number[] = []
  const add = ({ inner, key, value }: Place): number => {
    const at = rows.push(key, value, 1) - 1
    const size = inner.reduce((sum, place) => sum + add(place), 1)
    rows[at] = size
    return size
  }
  add(root)
  return Uint32Array.from(rows)
}

const rowOf = (pointer: Pointer, content: Json, packed: Uint32Array): number => {
  const sizeOf = (row: number): number => packed[row * width + 2] ?? 1
  let row = 0
  let value: Json | undefined = content
  for (const segment of segments(pointer)) {
    const index = indexIn(value, segment)
    // A value that came through an alias has no rows of its own: the alias answers for it.
    if (index < 0 || sizeOf(row) === 1) break
    value = isList(value) ? value[index] : isMembers(value) ? value[segment] : undefined
    row += 1
    for (let skipped = 0; skipped < index; skipped += 1) row += sizeOf(row)
  }
  return row
}

const indexIn = (value: Json | undefined, segment: string): number => {
  if (isMembers(value)) return Object.keys(value).indexOf(segment)
  const isIndex = isList(value) && /^\d+$/.test(segment) && Number(segment) < value.length
  return isIndex ? Number(segment) : -1
}
