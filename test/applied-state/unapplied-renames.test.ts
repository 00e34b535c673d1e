// What was not applied is not recorded as settled, whatever address the file has for it now.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import {
  type AppliedDefinitions,
  readAppliedDefinitions,
} from '../../src/history/applied-definitions.ts'
import { nextRecord } from '../../src/history/next-record.ts'
import { type KindName, kinds } from '../../src/kinds/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import type {
  Definition,
  DesiredState,
  Operation,
  Outcome,
  Plan,
  SourceFile,
} from '../../src/model/index.ts'
import type { AppliedRecordCommit } from '../../src/model/repository.ts'
import { planFrom } from '../plan/in-words.ts'
import { definitionFile, desiredStateFrom } from '../support/in-memory-statsig.ts'
import { casesForRun } from '../support/long-run.ts'

const one = '1'.repeat(40)
const two = '2'.repeat(40)
const three = '3'.repeat(40)
const own = { root: '', target: 'default' }
const { settings } = readSettings(undefined)

/** The kinds that are known by a name, and have an id beside it. */
const byName: Readonly<Partial<Record<KindName, JsonObject>>> = {
  holdout: { passPercentage: 5 },
  layer: { idType: 'userID' },
  tag: { description: 'Old' },
  unit_id_type: {},
}
const idOf =
  (kind: KindName): ((n: number) => string) =>
  (n) =>
    `${kind}-id-${n}`

interface History {
  readonly recorded: AppliedRecordCommit
  readonly definitions: AppliedDefinitions
}

const statuses = ['done', 'failed', 'skipped', 'pending-review'] as const
type Status = (typeof statuses)[number]

const outcomeOf = (operation: Operation, status: Status): Outcome => {
  if (operation.refusal !== undefined)
    return { status: 'skipped', operation, reason: { code: 'refused' } }
  switch (status) {
    case 'done':
      return { status, operation, notes: [] }
    case 'pending-review':
      return { status, operation, reason: { code: 'in-review' } }
    case 'skipped':
      return { status, operation, reason: { code: 'interrupted' } }
    case 'failed':
      return {
        status,
        operation,
        reason: { code: 'changed-since-plan' },
        wrote: 'no',
        isStale: true,
        isKeyRefused: false,
      }
  }
}

/** What counts as applied after the plan was applied with these outcomes at a commit. */
const applyAt = async (
  commit: string,
  desired: DesiredState,
  plan: Plan,
  before: History,
  trees: ReadonlyMap<string, DesiredState>,
  status: Status,
): Promise<History> => {
  const outcomes = plan.operations.map((operation) => outcomeOf(operation, status))
  const next = nextRecord(
    {
      appliedDefinitions: before.definitions,
      commit: { id: commit, at: '2026-01-01T00:00:00Z' },
      recorded: before.recorded,
      root: '',
    },
    desired,
    plan,
    { outcomes, nonConverged: [] },
    undefined,
    new Map(),
  )
  const recorded = next === undefined ? before.recorded : { ...before.recorded, ...next }
  return { recorded, definitions: await definitionsIn(recorded, trees) }
}

const definitionsIn = (
  recorded: AppliedRecordCommit,
  trees: ReadonlyMap<string, DesiredState>,
): Promise<AppliedDefinitions> =>
  readAppliedDefinitions(recorded, own, own, async (commit) => ({
    desired: trees.get(commit) ?? new Map(),
    diagnostics: [],
    sources: [],
    settings,
  }))

const first = async (trees: ReadonlyMap<string, DesiredState>): Promise<History> => {
  const recorded = { version: 1, id: one, at: '', commit: one, parts: [] } as const
  return { recorded, definitions: await definitionsIn(recorded, trees) }
}

const rows = casesForRun(
  Object.keys(byName).flatMap((kind) =>
    statuses.map((status) => [kind as KindName, status] as const),
  ),
  (_, index) => index % 3 !== 1,
)

describe.each(rows)(
  'a %s whose name changes in its file, with operations that end `%s`',
  (kind, status) => {
    const folder = kinds.find((each) => each.kind === kind)?.folder ?? ''
    const id = idOf(kind)
    const members = (name: string, more: JsonObject = {}): JsonObject => ({
      name,
      ...byName[kind],
      ...more,
    })
    const file = (name: string, more?: JsonObject) => definitionFile(folder, members(name, more))
    const other = (text: string) =>
      definitionFile('gates', { id: 'other', name: 'other', description: text })
    const live = [
      [kind, { ...members('Alpha one'), id: id(1) }],
      [kind, { ...members('Beta two'), id: id(2) }],
      ['gate', { id: 'other', name: 'other', description: 'One' }],
    ] as const
    const applied = [file('Alpha one'), file('Beta two'), other('One')]
    const renamed = file('Alpha new', { id: id(1), description: 'New' })

    /** The files are applied twice; the second time nothing has changed. */
    const afterTwice = async (files: readonly SourceFile[]) => {
      const desired = desiredStateFrom(files)
      const base = desiredStateFrom(applied)
      const trees = new Map([
        [one, base],
        [two, desired],
        [three, desired],
      ])
      const plan = planFrom({ base: applied, files, live })
      const start = await first(trees)
      const once = await applyAt(two, desired, plan, start, trees, status)
      const twice = await applyAt(three, desired, plan, once, trees, status)
      return { plan, base, once: once.definitions.desired, twice: twice.definitions.desired }
    }
    const ofKind = (desired: ReadonlyMap<string, Definition>) =>
      [...desired.keys()].filter((address) => address.startsWith(`${kind}/`)).sort()
    const isMade = (plan: Plan, address: string) =>
      plan.operations.every((each) => each.address !== address || each.refusal === undefined) &&
      status === 'done'

    test.each([
      ['alone', [renamed, file('Beta two'), other('One')]],
      ['beside another change', [renamed, file('Beta two'), other('Two')]],
    ])('keeps its former address until it is made: %s', async (_, files) => {
      const { base, once, plan, twice } = await afterTwice(files)
      expect(plan.renames).toEqual([{ from: `${kind}/Alpha one`, to: `${kind}/Alpha new` }])
      expect(plan.operations.some(({ address }) => address === `${kind}/Alpha new`)).toBe(true)
      const wanted = isMade(plan, `${kind}/Alpha new`)
        ? [`${kind}/Alpha new`, `${kind}/Beta two`]
        : [`${kind}/Alpha one`, `${kind}/Beta two`]
      expect(ofKind(once)).toEqual(wanted)
      expect(ofKind(twice)).toEqual(wanted)
      for (const [address, definition] of once)
        if (base.has(address) && address.startsWith(`${kind}/`))
          expect(definition.members).toEqual(base.get(address)?.members)
    })

    test('keeps both where two exchange their names and neither is made', async () => {
      const files = [
        file('Beta two', { id: id(1), description: 'New' }),
        file('Alpha one', { id: id(2), description: 'New' }),
        other('Two'),
      ]
      const { base, once, plan, twice } = await afterTwice(files)
      expect(plan.renames).toHaveLength(2)
      const areMade = isMade(plan, `${kind}/Alpha one`) && isMade(plan, `${kind}/Beta two`)
      const wanted = (areMade ? desiredStateFrom(files) : base).values()
      for (const { address, members } of wanted)
        for (const after of [once, twice])
          if (address.startsWith(`${kind}/`)) expect(after.get(address)?.members).toEqual(members)
    })
  },
)
