// What a change of a file does to people: the effects of the operation that the plan makes for it.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { type KindName, kindOf } from '../../src/kinds/index.ts'
import { effectTypes, type Plan } from '../../src/model/index.ts'
import { needsReview } from '../../src/plan/guards/run.ts'
import { commentBody } from '../../src/report/markdown/pages/comment.ts'
import { risksOf } from '../../src/summary/risk.ts'
import { facts as details, operation } from '../report/builders.ts'
import { here, marker } from '../report/markdown/samples.ts'
import { definitionFile } from '../support/in-memory-statsig.ts'
import {
  config,
  effectCases,
  experiment,
  gate,
  holdout,
  planOfChange,
  rule,
  rules,
} from './effect-cases.ts'
import { planFrom } from './in-words.ts'

const creations: readonly (readonly [string, KindName, JsonObject, string])[] = [
  ['a gate that is on', 'gate', { ...gate, ...rules(rule('All', 30)) }, 'switches-on 30'],
  ['a gate whose rule has 0 per cent', 'gate', { ...gate, ...rules(rule('All', 0)) }, 'label 0'],
  ['a gate without rules', 'gate', gate, 'label 0'],
  [
    'a gate that is off',
    'gate',
    { ...gate, isEnabled: false, ...rules(rule('All', 30)) },
    'label 0',
  ],
  ['a config', 'dynamic_config', config, 'changes-values 100'],
  ['an experiment', 'experiment', { ...experiment, status: 'setup' }, 'label 0'],
  ['a holdout', 'holdout', { ...holdout, gateIDs: [] }, 'loses 5'],
  ['a holdout that is off', 'holdout', { ...holdout, gateIDs: [], isEnabled: false }, 'label 0'],
  ['a role', 'role', { name: 'Reader', permissions: {} }, 'changes-access 100'],
  ['a tag', 'tag', { name: 'core', description: 'Old.' }, 'label 0'],
]

test.each(creations)('a new resource: %s', (_, kind, members, expected) => {
  const { operations } = planFrom({
    base: [],
    files: [definitionFile(kindOf(kind).folder, members)],
    live: [],
  })
  expect(operations[0]?.effects.map(({ share, type }) => `${type} ${share}`)).toEqual([expected])
})

test.each([true, 'delete'] as const)('what is retired with %j is removed', (retired) => {
  const [base, file] = [gate, { ...gate, lifecycle: { retired } }].map((members) =>
    definitionFile('gates', members),
  )
  if (base === undefined || file === undefined) throw new Error('There is no file.')
  const { operations } = planFrom({ base: [base], files: [file], live: [['gate', gate]] })
  expect(operations.map(({ effects }) => effects)).toEqual([
    [{ type: 'removes', pointer: '', label: '', share: 100 }],
  ])
})

test('every effect has a case here', () => {
  const found = effectCases.flatMap(([, , , , effects]) =>
    effects.map((each) => each.split(' ')[0]),
  )
  expect(new Set([...found, 'removes'])).toEqual(new Set(effectTypes))
})

test.each(effectTypes)(
  'an operation with the effect %s is harmless only where it is a label',
  (type) => {
    const effect = { type, pointer: '', label: '', share: 0 }
    const label = { ...effect, type: 'label' as const }
    expect(needsReview(operation('gate', 'a', 'update', { effects: [label, effect] }))).toBe(
      type !== 'label',
    )
    expect(needsReview(operation('gate', 'a', 'update', { effects: [] }))).toBe(true)
  },
)

/** The first line that tells what the plan does, without the names of resources and values. */
const firstLine = (plan: Plan): string => {
  const state = { is: 'planned', plan, diagnostics: [], details, isPull: true } as const
  const { body } = commentBody(state, here, marker)
  const line = body.split('\n').find((each) => /^(> - |Users )/.test(each)) ?? ''
  return line.replace(/^> - \*\*(.*) \(\d+\):\*\*.*$/, '$1')
}

test('the first line of a comment tells the worst effect', () => {
  const lines = effectCases.map(
    ([title, kind, before, change]) => `${title}: ${firstLine(planOfChange(kind, before, change))}`,
  )
  expect(lines.join('\n')).toMatchInlineSnapshot(`
    "a gate is switched on: Switches on: users get it
    a gate is switched off: Switches off: takes it away from users
    a config is switched off: Switches off: takes it away from users
    a rollout grows: Reaches more users
    a rollout shrinks: Reaches fewer users
    the last rule is added: Reaches more users
    a rule is added above another: Reaches other users
    a rule with 100 per cent is added above another: Reaches more users
    a rule with 0 per cent is added above another: Reaches fewer users
    the rule with 0 per cent is removed: Reaches more users
    a rule above another is removed: Reaches other users
    the only rule is removed: Reaches fewer users
    rules change places: Reaches other users
    a rule applies in one more environment: Reaches more users
    a rule applies in all environments: Reaches more users
    a rule applies nowhere any more: Reaches fewer users
    a rule applies in no environment any more: Reaches fewer users
    a rule that applied nowhere applies in one environment: Reaches more users
    a rule that applied nowhere applies everywhere: Reaches more users
    a rule applies in one environment alone: Reaches fewer users
    a rule gets one more condition: Reaches fewer users
    a rule is for others: Reaches other users
    a rule gets another name: Users get what they got.
    a rule is replaced: Reaches fewer users
    a description changes: Users get what they got: only what people see in the console changes.
    the worst effect stands first: Switches off: takes it away from users
    what it changes is not known: May change what users get
    who must review a gate: Changes who may do what
    what a gate measures: Changes what is measured
    a default value: Changes what users get
    the value of a rule: Changes what users get
    the value of a variant: Changes what users get
    an experiment takes in more: Reaches more users
    a group is disabled: Reaches fewer users
    the groups of an experiment that has not started: Users get what they got.
    an experiment that has not started takes in more: Users get what they got.
    an experiment that has not started takes in fewer: Users get what they got.
    users are put into a group of an experiment that has not started: Reaches other users
    an experiment is concluded: Concludes, without a decision
    an experiment is decided: Decides
    an experiment starts: Starts
    an experiment is abandoned: Abandons
    more are held out: Reaches fewer users
    a holdout ends for a gate: Reaches more users
    a holdout is switched off: Reaches more users
    a segment loses ids: Reaches fewer users
    a segment gets ids: Reaches more users
    a segment gets other ids: Reaches other users
    a tag changes: Users get what they got: only what people see in the console changes.
    a metric is measured otherwise: Changes what is measured"
  `)
})

test('what touches most users is named first', () => {
  const percentages = [
    ['a', 10, 11],
    ['b', 0, 100],
    ['c', 20, 60],
  ] as const
  const gates = (side: 1 | 2) =>
    percentages.map((each) => ({
      ...gate,
      id: `gate_${each[0]}`,
      name: `gate_${each[0]}`,
      ...rules(rule('All', each[side])),
    }))
  const plan = planFrom({
    base: gates(1).map((each) => definitionFile('gates', each)),
    files: gates(2).map((each) => definitionFile('gates', each)),
    live: gates(1).map((each) => ['gate', each] as const),
  })
  const [risk] = risksOf(plan).map(({ kind }) => kind)
  expect(risk).toBe('gains')
  expect(risksOf(plan).map(({ operation: { address } }) => address)).toEqual([
    'gate/gate_b',
    'gate/gate_c',
    'gate/gate_a',
  ])
})

describe('a change of a file', () => {
  test.each(effectCases)('%s', (_, kind, before, change, expected) => {
    const { operations } = planOfChange(kind, before, change)
    expect(
      operations.flatMap(({ effects }) => effects.map(({ share, type }) => `${type} ${share}`)),
    ).toEqual(expected)
  })
})
