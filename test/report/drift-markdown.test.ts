// The page about drift: its skeleton is ours, whatever names and values say.
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import type { KeptDifference } from '../../src/model/index.ts'
import { driftMarkdown } from '../../src/report/markdown/pages/drift.ts'
import type { Drift } from '../../src/summary/drift.ts'
import { isLongRun, randomizedTest, usualRunTest as test } from '../support/long-run.ts'
import { at } from './builders.ts'
import { hostile } from './hostile.ts'

const here = { file: 'statsig/gates/a.yaml', line: 3, column: 1 }
const heldWith = (text: string, because: KeptDifference['cause'] = 'drift'): KeptDifference => ({
  address: at('gate', text),
  cause: because,
  reason: { code: 'ignored-in-state', detail: text },
  edits: [{ pointer: '/description', label: text, before: text, after: `${text}!` }],
  at: here,
  sensitive: [],
  author: { type: 'person', by: text, at: '2026-01-01T14:02:00Z' },
})
const driftWith = (text: string): Drift => ({
  target: 'production',
  notices: [{ code: 'no-applied-state', target: text }],
  kept: [heldWith(text), heldWith(text, 'restrictive'), heldWith(text, 'not-yet-managed')],
  conflicts: [],
  comparedCount: 3,
})

/** What Markdown reads: everything outside of `<code>`, whose inside is letters, digits and references alone. */
const skeleton = (page: string): string =>
  page.replace(/<code>(?:[\p{L}\p{N} ,/&#;-]|<wbr>)*<\/code>/gu, '<>')

describe('a page about drift', () => {
  const usual = skeleton(driftMarkdown(driftWith('plain'), 'Compared.'))

  test('has a heading, a table for each sort of drift, and a last sentence', () => {
    expect(usual).toMatchInlineSnapshot(`
      "## Drift

      <>

      > note: <>

      ### Changed in Statsig

      | Resource | What | In Statsig | In the file | Changed by |
      | --- | --- | --- | --- | --- |
      | <> | <> | <> | <> | <>, since 2026-01-01 14:02 UTC |
      | <> | 🛡️ <> | <> | <> | <>, since 2026-01-01 14:02 UTC |

      ### Not yet managed

      | Resource | What | In Statsig | In the file | Changed by |
      | --- | --- | --- | --- | --- |
      | <> | <> | <> | <> | <>, last on 2026-01-01 14:02 UTC |

      Drift: 2 changed in Statsig, 1 not yet managed, of 3 resources. <> writes the values of Statsig into the files."
    `)
  })

  test.each(hostile)('is not moved by %j', (text) => {
    expect(skeleton(driftMarkdown(driftWith(text), 'Compared.'))).toBe(usual)
  })

  randomizedTest('is not moved by whatever else may be written', () => {
    const mean = fc.string({
      unit: fc.constantFrom(
        '`',
        '|',
        '\\',
        '<',
        '>',
        '\n',
        '@a',
        '*',
        '_',
        '[x](y)',
        'é',
        ' ',
        '</code>',
        '-->',
      ),
    })
    fc.assert(
      fc.property(mean, (text) => {
        expect(skeleton(driftMarkdown(driftWith(text), 'Compared.'))).toBe(usual)
      }),
      { numRuns: isLongRun ? 5_000 : 500 },
    )
  })

  test('hides what is sensitive', () => {
    const secret = { ...heldWith('hush'), sensitive: ['/description'] }
    const page = driftMarkdown({ ...driftWith('x'), kept: [secret] }, 'Compared.')
    expect(page).toContain('&#40;hidden&#41;')
    expect(page.match(/<td>hush|hush&#33;/g)).toBeNull()
  })
})
