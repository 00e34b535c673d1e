// Maps pointers to positions. It stores three numbers per value instead of the nodes of the YAML library, to save memory.
import type { Position } from '../../core/diagnostic.ts'
import { isJsonArray, isJsonObject, type Json } from '../../core/json.ts'
import { type Pointer, segments } from '../../core/pointer.ts'
import type { Positions } from '../../model/index.ts'
import type { LineColumn } from './text.ts'

/** The offsets of a value and of its members or items, in the order of the value. */
export interface OffsetTree {
  readonly key: number
  readonly value: number
  /** The text of a scalar that is spelt otherwise than its value. */
  readonly spelling?: string
  readonly children: readonly OffsetTree[]
}

export const createPositions = (
  file: string,
  content: Json,
  offsets: OffsetTree,
  lineColumnOf: (offset: number) => LineColumn,
): Positions => {
  const { packed, spellings } = packOffsets(offsets)
  const position = (pointer: Pointer, column: 0 | 1): Position => ({
    file,
    ...lineColumnOf(packed[rowOf(pointer, content, packed) * columnsPerRow + column] ?? 0),
  })
  return {
    key: (pointer) => position(pointer, 0),
    value: (pointer) => position(pointer, 1),
    spelling: (pointer) =>
      spellings.size > 0 ? spellings.get(rowOf(pointer, content, packed)) : undefined,
  }
}

/** The offsets of an alias. Only a value with spellings of its own is repeated in full. */
export const aliasOffsets = (offsets: OffsetTree, key: number, value: number): OffsetTree => {
  const repeat = (each: OffsetTree): OffsetTree => ({
    ...each,
    key: value,
    value,
    children: each.children.map(repeat),
  })
  return hasSpelling(offsets) ? { ...repeat(offsets), key } : { key, value, children: [] }
}

const hasSpelling = ({ children, spelling }: OffsetTree): boolean =>
  spelling !== undefined || children.some(hasSpelling)

// A row: offset of the key, offset of the value, number of rows of the value and everything inside it.
const columnsPerRow = 3

const packOffsets = (
  root: OffsetTree,
): { readonly packed: Uint32Array; readonly spellings: ReadonlyMap<number, string> } => {
  const rows: number[] = []
  const spellings = new Map<number, string>()
  const add = ({ children, key, spelling, value }: OffsetTree): number => {
    if (spelling !== undefined) spellings.set(rows.length / columnsPerRow, spelling)
    const at = rows.push(key, value, 1) - 1
    const size = children.reduce((sum, offsets) => sum + add(offsets), 1)
    rows[at] = size
    return size
  }
  add(root)
  return { packed: Uint32Array.from(rows), spellings }
}

const rowOf = (pointer: Pointer, content: Json, packed: Uint32Array): number => {
  const sizeOf = (row: number): number => packed[row * columnsPerRow + 2] ?? 1
  let row = 0
  let value: Json | undefined = content
  for (const segment of segments(pointer)) {
    const index = indexIn(value, segment)
    // The value of an alias has no rows of its own: its position is that of the alias.
    if (index < 0 || sizeOf(row) === 1) break
    value = isJsonArray(value) ? value[index] : isJsonObject(value) ? value[segment] : undefined
    row += 1
    for (let skipped = 0; skipped < index; skipped += 1) row += sizeOf(row)
  }
  return row
}

const indexIn = (value: Json | undefined, segment: string): number => {
  if (isJsonObject(value)) return Object.keys(value).indexOf(segment)
  const isIndex = isJsonArray(value) && /^\d+$/.test(segment) && Number(segment) < value.length
  return isIndex ? Number(segment) : -1
}
