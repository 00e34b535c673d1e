// The status of an experiment: what Statsig has and what the file says, to the operation or to why there is none.
import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { Plan } from '../../src/model/index.ts'
import { definitionFile } from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { planWithoutGit } from './in-words.ts'

const groups: readonly JsonObject[] = [
  { name: 'Control', size: 50, parameterValues: { order: 'old' } },
  { name: 'Test', size: 50, parameterValues: { order: 'new' } },
]
const ranking: JsonObject = { id: 'ranking', name: 'Ranking', allocation: 20, groups }
const liveGroups = groups.map((each, index) => ({ ...each, id: `g${index + 1}` }))

const planOf = (live: JsonObject | undefined, file: JsonObject): Plan =>
  planWithoutGit({
    files: [definitionFile('experiments', { ...ranking, ...file })],
    live: live === undefined ? [] : [['experiment', { ...ranking, groups: liveGroups, ...live }]],
  })

const decision = { launchedGroupID: 'Test', decisionReason: 'It won.' }
const status = (before: string, after: string) => ({
  ...{ pointer: '/status', label: 'status', before, after },
})

describe('a status that a request reaches', () => {
  const rows: readonly {
    readonly action: string
    readonly live: string
    readonly file: JsonObject
    readonly edits: readonly JsonObject[]
  }[] = [
    { action: 'start', live: 'setup', file: { status: 'active' }, edits: [] },
    { action: 'conclude', live: 'active', file: { status: 'experiment_stopped' }, edits: [] },
    {
      ...{ action: 'decide', live: 'active', file: { status: 'decision_made', ...decision } },
      edits: [
        { pointer: '/launchedGroupID', label: 'launchedGroupID', after: 'Test' },
        { pointer: '/decisionReason', label: 'decisionReason', after: 'It won.' },
      ],
    },
    {
      ...{ action: 'decide', live: 'assignment_stopped' },
      file: { status: 'decision_made', ...decision, holdout: 5 },
      edits: [
        { pointer: '/launchedGroupID', label: 'launchedGroupID', after: 'Test' },
        { pointer: '/decisionReason', label: 'decisionReason', after: 'It won.' },
        { pointer: '/holdout', label: 'holdout', after: 5 },
      ],
    },
    {
      ...{ action: 'abandon', live: 'experiment_stopped' },
      file: { status: 'abandoned', decisionReason: 'No traffic.' },
      edits: [{ pointer: '/decisionReason', label: 'decisionReason', after: 'No traffic.' }],
    },
  ]
  test.each(rows)('$action, from $live', ({ action, edits, file, live }) => {
    const { kept, operations } = planOf({ status: live }, file)
    const sent = operations.filter((each) => each.action === action)
    expect(sent.map((each) => each.edits)).toStrictEqual([
      [status(live, String(file['status'])), ...edits],
    ])
    expect(operations.flatMap(({ refusal }) => refusal ?? [])).toEqual([])
    expect(kept).toEqual([])
  })

  test('is that of a resource whose status Statsig does not show, as of a new one', () => {
    const [operation] = planOf({}, { status: 'active' }).operations
    expect(operation).toMatchObject({ action: 'start', edits: [status('setup', 'active')] })
  })

  test('follows a creation, as an operation of its own', () => {
    const { operations } = planOf(undefined, { status: 'active' })
    expect(operations.map(({ action }) => action)).toEqual(['create', 'start'])
    const [create, start] = operations
    expect(start?.edits).toEqual([status('setup', 'active')])
    expect(start?.dependsOn).toEqual([create?.id])
    expect(start).not.toHaveProperty('liveDigest')
    expect(start).not.toHaveProperty('pathId')
    expect(Object.keys(start?.members ?? {}).toSorted()).toEqual(['groups', 'status'])
  })

  test('sends the members of its request, with the groups that they name', () => {
    const { operations } = planOf(
      { status: 'active' },
      { status: 'decision_made', ...decision, description: 'Unchanged', tags: [] },
    )
    const decide = operations.find(({ action }) => action === 'decide')
    expect(Object.keys(decide?.members ?? {}).toSorted()).toEqual([
      'decisionReason',
      'groups',
      'launchedGroupID',
      'status',
    ])
    expect(decide?.pathId).toBe('ranking')
    expect(decide?.liveDigest).toMatch(/^\w+/)
    expect(Object.keys(decide?.editPositions ?? {}).toSorted()).toEqual([
      '/decisionReason',
      '/launchedGroupID',
      '/status',
    ])
  })

  test('is another operation from another status', () => {
    const file = { status: 'decision_made', ...decision }
    const idFrom = (live: string) => planOf({ status: live }, file).operations.map(({ id }) => id)
    expect(idFrom('active')).not.toEqual(idFrom('experiment_stopped'))
    expect(idFrom('active')).toEqual(idFrom('active'))
    const refusedFrom = (live: string) =>
      planOf({ status: live }, { status: 'abandoned' }).operations.map(({ id }) => id)
    expect(refusedFrom('active')).not.toEqual(refusedFrom('experiment_stopped'))
  })

  test('is not sent where the file has no status', () => {
    expect(planOf({ status: 'active' }, {}).operations).toEqual([])
    expect(planOf(undefined, {}).operations.map(({ action }) => action)).toEqual(['create'])
    expect(planOf(undefined, { status: 'setup' }).operations.map(({ action }) => action)).toEqual([
      'create',
    ])
  })
})

describe('a status that no request reaches is refused', () => {
  const rows: readonly {
    readonly title: string
    readonly live: string
    readonly file: JsonObject
    readonly refusal: JsonObject
  }[] = [
    {
      ...{ title: 'a decision without its group and its reason', live: 'active' },
      ...{ file: { status: 'decision_made' } },
      refusal: { targets: [], missing: ['launchedGroupID', 'decisionReason'] },
    },
    {
      ...{ title: 'an end without its reason', live: 'active', file: { status: 'abandoned' } },
      refusal: { targets: [], missing: ['decisionReason'] },
    },
    {
      ...{ title: 'two steps at once: the next one is named', live: 'setup' },
      ...{ file: { status: 'decision_made', ...decision } },
      refusal: { targets: ['active', 'archived'], next: 'active' },
    },
    {
      ...{ title: 'one that nothing leads to from there', live: 'decision_made' },
      ...{ file: { status: 'abandoned', decisionReason: 'No traffic.' } },
      refusal: { targets: ['archived'] },
    },
  ]
  test.each(rows)('$title', ({ file, live, refusal }) => {
    const { operations } = planOf({ status: live }, file)
    expect(operations).toHaveLength(1)
    expect(operations[0]).toMatchObject({
      action: 'update',
      edits: [status(live, String(file['status']))],
      pathId: 'ranking',
    })
    expect(operations[0]?.members).toEqual({ status: file['status'] })
    expect(operations[0]?.liveDigest).toMatch(/^\w+/)
    expect(operations[0]?.editPositions).toHaveProperty(['/status'])
    expect(operations[0]?.refusal).toStrictEqual({
      ...{ code: 'illegal-transition', field: 'status', from: live, to: file['status'] },
      ...refusal,
    })
  })

  test('of a new resource', () => {
    const { operations } = planOf(undefined, { status: 'decision_made', ...decision })
    expect(operations.map(({ action }) => action)).toEqual(['create'])
    expect(operations[0]?.refusal).toStrictEqual({
      ...{ code: 'illegal-transition', field: 'status', from: 'setup', to: 'decision_made' },
      ...{ targets: ['active', 'archived'], next: 'active' },
    })
  })
})

describe('a status ahead of the file is kept', () => {
  const reasonsOf = ({ kept }: Plan) => kept.map(({ edits, reason }) => ({ edits, reason }))

  test.each([
    ['active', 'setup'],
    ['decision_made', 'active'],
    ['assignment_stopped', 'active'],
    ['abandoned', 'experiment_stopped'],
  ])('%s, where the file says %s', (live, file) => {
    const plan = planOf({ status: live }, { status: file })
    expect(plan.operations).toEqual([])
    expect(reasonsOf(plan)).toStrictEqual([
      { edits: [status(live, file)], reason: { code: 'status-ahead', live, file } },
    ])
    expect(plan.kept[0]?.at).toBeDefined()
  })

  const decided = { status: 'decision_made', launchedGroupID: 'g2', decisionReason: 'It won.' }
  test('a decision for another group or reason cannot be changed', () => {
    const plan = planOf(decided, {
      ...{ status: 'decision_made', launchedGroupID: 'Control', decisionReason: 'Less work.' },
    })
    expect(plan.operations).toEqual([])
    expect(reasonsOf(plan)).toStrictEqual([
      {
        edits: [
          {
            ...{ pointer: '/launchedGroupID', label: 'launchedGroupID' },
            ...{ before: 'Test', after: 'Control' },
          },
          {
            ...{ pointer: '/decisionReason', label: 'decisionReason' },
            ...{ before: 'It won.', after: 'Less work.' },
          },
        ],
        reason: { code: 'already-decided', status: 'decision_made' },
      },
    ])
  })

  test('a reason that Statsig does not show has no value before', () => {
    const plan = planOf(
      { ...decided, decisionReason: null },
      { status: 'decision_made', ...decision },
    )
    expect(plan.kept.map(({ edits }) => edits)).toStrictEqual([
      [{ pointer: '/decisionReason', label: 'decisionReason', after: 'It won.' }],
    ])
  })

  test.each([
    ['the same decision, with the group by name', { ...decision }],
    ['the same decision, with what Statsig never shows', { ...decision, holdout: 5 }],
    ['no decision in the file', {}],
    ['an empty one in the file', { launchedGroupID: null, decisionReason: null }],
  ])('%s is no difference', (_, file) => {
    const plan = planOf(decided, { status: 'decision_made', ...file })
    expect(plan.operations).toEqual([])
    expect(plan.kept).toEqual([])
    expect(plan.unchanged).toBe(1)
  })
})
