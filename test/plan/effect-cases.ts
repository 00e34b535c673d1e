// Changes of a file that have one effect or more on people, with the plan for each of them.
import type { JsonObject } from '../../src/core/json.ts'
import { type KindName, kindOf } from '../../src/kinds/index.ts'
import type { Plan } from '../../src/model/index.ts'
import { definitionFile } from '../support/in-memory-statsig.ts'
import { planFrom } from './in-words.ts'

const everybody = [{ type: 'public' }]
export const rule = (name: string, passPercentage: number, more: JsonObject = {}) => ({
  name,
  passPercentage,
  conditions: everybody,
  ...more,
})
const from = (...countries: readonly string[]) => ({
  type: 'country',
  operator: 'any',
  targetValue: countries,
})
export const gate = { id: 'pay', name: 'pay', isEnabled: true }
export const config = { id: 'limits', name: 'limits', isEnabled: true, defaultValue: { most: 1 } }
const group = (name: string, size: number) => ({ name, size, parameterValues: { rank: name } })
export const experiment = {
  id: 'rank',
  name: 'rank',
  idType: 'userID',
  hypothesis: 'Better.',
  status: 'active',
  allocation: 50,
  groups: [group('Control', 50), group('Test', 50)],
}
export const holdout = { name: 'Hold', isEnabled: true, passPercentage: 5, gateIDs: ['pay'] }
export const rules = (...list: readonly JsonObject[]) => ({ rules: list })

/** The kind, the members that are live and applied, what the file changes, and `effect share` of each effect. */
export type EffectCase = readonly [
  title: string,
  kind: KindName,
  before: JsonObject,
  change: JsonObject,
  effects: readonly string[],
]

export const effectCases: readonly EffectCase[] = [
  [
    'a gate is switched on',
    'gate',
    { ...gate, isEnabled: false },
    { isEnabled: true },
    ['switches-on 100'],
  ],
  ['a gate is switched off', 'gate', gate, { isEnabled: false }, ['switches-off 100']],
  [
    'a config is switched off',
    'dynamic_config',
    config,
    { isEnabled: false },
    ['switches-off 100'],
  ],
  [
    'a rollout grows',
    'gate',
    { ...gate, ...rules(rule('All', 10)) },
    rules(rule('All', 11)),
    ['gains 1'],
  ],
  [
    'a rollout shrinks',
    'gate',
    { ...gate, ...rules(rule('All', 100)) },
    rules(rule('All', 0)),
    ['loses 100'],
  ],
  [
    'the last rule is added',
    'gate',
    { ...gate, ...rules(rule('US', 50, { conditions: [from('US')] })) },
    rules(rule('US', 50, { conditions: [from('US')] }), rule('All', 25)),
    ['gains 25'],
  ],
  [
    'a rule is added above another',
    'gate',
    { ...gate, ...rules(rule('All', 50)) },
    rules(rule('US', 10, { conditions: [from('US')] }), rule('All', 50)),
    ['gains-and-loses 10'],
  ],
  [
    'a rule with 100 per cent is added above another',
    'gate',
    { ...gate, ...rules(rule('All', 50)) },
    rules(rule('US', 100, { conditions: [from('US')] }), rule('All', 50)),
    ['gains 100'],
  ],
  [
    'a rule with 0 per cent is added above another',
    'gate',
    { ...gate, ...rules(rule('All', 50)) },
    rules(rule('US', 0, { conditions: [from('US')] }), rule('All', 50)),
    ['loses 0'],
  ],
  [
    'the rule with 0 per cent is removed',
    'gate',
    { ...gate, ...rules(rule('US', 0, { conditions: [from('US')] }), rule('All', 50)) },
    rules(rule('All', 50)),
    ['gains 0'],
  ],
  [
    'a rule above another is removed',
    'gate',
    { ...gate, ...rules(rule('US', 20, { conditions: [from('US')] }), rule('All', 50)) },
    rules(rule('All', 50)),
    ['gains-and-loses 20'],
  ],
  [
    'the only rule is removed',
    'gate',
    { ...gate, ...rules(rule('All', 50)) },
    { rules: [] },
    ['loses 50'],
  ],
  [
    'rules change places',
    'gate',
    { ...gate, ...rules(rule('US', 20, { conditions: [from('US')] }), rule('All', 50)) },
    rules(rule('All', 50), rule('US', 20, { conditions: [from('US')] })),
    ['gains-and-loses 100'],
  ],
  [
    'a rule applies in one more environment',
    'gate',
    { ...gate, ...rules(rule('All', 50, { environments: ['development'] })) },
    rules(rule('All', 50, { environments: ['development', 'production'] })),
    ['gains 50'],
  ],
  [
    'a rule applies in all environments',
    'gate',
    { ...gate, ...rules(rule('All', 50, { environments: ['development'] })) },
    rules(rule('All', 50)),
    ['gains 50'],
  ],
  [
    'a rule applies nowhere any more',
    'gate',
    { ...gate, ...rules(rule('All', 50)) },
    rules(rule('All', 50, { environments: [] })),
    ['loses 50'],
  ],
  [
    'a rule applies in no environment any more',
    'gate',
    { ...gate, ...rules(rule('All', 50, { environments: ['development'] })) },
    rules(rule('All', 50, { environments: [] })),
    ['loses 50'],
  ],
  [
    'a rule that applied nowhere applies in one environment',
    'gate',
    { ...gate, ...rules(rule('All', 50, { environments: [] })) },
    rules(rule('All', 50, { environments: ['development'] })),
    ['gains 50'],
  ],
  [
    'a rule that applied nowhere applies everywhere',
    'gate',
    { ...gate, ...rules(rule('All', 50, { environments: [] })) },
    rules(rule('All', 50)),
    ['gains 50'],
  ],
  [
    'a rule applies in one environment alone',
    'gate',
    { ...gate, ...rules(rule('All', 50)) },
    rules(rule('All', 50, { environments: ['development'] })),
    ['loses 50'],
  ],
  [
    'a rule gets one more condition',
    'gate',
    { ...gate, ...rules(rule('All', 50, { conditions: [from('US')] })) },
    rules(
      rule('All', 50, {
        conditions: [from('US'), { type: 'locale', operator: 'any', targetValue: ['en'] }],
      }),
    ),
    ['loses 50'],
  ],
  [
    'a rule is for others',
    'gate',
    { ...gate, ...rules(rule('All', 50, { conditions: [from('US')] })) },
    rules(rule('All', 50, { conditions: [from('DE')] })),
    ['gains-and-loses 50'],
  ],
  [
    'a rule gets another name',
    'gate',
    { ...gate, ...rules({ ...rule('All', 50), id: 'r1', baseID: 'r1' }) },
    rules({ ...rule('Everybody', 50), baseID: 'r1' }),
    ['preserves 50'],
  ],
  [
    'a rule is replaced',
    'gate',
    { ...gate, ...rules({ ...rule('All', 50), id: 'r1', baseID: 'r1' }) },
    rules(rule('US', 40, { conditions: [from('US')] })),
    ['loses 50', 'gains 40', 'reassigns 40'],
  ],
  ['a description changes', 'gate', gate, { description: 'New words.' }, ['label 100']],
  [
    'the worst effect stands first',
    'gate',
    { ...gate, ...rules(rule('All', 10)) },
    { description: 'New words.', isEnabled: false, ...rules(rule('All', 60)) },
    ['switches-off 100', 'gains 50', 'label 100'],
  ],
  [
    'what it changes is not known',
    'experiment',
    { ...experiment, isSidecar: false },
    { isSidecar: true },
    ['unknown 100'],
  ],
  [
    'who must review a gate',
    'gate',
    { ...gate, reviewSettings: { requiredReview: true } },
    { reviewSettings: { requiredReview: false } },
    ['changes-access 100'],
  ],
  [
    'what a gate measures',
    'gate',
    { ...gate, measureMetricLifts: true },
    { measureMetricLifts: false },
    ['changes-measurement 100'],
  ],
  [
    'a default value',
    'dynamic_config',
    config,
    { defaultValue: { most: 2 } },
    ['changes-values 100'],
  ],
  [
    'the value of a rule',
    'dynamic_config',
    { ...config, ...rules(rule('All', 30, { returnValue: { most: 3 } })) },
    rules(rule('All', 30, { returnValue: { most: 4 } })),
    ['changes-values 30'],
  ],
  [
    'the value of a variant',
    'dynamic_config',
    {
      ...config,
      ...rules(
        rule('All', 50, {
          variants: [{ name: 'A', passPercentage: 20, returnValue: { most: 3 } }],
        }),
      ),
    },
    rules(
      rule('All', 50, { variants: [{ name: 'A', passPercentage: 20, returnValue: { most: 4 } }] }),
    ),
    ['changes-values 10'],
  ],
  ['an experiment takes in more', 'experiment', experiment, { allocation: 80 }, ['gains 30']],
  [
    'a group is disabled',
    'experiment',
    experiment,
    { groups: [{ ...group('Control', 50), disabled: true }, group('Test', 50)] },
    ['loses 100'],
  ],
  [
    'the groups of an experiment that has not started',
    'experiment',
    { ...experiment, status: 'setup' },
    { groups: [group('Control', 40), group('Test', 60)] },
    ['preserves 100', 'preserves 100'],
  ],
  [
    'an experiment that has not started takes in more',
    'experiment',
    { ...experiment, status: 'setup' },
    { allocation: 80 },
    ['preserves 30'],
  ],
  [
    'an experiment that has not started takes in fewer',
    'experiment',
    { ...experiment, status: 'setup' },
    { allocation: 20 },
    ['preserves 30'],
  ],
  [
    'users are put into a group of an experiment that has not started',
    'experiment',
    { ...experiment, status: 'setup' },
    { overrides: { userIDOverrides: [{ groupID: 'Test', ids: ['ann'] }] } },
    ['gains-and-loses 100'],
  ],
  [
    'an experiment is concluded',
    'experiment',
    experiment,
    { status: 'experiment_stopped' },
    ['ends 100'],
  ],
  [
    'an experiment is decided',
    'experiment',
    experiment,
    { status: 'decision_made', launchedGroupID: 'Test', decisionReason: 'Better.' },
    ['ends 100'],
  ],
  [
    'an experiment starts',
    'experiment',
    { ...experiment, status: 'setup' },
    { status: 'active' },
    ['starts 100'],
  ],
  [
    'an experiment is abandoned',
    'experiment',
    experiment,
    { status: 'abandoned', decisionReason: 'No effect.' },
    ['ends 100'],
  ],
  ['more are held out', 'holdout', holdout, { passPercentage: 8 }, ['loses 3']],
  ['a holdout ends for a gate', 'holdout', holdout, { gateIDs: [] }, ['gains 100']],
  ['a holdout is switched off', 'holdout', holdout, { isEnabled: false }, ['gains 100']],
  [
    'a segment loses ids',
    'segment',
    { id: 'staff', name: 'staff', type: 'id_list', ids: ['a', 'b'] },
    { ids: ['a'] },
    ['loses 100'],
  ],
  [
    'a segment gets ids',
    'segment',
    { id: 'staff', name: 'staff', type: 'id_list', ids: ['a'] },
    { ids: ['a', 'b'] },
    ['gains 100'],
  ],
  [
    'a segment gets other ids',
    'segment',
    { id: 'staff', name: 'staff', type: 'id_list', ids: ['a'] },
    { ids: ['b'] },
    ['gains-and-loses 100'],
  ],
  [
    'a tag changes',
    'tag',
    { name: 'core', description: 'Old.' },
    { description: 'New.' },
    ['label 100'],
  ],
  [
    'a metric is measured otherwise',
    'metric',
    { name: 'clicks', type: 'event_count', directionality: 'increase' },
    { directionality: 'decrease' },
    ['changes-measurement 100'],
  ],
]

export const planOfChange = (kind: KindName, before: JsonObject, change: JsonObject): Plan => {
  const fileOf = (members: JsonObject) => definitionFile(kindOf(kind).folder, members)
  return planFrom({
    base: [fileOf(before)],
    files: [fileOf({ ...before, ...change })],
    // Statsig makes the id of a resource that is known by its name.
    live: [[kind, { id: 'made_by_statsig', ...before }]],
  })
}
