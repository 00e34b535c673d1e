// What a person does in Statsig and no field shows: another salt, by which users are assigned again.
import { describe, expect, test } from 'vitest'
import { member } from '../../src/core/json.ts'
import { findInvisibleChanges } from '../../src/history/resalts.ts'
import type { KindName } from '../../src/kinds/index.ts'
import type { AuditEntry } from '../../src/resources/api.ts'
import { createLiveState, toResource } from '../../src/resources/live.ts'
import { definitionFile, desiredStateFrom, registry } from '../support/in-memory-statsig.ts'
import { type Fixture, gate, withFixture } from './fixture.ts'

const amy = { name: 'Amy', email: 'amy@example.com' }
const files = {
  ...gate('checkout'),
  'statsig/dynamic_configs/sizes.yaml': 'id: sizes\nname: sizes\ndefaultValue: {}\n',
  'statsig/segments/crew.yaml': 'id: crew\nname: crew\ntype: id_list\n',
  'statsig/experiments/colors.yaml': 'id: colors\nname: colors\nidType: userID\n',
}
const resalted = [
  ['gates', 'checkout', 'gate/checkout'],
  ['dynamic_configs', 'sizes', 'dynamic_config/sizes'],
  ['segments', 'crew', 'segment/crew'],
  ['experiments', 'colors', 'experiment/colors'],
] as const

/** What comes after the apply comes a minute later. */
const withApplied = (work: (place: Fixture) => Promise<void>) => {
  let later = 0
  return withFixture(
    files,
    async (place) => {
      expect((await place.run('apply --yes')).code).toBe(0)
      expect((await place.run('drift')).code).toBe(0)
      later = 60_000
      await work(place)
    },
    { clock: { now: () => Date.now() + later } },
  )
}

test('another salt is drift, although no field differs, and only `drift` says so', () =>
  withApplied(async ({ emulator, run }) => {
    for (const [collection, id] of resalted) emulator.resalt(collection, id, amy)
    const { code, out } = await run('drift --format json')
    const found = JSON.parse(out)
    expect(code).toBe(2)
    expect(
      found.kept.map((each: never) => [member(each, 'address'), member(each, 'cause')]),
    ).toEqual(resalted.map(([, , address]) => [address, 'resalted']).toSorted())
    expect(found.kept[2]).toMatchObject({
      edits: [],
      author: { type: 'person', by: 'amy@example.com' },
      reason: { code: 'resalted' },
      at: { file: 'statsig/gates/checkout.yaml', line: 1 },
    })
    const text = await run('drift')
    expect(text.code).toBe(2)
    expect(text.out).toContain('users are assigned to its rules or groups')
    expect(text.out).toContain('Drift: 4 with another salt, of 4 resources.')
    expect(text.out).not.toContain('drift --adopt')
    expect((await run('drift --format markdown')).out).toContain('amy')
    expect((await run('plan --detailed-exitcode')).code).toBe(0)
    const adopted = await run('drift --adopt')
    expect(adopted.code).toBe(0)
    expect((await run('apply --yes')).code).toBe(0)
    expect((await run('drift')).code).toBe(2)
  }))

test('a salt that was changed before the last apply is not shown', () =>
  withFixture(
    files,
    async ({ emulator, run }) => {
      await run('apply --yes')
      emulator.resalt('gates', 'checkout', amy)
      expect((await run('drift')).code).toBe(0)
    },
    // By the clock of Statsig, all of this was a minute before.
    { clock: { now: () => Date.now() - 60_000 } },
  ))

test('a key that cannot read the audit log is told so', () =>
  withFixture(
    files,
    async ({ run }) => {
      await run('apply --yes')
      const { code, out } = await run('drift')
      expect(code).toBe(0)
      expect(out.replaceAll(/\s+/g, ' ')).toContain('note: the key cannot read the audit log')
    },
    { behaviors: ['audit-logs-forbidden'] },
  ))

const appliedAt = '2026-01-01T00:00:00.000Z'
const entry = (more: Partial<AuditEntry>): AuditEntry => ({
  id: '1',
  name: 'checkout',
  action: 'config_resalt',
  at: '2026-01-02T00:00:00.000Z',
  actor: 'amy',
  isApiKey: false,
  members: [],
  ...more,
})

/** Of the kinds of the definitions, all are read, and `others` are live and in no file. */
const found = async (
  entries: readonly AuditEntry[] | undefined,
  others: readonly (readonly [KindName, string])[] = [],
  read: readonly KindName[] = ['gate', 'dynamic_config', 'segment', 'experiment'],
  unreadable: ReadonlySet<KindName> = new Set(),
) => {
  const desired = desiredStateFrom([
    definitionFile('gates', { id: 'checkout', name: 'checkout' }),
    definitionFile('experiments', { id: 'colors', name: 'colors', idType: 'userID' }),
  ])
  const live = createLiveState(
    new Set(read),
    [...desired.values()]
      .map(({ kind, members }) => [kind, String(members['id'])] as const)
      .concat(others)
      .flatMap(([kind, id]) => toResource(registry(kind).kind, kind, { id, name: id }) ?? []),
  )
  const { kept, notices } = await findInvisibleChanges(
    { appliedAt, base: desired, desired, live, registry },
    {
      readAuditLog: async () => entries,
      read: async (wanted) => createLiveState(wanted, [], unreadable),
    },
  )
  return [...kept.map(({ address, reason }) => ({ address, ...reason })), ...notices]
}

describe('of the entries since the last apply', () => {
  const gateResalted = { address: 'gate/checkout', code: 'resalted', isUncertain: false }
  const experimentResalted = { ...gateResalted, address: 'experiment/colors' }

  test.each([
    ['nothing is found in an empty log', [], []],
    ['nothing of the second of the apply', [entry({ at: appliedAt })], []],
    ['a resalt of a gate', [entry({})], [gateResalted]],
    ['only the newest of several', [entry({}), entry({ id: '2' })], [gateResalted]],
    ['a resalt by a key', [entry({ isApiKey: true })], [gateResalted]],
    ['a resalt of another resource', [entry({ name: 'other' })], []],
    [
      'a resalt of an experiment',
      [entry({ name: 'colors', action: 'resalt_experiment' })],
      [experimentResalted],
    ],
    [
      'another salt of an experiment',
      [entry({ name: 'colors', action: 'update_experiment_salt' })],
      [experimentResalted],
    ],
    [
      'a reset of an experiment, which may run again',
      [entry({ name: 'colors', action: 'experiment_restart' })],
      [experimentResalted],
    ],
    ['a resalt of a config is not one of an experiment', [entry({ name: 'colors' })], []],
    [
      'other actions',
      [entry({ action: 'gate_update' }), entry({ action: 'gate_stale_status_update' })],
      [],
    ],
    [
      'an action that is not known is named, also that of a key',
      [entry({ action: 'gate_teleport', isApiKey: true, actor: 'CONSOLE API' })],
      [
        {
          code: 'unknown-action',
          action: 'gate_teleport',
          address: 'gate/checkout',
          at: entry({}).at,
        },
      ],
    ],
    [
      'an action that is not known, and the person',
      [entry({ action: 'gate_teleport' })],
      [
        {
          code: 'unknown-action',
          action: 'gate_teleport',
          address: 'gate/checkout',
          by: 'amy',
          at: entry({}).at,
        },
      ],
    ],
    ['a log that is not shown', undefined, [{ code: 'audit-log-unreadable' }]],
  ] as const)('%s', async (_, entries, expected) => {
    expect(await found(entries)).toEqual(expected)
  })

  test('a name that another resource has too is said to be uncertain', async () => {
    const uncertain = [{ ...gateResalted, isUncertain: true }]
    expect(await found([entry({})], [['dynamic_config', 'checkout']])).toEqual(uncertain)
    const [few, hidden] = [['gate', 'experiment'] as const, new Set(['segment'] as const)]
    expect(await found([entry({})], [], few, hidden)).toEqual(uncertain)
    // What was not read for the plan is read for this.
    expect(await found([entry({})], [], few)).toEqual([gateResalted])
    expect(await found([entry({})], [['dynamic_config', 'other']])).toEqual([gateResalted])
  })

  test('a log that is longer than what is read is said to be cut', async () => {
    const entries = Array.from({ length: 1_000 }, (_, id) => entry({ id: `${id}`, name: 'other' }))
    expect(await found(entries)).toEqual([{ code: 'audit-log-cut', entries: 1_000 }])
  })
})
