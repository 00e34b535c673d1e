// Functions on values and pointers that every stage uses, as tables.
import { expect, test } from 'vitest'
import { isEmpty, type Json, jsonEquals } from '../src/core/json.ts'
import { overlaps, placesOf, segments } from '../src/core/pointer.ts'
import { list, record, set, text } from '../src/fields/field.ts'
import { pairItems } from '../src/fields/list-pairs.ts'
import { isOfType } from '../src/load/definition/json-types.ts'

test.each<[Json | undefined, boolean]>([
  [undefined, true],
  [null, true],
  ['', true],
  [[], true],
  [{}, true],
  [0, false],
  [false, false],
  [' ', false],
  [[null], false],
  [{ a: null }, false],
])('whether %j is empty: %s', (value, expected) => {
  expect(isEmpty(value)).toBe(expected)
})

test.each<[Json, Json, boolean]>([
  [1, 1, true],
  [1, '1', false],
  [null, false, false],
  [[1, 2], [1, 2], true],
  [[1, 2], [2, 1], false],
  [[1], [1, 2], false],
  [[], {}, false],
  [{ a: 1, b: [null] }, { b: [null], a: 1 }, true],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ constructor: 1 }, { a: 1 }, false],
])('whether %j equals %j: %s', (one, other, expected) => {
  expect(jsonEquals(one, other)).toBe(expected)
  expect(jsonEquals(other, one)).toBe(expected)
})

const values: readonly Json[] = ['a', '', 1, true, [], ['a'], {}, null]
const valuesByType: readonly (readonly [Json | undefined, readonly Json[]])[] = [
  ['string', ['a', '']],
  ['number', [1]],
  ['boolean', [true]],
  ['array', [[], ['a']]],
  ['object', [{}]],
  ['another', ['a', '', 1, true, [], ['a'], {}]],
  [7, ['a', '', 1, true, [], ['a'], {}]],
  [undefined, ['a', '', 1, true, [], ['a'], {}]],
]

test.each(valuesByType)('values of the type %j are %j; `null` has no type', (type, expected) => {
  expect(values.filter((value) => isOfType(value, type))).toEqual(expected)
})

test.each<[string, readonly string[]]>([
  ['', ['']],
  ['/rules', ['/rules']],
  ['/rules/*', ['/rules/0', '/rules/1']],
  ['/rules/*/name', ['/rules/0/name', '/rules/1/name']],
  ['/rules/*/variants/*', ['/rules/1/variants/0']],
  ['/missing', ['/missing']],
  ['/missing/inside', ['/missing/inside']],
  ['/missing/*', []],
  ['/name/*', []],
])('the pattern %j leads to %j', (pattern, places) => {
  const value = { name: 'A', rules: [{ name: 'B' }, { variants: [{}] }] }
  expect(placesOf(value, pattern)).toEqual(places)
})

test.each<[string, string, boolean, boolean]>([
  // Two paths; whether one is a prefix of the other; the same where a number matches any number.
  ['/a', '/a', true, true],
  ['/a', '/b', false, false],
  ['/a', '/a/b/c', true, true],
  ['/a/b/c', '/a', true, true],
  ['/a/*', '/a/3', true, true],
  ['/a/3', '/a/*', true, true],
  ['/a/*/b', '/a/3/c', false, false],
  ['/a/0', '/a/3', false, true],
  ['/a/0', '/a/b', false, false],
  ['', '/a', true, true],
])(
  'whether one of %j and %j is a prefix of the other: %s; with any number: %s',
  (one, other, exact, any) => {
    const [a, b] = [segments(one), segments(other)]
    expect(overlaps(a, b)).toBe(exact)
    expect(overlaps(a, b, { numbers: 'any' })).toBe(any)
  },
)

const item = record('', { id: text(''), name: text('') })
const byKey = set('', item, { key: 'name' })
const matched = list('', item, { match: { ids: ['id'], name: 'name', unmatchedEffect: '' } })
const a = { id: '1', name: 'a' }
const b = { id: '2', name: 'b' }
const c = { id: '3', name: 'c' }

test.each([
  { of: 'a set with a key', field: byKey, live: [a, b], wanted: [b, c], pairs: [[0, 1]] },
  {
    of: 'a list with a match',
    field: matched,
    live: [a, b],
    wanted: [{ id: '2', name: 'c' }],
    pairs: [[0, 1]],
  },
  {
    of: 'a plain list as long',
    field: list('', item),
    live: [a, b],
    wanted: [b, c],
    pairs: [
      [0, 0],
      [1, 1],
    ],
  },
  {
    of: 'a plain list of another length',
    field: list('', item),
    live: [a, b],
    wanted: [b],
    pairs: [],
  },
  {
    of: 'a plain set as long',
    field: set('', item),
    live: [a, b],
    wanted: [b, c],
    pairs: [
      [0, 0],
      [1, 1],
    ],
  },
])('items of $of are paired so: $pairs', ({ field, live, pairs, wanted }) => {
  if (field.shape !== 'set' && field.shape !== 'list') throw new Error('It has no items.')
  expect([...pairItems(field, live, wanted, (_, name) => name)]).toEqual(pairs)
})
