// What a comment shows in full is what a merge approves: whatever is cut off is not.
import { expect, test } from 'vitest'
import { commentBody } from '../../src/report/markdown/pages/comment.ts'
import type { PageState } from '../../src/report/markdown/pages/state.ts'
import { planFrom } from '../plan/in-words.ts'

const context = {
  repository: 'acme/flags',
  server: 'https://github.com',
  head: 'a'.repeat(40),
  root: '',
  run: { number: 1, url: 'https://github.com/acme/flags/actions/runs/1' },
}

const file = (id: string, members: object) => ({
  path: `statsig/gates/${id}.yaml`,
  text: JSON.stringify({ id, name: id, isEnabled: true, ...members }),
})

const rollout = (percent: number) => ({
  rules: [{ name: 'All', passPercentage: percent, conditions: [{ type: 'public' }] }],
})

const all = Array.from({ length: 200 }, (_, index) => `gate_${index}`)

/** 199 small rollouts, and a large one in the middle of the files. */
const percentOf = (id: string) => (id === 'gate_150' ? 100 : 6)

const pageOf = (
  ids: readonly string[],
  files: (id: string) => object,
  before: (id: string) => object,
  maxBytes: number,
) => {
  const plan = planFrom({
    base: ids.map((id) => file(id, before(id))),
    files: ids.map((id) => file(id, files(id))),
    live: ids.map((id) => ['gate', { id, name: id, isEnabled: true, ...before(id) }] as const),
  })
  const state: PageState = {
    is: 'planned',
    plan,
    details: { requests: 200, forecastSeconds: 20 },
    diagnostics: [],
    isPull: true,
  }
  return { plan, ...commentBody(state, context, '<!-- -->', maxBytes) }
}

test('of 200 updates, those whose row is cut off are not shown, and the comment says how many', () => {
  const { body, plan, shown } = pageOf(
    all,
    (id) => rollout(percentOf(id)),
    () => rollout(5),
    40_000,
  )
  const inBody = plan.operations.filter(({ address }) =>
    body.includes(`| <code>${address.replaceAll('_', '&#95;')}</code> |`),
  )
  expect(plan.operations).toHaveLength(200)
  // The largest jump has the first row, wherever its file stands.
  expect(inBody.map(({ address }) => address)).toContain('gate/gate_150')
  expect(inBody.length).toBeGreaterThan(0)
  expect(inBody.length).toBeLessThan(200)
  expect(new Set(inBody.map(({ id }) => id))).toEqual(shown)
  expect(body).toContain(`Merging does not approve ${200 - shown.size} operations`)
  expect(body).toContain(plan.digest)
})

test('a page that shows everything approves everything, and says nothing of it', () => {
  const { body, shown } = pageOf(
    all,
    (id) => rollout(percentOf(id)),
    () => rollout(5),
    1_000_000,
  )
  expect(shown.size).toBe(200)
  expect(body).not.toContain('Merging does not approve')
})

const emails = (count: number) => ({
  rules: [
    {
      name: 'Staff',
      passPercentage: 100,
      conditions: [
        {
          type: 'email',
          operator: 'any',
          targetValue: Array.from({ length: count }, (_, index) => `person-${index}@example.com`),
        },
      ],
    },
  ],
})

test('a value that is cut off is not shown, although its resource is', () => {
  const { body, plan, shown } = pageOf(
    all.slice(0, 12),
    (id) => emails(id === 'gate_7' ? 3_000 : id === 'gate_8' ? 2 : 1),
    () => emails(1),
    65_000,
  )
  const [long, short] = plan.operations
  expect([long?.address, short?.address]).toEqual(['gate/gate_7', 'gate/gate_8'])
  expect(body).toContain('gate&#95;7')
  expect(shown).toEqual(new Set([short?.id]))
})
