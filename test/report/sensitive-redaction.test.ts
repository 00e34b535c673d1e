// Whatever format prints a plan or a report: a short list of guesses finds no sensitive value.
import { createHash, createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import type { KeptDifference, Plan, Report } from '../../src/model/index.ts'
import { createSensitiveRedactor } from '../../src/redaction/sensitive-redaction.ts'
import { createRenderer, type OutputFormat, outputFormats } from '../../src/report/formats.ts'
import type { Renderer } from '../../src/report/renderer.ts'
import { operationId, planDigest } from '../../src/resources/digest.ts'
import { driftOf } from '../../src/summary/drift.ts'
import { at, facts, operation, plain, planOf } from './builders.ts'

const pointer = '/rules/0/passPercentage'
const sensitive = ['/rules/*/passPercentage']
const rules = (share: Json) => ({ rules: [{ name: 'Staff', passPercentage: share }] })

/** A plan of each sort of value: updated, created, in conflict, kept, no longer managed; and what became of it. */
const planWith = (share: number): { readonly plan: Plan; readonly report: Report } => {
  const edits = [{ pointer, label: 'rules[Staff].passPercentage', before: 10, after: share }]
  const idOf = (action: string) =>
    operationId({
      target: 'default',
      address: at('gate', 'a'),
      action,
      before: rules(10),
      after: rules(share),
    })
  const liveDigest = createHash('sha256').update(String(share)).digest('hex')
  const update = operation('gate', 'a', 'update', {
    id: idOf('update'),
    edits,
    liveDigest,
    sensitive,
    members: rules(share),
  })
  const create = operation('gate', 'b', 'create', {
    id: idOf('create'),
    dependsOn: [update.id],
    sensitive,
    members: rules(share),
  })
  const conflict = operation('gate', 'c', 'update', {
    edits,
    sensitive,
    refusal: { isConflict: true, code: 'changed-in-both', labels: ['rules[Staff].passPercentage'] },
  })
  const kept: KeptDifference = {
    address: at('gate', 'd'),
    cause: 'drift',
    reason: { code: 'drift' },
    edits,
    sensitive,
  }
  const operations = [update, create, conflict]
  const plan = planOf(operations, {
    kept: [kept],
    unmanaged: [
      {
        address: at('gate', 'e'),
        label: 'rules',
        pattern: '/rules',
        live: rules(share).rules,
        sensitive,
      },
    ],
    digest: planDigest(operations.map(({ id }) => id)),
  })
  const report: Report = {
    outcomes: [{ status: 'done', operation: update, notes: [] }],
    nonConverged: [{ address: update.address, edits }],
  }
  return { plan, report }
}

const printed = (format: string, share: number, digest?: (text: string) => string): string => {
  const redactor = createSensitiveRedactor({ digest, hasKeyedIds: false })
  const known = outputFormats.includes(format) ? (format as OutputFormat) : 'text'
  const renderer: Renderer = createRenderer(known, { style: plain, isQuiet: false, redactor })
  const { plan, report } = planWith(share)
  const result = { plan, details: facts, diagnostics: [] }
  return [
    renderer.plan(result),
    renderer.applyStart(result),
    ...report.outcomes.map(renderer.outcome),
    renderer.applyEnd({ ...result, report }),
    renderer.drift({ drift: driftOf(plan, 5), diagnostics: [], source: 'Compared.' }),
  ]
    .map(({ err, out }) => out + err)
    .join('\n')
}

describe.each(outputFormats)('as %s', (format) => {
  test('without a key, all values give one text', () => {
    const texts = new Set(Array.from({ length: 90 }, (_, index) => printed(format, index + 11)))
    expect(texts.size).toBe(1)
    expect([...texts][0]).toMatch(/hidden/)
  })

  test('with a key, equal values have equal digests, and another key gives others', () => {
    const digest = (secret: string) => (text: string) =>
      `hmac:${createHmac('sha256', secret).update(text).digest('hex').slice(0, 8)}`
    const [one, same, other, otherKey] = [
      printed(format, 37, digest('one')),
      printed(format, 37, digest('one')),
      printed(format, 38, digest('one')),
      printed(format, 37, digest('two')),
    ]
    expect(one).toBe(same)
    expect(new Set([one, other, otherKey]).size).toBe(3)
    // The same value in the update and in what is kept.
    const digests = one.match(/hmac:[0-9a-f]{8}/g) ?? []
    const own = digest('one')('37')
    expect(digests.filter((each) => each === own).length).toBeGreaterThan(1)
    const guesses = Array.from({ length: 101 }, (_, share) =>
      createHash('sha256').update(String(share)).digest('hex').slice(0, 8),
    )
    expect(guesses.filter((guess) => one.includes(guess))).toEqual([])
    expect(one).not.toMatch(/\b(37|10)\b/)
  })
})
