import { describe, expect, test } from 'vitest'
import type { Note, Outcome, Report } from '../../src/model/index.ts'
import { diagnosticsText } from '../../src/report/text/diagnostics.ts'
import { outcomeLine, reportText } from '../../src/report/text/outcome.ts'
import { at, operation, plain, update } from './builders.ts'
import { hostile } from './hostile.ts'

const failed = (more: Partial<Extract<Outcome, { status: 'failed' }>> = {}): Outcome => ({
  status: 'failed',
  operation: operation('gate', 'b', 'update'),
  reason: { code: 'not-accepted', detail: 'Statsig answered 500' },
  wrote: 'no',
  isStale: false,
  isKeyRefused: false,
  ...more,
})
const done = (action: Parameters<typeof operation>[2], notes: readonly Note[] = []): Outcome => ({
  status: 'done',
  operation: operation('gate', 'a', action),
  notes,
})
const skipped: Outcome = {
  status: 'skipped',
  operation: operation('experiment', 'e', 'start'),
  reason: { code: 'prerequisite', address: at('gate', 'b'), action: 'update', outcome: 'failed' },
}
const waiting: Outcome = {
  status: 'pending-review',
  operation: operation('gate', 'r', 'update'),
  reason: { code: 'in-review' },
}

describe('while applying', () => {
  test.each([
    ['create', '+ gate/a  created'],
    ['update', '~ gate/a  updated'],
    ['start', '~ gate/a  started'],
    ['decide', '~ gate/a  decided'],
    ['abandon', '~ gate/a  abandoned'],
    ['archive', '- gate/a  archived'],
    ['delete', '- gate/a  deleted'],
  ] as const)('%s, once done, is %j', (action, line) => {
    expect(outcomeLine(done(action), plain)).toBe(line)
  })

  test.each<[Outcome, string]>([
    [failed(), 'x gate/b  update failed'],
    [skipped, '  experiment/e  start skipped'],
    [waiting, '  gate/r  update pending'],
  ])('one line says that it has ended, and not why: %#', (outcome, line) => {
    expect(outcomeLine(outcome, plain)).toBe(line)
  })
})

const reportLine = (outcome: Outcome): string =>
  reportText({ outcomes: [outcome], nonConverged: [] }, plain).split('\n\n')[0] ?? ''

describe('in the report', () => {
  test.each<[Outcome, string]>([
    [failed(), 'x gate/b  update failed: Statsig answered 500. Nothing was written.'],
    [
      failed({ wrote: 'unknown', reason: { code: 'read-failed', detail: 'no answer.' } }),
      'x gate/b  update failed: no answer. It may or may not have been written.',
    ],
    [
      failed({ wrote: 'yes' }),
      'x gate/b  update failed: Statsig answered 500. A part of it was written.',
    ],
    [
      failed({ isStale: true, reason: { code: 'exists-and-differs' } }),
      'x gate/b  update failed: created in Statsig since the plan was made, with other values: plan again. Nothing was written. Its state in Statsig has changed since the plan.',
    ],
    [skipped, '  experiment/e  start skipped: `gate/b` failed (update)'],
    [waiting, '  gate/r  update pending: the change waits for a review in Statsig'],
  ])('one line says what became of it: %#', (outcome, line) => {
    expect(reportLine(outcome)).toBe(line)
  })

  test.each(hostile)('%j in a reason stays on its line and harmless', (reason) => {
    const line = reportLine(failed({ reason: { code: 'not-accepted', detail: reason } }))
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]|##\[/u)
  })
})

describe('after an apply', () => {
  test('everything that somebody must look at, and the count', () => {
    const report: Report = {
      outcomes: [
        done('create', [{ code: 'differs-after-write', label: 'name' }]),
        failed({ wrote: 'unknown' }),
        skipped,
        waiting,
        { status: 'done', operation: update([], { sensitive: ['/token'] }), notes: [] },
      ],
      nonConverged: [
        {
          address: at('gate', 'a'),
          edits: [
            { pointer: '/isEnabled', label: 'isEnabled', before: false, after: true },
            { pointer: '/token', label: 'token', before: 'hush', after: 'shush' },
          ],
        },
      ],
    }
    expect(reportText(report, plain)).toMatchInlineSnapshot(`
      "  gate/a  note: Statsig returns another \`name\` than was sent
        gate/r  update pending: the change waits for a review in Statsig
        experiment/e  start skipped: \`gate/b\` failed (update)
      x gate/b  update failed: Statsig answered 500. It may or may not have been written.
      differs after the apply: gate/a  (in Statsig → in the file)
          isEnabled: false → true
          token:     (hidden) → (hidden, changed)

      Applied: 2 done, 1 failed, 1 skipped, 1 waiting for review, 1 different after the apply."
    `)
  })

  test('all well is one line', () => {
    expect(
      reportText({ outcomes: [done('create'), done('update')], nonConverged: [] }, plain),
    ).toBe('Applied: 2 done.')
    expect(reportText({ outcomes: [], nonConverged: [] }, plain)).toBe('Applied: nothing to do.')
  })

  test('a look back that could not be made is said', () => {
    const report: Report = {
      outcomes: [done('update')],
      nonConverged: [],
      verificationError: { code: 'read-failed', detail: 'no answer' },
    }
    expect(reportText(report, plain)).toMatchInlineSnapshot(`
      "unverified: no answer. The values in Statsig may differ from the values that were written.

      Applied: 1 done."
    `)
  })
})

describe('diagnostics', () => {
  test('each in the form that editors click, and their number', () => {
    const place = { file: 'statsig/gates/a.yaml', line: 3, column: 1 }
    expect(
      diagnosticsText(
        [
          {
            code: 'unknown-field',
            severity: 'error',
            message: '`isEnable` is no field of a gate.',
            hint: 'Did you mean `isEnabled`?',
            at: place,
          },
          {
            code: 'yaml-syntax',
            severity: 'error',
            message: 'The bracket is not closed.',
            at: place,
          },
          { code: 'ignored-field', severity: 'note', message: '`version` is made by Statsig.' },
        ],
        plain,
      ),
    ).toMatchInlineSnapshot(`
      "statsig/gates/a.yaml:3:1: error[unknown-field]: \`isEnable\` is no field of a gate.
        hint: Did you mean \`isEnabled\`?
      statsig/gates/a.yaml:3:1: error[yaml-syntax]: The bracket is not closed.
      note[ignored-field]: \`version\` is made by Statsig.

      2 errors, 1 note."
    `)
    expect(diagnosticsText([], plain)).toBe('')
  })

  test.each(hostile)('%j is harmless as a message, a hint and a file', (text) => {
    const written = diagnosticsText(
      [
        {
          code: 'yaml-syntax',
          severity: 'warning',
          message: text,
          hint: text,
          at: { file: text, line: 1, column: 1 },
        },
      ],
      plain,
    )
    expect(written.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]|##\[/u)
    expect(written).not.toMatch(/^\s*::/m)
    expect(written.split('\n')).toHaveLength(4)
  })

  test('colour changes nothing but colour', () => {
    const given = [{ code: 'yaml-syntax', severity: 'error', message: 'x' }] as const
    const coloured = diagnosticsText(given, { ...plain, color: true })
    expect(coloured).not.toBe(diagnosticsText(given, plain))
    expect(coloured.replace(new RegExp(`${String.fromCharCode(0x1b)}\\[\\d+m`, 'g'), '')).toBe(
      diagnosticsText(given, plain),
    )
  })
})
