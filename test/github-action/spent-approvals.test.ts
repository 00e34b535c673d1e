// Which approvals an apply has spent that began and whose end is not recorded: tables over what is in Statsig now.
import { describe, expect, test } from 'vitest'
import { idPrefix } from '../../src/github-action/pull-request/approvals.ts'
import { findSpentApprovals } from '../../src/github-action/pull-request/spent-approvals.ts'
import { withApprovals } from '../../src/history/begun-apply.ts'
import { notedRevision } from '../../src/history/begun-operations.ts'
import type { BegunApply } from '../../src/model/begun-apply.ts'
import type { Operation, Outcome, Plan } from '../../src/model/index.ts'
import { makeAddress } from '../../src/model/index.ts'
import type { AppliedRecordCommit } from '../../src/model/repository.ts'
import type { AuditEntry } from '../../src/resources/api.ts'
import { planFrom } from '../plan/in-words.ts'
import { createInMemoryStatsig, registry } from '../support/in-memory-statsig.ts'

const file = (members: object) => [
  { path: 'statsig/gates/pay.yaml', text: JSON.stringify({ id: 'pay', name: 'pay', ...members }) },
]
const off = { isEnabled: false }
const on = { isEnabled: true }
const livePay = (version: number) => ({
  id: 'pay',
  name: 'pay',
  isEnabled: false,
  version,
  lastModifiedTime: version,
})

const updatePlan = planFrom({
  base: file(off),
  files: file(on),
  live: [['gate', livePay(4)]],
})
const creationPlan = planFrom({ base: [], files: file(on), live: [] })

/** As it is recorded, without a key. */
const revisionOf = (version: number): string => {
  const statsig = createInMemoryStatsig(['gate'])
  statsig.put('gate', livePay(version))
  return notedRevision(firstOperation(updatePlan), statsig.live(), registry) ?? ''
}

const begunOf = ({ operations }: Plan, revision?: string): readonly BegunApply[] => [
  {
    run: { id: 12, attempt: 1 },
    commit: 'c'.repeat(40),
    at: '2026-11-29T10:00:00Z',
    operations: operations.map(({ address, id }) => ({
      id: idPrefix(id),
      address,
      ...(revision !== undefined && { revision }),
    })),
  },
]

const entry: AuditEntry = {
  id: '1',
  name: 'pay',
  action: 'gate_delete',
  at: '2026-11-29T10:05:00Z',
  actor: 'ana@example.com',
  isApiKey: false,
  members: [],
}

const spentWith = async (
  plan: Plan,
  begun: readonly BegunApply[],
  liveVersion: number | undefined,
  log: readonly AuditEntry[] | undefined,
) => {
  const statsig = createInMemoryStatsig(['gate'])
  if (liveVersion !== undefined) statsig.put('gate', livePay(liveVersion))
  const spent = await findSpentApprovals(plan, begun, new Map(), {
    hashId: (text) => text,
    live: statsig.live(),
    readAuditLog: async () => log,
    registry,
  })
  return [...spent.values()].map(({ runId }) => runId)
}

const firstOperation = ({ operations: [first] }: Plan): Operation => {
  if (first === undefined) throw new Error('The plan has no operation.')
  return first
}

describe('an operation that was begun', () => {
  const noted = revisionOf(4)

  test.each([
    ['the live resource has the version that was noted', 4, []],
    ['it was written since', 5, [12]],
    ['it is gone', undefined, [12]],
  ] as const)('where %s', async (_, version, expected) => {
    const begun = begunOf(updatePlan, noted)
    expect(updatePlan.operations).toHaveLength(1)
    expect(await spentWith(updatePlan, begun, version, undefined)).toEqual(expected)
  })

  test.each([
    ['the audit log has no entry of it', [], []],
    ['the audit log has an entry of it', [entry], [12]],
    ['the audit log has entries of others', [{ ...entry, name: 'other' }], []],
    ['the audit log cannot be read', undefined, [12]],
    [
      'the audit log may have more entries',
      Array.from({ length: 1000 }, () => ({ ...entry, name: 'other' })),
      [12],
    ],
  ] as const)('and creates a resource, where %s', async (_, log, expected) => {
    expect(await spentWith(creationPlan, begunOf(creationPlan), undefined, log)).toEqual(expected)
  })

  test('with the id of the seal secret before is the same operation', async () => {
    const [operation] = updatePlan.operations
    const previousIds = new Map([[idPrefix(operation?.id ?? ''), 'p'.repeat(24)]])
    const begun = begunOf(updatePlan, 'r').map((each) => ({
      ...each,
      operations: each.operations.map((one) => ({ ...one, id: 'p'.repeat(24) })),
    }))
    const spent = await findSpentApprovals(updatePlan, begun, previousIds, {
      hashId: (text) => text,
      live: createInMemoryStatsig(['gate']).live(),
      readAuditLog: async () => undefined,
      registry,
    })
    expect([...spent.keys()]).toEqual([idPrefix(operation?.id ?? '')])
  })
})

describe('after the apply, what is still begun', () => {
  const operation = firstOperation(updatePlan)
  const recorded: AppliedRecordCommit = {
    version: 1,
    commit: 'a'.repeat(40),
    parts: [],
    id: 'b'.repeat(40),
    at: '2026-11-29T10:00:00Z',
    begun: begunOf(updatePlan, 'r'),
    confirmedRuns: [12],
  }
  const failed = (wrote: 'no' | 'yes' | 'unknown'): Outcome => ({
    status: 'failed',
    operation,
    reason: { code: 'changed-since-plan' },
    wrote,
    isStale: false,
    isKeyRefused: false,
  })
  const unapplied = new Set([makeAddress('gate', 'pay')])
  const countBegun = (outcome: Outcome, left: typeof unapplied, next = recorded) =>
    withApprovals(next, recorded, updatePlan, { outcomes: [outcome], nonConverged: [] }, left)
      ?.begun?.length ?? 0

  test.each([
    ['is what may have been written', failed('unknown'), unapplied, 1],
    ['is what was written and failed', failed('yes'), unapplied, 1],
    ['is not what certainly wrote nothing', failed('no'), unapplied, 0],
    ['is not what is recorded', { status: 'done', operation, notes: [] }, new Set<never>(), 0],
    ['is what differs after the apply', { status: 'done', operation, notes: [] }, unapplied, 1],
  ] as const)('%s', (_, outcome, left, expected) => {
    expect(countBegun(outcome, new Set(left))).toBe(expected)
  })

  test('keeps confirmations, and changes nothing where nothing has changed', () => {
    const { begun, ...settled } = recorded
    expect(begun).toHaveLength(1)
    const empty = { outcomes: [], nonConverged: [] }
    const next = withApprovals(recorded, recorded, updatePlan, empty, new Set())
    expect(next).toMatchObject({ confirmedRuns: [12] })
    expect(withApprovals(undefined, settled, updatePlan, empty, unapplied)).toBeUndefined()
    const unsealed = { ...settled, needsSeal: 'confirmed' } as const
    expect(withApprovals(undefined, unsealed, updatePlan, empty, unapplied)).toEqual({
      version: 1,
      commit: 'a'.repeat(40),
      parts: [],
      confirmedRuns: [12],
    })
  })
})
