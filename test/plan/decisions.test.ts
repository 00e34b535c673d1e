// Whose value wins: what was applied last, what the file says and what Statsig has, to what a plan does. `-` is nothing.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../src/core/json.ts'
import type { KindName } from '../../src/kinds/index.ts'
import { makeAddress } from '../../src/model/index.ts'
import { definitionFile } from '../support/in-memory-statsig.ts'
import { type PlanInput, planFrom, planInWords } from './in-words.ts'

interface Subject {
  readonly kind: KindName
  readonly folder: string
  readonly members: JsonObject
  readonly field: string
  /** What A, B and C stand for. */
  readonly values: readonly [Json, Json, Json]
}

type Letter = 'A' | 'B' | 'C' | '-'
/** Base, file and Statsig; and the plan under each of the options below. */
type Row = readonly [Letter, Letter, Letter, string, string, string, string]

const named = { id: 'checkout', name: 'checkout' }
const texts: Subject['values'] = ['First', 'Second', 'Third']

const options = (subject: Subject): readonly NonNullable<PlanInput['options']>[] => [
  {},
  { onDrift: 'overwrite' },
  { overwrites: [{ address: makeAddress(subject.kind, 'checkout') }] },
  { overwritesUnmanaged: () => true },
]
const titles = [
  'by default',
  'where drift is overwritten',
  'where the file wins by name',
  'where it takes over what was never applied',
]

const same = (plan: string) => [plan, plan, plan, plan] as const

const rowsForText: readonly Row[] = [
  ['A', 'A', 'A', ...same('nothing')],
  ['A', 'B', 'A', ...same('update')],
  ['A', 'A', 'B', 'kept: drift', 'update over', 'update over', 'kept: drift'],
  ['A', 'B', 'B', ...same('nothing')],
  ['A', 'B', 'C', 'conflict update', 'conflict update', 'update over', 'conflict update'],
  ['-', 'A', 'A', ...same('nothing')],
  ['-', 'A', 'B', 'kept: not-yet-managed', 'kept: not-yet-managed', 'update over', 'update over'],
  ['-', 'A', '-', ...same('create')],
  ['A', '-', 'A', ...same('unmanaged')],
  ['A', '-', 'B', ...same('unmanaged')],
  ['A', '-', '-', ...same('nothing')],
]

/** A tag restricts nobody, so that a general rule may create it again; a gate comes back by name alone. */
const rowsForLostTag: readonly Row[] = [
  ['A', 'A', '-', 'kept: deleted', 'create over', 'create over', 'kept: deleted'],
  ['A', 'B', '-', 'conflict create', 'create over', 'create over', 'conflict create'],
]
const rowsForLostGate: readonly Row[] = [
  ['A', 'A', '-', 'kept: deleted', 'kept: deleted', 'create over', 'kept: deleted'],
  ['A', 'B', '-', 'conflict create', 'conflict create', 'create over', 'conflict create'],
]

/** Turning a gate off in Statsig takes users away from it, and no general rule turns it on again. */
const rowsForTurnedOff: readonly Row[] = [
  ['A', 'B', 'A', ...same('update')],
  ['A', 'A', 'B', 'kept: restrictive', 'kept: restrictive', 'update over', 'kept: restrictive'],
  ['A', 'B', 'B', ...same('nothing')],
  ['-', 'A', 'A', ...same('nothing')],
  [
    '-',
    'A',
    'B',
    'kept: not-yet-managed',
    'kept: not-yet-managed',
    'update over',
    'kept: restrictive',
  ],
]
const rowsForTurnedOn: readonly Row[] = [
  ['A', 'B', 'A', ...same('update')],
  ['A', 'A', 'B', 'kept: drift', 'update over', 'update over', 'kept: drift'],
  ['A', 'B', 'B', ...same('nothing')],
  ['-', 'A', 'A', ...same('nothing')],
  ['-', 'A', 'B', 'kept: not-yet-managed', 'kept: not-yet-managed', 'update over', 'update over'],
]

const tables: Readonly<Record<string, Subject & { readonly rows: readonly Row[] }>> = {
  'the description of a gate': {
    kind: 'gate',
    folder: 'gates',
    members: named,
    field: 'description',
    values: texts,
    rows: [...rowsForText, ...rowsForLostGate],
  },
  'the description of a tag': {
    kind: 'tag',
    folder: 'tags',
    members: { name: 'checkout' },
    field: 'description',
    values: texts,
    rows: [...rowsForText, ...rowsForLostTag],
  },
  'the description of a dynamic config': {
    kind: 'dynamic_config',
    folder: 'dynamic_configs',
    members: named,
    field: 'description',
    values: texts,
    rows: [...rowsForText, ...rowsForLostGate],
  },
  'the description of a holdout': {
    kind: 'holdout',
    folder: 'holdouts',
    members: { ...named, passPercentage: 5 },
    field: 'description',
    values: texts,
    rows: [...rowsForText, ...rowsForLostGate],
  },
  'a gate that is turned off': {
    kind: 'gate',
    folder: 'gates',
    members: named,
    field: 'isEnabled',
    values: [true, false, false],
    rows: [...rowsForTurnedOff, ...rowsForLostGate],
  },
  'a gate that is turned on': {
    kind: 'gate',
    folder: 'gates',
    members: named,
    field: 'isEnabled',
    values: [false, true, true],
    rows: [...rowsForTurnedOn, ...rowsForLostGate],
  },
}

describe.each(Object.entries(tables))('%s', (_, { rows, ...subject }) => {
  const { field, folder, kind, members, values } = subject
  const of = (letter: Letter): readonly JsonObject[] =>
    letter === '-' ? [] : [{ ...members, [field]: values['ABC'.indexOf(letter)] ?? null }]
  describe.each(rows)('applied %s, file %s, Statsig %s', (base, file, live, ...plans) => {
    test.each(titles.map((title, index) => ({ title, index })))('$title', ({ index }) => {
      const plan = planFrom({
        base: of(base).map((each) => definitionFile(folder, each)),
        files: of(file).map((each) => definitionFile(folder, each)),
        live: of(live).map((each) => [kind, each]),
        options: options(subject)[index] ?? {},
      })
      expect(planInWords(plan)).toBe(plans[index])
    })
  })
})
