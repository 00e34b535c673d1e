// An approval of a pull request and a review in Statsig: opening the review spends the approval, its commit needs no other.
import { describe, expect, test } from 'vitest'
import { decideApproval } from '../../src/github-action/pull-request/approval-check.ts'
import { idPrefix } from '../../src/github-action/pull-request/approvals.ts'
import { findSpentApprovals } from '../../src/github-action/pull-request/spent-approvals.ts'
import { withApprovals } from '../../src/history/begun-apply.ts'
import { readInputs } from '../../src/io/actions/inputs.ts'
import type { BegunApply } from '../../src/model/begun-apply.ts'
import type { Operation, Outcome, Plan, RequiredReview } from '../../src/model/index.ts'
import type { AppliedRecordCommit } from '../../src/model/repository.ts'
import { planFrom } from '../plan/in-words.ts'
import { createInMemoryStatsig, registry } from '../support/in-memory-statsig.ts'

const live = { id: 'pay', name: 'pay', isEnabled: false, version: 4, lastModifiedTime: 4 }
const opened = { id: 'r1', status: 'accepted', isAccepted: true }

const planWith = (more: Partial<RequiredReview>): Plan => {
  const file = (isEnabled: boolean) => [
    { path: 'statsig/gates/pay.yaml', text: JSON.stringify({ id: 'pay', name: 'pay', isEnabled }) },
  ]
  const plan = planFrom({
    base: file(false),
    files: file(true),
    live: [['gate', live]],
  })
  const review: RequiredReview = {
    demand: { type: 'project' },
    steps: [{ type: 'toggle_enabled', fields: ['isEnabled'] }],
    ...more,
  }
  return { ...plan, operations: plan.operations.map((each) => ({ ...each, review })) }
}

const inputsOf = (unreviewed: string) => {
  const given: Readonly<Record<string, string>> = { command: 'apply', unreviewed }
  const read = readInputs((name) => given[name])
  if ('faults' in read) throw new Error(read.faults.join(' '))
  return read.inputs
}
const decided = (plan: Plan, unreviewed = 'fail') =>
  decideApproval(plan, [], new Map(), inputsOf(unreviewed))

const begunOf = ({ operations }: Plan): readonly BegunApply[] => [
  {
    run: { id: 12, attempt: 1 },
    commit: 'c'.repeat(40),
    at: '2026-11-29T10:00:00Z',
    operations: operations.map(({ address, id }) => ({
      id: idPrefix(id),
      address,
      revision: '{"lastModifiedTime":4,"version":4}',
    })),
  },
]

describe('without an approval', () => {
  test.each(['fail', 'apply-safe'])('no review is opened (%s)', (unreviewed) => {
    const { plan, stop } = decided(planWith({}), unreviewed)
    expect(stop !== undefined || plan.operations[0]?.refusal?.code === 'not-reviewed').toBe(true)
  })

  test.each(['fail', 'apply-safe'])(
    'one that is open is committed, and no other opened (%s)',
    (unreviewed) => {
      const { plan, stop } = decided(planWith({ opened }), unreviewed)
      expect(stop).toBeUndefined()
      expect(plan.operations).toMatchObject([{ review: { opened, isCommitOnly: true } }])
      expect(plan.operations[0]?.refusal).toBeUndefined()
    },
  )

  test('a workflow that allows everything may open one', () => {
    expect(decided(planWith({ opened }), 'apply').plan.operations[0]?.review?.isCommitOnly).toBe(
      undefined,
    )
  })
})

test('opening spends the approval, although the resource has the revision that was noted', async () => {
  const statsig = createInMemoryStatsig(['gate'])
  statsig.put('gate', live)
  const spentIn = async (plan: Plan) =>
    [
      ...(
        await findSpentApprovals(plan, begunOf(plan), new Map(), {
          hashId: (text) => text,
          live: statsig.live(),
          readAuditLog: async () => [],
          registry,
        })
      ).values(),
    ].map(({ runId }) => runId)
  const needsReview = planWith({})
  const { review: _, ...operation } = needsReview.operations[0] ?? {}
  expect(await spentIn(needsReview)).toEqual([12])
  expect(await spentIn({ ...needsReview, operations: [operation as Operation] })).toEqual([])
})

describe('a run that may only commit', () => {
  const countBegun = (isCommitOnly: boolean, status: 'skipped' | 'failed'): number => {
    const plan = planWith({ opened, ...(isCommitOnly && { isCommitOnly }) })
    const [operation] = plan.operations
    if (operation === undefined) throw new Error('The plan has no operation.')
    const recorded: AppliedRecordCommit = {
      version: 1,
      id: 'b'.repeat(40),
      at: '2026-11-29T10:00:00Z',
      commit: 'a'.repeat(40),
      parts: [],
      begun: begunOf(plan),
    }
    const outcome: Outcome =
      status === 'skipped'
        ? { status, operation, reason: { code: 'interrupted' } }
        : {
            status,
            operation,
            reason: { code: 'changed-since-plan' },
            wrote: 'no',
            isStale: true,
            isKeyRefused: false,
          }
    const report = { outcomes: [outcome], nonConverged: [] }
    const next = withApprovals(recorded, recorded, plan, report, new Set([operation.address]))
    return (next?.begun ?? []).flatMap(({ operations }) => operations).length
  }

  test.each(['skipped', 'failed'] as const)('gives no approval back where it is %s', (status) => {
    expect(countBegun(false, status)).toBe(0)
    expect(countBegun(true, status)).toBe(1)
  })
})

test('a new gate whose file leaves out its switch is on, and is no label', () => {
  const effectsOf = (more: object) =>
    planFrom({
      base: [],
      files: [
        {
          path: 'statsig/gates/pay.yaml',
          text: JSON.stringify({
            id: 'pay',
            name: 'pay',
            rules: [{ name: 'All', passPercentage: 30, conditions: [{ type: 'public' }] }],
            ...more,
          }),
        },
      ],
      live: [],
    }).operations.map(({ effects }) => effects.map(({ share, type }) => `${type} ${share}`))
  expect(effectsOf({})).toEqual([['switches-on 30']])
  expect(effectsOf({ isEnabled: true })).toEqual([['switches-on 30']])
  expect(effectsOf({ isEnabled: false })).toEqual([['label 0']])
})
