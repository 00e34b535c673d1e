// What one definition comes to without git: the operations with all that they carry, and what is kept.
import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { KindName } from '../../src/kinds/index.ts'
import type { Operation, Plan } from '../../src/model/index.ts'
import { definitionFile } from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { planFrom, planWithoutGit } from './in-words.ts'

const planOf = (
  [folder, file]: readonly [string, JsonObject],
  live: readonly (readonly [KindName, JsonObject])[] = [],
  others: readonly (readonly [string, JsonObject])[] = [],
): Plan =>
  planWithoutGit({
    files: [[folder, file] as const, ...others].map((each) => definitionFile(...each)),
    live,
  })

/** What of an operation is no digest, position or effect. */
const told = ({ action, edits, isDeferred, members, pathId, subResource }: Operation) => ({
  action,
  ...(isDeferred && { isDeferred }),
  ...(subResource !== undefined && { subResource }),
  ...(pathId !== undefined && { pathId }),
  changes: edits.map(({ label }) => label),
  sends: Object.keys(members).toSorted(),
})
const positionsOf = ({ editPositions }: Operation) =>
  Object.fromEntries(Object.entries(editPositions).map(([pointer, { line }]) => [pointer, line]))

const metric = { name: 'orders', type: 'event_count' }
const team: JsonObject = {
  ...{ name: 'Payments', changeTeamConfigs: 'anyone', reviewApproval: 'anyone' },
}
const withMetrics: JsonObject = {
  ...{ ...team, description: 'Pays.', defaultGateMetrics: [metric] },
  defaultHoldoutMetrics: [],
}
const liveMetric = ['metric', { ...metric, id: 'orders::event_count' }] as const
const liveTeam = (more: JsonObject = {}) => ['team', { ...team, id: 't1', ...more }] as const

describe('fields that are attached when all resources exist', () => {
  test('follow a creation in an update of their own', () => {
    const { operations } = planOf(['teams', withMetrics], [liveMetric])
    expect(operations.map(told)).toStrictEqual([
      {
        ...{ action: 'create', changes: [] },
        sends: ['changeTeamConfigs', 'description', 'name', 'reviewApproval'],
      },
      {
        ...{ action: 'update', isDeferred: true, changes: ['defaultGateMetrics'] },
        sends: Object.keys(withMetrics).toSorted(),
      },
    ])
    const [create, attach] = operations
    expect(attach?.dependsOn).toEqual([create?.id])
    expect(attach?.edits).toStrictEqual([
      {
        ...{ pointer: '/defaultGateMetrics', label: 'defaultGateMetrics' },
        after: [metric],
      },
    ])
    expect(Object.keys(attach?.editPositions ?? {})).toEqual(['/defaultGateMetrics'])
  })

  test('follow nothing, where the file has none', () => {
    const { operations } = planOf(['teams', { ...team, defaultHoldoutMetrics: [] }])
    expect(operations.map(({ action }) => action)).toEqual(['create'])
  })

  test('are written apart from the others of a live resource', () => {
    const { operations } = planOf(['teams', withMetrics], [liveMetric, liveTeam()])
    expect(operations.map(told)).toStrictEqual([
      {
        ...{ action: 'update', pathId: 't1', changes: ['description'] },
        sends: ['changeTeamConfigs', 'description', 'name', 'reviewApproval'],
      },
      {
        ...{ action: 'update', isDeferred: true, pathId: 't1', changes: ['defaultGateMetrics'] },
        sends: Object.keys(withMetrics).toSorted(),
      },
    ])
    expect(operations.every(({ liveDigest }) => liveDigest !== undefined)).toBe(true)
  })

  test('are written alone, where nothing else differs', () => {
    const live = liveTeam({ description: 'Pays.' })
    const { operations } = planOf(['teams', withMetrics], [liveMetric, live])
    expect(operations.map(({ isDeferred }) => isDeferred)).toEqual([true])
  })
})

const gate: JsonObject = { id: 'search', name: 'Search' }
const liveGate = (more: JsonObject = {}) => ['gate', { ...gate, ...more }] as const
const overrides = { passingUserIDs: ['ann'] }

describe('a sub-resource', () => {
  test('follows a creation in an operation of its own', () => {
    const { operations } = planOf(['gates', { ...gate, overrides }])
    expect(operations.map(told)).toStrictEqual([
      { action: 'create', changes: [], sends: ['id', 'name'] },
      {
        ...{ action: 'update', subResource: 'overrides', changes: ['overrides'] },
        sends: ['overrides'],
      },
    ])
    const [create, update] = operations
    expect(update?.dependsOn).toEqual([create?.id])
    expect(update?.at?.line).toBe(1)
    expect(Object.keys(update?.editPositions ?? {})).toEqual(['/overrides'])
  })

  test('follows no creation, where it holds nothing', () => {
    const { operations } = planOf(['gates', { ...gate, overrides: { passingUserIDs: [] } }])
    expect(operations.map(({ action }) => action)).toEqual(['create'])
  })

  test('is written apart from the other members, which do not wait for it', () => {
    const { operations } = planOf(
      ['gates', { ...gate, description: 'New', overrides }],
      [liveGate({ description: 'Old', overrides: { passingUserIDs: ['ben'] } })],
    )
    expect(operations.map(told)).toStrictEqual([
      {
        ...{ action: 'update', pathId: 'search', changes: ['description'] },
        sends: ['description', 'id', 'name'],
      },
      {
        ...{ action: 'update', subResource: 'overrides', pathId: 'search' },
        ...{ changes: ['overrides.passingUserIDs'], sends: ['overrides'] },
      },
    ])
    expect(operations[1]?.liveDigest).not.toBe(operations[0]?.liveDigest)
  })

  test('that is equal is not written', () => {
    const live = liveGate({ description: 'Old', overrides })
    const { operations } = planOf(['gates', { ...gate, description: 'New', overrides }], [live])
    expect(operations.map(told)).toMatchObject([{ changes: ['description'] }])
  })

  test('takes along the list whose items it names', () => {
    const groups = ['Control', 'Test'].map((name) => ({
      ...{ name, size: 50, parameterValues: { order: name } },
    }))
    const ranking = { id: 'ranking', name: 'Ranking', groups, tags: [] }
    const { operations } = planOf([
      'experiments',
      { ...ranking, overrides: { userIDOverrides: [{ groupID: 'Test', ids: ['ann'] }] } },
    ])
    expect(operations.map(told)[1]).toMatchObject({
      subResource: 'overrides',
      sends: ['groups', 'overrides'],
    })
  })

  test('for which Statsig has no route is refused', () => {
    const segment = { id: 'europe', name: 'Europe', type: 'rule_based' }
    const { operations } = planOf(
      ['segments', { id: 'europe', name: 'Europe', type: 'id_list', ids: ['ann'] }],
      [['segment', segment]],
    )
    expect(operations.map(({ refusal }) => refusal)).toContainEqual({
      ...{ code: 'no-route-for-field', field: 'ids', kind: 'segment' },
      ...{ by: 'type', value: 'rule_based' },
    })
  })
})

describe('a live resource that is not changed', () => {
  const keptOf = ({ kept, operations }: Plan) => {
    expect(operations).toEqual([])
    return kept.map(({ at, cause, edits, reason }) => ({
      ...{ cause, reason, line: at?.line },
      changes: edits.map(({ label }) => label),
    }))
  }
  const off = { ...gate, description: 'New', isEnabled: false }

  test('is archived', () => {
    const live = liveGate({ description: 'Old', isEnabled: true, status: 'Archived' })
    expect(keptOf(planOf(['gates', { ...off, overrides }], [live]))).toStrictEqual([
      {
        ...{ cause: 'ahead', reason: { code: 'archived', isManaged: false }, line: 1 },
        changes: ['description', 'isEnabled'],
      },
    ])
  })

  test('is one that Statsig has made for itself', () => {
    const layer = { name: 'page', idType: 'userID' }
    const plan = planOf(
      ['layers', { ...layer, description: 'New' }],
      [['layer', { ...layer, id: 'page', description: 'Old', isImplicitLayer: true }]],
    )
    expect(keptOf(plan)).toMatchObject([
      { reason: { code: 'generated-by-statsig' }, changes: ['description'] },
    ])
  })

  test('has a state in which Statsig does not use the field', () => {
    const rule = (passPercentage: number) => ({
      ...{ name: 'Staff', passPercentage, conditions: [{ type: 'public' }] },
    })
    const live = liveGate({ status: 'Launched', rules: [rule(100)] })
    const plan = planOf(['gates', { ...gate, rules: [rule(50)] }], [live])
    expect(keptOf(plan)).toMatchObject([
      {
        reason: {
          code: 'ignored-in-state',
          detail: 'Statsig does not evaluate the rules of a launched gate',
        },
        changes: ['rules[Staff].passPercentage'],
      },
    ])
  })
})

describe('an update', () => {
  test('has the position of each change', () => {
    const file = {
      path: 'statsig/gates/search.yaml',
      text: 'id: search\nname: Search\ndescription: New\nisEnabled: true\n',
    }
    const live = liveGate({ description: 'Old', isEnabled: false })
    const { operations } = planWithoutGit({ files: [file], live: [live] })
    expect(operations.map(positionsOf)).toEqual([{ '/description': 3, '/isEnabled': 4 }])
  })

  test('of a field that only a creation sets is refused, with the name and the advice', () => {
    const { operations } = planOf(
      ['layers', { name: 'page', idType: 'stableID' }],
      [['layer', { name: 'page', id: 'page', idType: 'userID' }]],
    )
    expect(operations.map(({ refusal }) => refusal)).toStrictEqual([
      {
        ...{ code: 'only-at-creation', fields: ['idType'], name: 'page' },
        detail:
          'Statsig’s API changes only the description, parameters and target apps of a layer.',
        advice: 'Change it in the console and in the file, or define a new layer.',
      },
    ])
  })

  test('of a field that cannot be changed is refused, with the reason', () => {
    const ranking = { id: 'ranking', name: 'Ranking', status: 'active' }
    const groups = [{ name: 'Control', size: 100, parameterValues: {} }]
    const { operations } = planOf(
      ['experiments', { ...ranking, groups, allocation: 10 }],
      [['experiment', { ...ranking, groups, allocation: 20 }]],
    )
    expect(operations.map(({ refusal }) => refusal)).toStrictEqual([
      {
        ...{ code: 'immutable', fields: ['allocation'] },
        detail: 'lowering the allocation of a running experiment would make its results invalid',
        advice: 'Restore the value, or define a new experiment.',
      },
    ])
  })

  const rule = (name: string, country: string): JsonObject => ({
    ...{ name, passPercentage: 100 },
    conditions: [{ type: 'country', operator: 'any', targetValue: [country] }],
  })
  const withId = (rules: readonly JsonObject[]) =>
    rules.map((each, index) => ({ ...each, id: `r${index}` }))

  test('that may assign users again says so', () => {
    const { operations } = planOf(
      ['gates', { ...gate, rules: [rule('Staff', 'DE')] }],
      [liveGate({ rules: withId([rule('Other', 'FR')]) })],
    )
    expect(operations[0]?.cautions).toMatchObject([
      { code: 'new-item', pointer: '/rules/0', label: 'rules[Staff]' },
    ])
  })

  test('that may have moved names in place of rules says so', () => {
    const { operations } = planOf(
      ['gates', { ...gate, rules: [rule('B', 'DE'), rule('C', 'DE')] }],
      [liveGate({ rules: withId([rule('A', 'DE'), rule('B', 'DE')]) })],
    )
    expect(operations[0]?.cautions.map(({ code }) => code)).toContain('ambiguous-item')
  })
})

test('an empty list of sources clears the source of a metric, beside drift', () => {
  const metric = (more: JsonObject) =>
    definitionFile('metrics', {
      ...{ name: 'orders', type: 'user_warehouse' },
      warehouseNative: { aggregation: 'count', ...more },
    })
  const { operations } = planFrom({
    base: [metric({ metricSourceName: 'events', winsorizationHigh: 0.9 })],
    files: [metric({ metricSources: [], winsorizationHigh: 0.9 })],
    live: [
      ['metric_source', { name: 'events' }],
      [
        'metric',
        {
          ...{ id: 'orders::user_warehouse', name: 'orders', type: 'user_warehouse' },
          warehouseNative: {
            aggregation: 'count',
            metricSourceName: 'events',
            winsorizationHigh: 0.8,
          },
        },
      ],
    ],
  })
  expect(operations.map(told)).toMatchObject([
    { action: 'update', changes: ['warehouseNative.metricSourceName'] },
  ])
  expect(operations[0]?.members['warehouseNative']).toEqual({
    ...{ aggregation: 'count', metricSources: [], winsorizationHigh: 0.8 },
  })
})

test('an update says which values it sends that Statsig does not show', () => {
  const alert = { name: 'Errors', message: 'New', evaluationDelayMs: 0 }
  const cautionsOf = (file: JsonObject, shown: JsonObject = {}) =>
    planOf(
      ['alerts', file],
      [['alert', { name: 'Errors', id: 'a1', message: 'Old', ...shown }]],
    ).operations.map(({ cautions }) => cautions)
  expect(cautionsOf(alert)).toEqual([[{ code: 'sends-unreadable', fields: ['evaluationDelayMs'] }]])
  expect(cautionsOf(alert, { evaluationDelayMs: 0 })).toEqual([[]])
  expect(cautionsOf({ name: 'Errors', message: 'New' })).toEqual([[]])
})
