// A resource that is known by its name, and renamed in the console: it is found by its id.
import { describe, expect, test as testInBothRuns } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { withRecordedIds } from '../../src/history/applied-definitions.ts'
import { nextRecord } from '../../src/history/next-record.ts'
import { liveIds } from '../../src/history/recorded-ids.ts'
import { type KindName, kinds } from '../../src/kinds/index.ts'
import { plan } from '../../src/plan/index.ts'
import {
  createInMemoryStatsig,
  definitionFile,
  desiredStateFrom,
  registry,
} from '../support/in-memory-statsig.ts'
import { casesForRun, usualRunTest as test } from '../support/long-run.ts'
import { type Files, withFixture } from './fixture.ts'

/** Kinds whose resources are known by a name, and the members that they need beside it. */
const members: Readonly<Partial<Record<KindName, JsonObject>>> = {
  holdout: { description: 'Old' },
  layer: { idType: 'userID', description: 'Old' },
  metric: {
    type: 'event_count_custom',
    metricEvents: [{ name: 'buy' }],
    unitTypes: ['userID'],
    description: 'Old',
  },
  tag: { description: 'Old' },
  target_app: { description: 'Old' },
}

const planWith = (kind: KindName, name: string, live: readonly JsonObject[], ids: boolean) => {
  const folder = kinds.find((each) => each.kind === kind)?.folder ?? ''
  const base = desiredStateFrom([definitionFile(folder, { name: 'Alpha one', ...members[kind] })])
  const files = desiredStateFrom([definitionFile(folder, { name, ...members[kind] })])
  const recorded = ids ? { [[...base.keys()][0] ?? '']: 'id-1' } : {}
  const statsig = createInMemoryStatsig([kind])
  for (const each of live) statsig.put(kind, { ...members[kind], ...each })
  return plan(withRecordedIds(files, recorded), statsig.live(), {
    target: 'default',
    registry,
    undeclared: 'refuse',
    appliedState: {
      base: withRecordedIds(base, recorded),
      onDrift: 'keep',
      overwrites: [],
      overwritesUnmanaged: () => false,
      prunePolicy: { mode: 'off', most: 9, percent: 100, findDeletionProof: () => undefined },
    },
  }).plan
}

const renamed = [{ id: 'id-1', name: 'Console name' }]
const rows = casesForRun(Object.keys(members) as KindName[], (_, index) => index % 2 === 0)

describe.each(rows)('a %s that was renamed in the console', (kind) => {
  testInBothRuns('is drift of its name, and not deleted', () => {
    const found = planWith(kind, 'Alpha one', renamed, true)
    expect(found.kept.map(({ cause, edits }) => [cause, edits.map(({ label }) => label)])).toEqual([
      ['drift', ['name']],
    ])
    expect([found.operations, found.unmanaged]).toEqual([[], []])
    // Without the id it cannot be told from a deletion.
    expect(planWith(kind, 'Alpha one', renamed, false).kept[0]?.cause).toBe('deleted')
  })
  testInBothRuns('is the same resource where the file takes the new name', () => {
    const found = planWith(kind, 'Console name', renamed, true)
    expect([found.operations, found.kept, found.unmanaged]).toEqual([[], [], []])
    expect(found.renames).toHaveLength(1)
  })
  testInBothRuns('is told from another one that has its former name, or its id as a name', () => {
    const others = [
      { id: 'id-2', name: 'Alpha one', description: 'Other' },
      { id: 'id-3', name: 'id-1', description: 'Other' },
    ]
    const found = planWith(kind, 'Alpha one', [...renamed, ...others], true)
    expect(found.kept.flatMap(({ edits }) => edits.map(({ label }) => label))).toEqual(['name'])
  })
  testInBothRuns('is found by its name where it was created again', () => {
    const found = planWith(kind, 'Alpha one', [{ id: 'id-9', name: 'Alpha one' }], true)
    expect([found.operations, found.kept, found.unchanged]).toEqual([[], [], 1])
  })
})

describe('the ids of a record', () => {
  const desired = desiredStateFrom([
    definitionFile('holdouts', { name: 'Alpha one' }),
    definitionFile('holdouts', { name: 'Beta two' }),
    definitionFile('holdouts', { name: 'gamma' }),
    definitionFile('gates', { id: 'checkout', name: 'Checkout' }),
  ])
  const statsig = createInMemoryStatsig(['holdout', 'gate'])
  statsig.put('holdout', { id: 'id-1', name: 'Alpha one' })
  statsig.put('holdout', { id: 'gamma', name: 'gamma' })
  statsig.put('gate', { id: 'checkout', name: 'Checkout' })
  const createdIds = new Map([...desired.keys()].slice(1, 2).map((address) => [address, 'id-2']))
  const ids = liveIds(desired, statsig.live(), { createdIds }, registry)
  const commit = { id: '1'.repeat(40), at: '' }
  const nothing = { outcomes: [], nonConverged: [] }
  const emptyPlan = planWith('tag', 'Alpha one', [{ id: 'x', name: 'Alpha one' }], false)
  const next = (recorded: Parameters<typeof nextRecord>[0]['recorded']) =>
    nextRecord(
      {
        appliedDefinitions: { desired, commits: new Map(), roots: new Map() },
        commit,
        root: '',
        ...(recorded && { recorded }),
      },
      desired,
      { ...emptyPlan, kept: [], operations: [] },
      nothing,
      undefined,
      ids,
    )

  test('are those of resources whose name is not their id', () => {
    expect(Object.fromEntries(ids)).toEqual({
      'holdout/Alpha one': 'id-1',
      'holdout/Beta two': 'id-2',
    })
  })
  test('are recorded once, and kept where a run did not read them', () => {
    const first = { version: 1, id: 'r', at: '', commit: commit.id, parts: [] } as const
    expect(next(first)?.ids).toEqual(Object.fromEntries(ids))
    expect(next({ ...first, ids: Object.fromEntries(ids) })).toBeUndefined()
    const more = { ...Object.fromEntries(ids), 'holdout/gamma': 'old', 'holdout/gone': 'old' }
    expect(next({ ...first, commit: '2'.repeat(40), ids: more })?.ids).toEqual({
      ...Object.fromEntries(ids),
      'holdout/gamma': 'old',
    })
  })
})

test('a holdout that is renamed in the console is drift after its first apply', () => {
  const files: Files = { 'statsig/holdouts/most.yaml': 'name: Hold most\npassPercentage: 5\n' }
  return withFixture(files, async ({ emulator, repository, run }) => {
    await run('apply --yes')
    const id = String(emulator.object('holdouts', 'hold_most')?.['id'])
    emulator.edit('holdouts', id, (it) => ({ ...it, name: 'Hold some' }))
    const drift = await run('drift')
    expect([drift.code, drift.out]).toEqual([2, expect.stringContaining('name: Hold some')])
    expect(drift.out).not.toContain('deleted')
    await repository.commit({
      'statsig/holdouts/most.yaml': 'name: Hold some\npassPercentage: 9\n',
    })
    expect((await run('apply --yes')).code).toBe(0)
    expect(emulator.object('holdouts', id)).toMatchObject({ name: 'Hold some', passPercentage: 9 })
  })
})
