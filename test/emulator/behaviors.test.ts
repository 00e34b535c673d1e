// What each behavior changes, compared with the default.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { type Behavior, behaviors, type EmulatorOptions } from '../../src/emulator/index.ts'
import {
  at,
  cloudMetric,
  open,
  type Project,
  rule,
  warehouseMetric,
  warehouseSource,
} from './client.ts'
import { overrideBehaviors } from './override-behavior-names.ts'
import { reviewBehaviors } from './review-behavior-names.ts'
import { workspaceBehaviors, workspaceCheckBehaviors } from './workspace-behavior-names.ts'

type Look = (project: Project) => Promise<unknown>

const gate = async ({ send }: Project, body: JsonObject = {}): Promise<Json | undefined> =>
  (await send('POST', 'gates', { name: 'A Gate', ...body })).data

const statusOf =
  (method: string, path: string, body: Json = {}): Look =>
  async ({ send }) =>
    (await send(method, path, method === 'GET' ? undefined : body)).status

const steps =
  (
    calls: readonly (readonly [string, string, Json?])[],
    look: (last: Json | undefined) => unknown,
  ): Look =>
  async ({ send }) => {
    let last: Json | undefined
    for (const [method, path, body] of calls)
      last = (await send(method, path, method === 'GET' ? undefined : (body ?? {}))).body
    return look(last)
  }

const data =
  (...path: readonly (string | number)[]) =>
  (body: Json | undefined): unknown =>
    at(body, 'data', ...path)

const lengthOf = (value: unknown): number => (Array.isArray(value) ? value.length : -1)

const A_GATE = ['POST', 'gates', { name: 'A Gate' }] as const
const AN_EXPERIMENT = ['POST', 'experiments', { name: 'Test' }] as const
const A_METRIC = ['POST', 'metrics', cloudMetric] as const
const METRIC_PATH = 'metrics/Order%20count%3A%3Aevent_count_custom'
const A_SOURCE = ['POST', 'metrics/metric_source', warehouseSource] as const
const A_VALUE = ['POST', 'metrics', warehouseMetric] as const
const VALUE_PATH = 'metrics/Order%20value%3A%3Auser_warehouse'
const A_SEGMENT = ['POST', 'segments', { name: 'Staff', type: 'rule_based' }] as const
const A_TAG = ['POST', 'tags', { name: 'web', description: '' }] as const

const valued = (targetValue: Json): Look =>
  steps(
    [
      [
        'POST',
        'gates',
        {
          name: 'A Gate',
          rules: [
            {
              name: 'x',
              passPercentage: 1,
              conditions: [{ type: 'user_id', operator: 'any', targetValue }],
            },
          ],
        },
      ],
    ],
    data('rules', 0, 'conditions', 0, 'targetValue'),
  )

const many: Look = async ({ emulator, send }) => {
  for (let index = 0; index < 120; index += 1) emulator.insert('gates', { name: `gate ${index}` })
  return lengthOf((await send('GET', 'gates?limit=500&page=1')).data)
}

/** The targeting gate of a holdout that was set, and then updated with each of the values. */
const held = (values: readonly Json[]): Look =>
  steps(
    [
      A_GATE,
      ['POST', 'holdouts', { name: 'Holdout' }],
      ...['a_gate', ...values].map(
        (targetingGateID) => ['PATCH', 'holdouts/holdout', { targetingGateID }] as const,
      ),
    ],
    data('targetingGateID'),
  )

const archivedGate = [A_GATE, ['PUT', 'gates/a_gate/archive', {}]] as const

const statusWithHoldback = async ({ send }: Project): Promise<unknown> => {
  const { data } = await send('POST', 'experiments', { name: 'Test', status: 'active' })
  const body = { id: at(data, 'groups', 0, 'id') ?? '', decisionReason: 'better', holdout: 5 }
  await send('PUT', 'experiments/test/make_decision', body)
  return at((await send('GET', 'experiments/test')).data, 'status')
}

const disabledByPatch = async ({ send }: Project): Promise<unknown> => {
  const { data } = await send('POST', 'experiments', { name: 'Test' })
  const [first, second] = [at(data, 'groups', 0), at(data, 'groups', 1)]
  const groups = [{ ...(first as JsonObject), disabled: true }, second ?? {}]
  return at((await send('PATCH', 'experiments/test', { groups })).data, 'groups', 0, 'disabled')
}

const running = ['POST', 'experiments', { name: 'Test', status: 'active' }] as const

const table: readonly (readonly [Behavior, Look, unknown, unknown, EmulatorOptions?])[] = [
  ['pages-of-10', many, 100, 10],
  ['no-page-maximum', many, 100, 120],
  [
    'lists-sparse',
    async (project) => {
      await gate(project, { tags: [] })
      const listed = at((await project.send('GET', 'gates')).data, 0)
      const whole = (await project.send('GET', 'gates/a_gate')).data
      return [listed, whole].map((object) => [
        at(object, 'name'),
        at(object, 'isEnabled'),
        at(object, 'rules'),
      ])
    },
    [
      ['A Gate', true, []],
      ['A Gate', true, []],
    ],
    [
      ['A Gate', true, undefined],
      ['A Gate', true, []],
    ],
  ],
  [
    'archived-listed',
    steps([...archivedGate, ['GET', 'gates']], (body) => lengthOf(data()(body))),
    0,
    1,
  ],
  [
    'archived-never-listed',
    steps([...archivedGate, ['GET', 'gates?includeArchived=true']], (body) =>
      lengthOf(data()(body)),
    ),
    1,
    0,
  ],
  [
    'archived-hidden',
    steps([A_SEGMENT, ['PUT', 'segments/staff/archive'], ['GET', 'segments']], (body) =>
      lengthOf(data()(body)),
    ),
    1,
    0,
  ],
  [
    'review-required',
    async ({ send }) => {
      await send(...A_GATE)
      const headers = { 'x-respect-review-settings': 'true' }
      const reply = await send('PATCH', 'gates/a_gate', { description: 'd' }, headers)
      return [
        reply.status,
        at(reply.data, 'description'),
        at(reply.data, 'activeReview') !== undefined,
      ]
    },
    [200, 'd', false],
    [200, '', true],
  ],
  [
    'unknown-tags-created',
    steps(
      [
        ['POST', 'gates', { name: 'A Gate', tags: ['x'] }],
        ['GET', 'tags'],
      ],
      (body) => lengthOf(data()(body)),
    ),
    1,
    2,
  ],
  [
    'unknown-tags-dropped',
    steps([['POST', 'gates', { name: 'A Gate', tags: ['x'] }]], data('tags')),
    undefined,
    [],
  ],
  [
    'unknown-metrics-refused',
    statusOf('POST', 'gates', { name: 'A Gate', monitoringMetrics: [{ name: 'x', type: 'sum' }] }),
    201,
    404,
  ],
  ['holdout-gate-read-by-id', held([]), '615f67617465GateId', 'a_gate'],
  ['holdout-gate-cleared-by-null', held([null]), '615f67617465GateId', null],
  [
    'references-kept-by-null',
    steps(
      [
        A_GATE,
        ['POST', 'experiments', { name: 'Test', targetingGateID: 'a_gate' }],
        ['PATCH', 'experiments/test', { targetingGateID: null }],
      ],
      data('targetingGateID'),
    ),
    null,
    'a_gate',
  ],
  ['tag-path-name-only', async (project) => tagStatuses(project), [200, 200], [200, 404]],
  ['tag-path-id-only', async (project) => tagStatuses(project), [200, 200], [404, 200]],
  [
    'rules-matched-by-name',
    async (project) => {
      const made = await gate(project, { rules: [rule('x')] })
      const { data: patched } = await project.send('PATCH', 'gates/a_gate', { rules: [rule('x')] })
      return at(made, 'rules', 0, 'baseID') === at(patched, 'rules', 0, 'baseID')
    },
    false,
    true,
  ],
  ['rule-ids-plain', (project) => idsOf(project, 10), true, false],
  ['rule-ids-always-embed', (project) => idsOf(project, 100), false, true],
  ['values-as-strings', valued([1]), [1], ['1']],
  ['values-as-scalars', valued(['1']), ['1'], '1'],
  ['values-as-numbers', valued(['1', '2']), ['1', '2'], [1, 2]],
  [
    'post-resets',
    steps(
      [
        ['POST', 'gates', { name: 'A Gate', measureMetricLifts: false }],
        ['POST', 'gates/a_gate', { isEnabled: true, description: '', rules: [] }],
      ],
      data('measureMetricLifts'),
    ),
    false,
    true,
  ],
  [
    'no-update-defaults',
    steps(
      [
        ['POST', 'metrics', { ...cloudMetric, directionality: 'decrease' }],
        ['POST', METRIC_PATH, {}],
      ],
      data('directionality'),
    ),
    'increase',
    'decrease',
  ],
  [
    'null-clears',
    steps([A_GATE, ['PATCH', 'gates/a_gate', { description: null }]], data('description')),
    undefined,
    '',
  ],
  [
    'empty-description-kept',
    steps(
      [
        ['POST', 'gates', { name: 'A Gate', description: 'd' }],
        ['PATCH', 'gates/a_gate', { description: '' }],
      ],
      data('description'),
    ),
    '',
    'd',
  ],
  [
    'slug-dots-become-underscores',
    steps([['POST', 'gates', { name: 'a.b' }]], data('id')),
    'a.b',
    'a_b',
  ],
  [
    'slug-collapses-spaces',
    steps([['POST', 'gates', { name: 'a  b' }]], data('id')),
    'a__b',
    'a_b',
  ],
  [
    'explicit-ids-lowercased',
    steps([['POST', 'gates', { name: 'A Gate', id: 'MyGate' }]], data('id')),
    'MyGate',
    'mygate',
  ],
  ['archived-frees-name', steps([...archivedGate, A_GATE], data('id')), undefined, 'a_gate_2'],
  ['duplicate-names-accepted', steps([A_GATE, A_GATE], data('id')), undefined, 'a_gate_2'],
  [
    'referenced-deletes-refused',
    async ({ send }) => {
      await send(...A_SEGMENT)
      const conditions = [{ type: 'passes_segment', targetValue: 'staff' }]
      const rules = [{ name: 'x', passPercentage: 1, conditions }]
      await send('POST', 'gates', { name: 'A Gate', rules })
      return (await send('DELETE', 'segments/staff')).status
    },
    200,
    400,
  ],
  ['gate-type-permanent', steps([A_GATE], data('type')), 'TEMPORARY', 'PERMANENT'],
  ['stale-gates', steps([A_GATE], data('type')), 'TEMPORARY', 'STALE'],
  [
    'patch-keeps-status',
    steps([A_GATE, ['PATCH', 'gates/a_gate', { isEnabled: false }]], data('status')),
    'Disabled',
    'In Progress',
  ],
  [
    'version-skips',
    steps([A_GATE, ['PATCH', 'gates/a_gate', { isEnabled: false }]], data('version')),
    2,
    3,
  ],
  [
    'patch-ends-launch',
    steps(
      [A_GATE, ['PUT', 'gates/a_gate/launch'], ['PATCH', 'gates/a_gate', { isEnabled: true }]],
      data('status'),
    ),
    'Launched',
    'In Progress',
  ],
  ['archive-keeps-enabled', steps(archivedGate, data('isEnabled')), false, true],
  [
    'archived-gates-immutable',
    steps([...archivedGate, ['PATCH', 'gates/a_gate', { description: 'd' }]], data('description')),
    'd',
    undefined,
  ],
  [
    'unarchive-disables',
    steps([...archivedGate, ['PUT', 'gates/a_gate/unarchive']], data('status')),
    'In Progress',
    'Disabled',
  ],
  [
    'running-edits-accepted',
    steps([running, ['PATCH', 'experiments/test', { allocation: 5 }]], data('allocation')),
    undefined,
    5,
  ],
  [
    'running-reset-accepted',
    steps(
      [running, ['PUT', 'experiments/test/reset'], ['GET', 'experiments/test']],
      data('status'),
    ),
    'active',
    'setup',
  ],
  ['groups-switched-by-route', disabledByPatch, true, false],
  ['holdback-stays-active', statusWithHoldback, 'decision_made', 'active'],
  ['create-active-refused', steps([running], data('status')), 'active', undefined],
  [
    'group-sizes-unchecked',
    statusOf('POST', 'experiments', {
      name: 'Test',
      groups: [{ name: 'a', size: 1, parameterValues: {} }],
    }),
    400,
    201,
  ],
  [
    'group-parameters-unchecked',
    steps(
      [
        ['POST', 'layers', { name: 'a_layer', idType: 'userID' }],
        [
          'POST',
          'experiments',
          {
            name: 'Test',
            layerID: 'a_layer',
            groups: ['a', 'b'].map((name) => ({ name, size: 50, parameterValues: { x: 1 } })),
          },
        ],
      ],
      data('id'),
    ),
    undefined,
    'test',
  ],
  [
    'group-parameters-alike',
    statusOf('POST', 'experiments', {
      name: 'Test',
      groups: [
        { name: 'a', size: 50, parameterValues: { x: 1 } },
        { name: 'b', size: 50, parameterValues: {} },
      ],
    }),
    201,
    400,
  ],
  [
    'metric-tags-not-expanded',
    async ({ send }) => {
      await send(...A_TAG)
      await send('POST', 'metrics', { ...cloudMetric, tags: 'web' })
      const body = { name: 'Test', primaryMetricTags: ['web'] }
      return lengthOf(at((await send('POST', 'experiments', body)).data, 'primaryMetrics'))
    },
    1,
    0,
  ],
  [
    'implicit-layers',
    steps([AN_EXPERIMENT, ['GET', 'layers']], data(0, 'isImplicitLayer')),
    undefined,
    true,
  ],
  [
    'layer-patch-replaces',
    async ({ send }) => {
      await send('POST', 'layers', { name: 'Home', idType: 'userID' })
      const parameter = (name: string) => ({ name, type: 'string', defaultValue: '' })
      await send('PATCH', 'layers/home', { parameters: [parameter('a')] })
      const reply = await send('PATCH', 'layers/home', { parameters: [parameter('b')] })
      return lengthOf(at(reply.data, 'parameters'))
    },
    2,
    1,
  ],
  [
    'segment-rules-wrapped',
    async ({ send }) => {
      await send(...A_SEGMENT)
      const path = 'segments/staff/conditional'
      return [
        (await send('POST', path, [])).status,
        (await send('POST', path, { rules: [] })).status,
      ]
    },
    [200, 400],
    [400, 200],
  ],
  [
    'segment-id-type-kept',
    steps(
      [['POST', 'segments', { name: 'Staff', type: 'rule_based', idType: 'stableID' }]],
      data('idType'),
    ),
    'userID',
    'stableID',
  ],
  [
    'segment-reply-with-data',
    steps([A_SEGMENT, ['PUT', 'segments/staff/archive']], data('isEnabled')),
    undefined,
    false,
  ],
  [
    'metric-requirements-unchecked',
    statusOf('POST', 'metrics', { name: 'Name', type: 'sum' }),
    400,
    201,
  ],
  [
    'deleted-metric-ids-reserved',
    steps([A_METRIC, ['DELETE', METRIC_PATH], A_METRIC], data('name')),
    'Order count',
    undefined,
  ],
  [
    'sql-unchecked',
    statusOf('POST', 'metrics/metric_source', {
      ...warehouseSource,
      name: 'orders',
      sql: 'DROP TABLE orders',
    }),
    400,
    201,
    { project: 'warehouse' },
  ],
  [
    'source-deletes-allowed',
    steps([A_SOURCE, A_VALUE, ['DELETE', 'metrics/metric_source/orders']], (body) =>
      at(body, 'status'),
    ),
    400,
    undefined,
    { project: 'warehouse' },
  ],
  [
    'source-name-refused',
    async (project) => {
      await project.send(...A_SOURCE)
      return statusOf('POST', 'metrics/metric_source/orders', warehouseSource)(project)
    },
    200,
    400,
    { project: 'warehouse' },
  ],
  [
    'warehouse-native-replaced',
    steps(
      [A_SOURCE, A_VALUE, ['POST', VALUE_PATH, { warehouseNative: { cap: 1 } }]],
      data('warehouseNative', 'aggregation'),
    ),
    'sum',
    undefined,
    { project: 'warehouse' },
  ],
  [
    'warehouse-native-filled',
    steps([A_SOURCE, A_VALUE], data('warehouseNative', 'funnelEvents')),
    undefined,
    [],
    { project: 'warehouse' },
  ],
  ...(
    [
      ['metric-sources-instead', [undefined, 'orders']],
      ['metric-sources-beside', ['orders', 'orders']],
    ] as const
  ).map(
    ([name, spelled]) =>
      [
        name,
        steps([A_SOURCE, A_VALUE], (body) => [
          data('warehouseNative', 'metricSourceName')(body),
          data('warehouseNative', 'metricSources', 0, 'metricSourceName')(body),
        ]),
        ['orders', undefined],
        spelled,
        { project: 'warehouse' },
      ] as const,
  ),
  [
    'metric-sources-as-plain',
    steps(
      [
        A_SOURCE,
        [
          'POST',
          'metrics',
          {
            ...warehouseMetric,
            warehouseNative: { metricSources: [{ metricSourceName: 'orders', criteria: [] }] },
          },
        ],
      ],
      data('warehouseNative', 'metricSourceName'),
    ),
    undefined,
    'orders',
    { project: 'warehouse' },
  ],
  ['audit-logs-forbidden', statusOf('GET', 'audit_logs'), 200, 403],
  ['audit-logs-delayed', steps([A_TAG, ['GET', 'audit_logs']], data(0, 'name')), 'web', undefined],
  [
    'audit-changes-left-out',
    steps([A_TAG, ['GET', 'audit_logs']], data(0, 'changes', 'name', 'new')),
    'web',
    undefined,
  ],
  [
    'warehouse-native-null',
    steps(
      [
        [
          'POST',
          'metrics',
          {
            name: 'buys',
            type: 'event_count_custom',
            unitTypes: ['userID'],
            metricEvents: [{ name: 'buy', type: 'count' }],
          },
        ],
      ],
      data('warehouseNative'),
    ),
    undefined,
    null,
  ],
  ['unknown-members', steps([A_TAG], data('addedNextMonth')), undefined, { isNew: true }],
]

const tagStatuses = async ({ send }: Project): Promise<unknown> => {
  const { data: tag } = await send(...A_TAG)
  return [
    (await send('GET', 'tags/web')).status,
    (await send('GET', `tags/${String(at(tag, 'id'))}`)).status,
  ]
}

const idsOf = async (project: Project, passPercentage: number): Promise<unknown> => {
  const made = await gate(project, { rules: [rule('x', passPercentage)] })
  return at(made, 'rules', 0, 'id') !== at(made, 'rules', 0, 'baseID')
}

const rows = table.map(([name, look, assumed, otherwise, options = {}]) => ({
  name,
  look,
  assumed,
  otherwise,
  options,
}))

describe('by default, and with the behavior', () => {
  test.each(rows)('$name', async ({ name, look, assumed, otherwise, options }) => {
    expect(await look(await open(options))).toEqual(assumed)
    expect(await look(await open({ ...options, behaviors: [name] }))).toEqual(otherwise)
  })
})

test('every behavior is shown by a test', () => {
  const elsewhere = [
    'worst-case',
    'retry-after',
    'reads-count',
    'id-list-reads-count',
    'refusals-count',
    'segments-have-quota',
    'id-list-busy-409',
    'audit-logs-unbounded',
    'stale-job-logged',
    'errors-as-texts',
    'errors-as-one-text',
    'errors-mixed',
    'id-list-busy-wordless',
    'sdk-without-default-environment',
    ...overrideBehaviors,
    'json5-only-if-sent',
    'config-schemas-unchecked',
    'variant-shares-unchecked',
    'autotune-variant-ids-renewed',
    'global-holdout-members-listed',
    ...workspaceBehaviors,
    ...workspaceCheckBehaviors,
    ...reviewBehaviors,
    'source-names-fixed',
    'unknown-sources-accepted',
    'cloud-sources-accepted',
    'alerts-read-only',
    'ingestion-data-not-returned',
    'ingestion-needs-connection',
  ]
  const shown = [...table.map(([name]) => name), ...elsewhere]
  expect(shown.toSorted()).toEqual(behaviors.map(({ name }) => name).toSorted())
})

test('every behavior says in a sentence what it does', () => {
  for (const { doc } of behaviors) expect(doc).toMatch(/^\S.*\.$/)
})
