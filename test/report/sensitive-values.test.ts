import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import { hideSensitive, hideSensitiveEdit } from '../../src/redaction/sensitive-values.ts'

const hush = 'sha256:60c7ec0f'

describe('a sensitive value is a digest', () => {
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

  test('equal values have equal digests, whatever the order of their keys', () => {
    expect(hideSensitive({ a: 1, b: 2 }, '/x', ['/x'])).toBe(
      hideSensitive({ b: 2, a: 1 }, '/x', ['/x']),
    )
    expect(hideSensitive('a', '/x', ['/x'])).not.toBe(hideSensitive('b', '/x', ['/x']))
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
    expect(hideSensitiveEdit(order, ['/rules/*']).before).toMatch(/^sha256:[0-9a-f]{8}$/)
  })
})
