// What a merge may combine: each user gets what the file alone or live state alone gives, or it is a conflict.
import { describe, expect } from 'vitest'
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/core/json.ts'
import type { KindName } from '../../src/kinds/index.ts'
import { definitionFile } from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { planFrom, planInWords } from './in-words.ts'

const everyone = [{ type: 'public' }]
const staff = [{ type: 'email', operator: 'str_contains_any', targetValue: ['@example.com'] }]
const inCountry = (...codes: readonly string[]) => [
  { type: 'country', operator: 'any', targetValue: codes },
]
const rule = (name: string, passPercentage: number, conditions: Json, more: JsonObject = {}) => ({
  ...{ name, passPercentage, conditions, ...more },
})
const gate = (more: JsonObject): JsonObject => ({
  ...{ id: 'new_search', name: 'New search', description: 'x', isEnabled: true, ...more },
})
const config = (more: JsonObject): JsonObject => ({
  ...{ id: 'search_options', name: 'Search options', isEnabled: true, ...more },
})
const experiment = (more: JsonObject): JsonObject => ({
  id: 'ranking',
  name: 'Ranking',
  status: 'active',
  hypothesis: 'x',
  allocation: 50,
  groups: [
    { name: 'Control', size: 50, parameterValues: { order: 'old' } },
    { name: 'Test', size: 50, parameterValues: { order: 'new' } },
  ],
  ...more,
})
const holdout = (more: JsonObject): JsonObject => ({
  ...{ name: 'Held out', isEnabled: true, passPercentage: 2, gateIDs: ['first'], ...more },
})
const layer = (...parameters: readonly JsonObject[]): JsonObject => ({
  ...{ name: 'Search layer', idType: 'userID', description: 'x', parameters },
})
const parameter = (name: string, defaultValue: number): JsonObject => ({
  ...{ name, type: 'number', defaultValue },
})

const phase = (name: string, timeIntervalMs: number, conditions: Json): JsonObject => ({
  ...{ name, timeIntervalMs, requiredReview: false, rules: [{ name: 'Rule', conditions }] },
})
const pipeline = (...phases: readonly JsonObject[]): JsonObject => ({ name: 'Careful', phases })
const autotune = (variants: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  ...{ name: 'Best button', description: 'x', variants, successEvent: 'click' },
  ...{ winnerThreshold: '95%', explorationWindow: '24', attributionWindow: '1', ...more },
})
const variant = (name: string, color: string): JsonObject => ({ name, json: { color }, size: 50 })
const divided = (first: number, color: string): JsonObject => ({
  ...rule('Some', 100, everyone, { returnValue: { color: 'none' } }),
  variants: [
    { name: 'One', passPercentage: first, returnValue: { color } },
    { name: 'Two', passPercentage: 50, returnValue: { color: 'blue' } },
  ],
})

interface Edits {
  readonly title: string
  readonly kind: KindName
  readonly base: JsonObject
  readonly file: JsonObject
  readonly console: JsonObject
}

const folders: Partial<Record<KindName, string>> = {
  gate: 'gates',
  dynamic_config: 'dynamic_configs',
  segment: 'segments',
  experiment: 'experiments',
  holdout: 'holdouts',
  layer: 'layers',
  param_store: 'param_stores',
  release_pipeline: 'release_pipelines',
  autotune: 'autotunes',
}

/** Statsig makes an id for each item of the base, and an id of the resource. */
const withIds = (value: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      isJsonArray(inner) && ['rules', 'groups', 'phases'].includes(key)
        ? inner.map((item) =>
            isJsonObject(item) ? { ...withIds(item), id: `id of ${item['name']}` } : item,
          )
        : inner,
    ]),
  )

/** What the definitions refer to. */
const others: readonly (readonly [KindName, JsonObject])[] = [
  ...['first', 'second'].map((id) => ['gate', { id, name: id }] as const),
  ...['web', 'phone'].map((name) => ['target_app', { id: name, name }] as const),
  ...['a', 'b'].map((name) => ['tag', { id: name, name, description: '' }] as const),
]

const plan = ({ base, console, file, kind }: Edits) => {
  const folder = folders[kind] ?? ''
  return planFrom({
    base: [definitionFile(folder, base)],
    files: [definitionFile(folder, { ...base, ...file })],
    live: [[kind, { id: 'live_id', ...withIds({ ...base, ...console }) }], ...others],
  })
}
const words = (edits: Edits): string => planInWords(plan(edits))

const rules = (...all: readonly Json[]): JsonObject => ({ rules: all })
const rollout = gate(rules(rule('Rollout', 5, everyone)))
const two = gate(rules(rule('Germany', 10, inCountry('DE')), rule('Everyone', 20, everyone)))
const twoValues = config({
  defaultValue: { size: 1, color: 'red' },
  rules: [
    rule('Germany', 100, inCountry('DE'), { returnValue: { size: 2 } }),
    rule('Everyone', 50, everyone, { returnValue: { size: 3 } }),
  ],
})

const ordinary: readonly Edits[] = [
  {
    title: 'a description and a percentage',
    kind: 'gate',
    base: rollout,
    file: { description: 'y' },
    console: rules(rule('Rollout', 50, everyone)),
  },
  {
    title: 'a percentage and a description',
    kind: 'gate',
    base: rollout,
    file: rules(rule('Rollout', 50, everyone)),
    console: { description: 'y' },
  },
  {
    title: 'a name and a switch',
    kind: 'gate',
    base: rollout,
    file: { name: 'Better search' },
    console: { isEnabled: false },
  },
  {
    title: 'a description and a switch',
    kind: 'gate',
    base: { ...rollout, isEnabled: false },
    file: { description: 'y' },
    console: { isEnabled: true },
  },
  {
    title: 'the name of a rule and its percentage',
    kind: 'gate',
    base: rollout,
    file: rules(rule('Rollout', 50, everyone)),
    console: rules({ ...rule('First users', 5, everyone), id: 'id of Rollout' }),
  },
  {
    title: 'the percentages of two rules',
    kind: 'gate',
    base: two,
    file: rules(rule('Germany', 50, inCountry('DE')), rule('Everyone', 20, everyone)),
    console: rules(rule('Germany', 10, inCountry('DE')), rule('Everyone', 80, everyone)),
  },
  {
    title: 'a narrower rule, and a lower percentage of another',
    kind: 'gate',
    base: two,
    file: rules(rule('Germany', 5, inCountry('DE')), rule('Everyone', 20, everyone)),
    console: rules(rule('Germany', 10, inCountry('DE')), rule('Everyone', 0, everyone)),
  },
  {
    title: 'a lower percentage, and the gate switched off',
    kind: 'gate',
    base: two,
    file: rules(rule('Germany', 5, inCountry('DE')), rule('Everyone', 20, everyone)),
    console: { isEnabled: false },
  },
  {
    title: 'a rule added at the end, and a percentage',
    kind: 'gate',
    base: gate(rules(rule('Germany', 10, inCountry('DE')))),
    file: rules(rule('Germany', 10, inCountry('DE')), rule('France', 100, inCountry('FR'))),
    console: rules(rule('Germany', 60, inCountry('DE'))),
  },
  {
    title: 'a rule for some countries added by each side',
    kind: 'gate',
    base: gate(rules(rule('Germany', 10, inCountry('DE')))),
    file: rules(rule('Germany', 10, inCountry('DE')), rule('France', 100, inCountry('FR'))),
    console: rules(rule('Spain', 100, inCountry('ES')), rule('Germany', 10, inCountry('DE'))),
  },
  {
    title: 'both narrow one rule: its conditions, and its percentage',
    kind: 'gate',
    base: gate(rules(rule('Rollout', 50, everyone))),
    file: rules(rule('Rollout', 50, staff)),
    console: rules(rule('Rollout', 5, everyone)),
  },
  {
    title: 'both narrow one rule: its environments, and its percentage',
    kind: 'gate',
    base: gate(rules(rule('Rollout', 50, everyone))),
    file: rules(rule('Rollout', 50, everyone, { environments: ['development'] })),
    console: rules(rule('Rollout', 0, everyone)),
  },
  {
    title: 'the file raises a rule, and Statsig applies it nowhere',
    kind: 'gate',
    base: gate(rules(rule('Rollout', 5, everyone))),
    file: rules(rule('Rollout', 100, everyone)),
    console: rules(rule('Rollout', 5, everyone, { environments: [] })),
  },
  {
    title: 'tags and rules',
    kind: 'gate',
    base: { ...two, tags: ['a'] },
    file: { tags: ['a', 'b'] },
    console: rules(rule('Everyone', 20, everyone)),
  },
  {
    title: 'two keys of a config: a default value, and the value of a rule',
    kind: 'dynamic_config',
    base: twoValues,
    file: { defaultValue: { size: 1, color: 'blue' } },
    console: rules(
      rule('Germany', 100, inCountry('DE'), { returnValue: { size: 9 } }),
      rule('Everyone', 50, everyone, { returnValue: { size: 3 } }),
    ),
  },
  {
    title: 'the values of two rules of a config',
    kind: 'dynamic_config',
    base: twoValues,
    file: rules(
      rule('Germany', 100, inCountry('DE'), { returnValue: { size: 9 } }),
      rule('Everyone', 50, everyone, { returnValue: { size: 3 } }),
    ),
    console: rules(
      rule('Germany', 100, inCountry('DE'), { returnValue: { size: 2 } }),
      rule('Everyone', 50, everyone, { returnValue: { size: 8 } }),
    ),
  },
  {
    title: 'two rules of a segment',
    kind: 'segment',
    base: {
      ...{ id: 'europe', name: 'Europe', type: 'rule_based' },
      ...rules(rule('Germany', 100, inCountry('DE')), rule('Spain', 100, inCountry('ES'))),
    },
    file: rules(rule('Germany', 50, inCountry('DE')), rule('Spain', 100, inCountry('ES'))),
    console: rules(rule('Germany', 100, inCountry('DE')), rule('Spain', 0, inCountry('ES'))),
  },
  {
    title: 'two parameters of a layer',
    kind: 'layer',
    base: layer(parameter('size', 1), parameter('depth', 1)),
    file: { parameters: [parameter('size', 2), parameter('depth', 1)] },
    console: { parameters: [parameter('size', 1), parameter('depth', 2)] },
  },
  {
    title: 'a hypothesis and the allocation of an experiment',
    kind: 'experiment',
    base: experiment({}),
    file: { hypothesis: 'y' },
    console: { allocation: 80 },
  },
  {
    title: 'the allocation and the description of an experiment',
    kind: 'experiment',
    base: experiment({}),
    file: { allocation: 80 },
    console: { hypothesis: 'y' },
  },
  {
    title: 'the description and the percentage of a holdout',
    kind: 'holdout',
    base: holdout({ description: 'x' }),
    file: { description: 'y' },
    console: { passPercentage: 5 },
  },
  {
    title: 'the phases of a release pipeline',
    kind: 'release_pipeline',
    base: pipeline(phase('First', 1000, staff), phase('Last', 0, everyone)),
    file: { phases: [phase('First', 1000, staff), phase('Last', 5000, everyone)] },
    console: { phases: [phase('First', 1000, inCountry('DE')), phase('Last', 0, everyone)] },
  },
  {
    title: 'the values of two variants of an autotune',
    kind: 'autotune',
    base: autotune([variant('One', 'red'), variant('Two', 'blue')]),
    file: { variants: [variant('One', 'green'), variant('Two', 'blue')] },
    console: { variants: [variant('One', 'red'), variant('Two', 'black')] },
  },
  {
    title: 'a holdout of fewer users, and of fewer gates',
    kind: 'holdout',
    base: holdout({ gateIDs: ['first', 'second'] }),
    file: { passPercentage: 1 },
    console: { gateIDs: ['first'] },
  },
  {
    title: 'the file raises a rule, and Statsig has another rule under its name',
    kind: 'gate',
    base: gate(rules(rule('Rollout', 5, staff))),
    file: rules(rule('Rollout', 50, staff)),
    console: rules(
      { ...rule('Staff', 5, staff), id: 'id of Rollout' },
      rule('Rollout', 5, everyone),
    ),
  },
]

describe('two ordinary edits are merged', () => {
  test.each(ordinary)('$title', (edits) => {
    expect(words(edits)).toMatch(/^update(, kept: (drift|restrictive))+$/)
  })
})

const mixed: readonly (Edits & { readonly effect: string })[] = [
  {
    title: 'the file opens a rule to everyone, and Statsig raises its percentage',
    kind: 'gate',
    base: gate(rules(rule('Rollout', 5, staff))),
    file: rules(rule('Rollout', 5, everyone)),
    console: rules(rule('Rollout', 100, staff)),
    effect: 'gains pass rules[Rollout]',
  },
  {
    title: 'the file adds an environment, and Statsig raises the percentage',
    kind: 'gate',
    base: gate(rules(rule('Rollout', 5, everyone, { environments: ['development'] }))),
    file: rules(rule('Rollout', 5, everyone, { environments: ['development', 'production'] })),
    console: rules(rule('Rollout', 100, everyone, { environments: ['development'] })),
    effect: 'gains pass rules[Rollout]',
  },
  {
    title: 'the file raises a rule that applies nowhere, and Statsig applies it everywhere',
    kind: 'gate',
    base: gate(rules(rule('Rollout', 5, everyone, { environments: [] }))),
    file: rules(rule('Rollout', 100, everyone, { environments: [] })),
    console: rules(rule('Rollout', 5, everyone)),
    effect: 'gains pass rules[Rollout]',
  },
  {
    title: 'the file adds a rule to a disabled gate, and Statsig enables it',
    kind: 'gate',
    base: gate({ isEnabled: false, ...rules(rule('Staff', 100, staff)) }),
    file: rules(rule('Staff', 100, staff), rule('All', 100, everyone)),
    console: { isEnabled: true },
    effect: 'gains pass rules[All]',
  },
  {
    title: 'the file enables a gate, and Statsig has raised a percentage',
    kind: 'gate',
    base: { ...rollout, isEnabled: false },
    file: { isEnabled: true },
    console: rules(rule('Rollout', 100, everyone)),
    effect: 'gains pass rules[Rollout]',
  },
  {
    title: 'the file removes a rule that excludes, and Statsig raises the next',
    kind: 'gate',
    base: gate(rules(rule('Not Germany', 0, inCountry('DE')), rule('Rest', 10, everyone))),
    file: rules(rule('Rest', 10, everyone)),
    console: rules(rule('Not Germany', 0, inCountry('DE')), rule('Rest', 100, everyone)),
    effect: 'gains pass rules[Rest]',
  },
  {
    title: 'the file moves a rule that excludes to the end, and Statsig raises the other',
    kind: 'gate',
    base: gate(rules(rule('Not Germany', 0, inCountry('DE')), rule('Rest', 10, everyone))),
    file: rules(rule('Rest', 10, everyone), rule('Not Germany', 0, inCountry('DE'))),
    console: rules(rule('Not Germany', 0, inCountry('DE')), rule('Rest', 100, everyone)),
    effect: 'gains pass rules[Rest]',
  },
  {
    title: 'both move a user from one rule to another, and lose the user',
    kind: 'gate',
    base: gate(rules(rule('Germany', 100, inCountry('DE')), rule('Rest', 100, everyone))),
    file: rules(rule('Germany', 0, inCountry('DE')), rule('Rest', 100, everyone)),
    console: rules(rule('Germany', 100, inCountry('DE', 'FR')), rule('Rest', 100, everyone)),
    effect: 'loses pass rules[Germany]',
  },
  {
    title: 'the file adds an app, and Statsig raises the percentage',
    kind: 'gate',
    base: { ...rollout, targetApps: ['web'] },
    file: { targetApps: ['web', 'phone'] },
    console: rules(rule('Rollout', 100, everyone)),
    effect: 'gains pass rules[Rollout]',
  },
  {
    title: 'the file excludes a user no longer, and Statsig raises the percentage',
    kind: 'gate',
    base: { ...rollout, overrides: { failingUserIDs: ['ann'] } },
    file: { overrides: { failingUserIDs: [] } },
    console: rules(rule('Rollout', 100, everyone)),
    effect: 'gains pass rules[Rollout]',
  },
  {
    title: 'the file gives a rule other users, and Statsig another value',
    kind: 'dynamic_config',
    base: config({
      defaultValue: { size: 1 },
      rules: [rule('Some', 100, staff, { returnValue: { size: 2 } })],
    }),
    file: rules(rule('Some', 100, everyone, { returnValue: { size: 2 } })),
    console: rules(rule('Some', 100, staff, { returnValue: { size: 3 } })),
    effect: 'changes value size rules[Some]',
  },
  {
    title: 'the file takes users from a rule, and Statsig changes the default value',
    kind: 'dynamic_config',
    base: config({
      defaultValue: { size: 1 },
      rules: [rule('Some', 100, everyone, { returnValue: { size: 2 } })],
    }),
    file: rules(rule('Some', 50, everyone, { returnValue: { size: 2 } })),
    console: { defaultValue: { size: 3 } },
    effect: 'changes value size rules[Some]',
  },
  {
    title: 'the file widens a rule of a segment, and Statsig raises its percentage',
    kind: 'segment',
    base: {
      ...{ id: 'europe', name: 'Europe', type: 'rule_based' },
      ...rules(rule('Rollout', 5, inCountry('DE'))),
    },
    file: rules(rule('Rollout', 5, inCountry('DE', 'FR'))),
    console: rules(rule('Rollout', 100, inCountry('DE'))),
    effect: 'gains pass rules[Rollout]',
  },
  {
    title: 'the file adds a gate to a holdout, and Statsig raises the percentage',
    kind: 'holdout',
    base: holdout({}),
    file: { gateIDs: ['first', 'second'] },
    console: { passPercentage: 10 },
    effect: 'gains exclusion second',
  },
  {
    title: 'the file raises the allocation, and Statsig removes the targeting gate',
    kind: 'experiment',
    base: experiment({ targetingGateID: 'first' }),
    file: { allocation: 90 },
    console: { targetingGateID: null },
    effect: 'changes group groups[Control]',
  },
  {
    title: 'the file starts a phase earlier, and Statsig gives it other users',
    kind: 'release_pipeline',
    base: pipeline(phase('First', 9000, staff), phase('Second', 9000, inCountry('DE'))),
    file: { phases: [phase('First', 1000, staff), phase('Second', 9000, inCountry('DE'))] },
    console: {
      phases: [phase('First', 9000, staff), phase('Second', 9000, inCountry('DE', 'FR'))],
    },
    effect: 'changes phase phases[1]',
  },
  {
    title: 'the file changes how users are divided, and Statsig the value of a variant',
    kind: 'autotune',
    base: autotune([variant('One', 'red'), variant('Two', 'blue')]),
    file: { explorationWindow: '168' },
    console: { variants: [variant('One', 'green'), variant('Two', 'blue')] },
    effect: 'changes value color variants[One]',
  },
  {
    title: 'the file gives a variant more users, and Statsig another value',
    kind: 'dynamic_config',
    base: config({ defaultValue: { color: 'none' }, rules: [divided(10, 'red')] }),
    file: { rules: [divided(40, 'red')] },
    console: { rules: [divided(10, 'green')] },
    effect: 'changes value color rules[Some]',
  },
  {
    title: 'the file starts an experiment, and Statsig has changed its groups',
    kind: 'experiment',
    base: experiment({ status: 'setup' }),
    file: { status: 'active' },
    console: {
      groups: [
        { name: 'Control', size: 10, parameterValues: { order: 'old' } },
        { name: 'Test', size: 90, parameterValues: { order: 'new' } },
      ],
    },
    effect: 'changes group groups[Test]',
  },
  {
    title: 'the file gives a parameter another gate, and Statsig another value',
    kind: 'param_store',
    base: {
      ...{ name: 'store', displayName: 'Store', description: 'x' },
      parameters: [
        {
          ...{ name: 'size', param_type: 'number', ref_type: 'gate', gate_name: 'first' },
          ...{ pass_value: 1, fail_value: 2 },
        },
      ],
    },
    file: {
      parameters: [
        {
          ...{ name: 'size', param_type: 'number', ref_type: 'gate', gate_name: 'second' },
          ...{ pass_value: 1, fail_value: 2 },
        },
      ],
    },
    console: {
      parameters: [
        {
          ...{ name: 'size', param_type: 'number', ref_type: 'gate', gate_name: 'first' },
          ...{ pass_value: 5, fail_value: 2 },
        },
      ],
    },
    effect: 'changes value parameters[size]',
  },
]

describe('two edits that give users what neither gives are a conflict', () => {
  test.each(mixed)('$title', (edits) => {
    const { operations } = plan(edits)
    expect(operations.length).toBeGreaterThan(0)
    for (const { refusal } of operations) {
      if (refusal?.code !== 'mixed-result') throw new Error(JSON.stringify(operations))
      const { mixture } = refusal
      const { result } = mixture
      const name = result !== undefined && 'name' in result ? result.name : undefined
      expect(
        [mixture.type, result?.type, name, mixture.label]
          .filter((each) => each !== undefined)
          .join(' '),
      ).toBe(edits.effect)
    }
  })
})
