// Requests as real clients send them: Statsig's command line (@statsig/siggy 0.0.4, run against the emulator), and Statsig's
// Terraform provider (what its acceptance tests and public facts show). Names and values are our own.
import type { Json, JsonObject } from '../../src/core/json.ts'
import { at } from './client.ts'

export interface ClientRequest {
  readonly method: string
  readonly path: string
  /** The body, or one that is made from the `data` of an earlier answer to `GET path`. */
  readonly body?: Json | ((live: Json | undefined) => Json)
  /** The status of the answer. */
  readonly status: number
  /** Why it is refused: the document has no such route, or the body lacks what it requires. */
  readonly refused?: string
}

const siggy = (
  method: string,
  path: string,
  body?: Json,
  status = 200,
  refused?: string,
): ClientRequest => ({
  method,
  path,
  ...(body !== undefined && { body }),
  status,
  ...(refused !== undefined && { refused }),
})

const staff: JsonObject = {
  name: 'staff',
  passPercentage: 100,
  conditions: [{ type: 'email', operator: 'str_contains_any', targetValue: ['@example.com'] }],
}
const list = '?page=1&limit=100'

/** It sends only a name in a creation, `{}` in a PUT without properties, and no version header. */
export const siggyRequests: readonly ClientRequest[] = [
  siggy('POST', 'gates', { name: 'New Checkout' }, 201),
  siggy('GET', `gates${list}`),
  siggy('GET', 'gates/new_checkout'),
  siggy('GET', 'gates/none', undefined, 404, 'there is no such gate'),
  siggy('PATCH', 'gates/new_checkout', {
    description: 'From the command line.',
    isEnabled: true,
    rules: [staff, { name: 'all', passPercentage: 10, conditions: [{ type: 'public' }] }],
  }),
  siggy('PATCH', 'gates/new_checkout', { unknownKey: 1 }),
  siggy('PATCH', 'gates/new_checkout', { tags: ['None'] }, 400, 'there is no such tag'),
  siggy('POST', 'gates', { name: 'gone' }, 201),
  siggy('DELETE', 'gates/gone'),
  siggy('POST', 'dynamic_configs', { name: 'sizes' }, 201),
  siggy('GET', `dynamic_configs${list}`),
  siggy('GET', 'dynamic_configs/sizes'),
  siggy('PATCH', 'dynamic_configs/sizes', {
    defaultValue: { size: 1 },
    isEnabled: true,
    rules: [{ ...staff, returnValue: { size: 2 } }],
  }),
  siggy('POST', 'dynamic_configs', { name: 'gone' }, 201),
  siggy('DELETE', 'dynamic_configs/gone'),
  siggy('POST', 'experiments', { name: 'colors' }, 201),
  siggy('GET', `experiments${list}`),
  siggy('PATCH', 'experiments/colors', {
    hypothesis: 'Blue sells.',
    allocation: 100,
    groups: [
      { name: 'Control', size: 50, parameterValues: { color: 'red' } },
      { name: 'Test', size: 50, parameterValues: { color: 'blue' } },
    ],
  }),
  siggy('PUT', 'experiments/colors/reset', {}, 400, 'it has not started'),
  siggy('PUT', 'experiments/colors/start', {}),
  siggy(
    'PUT',
    'experiments/colors/make_decision',
    {},
    400,
    '`id` and `decisionReason` are required',
  ),
  {
    ...siggy('PUT', 'experiments/colors/make_decision'),
    body: (live) => ({
      id: at(live, 'groups', 1, 'id') ?? '',
      decisionReason: 'Blue sells.',
      removeTargeting: false,
    }),
  },
  siggy('POST', 'experiments', { name: 'old' }, 201),
  siggy('PUT', 'experiments/old/abandon', {}, 400, '`decisionReason` is required'),
  siggy('DELETE', 'experiments/old'),
  siggy('POST', 'segments', { name: 'crew' }, 400, '`type` is required in a creation'),
  siggy('GET', `segments${list}`),
  siggy('PATCH', 'segments/crew', { description: 'x' }, 404, 'no document has this route'),
  siggy('DELETE', 'segments/crew', undefined, 404, 'the segment could not be created'),
]

/** The provider models every key, sends lists of texts, `id: ''` for new rules and `[]` for everyone. */
const providerRule = (name: string, condition: JsonObject, more: JsonObject = {}): JsonObject => ({
  id: '',
  baseID: '',
  name,
  passPercentage: 100,
  conditions: [condition],
  ...more,
})
const everyone: JsonObject = { type: 'public', operator: '', targetValue: [] }
const olderThan30: JsonObject = {
  type: 'custom_field',
  operator: 'gt',
  field: 'age',
  targetValue: ['30'],
}
const named = (name: string, more: JsonObject = {}): JsonObject => ({
  name,
  description: `The ${name}.`,
  ...more,
})
const withRuleIds = (live: Json | undefined): readonly JsonObject[] =>
  [staff, { ...staff, name: 'older', conditions: [olderThan30] }].map((rule, index) => ({
    ...rule,
    id: at(live, 'rules', index, 'id') ?? '',
    baseID: at(live, 'rules', index, 'baseID') ?? '',
  }))

const terraform = siggy

/** In a cloud project. */
export const terraformRequests: readonly ClientRequest[] = [
  terraform('POST', 'tags', named('growth', { isCore: false })),
  terraform('PATCH', 'tags/growth', named('growth')),
  terraform('POST', 'unit_id_types', named('companyID'), 201),
  terraform(
    'POST',
    'roles',
    {
      name: 'Reviewer',
      permissions: { invitation_access: false, create_configs: true, approve_reviews: true },
    },
    201,
  ),
  terraform('POST', 'keys', {
    description: 'server of the shop',
    type: 'SERVER',
    scopes: [],
    environments: ['production'],
  }),
  terraform(
    'POST',
    'gates',
    named('a_gate', {
      isEnabled: true,
      idType: 'userID',
      measureMetricLifts: true,
      monitoringMetrics: [],
      tags: ['growth'],
      targetApps: [],
      type: 'TEMPORARY',
      rules: [
        providerRule('staff', { type: 'user_id', operator: 'any', targetValue: ['a', 'b'] }),
        providerRule('older', olderThan30, { environments: ['production'] }),
        providerRule('all', everyone, { passPercentage: 12.3 }),
      ],
    }),
    201,
  ),
  {
    ...terraform('PATCH', 'gates/a_gate'),
    body: (live) => ({ ...named('a_gate'), isEnabled: true, rules: withRuleIds(live) }),
  },
  terraform(
    'POST',
    'gates',
    named('another_gate', {
      isEnabled: true,
      rules: [
        providerRule('gated', { type: 'passes_gate', operator: '', targetValue: ['a_gate'] }),
        providerRule('later', { type: 'time', operator: 'after', targetValue: ['1643070357193'] }),
      ],
    }),
    201,
  ),
  terraform(
    'POST',
    'dynamic_configs',
    named('a_config', {
      isEnabled: true,
      idType: 'userID',
      defaultValue: { a: 1 },
      tags: [],
      rules: [providerRule('all', everyone, { returnValue: { a: 2 } })],
    }),
    201,
  ),
  terraform(
    'POST',
    'segments',
    named('a_segment', { type: 'rule_based', idType: 'userID', tags: ['growth'] }),
    201,
  ),
  terraform(
    'POST',
    'segments/a_segment/conditional',
    { rules: [providerRule('older', olderThan30)] },
    400,
    'the document has a bare list of rules, and no test of the provider sends this',
  ),
  terraform('POST', 'segments/a_segment/conditional', [providerRule('older', olderThan30)]),
  terraform(
    'POST',
    'experiments',
    named('an_experiment', {
      idType: 'userID',
      hypothesis: 'It sells.',
      allocation: 12.3,
      status: 'setup',
      tags: ['growth'],
      targetApps: [],
      primaryMetrics: [],
      secondaryMetrics: [],
      groups: [
        { name: 'Control', size: 33.3, parameterValues: { a: 1, b: 1 } },
        { name: 'Test', size: 33.3, parameterValues: { a: 2, b: 2 } },
        { name: 'Other', size: 33.4, parameterValues: { a: 3 } },
      ],
    }),
    201,
  ),
  {
    ...terraform('PATCH', 'experiments/an_experiment'),
    body: (live) => ({ status: 'active', allocation: 20, groups: at(live, 'groups') ?? [] }),
  },
  terraform('PATCH', 'experiments/an_experiment', { allocation: 100 }),
  // The provider has no field for a reason.
  {
    ...terraform('PATCH', 'experiments/an_experiment'),
    body: (live) => ({
      status: 'decision_made',
      launchedGroupID: at(live, 'groups', 1, 'id') ?? '',
    }),
  },
  terraform(
    'POST',
    'metrics',
    {
      name: 'Orders',
      type: 'event_count_custom',
      description: '',
      directionality: 'increase',
      unitTypes: ['userID'],
      tags: [],
      metricEvents: [{ name: 'order', type: 'count', criteria: [] }],
    },
    201,
  ),
]

const source: JsonObject = {
  ...named('Orders'),
  tags: [],
  sql: 'SELECT * FROM orders',
  timestampColumn: 'at',
  timestampAsDay: false,
  idTypeMapping: [{ statsigUnitID: 'userID', column: 'user_id' }],
  customFieldMapping: [],
}

/** In a warehouse native project. Updates send the whole model, its name included. */
export const warehouseRequests: readonly ClientRequest[] = [
  terraform('POST', 'metrics/metric_source', source, 201),
  terraform('POST', 'metrics/metric_source/Orders', { ...source, sql: 'SELECT 1' }),
  terraform(
    'POST',
    'metrics',
    {
      name: 'Revenue',
      type: 'user_warehouse',
      description: 'What users paid.',
      directionality: 'increase',
      unitTypes: ['userID'],
      tags: [],
      warehouseNative: { aggregation: 'sum', metricSourceName: 'Orders', valueColumn: 'total' },
    },
    201,
  ),
]
