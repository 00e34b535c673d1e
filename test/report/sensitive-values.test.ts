import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import {
  hideSensitive,
  hideSensitiveEdit,
  keyedDigests,
} from '../../src/redaction/sensitive-values.ts'

const hush = '(hidden)'
const key = (secret: string) => (text: string) =>
  `hmac:${createHmac('sha256', secret).update(text).digest('hex').slice(0, 8)}`

describe('a sensitive value is hidden', () => {
  test.each<[string, Json, string, readonly string[], Json]>([
    ['named itself', 'hush', '/token', ['/token'], hush],
    ['written without the slash', 'hush', '/token', ['token'], hush],
    ['inside what is named', 'hush', '/defaults/token', ['/defaults'], hush],
    [
      'inside the value',
      { token: 'hush', a: 1 },
      '/defaults',
      ['/defaults/token'],
      { token: hush, a: 1 },
    ],
    ['in any item', [{ token: 'hush' }], '/items', ['/items/*/token'], [{ token: hush }]],
    [
      'in an item that may stand elsewhere',
      { token: 'hush' },
      '/items/3',
      ['/items/0/token'],
      { token: hush },
    ],
    ['a lone item of a list', 'hush', '/targetValue', ['/targetValue/*'], hush],
    ['a plain value where members were expected', 'hush', '/defaults', ['/defaults/token'], hush],
    ['below a key that is spelled with a slash', 'hush', '/a~1b', ['/a~1b'], hush],
  ])('%s', (_, value, pointer, patterns, expected) => {
    expect(hideSensitive(value, pointer, patterns)).toEqual(expected)
  })

  test.each<[string, Json, string, readonly string[]]>([
    ['another member', 'open', '/name', ['/token']],
    ['a member whose name only begins alike', 'open', '/token2', ['/token']],
    ['nothing to hide', null, '/defaults', ['/defaults/token']],
  ])('not so %s', (_, value, pointer, patterns) => {
    expect(hideSensitive(value, pointer, patterns)).toEqual(value)
  })

  test('with a key, equal values have equal digests, whatever the order of their keys', () => {
    const hide = keyedDigests(key('one'))
    const shown = (value: Json) => hideSensitive(value, '/x', ['/x'], hide)
    expect(shown({ a: 1, b: 2 })).toBe(shown({ b: 2, a: 1 }))
    expect(shown('a')).not.toBe(shown('b'))
    // Another key gives another digest, and a digest is not hidden again.
    expect(shown('a')).not.toBe(hideSensitive('a', '/x', ['/x'], keyedDigests(key('two'))))
    expect(hideSensitive(shown('a'), '/x', ['/x'])).toBe(shown('a'))
  })

  test('without a key, nothing is shown of a value but whether it changes', () => {
    const values = Array.from({ length: 101 }, (_, percent) => percent)
    const shown = values.map((after) => {
      const edit = { pointer: '/share', label: 'share', before: 10, after }
      const { after: file, before: live } = hideSensitiveEdit(edit, ['/share'])
      return `${live} → ${file}`
    })
    expect(new Set(shown)).toEqual(new Set(['(hidden) → (hidden, changed)', '(hidden) → (hidden)']))
    expect(shown[10]).toBe('(hidden) → (hidden)')
  })

  test('absent stays absent', () => {
    expect(hideSensitive(undefined, '/x', ['/x'])).toBeUndefined()
  })

  test('a removed item is hidden by the patterns of its list, and so are the names of hidden items', () => {
    expect(
      hideSensitiveEdit(
        { pointer: '/rules', label: 'rules[Old]', item: 'removed', before: { token: 'hush' } },
        ['/rules/*/token'],
      ).before,
    ).toEqual({ token: hush })
    const order = {
      pointer: '/rules',
      label: 'rules (order)',
      item: 'order',
      before: ['a', 'b'],
      after: ['b', 'a'],
    } as const
    expect(hideSensitiveEdit(order, ['/rules/*/token'])).toEqual(order)
    expect(hideSensitiveEdit(order, ['/rules/*']).before).toBe(hush)
  })
})
