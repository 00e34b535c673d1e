// Every text from Statsig reads as the same text from the file that is written for it.
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { parseDefinitionFile } from '../../src/load/yaml/parse.ts'
import { formatYaml } from '../../src/write/yaml.ts'
import { randomizedTest, usualRunTest as test } from '../support/long-run.ts'
import { always } from '../support/samples/random.ts'

const read = (text: string) => {
  const { diagnostics, documents } = parseDefinitionFile({ path: 'statsig/gates/a.yaml', text })
  return { content: documents[0]?.content, faults: diagnostics.map(({ message }) => message) }
}

const same = (members: JsonObject) =>
  expect(read(formatYaml(members)), formatYaml(members)).toEqual({ content: members, faults: [] })

const awkward = [
  '',
  ' ',
  '\t',
  '\n',
  '\n\n',
  ' lead',
  'trail ',
  'a\n',
  'a\n\n',
  '\na',
  '  a\n b',
  'a\n  \nb',
  'a \nb',
  'a\n ',
  'a\n\t',
  '\ta\nb',
  'a\n\tb',
  'a\r\nb',
  'a\rb',
  '---',
  '---\nselect 1\n---\n',
  '...\na',
  '%YAML 1.1',
  '# not a comment\nselect 1',
  'a # b',
  'a: b',
  'a:',
  ':a',
  '- a',
  '? a',
  '-',
  '?',
  '*',
  '&a',
  '!a',
  '|',
  '>',
  '@a',
  '`a',
  '"a"',
  "'a'",
  'it\'s "both"',
  '{a}',
  '[a]',
  'a, b',
  '1e3',
  '1_000',
  '0o7',
  '0x1F',
  '007',
  '12:30:00',
  '2024-01-01',
  '.inf',
  '.nan',
  'yes',
  'No',
  'on',
  'y',
  'true',
  'null',
  '~',
  '<<',
  '=',
  '\u0000',
  'a\u0007b',
  '\u007f',
  '\u0085',
  'a\u0085b\nc',
  'a\u2028b',
  'a\u2029b',
  'a\u202eb',
  'a\u200bb',
  'a\ufeffb',
  '\ufeff',
  '\u00a0a\u00a0',
  '\u{e0041}',
  '\ud800',
  'a\udc00b\n',
  '👩‍💻',
  '👩‍',
  '\u200d',
  'back\\slash\\n',
  'a\\\nb',
  'x'.repeat(3000),
  'word '.repeat(400).trim(),
]

test.each(awkward.map((text) => ({ name: JSON.stringify(text).slice(0, 40), text })))(
  'the text $name comes back',
  ({ text }) => {
    same({
      name: text,
      list: [text],
      items: [{ sql: text }, text],
      deep: { a: [{ b: [text, 1] }] },
    })
    if (text !== '') same({ opaque: { [text]: 1 } })
  },
)

describe('any value', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...' \t\n\r-:#?"\'\\|>%a0{}[],&*!~\u2028'), maxLength: 9 }),
  )
  const keys = texts.filter((key) => !['__proto__', 'constructor', 'prototype'].includes(key))
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      texts,
      fc.boolean(),
      fc.constant(null),
      fc.maxSafeInteger(),
      fc
        .double({ noDefaultInfinity: true, noNaN: true, min: -1e12, max: 1e12 })
        .map((n) => n + 0 || 0),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }))
  randomizedTest('comes back as it is', () => {
    always(value, (each) => same({ value: each }), 300)
  })
})

test('texts of several lines are blocks, short lists are on one line', () => {
  expect(
    formatYaml({
      id: 'a',
      sql: 'select 1\n  from t\n',
      tags: ['★ Core', 'search'],
      none: [],
      groups: [{ name: 'Test', size: 50.5 }],
    }),
  ).toBe(
    `id: a
sql: |
  select 1
    from t
tags: [★ Core, search]
none: []
groups:
  - name: Test
    size: 50.5
`,
  )
})

test('characters that are shown in another place are escaped', () => {
  expect(formatYaml({ name: 'a\u202eb', emoji: '👩‍💻' })).toBe('name: "a\\u202Eb"\nemoji: 👩‍💻\n')
})
