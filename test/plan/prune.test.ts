// What becomes of a resource whose definition is gone: by kind, mode and proof, and by how many there are.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { KindName } from '../../src/kinds/index.ts'
import { type DeletionProof, makeAddress } from '../../src/model/index.ts'
import type { PrunePolicy } from '../../src/plan/applied-state.ts'
import { definitionFile } from '../support/in-memory-statsig.ts'
import { planFrom, planInWords } from './in-words.ts'

const proof: DeletionProof = { definedIn: 'a'.repeat(40), removedIn: 'b'.repeat(40) }
const isProven = { findDeletionProof: () => proof }
const named = { id: 'checkout', name: 'checkout', description: 'First' }

type Mode = PrunePolicy['mode']
/**
 * The plan where git proves the deletion; where it does not; where Statsig has changed the resource since; and where that
 * one is named to go all the same.
 */
type Row = readonly [Mode, string, string, string, string]

const off: Row = ['off', 'unmanaged', 'unmanaged', 'unmanaged', 'unmanaged']
const kept = 'kept: not-pruned'
const keptAll = [kept, kept, kept, kept] as const
const archived: Row = ['archive', 'archive', kept, 'conflict archive', 'archive over']
const deleted: Row = ['delete', 'delete', kept, 'conflict delete', 'delete over']

const kinds: Readonly<
  Partial<
    Record<
      KindName,
      { readonly folder: string; readonly members: JsonObject; readonly rows: readonly Row[] }
    >
  >
> = {
  gate: { folder: 'gates', members: named, rows: [off, archived, deleted] },
  segment: {
    folder: 'segments',
    members: { ...named, type: 'rule_based' },
    rows: [off, archived, deleted],
  },
  dynamic_config: { folder: 'dynamic_configs', members: named, rows: [off, archived, deleted] },
  tag: {
    folder: 'tags',
    members: { name: 'checkout', description: 'First' },
    rows: [off, ['archive', ...keptAll], deleted],
  },
  holdout: {
    folder: 'holdouts',
    members: { ...named, passPercentage: 5 },
    rows: [off, ['archive', ...keptAll], deleted],
  },
}

describe.each(Object.entries(kinds))('a %s', (name, { folder, members, rows }) => {
  const kind = name as KindName
  describe.each(rows)('where `prune` is `%s`', (mode, ...plans) => {
    const changed = { ...members, description: 'By hand' }
    const address = makeAddress(kind, 'checkout')
    test.each(
      [
        { title: 'and its deletion is proven', live: members, prune: isProven, overwrites: [] },
        { title: 'and nothing proves its deletion', live: members, prune: {}, overwrites: [] },
        { title: 'and it was changed since', live: changed, prune: isProven, overwrites: [] },
        {
          title: 'and it was changed since, and is named',
          live: changed,
          prune: isProven,
          overwrites: [{ address }],
        },
      ].map((each, index) => ({ ...each, expected: plans[index] })),
    )('$title: $expected', ({ expected, live, overwrites, prune }) => {
      const plan = planFrom({
        base: [definitionFile(folder, members)],
        files: [],
        live: [[kind, live]],
        options: { overwrites, prune: { mode, ...prune } },
      })
      expect(planInWords(plan)).toBe(expected)
      expect(plan.operations.map(({ deletionProof }) => deletionProof)).toEqual(
        plan.operations.map(() => proof),
      )
    })
  })
})

describe('too many at once are more likely a mistake than a wish', () => {
  const gates = (count: number): readonly JsonObject[] =>
    Array.from({ length: count }, (_, index) => ({ id: `gate_${index}`, name: `gate_${index}` }))
  const statusOf = (going: number, all: number, prune: Partial<PrunePolicy>): string => {
    const plan = planFrom({
      base: gates(going).map((each) => definitionFile('gates', each)),
      files: [],
      live: gates(all).map((each) => ['gate', each]),
      options: { prune: { mode: 'archive', ...isProven, ...prune } },
    })
    expect(plan.operations).toHaveLength(going)
    const refusals = plan.operations.flatMap(({ refusal }) => refusal?.code ?? [])
    // All of them go, or none does.
    expect([0, going]).toContain(refusals.length)
    return refusals[0] ?? 'go'
  }
  /** How many go of how many, the most, the share, what is allowed by name, and what happens. */
  test.each([
    [1, 1, 5, 20, undefined, 'go'],
    [5, 30, 5, 20, undefined, 'go'],
    [6, 30, 5, 20, undefined, 'too-many-removals'],
    [6, 30, 5, 20, 6, 'go'],
    [6, 30, 5, 20, 5, 'too-many-removals'],
    [6, 30, 5, 20, 7, 'too-many-removals'],
    [2, 30, 5, 20, 3, 'allowed-count-differs'],
    [2, 30, 5, 20, 2, 'go'],
    [9, 9, 10, 20, undefined, 'go'],
    [2, 10, 10, 20, undefined, 'go'],
    [3, 10, 10, 20, undefined, 'too-large-share'],
    [3, 10, 10, 30, undefined, 'go'],
    [3, 10, 10, 20, 3, 'go'],
    [3, 10, 10, 20, 4, 'too-large-share'],
    [10, 10, 10, 100, undefined, 'go'],
    [1, 10, 0, 100, undefined, 'too-many-removals'],
    [1, 12, 5, 0, undefined, 'too-large-share'],
    [1, 9, 5, 0, undefined, 'go'],
  ] as const)(
    '%i of %i, at most %i and %i %%, allowed %s: %s',
    (going, all, most, percent, allowed, expected) => {
      const prune = { most, percent, ...(allowed !== undefined && { allowed }) }
      expect(statusOf(going, all, prune)).toBe(expected)
    },
  )
})

test('a definition that is new and says the same is taken for the new name of the old one', () => {
  const plan = planFrom({
    base: [definitionFile('gates', named)],
    files: [definitionFile('gates', { ...named, id: 'payment', name: 'payment' })],
    live: [['gate', named]],
    options: { prune: { mode: 'archive', ...isProven } },
  })
  expect(planInWords(plan)).toBe(`create, ${kept}`)
})

test('what was retired before, is archived already, or is still defined does not go', () => {
  const archivedGate = { ...named, status: 'Archived' }
  const mode = { prune: { mode: 'delete', ...isProven } } as const
  const base = [definitionFile('gates', named)]
  expect(
    planInWords(planFrom({ base, files: [], live: [['gate', archivedGate]], options: mode })),
  ).toBe('nothing')
  expect(planInWords(planFrom({ base, files: base, live: [['gate', named]], options: mode }))).toBe(
    'nothing',
  )
  const retired = [definitionFile('gates', { ...named, lifecycle: { retired: 'delete' } })]
  expect(
    planInWords(planFrom({ base: retired, files: [], live: [['gate', named]], options: mode })),
  ).toBe('nothing')
})

describe('the share of a kind', () => {
  const many = (kind: KindName, folder: string, count: number, gone: number, status?: string) => {
    const all = Array.from({ length: count }, (_, index) => {
      const name = `${kind}_${index}`
      return { id: name, name, ...(status !== undefined && { status }) }
    })
    return {
      base: all.slice(0, gone).map(({ id, name }) => definitionFile(folder, { id, name })),
      live: all.map((each): readonly [KindName, JsonObject] => [kind, each]),
    }
  }
  const refusalsOf = (...kinds: readonly ReturnType<typeof many>[]) =>
    planFrom({
      base: kinds.flatMap(({ base }) => base),
      files: [],
      live: kinds.flatMap(({ live }) => live),
      options: { prune: { mode: 'archive', most: 50, percent: 20, ...isProven } },
    }).operations.flatMap(({ refusal }) => refusal ?? [])

  test('counts the removals and the resources of that kind alone', () => {
    const configs = many('dynamic_config', 'dynamic_configs', 30, 6)
    expect(refusalsOf(many('gate', 'gates', 10, 2), configs)).toEqual([])
    const [refusal] = refusalsOf(many('gate', 'gates', 10, 3), configs)
    expect(refusal).toMatchObject({
      code: 'too-large-share',
      kind: 'gate',
      removed: 3,
      total: 10,
      count: 9,
      percent: 20,
    })
  })

  test('leaves out what is archived', () => {
    const archivedGates = many('gate', 'gates', 10, 0, 'Archived').live.map(
      ([kind, { id: _, name, ...rest }]) =>
        [kind, { ...rest, id: `old_${name}`, name: `old_${name}` }] as const,
    )
    const gates = many('gate', 'gates', 10, 3)
    const [refusal] = refusalsOf({ ...gates, live: [...gates.live, ...archivedGates] })
    expect(refusal).toMatchObject({ removed: 3, total: 10 })
  })
})

describe('a resource that another definition manages', () => {
  const app = { id: 'app-1', name: 'Web' }
  test.each([
    ['goes where its definition is gone', [], 'delete'],
    [
      'stays where the definition names its id under another name',
      [{ ...app, name: 'Site' }],
      'update',
    ],
  ] as const)('%s', (_, files, expected) => {
    const plan = planFrom({
      base: [definitionFile('target_apps', app)],
      files: files.map((each) => definitionFile('target_apps', each)),
      live: [['target_app', app]],
      options: { prune: { mode: 'delete', ...isProven } },
    })
    expect(planInWords(plan)).toBe(expected)
  })
})

const serverKey = { description: 'Build server', scopes: ['omni_read_only'] }

test.each([
  ['tag', 'tags', { name: 'checkout', description: 'First' }, 'archive', 'only-deletable'],
  ['key', 'keys', serverKey, 'archive', 'no-route'],
  ['key', 'keys', serverKey, 'delete', 'no-route'],
  ['gate', 'gates', named, 'archive', 'no-deletion-proof'],
  ['gate', 'gates', named, 'delete', 'no-deletion-proof'],
] as const)('why a %s is kept: %#', (kind, folder, members, mode, code) => {
  const { kept: differences } = planFrom({
    base: [definitionFile(folder, members)],
    files: [],
    live: [[kind, members]],
    options: { prune: { mode } },
  })
  expect(differences.map(({ reason }) => reason.code)).toEqual([code])
})

describe('what a removal by name overwrites', () => {
  const overwritten = (live: JsonObject) =>
    planFrom({
      base: [definitionFile('gates', named)],
      files: [],
      live: [['gate', live]],
      options: {
        overwrites: [{ address: makeAddress('gate', 'checkout') }],
        prune: { mode: 'archive', ...isProven },
      },
    }).operations.map(({ overwrites }) => overwrites)
  test('is what was changed in Statsig', () => {
    expect(overwritten({ ...named, description: 'By hand' })).toEqual([
      [{ code: 'edit', label: 'description', namedBy: [''] }],
    ])
  })
  test('is anything where nothing was changed', () => {
    expect(overwritten(named)).toEqual([[{ code: 'anything' }]])
  })
})

describe('a new definition is no new name of a removed one', () => {
  const other = { id: 'payment', name: 'payment', description: 'First' }
  test.each([
    [
      'where it says something else',
      [definitionFile('gates', { ...other, description: 'Else' })],
      [],
    ],
    ['where it is of another kind', [definitionFile('dynamic_configs', other)], []],
    [
      'where it was there before',
      [definitionFile('gates', other)],
      [definitionFile('gates', other)],
    ],
  ] as const)('%s', (_, files, base) => {
    const plan = planFrom({
      base: [definitionFile('gates', named), ...base],
      files,
      live: [['gate', named], ...base.map((): readonly [KindName, JsonObject] => ['gate', other])],
      options: { prune: { mode: 'archive', ...isProven } },
    })
    expect(plan.operations.map(({ action }) => action)).toContain('archive')
    expect(plan.kept).toEqual([])
  })
})

test('a resource that is gone from Statsig is not removed again', () => {
  const options = { prune: { mode: 'delete', ...isProven } } as const
  const base = [definitionFile('gates', named)]
  expect(planInWords(planFrom({ base, files: [], live: [], options }))).toBe('nothing')
})

test('a key of another description is the new name of the one that says the same', () => {
  const plan = planFrom({
    base: [definitionFile('keys', serverKey)],
    files: [definitionFile('keys', { ...serverKey, description: 'Deploy server' })],
    live: [['key', serverKey]],
    options: { prune: { mode: 'archive', ...isProven } },
  })
  expect(plan.kept.map(({ reason }) => reason.code)).toContain('renamed')
})

test('where nothing is pruned, a resource without a definition is named', () => {
  const { unmanaged } = planFrom({
    base: [definitionFile('gates', named)],
    files: [],
    live: [['gate', named]],
    options: { prune: { mode: 'off' } },
  })
  expect(unmanaged).toEqual([{ address: 'gate/checkout', sensitive: [] }])
})

test('archiving and deleting are two operations, each with an id of its own', () => {
  const idOf = (mode: Mode) =>
    planFrom({
      base: [definitionFile('gates', named)],
      files: [],
      live: [['gate', named]],
      options: { prune: { mode, ...isProven } },
    }).operations.map(({ effects, id }) => ({ effects, id }))
  expect(idOf('archive')).not.toEqual(idOf('delete'))
  expect(idOf('archive')).toEqual(idOf('archive'))
})
