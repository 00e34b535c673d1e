// Which live item each wanted one is.
import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { type ItemMatch, matchItems } from '../../src/fields/match-items.ts'

const variants: ItemMatch = {
  ids: ['id'],
  name: 'name',
  similarBy: ['value', 'valueText'],
  unmatchedEffect: 'users are assigned again',
}

const pairsOf = (live: readonly JsonObject[], wanted: readonly JsonObject[]) =>
  Object.fromEntries(
    matchItems(variants, live, wanted, (_, value) =>
      value === undefined ? '' : JSON.stringify(value),
    ),
  )

const live = [
  { id: '1', name: 'one', value: { a: 1 }, valueText: '{a: 1}' },
  { id: '2', name: 'two', value: { b: 2 }, valueText: '{b: 2}' },
]

test.each<[string, readonly JsonObject[]]>([
  ['both forms of its content', [{ ...live[1], id: '', name: 'new' }]],
  ['the first form alone', [{ name: 'new', value: { b: 2 } }]],
  ['the second form alone', [{ name: 'new', valueText: '{b: 2}' }]],
])('an item under another name is known by %s', (_, wanted) => {
  expect(pairsOf(live, wanted)).toEqual({ 0: 1 })
})

test('an item with neither form is known by its name alone', () => {
  expect(pairsOf(live, [{ name: 'two' }, { name: 'new' }])).toEqual({ 0: 1 })
})
