// What users get from compiled specs, by Statsig's three official evaluators.
import { afterAll, beforeAll, describe, expect } from 'vitest'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { compileSpecs, type SpecResources } from '../../src/specs/index.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import {
  type OfficialEvaluator,
  type OfficialUser,
  startOfficialEvaluators,
} from '../support/official-evaluators.ts'

const rule = (name: string, more: JsonObject = {}): JsonObject => ({
  name,
  baseID: `base-${name}`,
  passPercentage: 100,
  conditions: [{ type: 'public' }],
  ...more,
})
const when = (type: string, operator: string, targetValue: Json, more: JsonObject = {}) =>
  rule(`${type} ${operator}`, { conditions: [{ type, operator, targetValue, ...more }] })
const groups = (parameter: string) => [
  { id: `${parameter}-c`, name: 'Control', size: 0, parameterValues: { [parameter]: 'control' } },
  { id: `${parameter}-t`, name: 'Test', size: 100, parameterValues: { [parameter]: 'test' } },
]

/** Gates of one condition each, by their ids: users who pass, and users who do not. */
const conditions: Readonly<Record<string, readonly [JsonObject, OfficialUser, OfficialUser]>> = {
  user_id: [when('user_id', 'any', ['Ann', 'ben']), { userID: 'ANN' }, { userID: 'cem' }],
  user_id_none: [when('user_id', 'none', ['ann']), { userID: 'cem' }, { userID: 'Ann' }],
  case_sensitive: [
    when('user_id', 'any_case_sensitive', ['Ann']),
    { userID: 'Ann' },
    { userID: 'ann' },
  ],
  unit_id: [
    when('unit_id', 'any', ['acme'], { customID: 'companyID' }),
    { customIDs: { companyID: 'acme' } },
    { userID: 'acme' },
  ],
  unit_id_null: [
    when('unit_id', 'is_null', null, { customID: 'companyID' }),
    { userID: 'ann' },
    { customIDs: { companyID: 'acme' } },
  ],
  unit_id_not_null: [
    when('unit_id', 'is_not_null', [], { customID: 'companyID' }),
    { customIDs: { companyID: 'acme' } },
    { userID: 'ann' },
  ],
  email: [
    when('email', 'str_contains_any', ['@example.com']),
    { email: 'ann@EXAMPLE.com' },
    { email: 'ann@example.org' },
  ],
  email_matches: [
    when('email', 'str_matches', ['^ann@']),
    { email: 'ann@example.com' },
    { email: 'joann@example.com' },
  ],
  country: [when('country', 'any', ['DE']), { country: 'de' }, { country: 'FR' }],
  country_none: [when('country', 'none', ['DE']), { country: 'FR' }, { country: 'DE' }],
  locale: [when('locale', 'any', ['en_US']), { locale: 'en_US' }, { locale: 'de_DE' }],
  ip_address: [when('ip_address', 'any', ['1.2.3.4']), { ip: '1.2.3.4' }, { ip: '1.2.3.5' }],
  app_version: [
    when('app_version', 'version_gte', '1.10'),
    { appVersion: '1.10.0' },
    { appVersion: '1.9.9' },
  ],
  app_version_any: [
    when('app_version', 'any', ['1.2.3']),
    { appVersion: '1.2.3' },
    { appVersion: '1.2.4' },
  ],
  browser_name: [
    when('browser_name', 'any', ['Firefox']),
    { custom: { browser_name: 'Firefox' } },
    { custom: { browser_name: 'Chrome' } },
  ],
  os_version: [
    when('os_version', 'version_lt', ['15.2']),
    { custom: { os_version: '15.1.9' } },
    { custom: { os_version: '15.2' } },
  ],
  device_model: [
    when('device_model', 'any', ['Pixel']),
    { custom: { device_model: 'Pixel' } },
    { custom: { device_model: 'Other' } },
  ],
  custom_text: [
    when('custom_field', 'any', ['gold'], { field: 'plan' }),
    { custom: { plan: 'gold' } },
    { custom: { plan: 'free' } },
  ],
  custom_number: [
    when('custom_field', 'gt', '9', { field: 'level' }),
    { custom: { level: 10 } },
    { custom: { level: 9 } },
  ],
  custom_number_text: [
    when('custom_field', 'lte', [9], { field: 'level' }),
    { custom: { level: '9' } },
    { custom: { level: '10' } },
  ],
  custom_array: [
    when('custom_field', 'array_contains_any', ['a', 'b'], { field: 'roles' }),
    { custom: { roles: ['b', 'c'] } },
    { custom: { roles: ['c'] } },
  ],
  custom_array_all: [
    when('custom_field', 'array_contains_all', ['a', 'b'], { field: 'roles' }),
    { custom: { roles: ['c', 'b', 'a'] } },
    { custom: { roles: ['a'] } },
  ],
  custom_date: [
    when('custom_field', 'after', '1700000000000', { field: 'since' }),
    { custom: { since: 1_800_000_000_000 } },
    { custom: { since: 1_600_000_000_000 } },
  ],
  environment: [
    when('environment_tier', '', ['staging']),
    { environment: 'staging' },
    { environment: 'production' },
  ],
  rule_environments: [
    rule('r', { environments: ['staging', 'development'] }),
    { environment: 'development' },
    { environment: 'production' },
  ],
  all_conditions: [
    rule('r', {
      conditions: [
        { type: 'country', operator: 'any', targetValue: ['DE'] },
        { type: 'email', operator: 'str_contains_any', targetValue: ['@example.com'] },
      ],
    }),
    { country: 'DE', email: 'a@example.com' },
    { country: 'DE', email: 'a@example.org' },
  ],
  no_conditions: [rule('r', { conditions: [] }), {}, { userID: 'never' }],
  gate: [
    rule('r', { conditions: [{ type: 'passes_gate', targetValue: ['country'] }] }),
    { country: 'DE' },
    { country: 'FR' },
  ],
  not_gate: [
    rule('r', { conditions: [{ type: 'fails_gate', targetValue: 'country' }] }),
    { country: 'FR' },
    { country: 'DE' },
  ],
  segment: [
    rule('r', { conditions: [{ type: 'passes_segment', targetValue: 'staff' }] }),
    { email: 'a@example.com' },
    { email: 'a@example.org' },
  ],
  not_segment: [
    rule('r', { conditions: [{ type: 'fails_segment', targetValue: 'staff' }] }),
    { email: 'a@example.org' },
    { email: 'a@example.com' },
  ],
}

const project: SpecResources = {
  gates: [
    ...Object.entries(conditions).map(([id, [only]]) => ({ id, rules: [only] })),
    { id: 'past', rules: [when('time', 'after', 1_600_000_000_000)] },
    { id: 'future', rules: [when('time', 'before', ['1600000000000'])] },
    { id: 'disabled', isEnabled: false, rules: [rule('r')] },
    { id: 'archived', status: 'Archived', rules: [rule('r')] },
    { id: 'launched', status: 'Launched', rules: [rule('r', { passPercentage: 0 })] },
    { id: 'nowhere', rules: [rule('r', { environments: [] })] },
    { id: 'everywhere', rules: [rule('r', { environments: null })] },
    {
      id: 'first_rule_decides',
      rules: [rule('none', { passPercentage: 0 }), rule('all')],
    },
    {
      id: 'overridden',
      idType: 'companyID',
      rules: [],
      overrides: {
        passingUserIDs: ['ann'],
        failingUserIDs: [],
        passingCustomIDs: ['acme'],
        environmentOverrides: [
          { environment: 'staging', unitID: null, passingIDs: ['widgets'], failingIDs: [] },
        ],
      },
    },
    { id: 'overridden_off', rules: [rule('r')], overrides: { failingUserIDs: ['ann'] } },
    { id: 'held_out', rules: [rule('r')], holdoutIDs: ['everyone'] },
    { id: 'held_out_never', rules: [rule('r')] },
    { id: 'reaches_unknown', rules: [when('url', 'any', ['/'])] },
    {
      id: 'depends_on_unknown',
      rules: [rule('r', { conditions: [{ type: 'passes_gate', targetValue: 'reaches_unknown' }] })],
    },
  ],
  segments: [
    {
      id: 'staff',
      type: 'rule_based',
      rules: [when('email', 'str_contains_any', ['@example.com'])],
    },
  ],
  holdouts: [
    { id: 'everyone', passPercentage: 100, overrides: { failingUserIDs: ['ann'] } },
    { id: 'nobody', passPercentage: 0, gateIDs: ['held_out_never'] },
    { id: 'germans', passPercentage: 100, targetingGateID: 'country', experimentIDs: ['held'] },
  ],
  dynamicConfigs: [
    {
      id: 'config',
      defaultValue: { color: 'red' },
      rules: [
        { ...when('country', 'any', ['DE']), returnValue: { color: 'black' } },
        { ...when('country', 'any', ['FR']), passPercentage: 0, returnValue: { color: 'blue' } },
        { ...when('country', 'any', ['US']), returnValue: { nested: [1, { two: null }] } },
      ],
    },
    { id: 'config_off', isEnabled: false, defaultValue: { a: 1 }, rules: [{ ...rule('r') }] },
  ],
  layers: [
    {
      id: 'page',
      parameters: [
        { name: 'title', type: 'string', defaultValue: 'default' },
        { name: 'size', type: 'number', defaultValue: 1 },
      ],
      overrides: {
        idOverrides: [
          { groupName: 'Control', ids: ['ann'], idType: null, experimentName: 'in_layer' },
        ],
        conditionalOverrides: [
          { type: 'segment', name: 'staff', experimentName: 'in_layer', groupName: 'Control' },
        ],
      },
    },
    { id: 'empty', parameters: [{ name: 'title', type: 'string', defaultValue: 'default' }] },
  ],
  experiments: [
    { id: 'running', status: 'active', groups: groups('title') },
    { id: 'setup', status: 'setup', groups: groups('title') },
    { id: 'abandoned', status: 'abandoned', groups: groups('title') },
    { id: 'unallocated', status: 'active', allocation: 0, groups: groups('title') },
    {
      id: 'decided',
      status: 'decision_made',
      launchedGroupID: 'title-c',
      groups: groups('title'),
    },
    { id: 'targeted', status: 'active', targetingGateID: 'country', groups: groups('title') },
    { id: 'held', status: 'active', groups: groups('title') },
    {
      id: 'disabled_group',
      status: 'active',
      groups: groups('title').map((group) => ({ ...group, disabled: true })),
    },
    {
      id: 'overridden',
      status: 'setup',
      groups: groups('title'),
      overrides: {
        userIDOverrides: [{ groupID: 'Test', ids: ['ann'], environment: null, unitType: null }],
        overrides: [{ type: 'gate', id: 'country', groupID: 'title-c' }],
      },
    },
    { id: 'in_layer', layerID: 'page', status: 'active', groups: groups('title') },
  ],
}

type Row = readonly [
  kind: 'gate' | 'config' | 'layer',
  id: string,
  user: OfficialUser,
  expected: Json | undefined,
]

const rows: readonly Row[] = [
  ...Object.entries(conditions).flatMap(([id, [, passing, failing]]): readonly Row[] => [
    ['gate', id, passing, true],
    ['gate', id, failing, id === 'no_conditions'],
  ]),
  ['gate', 'past', {}, true],
  ['gate', 'future', {}, false],
  ['gate', 'disabled', {}, false],
  ['gate', 'archived', {}, false],
  ['gate', 'launched', {}, true],
  ['gate', 'nowhere', { environment: 'production' }, false],
  ['gate', 'nowhere', {}, false],
  ['gate', 'everywhere', {}, true],
  ['gate', 'first_rule_decides', {}, false],
  ['gate', 'overridden', { userID: 'ann' }, true],
  ['gate', 'overridden', { customIDs: { companyID: 'acme' } }, true],
  ['gate', 'overridden', { userID: 'acme' }, false],
  ['gate', 'overridden', { customIDs: { companyID: 'widgets' }, environment: 'staging' }, true],
  ['gate', 'overridden', { customIDs: { companyID: 'widgets' }, environment: 'other' }, false],
  ['gate', 'overridden_off', { userID: 'ann' }, false],
  ['gate', 'overridden_off', { userID: 'ben' }, true],
  ['gate', 'held_out', { userID: 'ben' }, false],
  ['gate', 'held_out', { userID: 'ann' }, true],
  ['gate', 'held_out_never', {}, true],
  ['gate', 'reaches_unknown', {}, undefined],
  ['gate', 'depends_on_unknown', {}, undefined],
  ['config', 'config', { country: 'DE' }, { color: 'black' }],
  ['config', 'config', { country: 'FR' }, { color: 'red' }],
  ['config', 'config', { country: 'US' }, { nested: [1, { two: null }] }],
  ['config', 'config', { country: 'JP' }, { color: 'red' }],
  ['config', 'config_off', {}, { a: 1 }],
  ['config', 'running', {}, { title: 'test' }],
  ['config', 'setup', {}, {}],
  ['config', 'abandoned', {}, {}],
  ['config', 'unallocated', {}, {}],
  ['config', 'decided', {}, { title: 'control' }],
  ['config', 'targeted', { country: 'DE' }, { title: 'test' }],
  ['config', 'targeted', { country: 'FR' }, {}],
  ['config', 'held', { country: 'DE' }, {}],
  ['config', 'held', { country: 'FR' }, { title: 'test' }],
  ['config', 'disabled_group', {}, {}],
  ['config', 'overridden', { userID: 'ann' }, { title: 'test' }],
  ['config', 'overridden', { country: 'DE' }, { title: 'control' }],
  ['config', 'overridden', { userID: 'ben' }, {}],
  ['config', 'in_layer', { userID: 'ben' }, { title: 'test', size: 1 }],
  ['layer', 'page', { userID: 'ben' }, { title: 'test', size: 1 }],
  ['layer', 'page', { userID: 'ann' }, { title: 'control', size: 1 }],
  ['layer', 'page', { email: 'a@example.com' }, { title: 'control', size: 1 }],
  ['layer', 'empty', {}, { title: 'default', size: null }],
]

describe('what a user gets, by each official evaluator', () => {
  let evaluators: readonly OfficialEvaluator[] = []
  beforeAll(async () => {
    evaluators = await startOfficialEvaluators(compileSpecs(project))
  })
  afterAll(() => Promise.all(evaluators.map(({ end }) => end())))

  test.each(rows)('%s %s for %j: %j', (kind, id, user, expected) => {
    const given = evaluators.map((each) => [
      each.name,
      kind === 'layer' ? each.layer(id, user, ['title', 'size']).value : each[kind](id, user).value,
    ])
    expect(given).toEqual(evaluators.map(({ name }) => [name, expected]))
  })

  test('of the whole project, only what a condition on the URL decides is not known', () => {
    expect(compileSpecs(project).unknowns).toEqual([
      { kind: 'gate', id: 'reaches_unknown', rule: 'url any', reason: 'condition-type', of: 'url' },
    ])
  })
})

/** What each project leaves unknown. */
const unknowns: Readonly<Record<string, readonly [SpecResources, readonly string[]]>> = {
  'types and operators that are not documented': [
    {
      gates: [
        {
          id: 'g',
          rules: [
            when('javascript', 'any', 'x'),
            when('email', 'encoded_any', ['x']),
            when('time', 'any', [1]),
            when('user_id', 'after', 1),
            when('target_app', 'any', ['web']),
            when('custom_field', 'any', ['x']),
          ],
        },
      ],
    },
    [
      'gate/g: condition-type javascript',
      'gate/g: operator encoded_any',
      'gate/g: operator any',
      'gate/g: operator after',
      'gate/g: condition-type target_app',
      'gate/g: no-value custom_field',
    ],
  ],
  'one value too many, or none': [
    {
      gates: [
        { id: 'a', rules: [] },
        {
          id: 'g',
          rules: [
            when('app_version', 'version_gt', ['1', '2']),
            when('app_version', 'version_lt', []),
            when('passes_gate', '', ['a', 'a']),
            when('passes_gate', '', []),
          ],
        },
      ],
    },
    [
      'gate/g: several-values version_gt',
      'gate/g: no-value version_lt',
      'gate/g: several-values gate',
      'gate/g: no-value gate',
    ],
  ],
  'references to what is not there, and to itself': [
    {
      gates: [
        { id: 'g', rules: [when('passes_gate', '', 'gone'), when('fails_segment', '', 'gone')] },
        { id: 'self', rules: [when('passes_gate', '', 'self')] },
        { id: 'one', rules: [when('passes_gate', '', 'two')] },
        { id: 'two', rules: [when('passes_gate', '', 'one')] },
        { id: 'held', rules: [], holdoutIDs: ['h'] },
      ],
      holdouts: [{ id: 'h', targetingGateID: 'held' }],
    },
    [
      'gate/g: missing-reference gate/gone',
      'gate/g: missing-reference segment/gone',
      'gate/self: reference-cycle gate/self',
      'gate/one: reference-cycle gate/two',
      'gate/two: reference-cycle gate/one',
      'gate/held: reference-cycle holdout/h',
      'holdout/h: reference-cycle gate/held',
    ],
  ],
  'values as text, and variants': [
    {
      dynamicConfigs: [
        {
          id: 'c',
          defaultValueJson5: '{a: 1}',
          rules: [
            rule('text', { returnValueJson5: '{a: 1}' }),
            rule('variants', { variants: [{ name: 'a', passPercentage: 50, returnValue: {} }] }),
          ],
        },
      ],
    },
    [
      'dynamic_config/c: value-as-text text',
      'dynamic_config/c: variants variants',
      'dynamic_config/c: value-as-text defaultValue',
    ],
  ],
  'overrides that contradict each other': [
    {
      gates: [
        { id: 'g', overrides: { passingUserIDs: ['ann', 'ben'], failingUserIDs: ['Ann'] } },
        {
          id: 'apart',
          overrides: {
            environmentOverrides: [
              { environment: 'a', unitID: null, passingIDs: ['ann'], failingIDs: [] },
              { environment: 'b', unitID: null, passingIDs: [], failingIDs: ['ann'] },
            ],
          },
        },
      ],
      experiments: [
        {
          id: 'e',
          groups: groups('a'),
          overrides: {
            userIDOverrides: [
              { groupID: 'Control', ids: ['ann'] },
              { groupID: 'Test', ids: ['ann'] },
              { groupID: 'Gone', ids: ['ben'] },
            ],
          },
        },
      ],
    },
    [
      'gate/g: contradicting-overrides ann',
      'experiment/e: missing-reference group/Gone',
      'experiment/e: contradicting-overrides ann',
    ],
  ],
  'states of experiments': [
    {
      layers: [
        {
          id: 'l',
          parameters: [{ name: 'a', defaultValue: 'old' }],
          overrides: { idOverrides: [{ groupName: 'Test', ids: ['ann'] }] },
        },
      ],
      experiments: [
        { id: 'stopped', status: 'experiment_stopped', groups: groups('a') },
        {
          id: 'held_back',
          status: 'decision_made',
          launchedGroupID: 'Test',
          groups: groups('a'),
          shipWithHoldout: { holdoutPercent: 5 },
        },
        { id: 'decided', status: 'decision_made', groups: groups('a') },
        {
          id: 'inline',
          status: 'active',
          inlineTargetingRulesJSON: '{"rules":[]}',
          groups: groups('a'),
        },
        {
          id: 'shipped',
          layerID: 'l',
          status: 'decision_made',
          launchedGroupID: 'Test',
          groups: groups('a'),
        },
        { id: 'much', layerID: 'l', status: 'active', allocation: 70, groups: groups('a') },
        { id: 'more', layerID: 'l', status: 'active', allocation: 40, groups: groups('b') },
      ],
      autotunes: [{ id: 't' }],
      segments: [{ id: 's', type: 'analysis_list' }],
    },
    [
      'segment/s: list-type analysis_list',
      'layer/l: over-allocated',
      'layer/l: shipped-value',
      'layer/l: ambiguous-group Test',
      'experiment/stopped: status experiment_stopped',
      'experiment/held_back: holdback 5',
      'experiment/decided: missing-reference group/',
      'experiment/inline: inline-targeting inlineTargetingRulesJSON',
      'autotune/t: learned-by-statsig',
    ],
  ],
}

test.each(Object.entries(unknowns))('unknown: %s', (_, [resources, expected]) => {
  const found = compileSpecs(resources).unknowns.map(({ id, kind, of, reason }) =>
    [`${kind}/${id}: ${reason}`, ...(of === undefined ? [] : [of])].join(' '),
  )
  expect(found.toSorted()).toEqual(expected.toSorted())
})

test('a gate that is not there fails, where all resources are given', () => {
  const { unknowns: found } = compileSpecs(
    { gates: [{ id: 'g', rules: [when('passes_gate', '', 'gone')] }] },
    { missing: 'absent' },
  )
  expect(found).toEqual([])
})

test('an experiment keeps its buckets when its allocation or that of another one is raised', () => {
  const running = (id: string, allocation: number) => ({
    ...{ id, layerID: 'l', status: 'active', allocation, groups: groups(id) },
  })
  const layers = [{ id: 'l', parameters: [] }]
  const before = compileSpecs({ layers, experiments: [running('a', 10.25), running('b', 20)] })
  const after = compileSpecs(
    { layers, experiments: [running('a', 60), running('b', 40)] },
    { ownedBuckets: before.buckets },
  )
  const owned = (specs: typeof before, id: string) => specs.buckets.get(id) ?? []
  expect([owned(before, 'a').length, owned(before, 'b').length]).toEqual([102, 200])
  for (const id of ['a', 'b'])
    expect(owned(after, id).slice(0, owned(before, id).length)).toEqual(owned(before, id))
  const all = [...owned(after, 'a'), ...owned(after, 'b')]
  expect([all.length, new Set(all).size]).toEqual([1000, 1000])
})

test('groups of a third each take 333, 333 and 334 of a thousand buckets', () => {
  const [experiment] = compileSpecs({
    experiments: [
      {
        ...{ id: 'e', status: 'active' },
        groups: [33.33, 33.33, 33.34].map((size, index) => ({ id: `${index}`, name: '', size })),
      },
    ],
  }).configs
  const limits = experiment?.rules.flatMap(({ conditions: [first], isExperimentGroup }) =>
    isExperimentGroup ? [first?.targetValue] : [],
  )
  expect(limits).toEqual([333, 666, 1000])
})
