import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import { planText } from '../../src/report/text/plan.ts'
import type { TextStyle } from '../../src/report/values/text-style.ts'
import { isLongRun, randomizedTest, usualRunTest as test } from '../support/long-run.ts'
import { at, facts, operation, planOf, refusal } from './builders.ts'
import { hostile } from './hostile.ts'
import { isCommand } from './markdown/parsed-page.ts'

/** One text in every place where a plan holds text. */
const planWith = (text: string, value: Json = text) => {
  const edits = [
    { pointer: '/a', label: text, before: value, after: `${text}!` },
    {
      pointer: '/b',
      label: `x${text}`,
      multiline: true,
      before: `${text}\n${text}`,
      after: `y\n${text}`,
    },
    {
      pointer: '/c',
      label: 'c',
      before: [text, value],
      after: { [text]: value, more: 'x'.repeat(90) },
    },
    { pointer: '/d/0', label: `d[${text}]`, item: 'added', after: { [text]: value, name: text } },
    { pointer: '/d', label: text, item: 'removed', before: value },
    { pointer: '/d', label: 'd (order)', item: 'order', before: [text, 'b'], after: ['b', text] },
  ] as const
  const here = { file: `${text}.yaml`, line: 1, column: 1 }
  const create = operation('gate', text, 'create', {
    members: { [text]: value, list: [value, text], lines: `${text}\n${text}` },
    at: here,
  })
  return planOf(
    [
      create,
      operation('metric', `m${text}`, 'update', {
        edits,
        cautions: [
          { code: 'sends-unreadable', fields: [text] },
          { code: 'new-item', pointer: '/d/0', label: text, detail: text },
        ],
        dependsOn: [create.id, text],
        refusal: refusal(text, text),
        at: here,
      }),
    ],
    {
      kept: [
        {
          address: at('tag', text),
          cause: 'ahead',
          reason: { code: 'ignored-in-state', detail: text },
          edits,
          at: here,
          sensitive: [],
        },
      ],
    },
  )
}
const told = (text: string, look: Partial<TextStyle> = {}, value: Json = text): string =>
  planText(planWith(text, value), { color: false, width: 80, ...look }, { ...facts, source: text })

const widths = [40, 80, 200]
const colours = new RegExp(`${String.fromCharCode(0x1b)}\\[\\d+m`, 'g')

const expectHarmless = (text: string) => {
  expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]/u)
  expect(text).not.toMatch(/^\s*::/m)
  expect(text).not.toContain('##[')
  expect(text.replace(colours, '').split('\n').filter(isCommand)).toEqual([])
}

describe('whatever a text holds', () => {
  test.each(hostile)('%j reaches neither the terminal nor the build log', (text) => {
    for (const width of widths) expectHarmless(told(text, { width }))
  })

  const textOf = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(':', '#', '[', ' ', '\n', 'a'), maxLength: 8 }),
    fc.constantFrom(...hostile),
  )

  randomizedTest('a plan is harmless, and reads the same with and without colour', () => {
    fc.assert(
      fc.property(textOf, fc.jsonValue(), fc.constantFrom(...widths), (text, value, width) => {
        const json: Json = JSON.parse(JSON.stringify(value))
        const plain = told(text, { width }, json)
        expectHarmless(plain)
        expect(told(text, { width, color: true }, json).replace(colours, '')).toBe(plain)
      }),
      { numRuns: isLongRun ? 2000 : 150 },
    )
  })
})

test('colour is used when asked for', () => {
  expect(told('a', { color: true })).toMatch(colours)
  expect(told('a')).not.toMatch(colours)
})

test('nothing of a changed value is cut, however narrow the terminal', () => {
  for (const width of widths) {
    const edits = [{ pointer: '/a', label: 'a', before: 'x'.repeat(300), after: 'y'.repeat(300) }]
    const text = planText(
      planOf([operation('gate', 'g', 'update', { edits })]),
      { color: false, width },
      facts,
    )
    expect(text).toContain('x'.repeat(300))
    expect(text).toContain('y'.repeat(300))
    expect(text).not.toContain('…')
  }
})

test('a plan of two thousand operations is told whole', () => {
  const operations = Array.from({ length: 2000 }, (_, index) =>
    operation('gate', `g${index}`, 'update', {
      edits: [{ pointer: '/isEnabled', label: 'isEnabled', before: false, after: true }],
      dependsOn: index === 0 ? [] : [`update gate/g${index - 1}`],
    }),
  )
  const text = planText(planOf(operations), { color: true, width: 80 }, facts)
  expect(text.match(/gate\/g\d+\S*\[22m {2}/g)).toHaveLength(2000)
})
