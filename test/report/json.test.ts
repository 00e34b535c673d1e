import { expect, test } from 'vitest'
import type { Report } from '../../src/model/index.ts'
import { applyJson } from '../../src/report/json/apply.ts'
import { validationJson } from '../../src/report/json/diagnostics.ts'
import { jsonText } from '../../src/report/json/json-text.ts'
import { planJson } from '../../src/report/json/plan.ts'
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
  const details = { ...facts, forecastSeconds: 3 }
  const json = planJson({ plan, details, diagnostics: [] })
  expect(json).toMatchObject({
    version: 2,
    target: 'production',
    digest: plan.digest,
    operations: [
      { id: create.id, members: { name: 'A', token: '(hidden)' } },
      {
        edits: [{ before: '(hidden)' }],
        refusal: { code: 'immutable', text: '`type`: no' },
      },
    ],
    kept: [{ cause: 'ahead', reason: { code: 'drift' } }],
    summary: {
      create: 1,
      refused: 1,
      notRun: 0,
      kept: 1,
      unchanged: 12,
      requests: 1,
      forecastSeconds: 3,
    },
  })
  expect(jsonText(json)).not.toContain('hush')
})

test('a report says what became of each operation', () => {
  const one = update([], { sensitive: ['/token'] })
  const report: Report = {
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
  }
  const json = applyJson({ plan: planOf([one]), details: facts, diagnostics: [], report })
  expect(json).toMatchObject({
    version: 2,
    outcomes: [
      {
        id: one.id,
        address: 'gate/a',
        kind: 'gate',
        action: 'update',
        status: 'done',
        notes: [{ code: 'already-set' }],
      },
      {
        address: 'tag/t',
        action: 'create',
        status: 'skipped',
        reason: { code: 'interrupted' },
      },
    ],
    nonConverged: [{ address: 'gate/a', edits: [{ before: '(hidden)' }] }],
    summary: { done: 1, failed: 0, skipped: 1, pendingReview: 0, nonConverged: 1 },
  })
})

test('diagnostics are themselves, with their number', () => {
  const given = [{ code: 'yaml-syntax', severity: 'error', message: 'm' }] as const
  const result = { diagnostics: given, isValid: false, files: 1, definitions: 0, unchecked: 0 }
  expect(validationJson(result)).toEqual({
    version: 2,
    diagnostics: given,
    summary: { errors: 1, warnings: 0, notes: 0 },
    valid: false,
    files: 1,
    definitions: 0,
    unchecked: 0,
  })
})
