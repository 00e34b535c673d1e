// On a public repository nothing is printed of what Statsig's answers say: of reads and writes, in plans, applies and drift.
import { describe, expect } from 'vitest'
import { UsageError } from '../../src/core/usage-error.ts'
import { errorText } from '../../src/github-action/job/error-text.ts'
import type { Job } from '../../src/io/actions/job.ts'
import { toApiError, toNotSentError } from '../../src/io/statsig/console-api/to-api-error.ts'
import type { FailureReason, Report } from '../../src/model/index.ts'
import { createRedactor } from '../../src/redaction/public-repository.ts'
import { applyJson } from '../../src/report/json/apply.ts'
import { jsonText } from '../../src/report/json/json-text.ts'
import { reportText } from '../../src/report/text/outcome.ts'
import { ReadError } from '../../src/resources/api.ts'
import { facts, plain, planOf, update } from '../report/builders.ts'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { gateOff, planAndMerge, withAppliedGates } from './gate-fixture.ts'

const canary = 'Merger with Initech'
const bodies = [
  { message: `Rule \`${canary}\` is wrong` },
  { message: [canary, 'and more'] },
  { error: canary },
  { message: 'Bad Request Exception', errors: [{ property: canary, errorMessage: 'x' }] },
  { message: 'Bad Request Exception', errors: [{ property: 'rules', errorMessage: canary }] },
  { errors: [`rules: ${canary}`] },
  { errors: { property: 'rules', errorMessage: canary } },
  { errors: { [canary]: 1 } },
  canary,
].map((body) => (typeof body === 'string' ? body : JSON.stringify(body)))
const answers = bodies.flatMap((text) =>
  [200, 302, 400, 401, 403, 404, 409, 422, 500, 502].map((status) => ({
    status,
    text,
    headers: new Map([['location', `/${canary}`]]),
  })),
)
const errors = answers.flatMap((answer) =>
  (['GET', 'PATCH'] as const).map((method) =>
    toApiError(
      { method, path: `/console/v1/gates/${encodeURIComponent(canary)}/rules?page=1` },
      answer,
      (text) => text,
      true,
    ),
  ),
)
const hides = (text: string) => {
  expect(text).not.toMatch(/Merger|Initech/)
  return text
}

test('the summary of a fault names method, collection and status, and no word of the answer', () => {
  expect(errors).toHaveLength(180)
  for (const error of errors) {
    expect(hides(error.summary)).toMatch(/^(GET|PATCH) \/console\/v1\/gates\/… answered \d{3}/)
    expect(error.message).toMatch(/Merger/)
    const waiting = toNotSentError(
      { method: 'GET', path: '/console/v1/tags' },
      error,
      String,
      false,
    )
    expect(hides(waiting.summary)).toMatch(/^GET \/console\/v1\/tags was not sent/)
  }
})

const [first] = errors
const detail = first?.message ?? ''
const summary = first?.summary ?? ''
const reasons: readonly FailureReason[] = [
  { code: 'not-accepted', detail, summary },
  { code: 'not-accepted', detail, summary, step: { type: 'follow-up' } },
  { code: 'not-accepted', detail },
  { code: 'read-failed', detail, summary },
  { code: 'read-failed', detail },
  { code: 'internal-error', detail: `TypeError: ${canary}` },
]

describe('an outcome', () => {
  const redactor = createRedactor({
    live: {
      kinds: new Set(),
      resources: new Map(),
      ambiguous: new Set(),
      unreadableKinds: new Set(),
    },
    inGit: [],
    digest: () => 'hmac:00000000',
  })

  test.each(reasons)('of $code holds no word of the answer, in text and in JSON', (reason) => {
    const operation = update([])
    const report: Report = {
      outcomes: [
        { status: 'failed', operation, reason, wrote: 'no', isStale: false, isKeyRefused: false },
      ],
      nonConverged: [],
      verificationError: { code: 'read-failed', detail, summary },
    }
    const shown = redactor.report(report)
    hides(reportText(shown, plain))
    const plan = planOf([operation])
    hides(jsonText(applyJson({ plan, details: facts, diagnostics: [], report: shown })))
  })
})

describe('an error that ends a run', () => {
  const job = (isPublic: boolean | undefined) => ({ job: { isPublic } as Job })
  const read = new ReadError(detail, false, first, summary)

  test.each([true, undefined])('is shown without the words where public is %s', (isPublic) => {
    expect(errorText(read, job(isPublic))).toBe(summary)
    hides(errorText(new TypeError(canary), job(isPublic)))
    expect(errorText(new UsageError('Pass a target.'), job(isPublic))).toBe('Pass a target.')
  })

  test('is shown as it is on a private repository', () => {
    expect(errorText(read, job(false))).toContain(canary)
    expect(errorText(new TypeError(canary), job(false))).toBe(canary)
  })
})

longRunTest('a whole job prints no word of a fault: plan, apply and drift, reads and writes', () =>
  withAppliedGates(
    async (stage) => {
      const words = 'Something is wrong'
      const pull = await stage.openPullRequest(gateOff())
      const fault = (method: string) => [{ kind: 'errors-object', method, path: 'gates' }] as const
      stage.emulator.faults = [...fault('GET')]
      expect((await stage.plan(pull)).code).toBe(1)
      expect((await stage.drift()).code).toBe(1)
      stage.emulator.faults = []
      await planAndMerge(stage, gateOff('search'))
      stage.emulator.faults = [...fault('PATCH')]
      expect((await stage.apply()).code).not.toBe(0)
      stage.emulator.faults = [...fault('GET')]
      expect((await stage.apply()).code).toBe(1)
      expect(stage.allOutput()).not.toContain(words)
      expect(stage.allOutput()).toContain('answered 400')
    },
    { github: { isPrivate: false } },
  ),
)
