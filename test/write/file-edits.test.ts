// The edits between two values.
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import { applyEdits, editsBetween, type FileEdit } from '../../src/write/file-edits.ts'
import { randomizedTest, usualRunTest as test } from '../support/long-run.ts'
import { always } from '../support/samples/random.ts'
import { anyChange } from './splice-samples.ts'

randomizedTest('the edits between two values change one into the other', () => {
  always(
    anyChange,
    ({ after, before }) => {
      expect(applyEdits(before, editsBetween(before, after))).toEqual(after)
    },
    1500,
  )
})

randomizedTest('there are no edits between equal values', () => {
  always(
    fc.jsonValue(),
    (value) => {
      const json: Json = JSON.parse(JSON.stringify(value))
      expect(editsBetween(json, structuredClone(json))).toEqual([])
    },
    300,
  )
})

const rule = (name: string, passPercentage: number, id?: string) => ({
  ...(id !== undefined && { id }),
  name,
  passPercentage,
})

const cases: readonly {
  readonly says: string
  readonly before: Json
  readonly after: Json
  readonly edits: readonly FileEdit[]
}[] = [
  {
    says: 'a member that differs is set, one that is gone is removed, a new one is set',
    before: { a: 1, b: 2, same: [1] },
    after: { a: 3, c: 4, same: [1] },
    edits: [
      { is: 'remove', at: '/b' },
      { is: 'set', at: '/a', value: 3 },
      { is: 'set', at: '/c', value: 4 },
    ],
  },
  {
    says: 'a value of another type is set as a whole',
    before: { a: [1], b: { c: 1 } },
    after: { a: { c: 1 }, b: null },
    edits: [
      { is: 'set', at: '/a', value: { c: 1 } },
      { is: 'set', at: '/b', value: null },
    ],
  },
  {
    says: 'scalars of a list are arranged',
    before: ['a', 'b', 'c'],
    after: ['c', 'x', 'a'],
    edits: [{ is: 'arrange', at: '', items: [2, { value: 'x' }, 0] }],
  },
  {
    says: 'equal items are paired by their order',
    before: ['a', 'a', 'b'],
    after: ['a', 'b'],
    edits: [{ is: 'arrange', at: '', items: [0, 2] }],
  },
  {
    says: 'an item with the same `id` is edited inside, whatever its name and place',
    before: [rule('A', 1, 'i'), rule('B', 2, 'j')],
    after: [rule('B', 3, 'j'), rule('C', 1, 'i')],
    edits: [
      { is: 'set', at: '/1/passPercentage', value: 3 },
      { is: 'set', at: '/0/name', value: 'C' },
      { is: 'arrange', at: '', items: [1, 0] },
    ],
  },
  {
    says: 'an item with the same `name` is edited inside',
    before: [rule('A', 1), rule('B', 2)],
    after: [rule('New', 5), rule('A', 1), rule('B', 3)],
    edits: [
      { is: 'set', at: '/1/passPercentage', value: 3 },
      { is: 'arrange', at: '', items: [{ value: rule('New', 5) }, 0, 1] },
    ],
  },
  {
    says: 'an item that is renamed in its place is edited inside',
    before: [rule('A', 1), rule('B', 2), rule('C', 3)],
    after: [rule('A', 1), rule('X', 2), rule('C', 3)],
    edits: [{ is: 'set', at: '/1/name', value: 'X' }],
  },
  {
    says: 'names with a slash or a tilde are escaped',
    before: { 'a/b': { '~': 1 } },
    after: { 'a/b': { '~': 2 } },
    edits: [{ is: 'set', at: '/a~1b/~0', value: 2 }],
  },
]

describe('between two values', () => {
  test.each(cases)('$says', ({ after, before, edits }) => {
    expect(editsBetween(before, after)).toEqual(edits)
    expect(applyEdits(before, edits)).toEqual(after)
  })
})

describe('applying edits', () => {
  test('inner edits apply before the order, and the last of two edits of one value applies', () => {
    expect(
      applyEdits({ list: [{ a: 1 }, { a: 2 }], b: 1 }, [
        { is: 'arrange', at: '/list', items: [1, { value: 'x' }, 0] },
        { is: 'set', at: '/list/0/a', value: 7 },
        { is: 'remove', at: '/b' },
        { is: 'set', at: '/b', value: 2 },
      ]),
    ).toEqual({ list: [{ a: 2 }, 'x', { a: 7 }], b: 2 })
  })
  test('edits inside a value that is set have no effect', () => {
    expect(
      applyEdits({ a: { b: 1 } }, [
        { is: 'set', at: '/a/b', value: 2 },
        { is: 'set', at: '/a', value: { c: 3 } },
      ]),
    ).toEqual({ a: { c: 3 } })
  })
})
