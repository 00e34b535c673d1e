// What people restricted in Statsig, and an apply takes back, is named first.
import { expect, test } from 'vitest'
import type { Operation } from '../../src/model/index.ts'
import type { EffectType } from '../../src/reasons/effect.ts'
import { commentBody } from '../../src/report/markdown/pages/comment.ts'
import { undoneRestrictionText } from '../../src/report/sentences/undone-restriction.ts'
import { undoneRestrictions } from '../../src/summary/undone-restrictions.ts'
import { planOf, update } from './builders.ts'

const effect = (type: EffectType, label = 'isEnabled') => ({
  type,
  pointer: '/isEnabled',
  label,
  share: 100,
})
const overwrites = [{ code: 'edit', label: 'isEnabled' }] as const
const on = (more: Partial<Operation> = {}) =>
  update([], { effects: [effect('switches-on')], overwrites, ...more })

test.each<readonly [string, Operation, boolean]>([
  ['a switch that was taken back', on(), true],
  ['users who were excluded', on({ effects: [effect('gains')] }), true],
  [
    'a switch of the file, which nothing overwrites',
    update([], { effects: [effect('switches-on')] }),
    false,
  ],
  ['a switch-off', on({ effects: [effect('switches-off')] }), false],
  ['a label', on({ effects: [effect('label')] }), false],
  [
    'a refused operation',
    on({ refusal: { code: 'archive-not-allowed', action: 'archive' } }),
    false,
  ],
])('%s', (_, operation, isUndone) => {
  expect(undoneRestrictions(planOf([operation])).length > 0).toBe(isUndone)
})

test('the sentence names the resource, the switch, the person and the time', () => {
  const author = { type: 'person', by: 'on.call@acme.example', at: '2026-03-03T09:07:00Z' } as const
  const text = undoneRestrictionText(on({ author }), (each) => each)
  expect(text).toBe(
    'switches gate/a on again (isEnabled, by on.call@acme.example, since 2026-03-03 09:07 UTC)',
  )
})

test('the alert stands first on the pages of an apply', () => {
  const plan = planOf([on()])
  const details = { requests: 0, forecastSeconds: 0 }
  const states = [
    {
      is: 'applied',
      plan,
      details,
      report: { outcomes: [{ status: 'done', operation: on(), notes: [] }], nonConverged: [] },
      recorded: [],
      alreadyApplied: 0,
    },
    {
      is: 'not-applied',
      plan,
      details,
      why: 'plan-changed',
      reason: 'x',
      unreviewed: new Set<string>(),
    },
  ] as const
  for (const state of states) {
    const lines = commentBody(state, { root: '' }, '<!-- -->').body.split('\n')
    expect(lines[3]).toBe('> [!CAUTION]')
    expect(lines.slice(4, 7).join(' ')).toMatch(/take|took.*back/)
    expect(lines.slice(4, 8).join(' ')).toContain('gate/a')
  }
})
