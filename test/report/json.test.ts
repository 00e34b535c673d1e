import { expect, test } from 'vitest'
import { diagnosticsJson, jsonText, planJson, reportJson } from '../../src/report/json.ts'
import { at, facts, operation, planOf, refusal, update } from './builders.ts'

test('a plan is itself, with counts and a forecast, and digests for what is sensitive', () => {
  const create = operation('gate', 'a', 'create', {
    members: { name: 'A', token: 'hush' },
    sensitive: ['/token'],
  })
  const edits = [{ pointer: '/token', label: 'token', before: 'hush', after: 'shush' }]
  const plan = planOf([create, update(edits, { sensitive: ['/token'], refusal: refusal('no') })], {
    kept: [
      {
        address: at('gate', 'h'),
        cause: 'ahead',
        reason: { code: 'drift' },
        edits,
        sensitive: ['/token'],
      },
    ],
  })
  const json = planJson(plan, { ...facts, forecastSeconds: 3 })
  expect(json).toMatchObject({
    version: 1,
    target: 'production',
    digest: plan.digest,
    operations: [
      { id: create.id, members: { name: 'A', token: 'sha256:60c7ec0f' } },
      {
        edits: [{ before: 'sha256:60c7ec0f' }],
        refused: { code: 'immutable', reason: '`type`: no' },
      },
    ],
    held: [{ reason: 'changed in Statsig, and not in git', code: 'drift' }],
    summary: {
      create: 1,
      refused: 1,
      notRun: 0,
      held: 1,
      unchanged: 12,
      writes: 1,
      forecastSeconds: 3,
    },
  })
  expect(jsonText(json)).not.toContain('hush')
})

test('a report says what became of each operation', () => {
  const one = update([], { sensitive: ['/token'] })
  const json = reportJson({
    outcomes: [
      { status: 'done', operation: one, notes: [{ code: 'already-set' }] },
      {
        status: 'skipped',
        operation: operation('tag', 't', 'create'),
        reason: { code: 'interrupted' },
      },
    ],
    nonConverged: [
      {
        address: one.address,
        edits: [{ pointer: '/token', label: 'token', before: 'hush', after: 'shush' }],
      },
    ],
  })
  expect(json).toMatchObject({
    version: 1,
    outcomes: [
      {
        id: one.id,
        address: 'gate/a',
        kind: 'gate',
        action: 'update',
        status: 'done',
        notes: ['it was so already'],
        noteCodes: ['already-set'],
      },
      {
        address: 'tag/t',
        action: 'create',
        status: 'skipped',
        because: 'the run was interrupted',
        code: 'interrupted',
      },
    ],
    leaks: [{ address: 'gate/a', edits: [{ before: 'sha256:60c7ec0f' }] }],
    summary: { done: 1, failed: 0, skipped: 1, waiting: 0, leaks: 1 },
  })
})

test('diagnostics are themselves, with their number', () => {
  const given = [{ code: 'yaml-syntax', severity: 'error', message: 'm' }] as const
  expect(diagnosticsJson(given)).toEqual({
    version: 1,
    diagnostics: given,
    summary: { errors: 1, warnings: 0, notes: 0 },
  })
})
