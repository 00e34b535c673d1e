// Keys that a file has for the first time, of a resource that was applied without them: what Statsig holds is kept, is a
// conflict, or is replaced. And what the plan says where it keeps or overwrites a difference.
import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { KindName } from '../../src/kinds/index.ts'
import { makeAddress, type Plan } from '../../src/model/index.ts'
import { definitionFile } from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { type PlanInput, planFrom, planWithoutGit } from './in-words.ts'

interface Sides {
  readonly base: JsonObject | undefined
  readonly file: JsonObject
  readonly live: JsonObject
}
const planOf = (
  [kind, folder, members]: readonly [KindName, string, JsonObject],
  { base, file, live }: Sides,
  options: PlanInput['options'] = {},
): Plan =>
  planFrom({
    base: base === undefined ? [] : [definitionFile(folder, { ...members, ...base })],
    files: [definitionFile(folder, { ...members, ...file })],
    live: [[kind, { ...members, ...live }]],
    options,
  })
const told = ({ kept, operations }: Plan) => [
  ...operations.map(
    ({ action, edits, overwrites, refusal }) =>
      `${refusal ? `${refusal.code}: ` : ''}${action} ${edits.map(({ label }) => label).join(', ')}${
        overwrites ? ' over' : ''
      }`,
  ),
  ...kept.map(({ edits, reason }) => `${reason.code}: ${edits.map(({ label }) => label)}`),
]
const gate = ['gate', 'gates', { id: 'search', name: 'Search' }] as const
const ranking = [
  'experiment',
  'experiments',
  {
    ...{ id: 'ranking', name: 'Ranking' },
    groups: [{ name: 'Control', size: 100, parameterValues: {} }],
  },
] as const
const holdout = ['holdout', 'holdouts', { name: 'Small', id: 'h1', passPercentage: 5 }] as const
const rule = (passPercentage: number, name = 'Staff'): JsonObject => ({
  ...{ name, passPercentage },
  conditions: [{ type: 'country', operator: 'any', targetValue: ['DE'] }],
})

describe('a key that the file has for the first time', () => {
  const rows: readonly {
    readonly title: string
    readonly of: readonly [KindName, string, JsonObject]
    readonly file: JsonObject
    readonly live: JsonObject
    /** By default, and where the file takes over what was never applied. */
    readonly wanted: readonly [string, string]
  }[] = [
    {
      ...{ title: 'is kept as Statsig has it', of: gate },
      ...{ file: { description: 'One' }, live: { description: 'Two' } },
      wanted: ['key-not-yet-managed: description', 'update description over'],
    },
    {
      ...{ title: 'is a conflict where Statsig protects users with it', of: gate },
      ...{ file: { isEnabled: true }, live: { isEnabled: false } },
      wanted: ['changed-in-both: update isEnabled', 'changed-in-both: update isEnabled'],
    },
    {
      ...{ title: 'is kept where Statsig protects nobody with it', of: gate },
      ...{ file: { isEnabled: false }, live: { isEnabled: true } },
      wanted: ['key-not-yet-managed: isEnabled', 'update isEnabled over'],
    },
    {
      ...{ title: 'is replaced where a flag has its first value, and no switch', of: gate },
      ...{ file: { measureMetricLifts: true }, live: { measureMetricLifts: false } },
      wanted: ['update measureMetricLifts', 'update measureMetricLifts'],
    },
    {
      ...{ title: 'is replaced where a status is the first one', of: ranking },
      ...{ file: { status: 'active' }, live: { status: 'setup' } },
      wanted: ['start status', 'start status'],
    },
    {
      ...{ title: 'is kept where a status is ahead', of: ranking },
      ...{ file: { status: 'setup' }, live: { status: 'active' } },
      wanted: ['status-ahead: status', 'status-ahead: status'],
    },
    {
      ...{ title: 'is kept where a decision is ahead', of: ranking },
      ...{ file: { status: 'active' }, live: { status: 'decision_made' } },
      wanted: ['status-ahead: status', 'status-ahead: status'],
    },
    {
      ...{ title: 'is kept where a switch is off, and turning it on restricts users', of: holdout },
      ...{ file: { isEnabled: true }, live: { isEnabled: false } },
      wanted: ['key-not-yet-managed: isEnabled', 'update isEnabled over'],
    },
    {
      ...{ title: 'is kept where Statsig protects users with a part of it', of: gate },
      ...{ file: { rules: [rule(50)] }, live: { rules: [rule(10)] } },
      wanted: [
        'key-not-yet-managed: rules[Staff].passPercentage',
        'restrictive-not-yet-managed: rules[Staff].passPercentage',
      ],
    },
    {
      ...{ title: 'is kept where it is a rule that Statsig alone has', of: gate },
      ...{ file: { rules: [] }, live: { rules: [rule(10)] } },
      wanted: ['key-not-yet-managed: rules[Staff]', 'update rules[Staff] over'],
    },
  ]
  test.each(rows)('$title', ({ file, live, of, wanted }) => {
    const sides = { base: {}, file, live }
    expect(told(planOf(of, sides))).toEqual([wanted[0]])
    expect(told(planOf(of, sides, { overwritesUnmanaged: () => true }))).toEqual([wanted[1]])
  })

  test.each([
    ['active', 'setup'],
    ['experiment_stopped', 'active'],
    ['assignment_stopped', 'active'],
    ['assignment_stopped', 'setup'],
    ['decision_made', 'setup'],
    ['decision_made', 'experiment_stopped'],
    ['abandoned', 'setup'],
    ['abandoned', 'active'],
  ])('is kept as ahead where Statsig has the status %s and the file %s', (live, file) => {
    const plan = planOf(ranking, { base: {}, file: { status: file }, live: { status: live } })
    expect(told(plan)).toEqual(['status-ahead: status'])
    const described = planOf(ranking, {
      base: { description: 'One' },
      file: { description: 'Two', status: file },
      live: { description: 'One', status: live },
    })
    expect(told(described)).toEqual(['update description', 'status-ahead: status'])
    const [update] = described.operations
    expect(update).not.toHaveProperty('overwrites')
  })

  test('is replaced where an option names it', () => {
    const sides = { base: {}, file: { isEnabled: true }, live: { isEnabled: false } }
    const overwrites = [{ address: makeAddress('gate', 'search'), fieldPath: 'isEnabled' }]
    const plan = planOf(gate, sides, { overwrites })
    expect(told(plan)).toEqual(['update isEnabled over'])
    expect(plan.operations[0]?.overwrites).toStrictEqual([
      { code: 'edit', label: 'isEnabled', namedBy: ['isEnabled'] },
    ])
  })
})

describe('differences of one resource that are kept', () => {
  test('are told by their reason, each with its place in the file', () => {
    const base = { description: 'One', isEnabled: true, rules: [rule(50)] }
    const live = {
      description: 'Two',
      isEnabled: false,
      rules: [rule(10)],
      measureMetricLifts: true,
    }
    const { kept } = planOf(gate, { base, file: { ...base, measureMetricLifts: false }, live })
    expect(
      kept.map(({ at, edits, reason }) => [reason.code, edits.map(({ label }) => label), at?.line]),
    ).toEqual([
      ['restrictive', ['isEnabled', 'rules[Staff].passPercentage'], 1],
      ['drift', ['description'], 1],
      ['key-not-yet-managed', ['measureMetricLifts'], 1],
    ])
  })

  test('restrict users before anything was applied', () => {
    const sides = { base: undefined, file: { isEnabled: true }, live: { isEnabled: false } }
    expect(told(planOf(gate, sides))).toEqual(['not-yet-managed: isEnabled'])
    expect(told(planOf(gate, sides, { overwritesUnmanaged: () => true }))).toEqual([
      'restrictive-not-yet-managed: isEnabled',
    ])
  })

  test('where both sides have changed the order, a stricter first rule is not undone', () => {
    const [one, two] = [rule(10, 'One'), { ...rule(90, 'Two'), conditions: [{ type: 'public' }] }]
    const sides = {
      base: { rules: [one, two] },
      file: { rules: [one, two] },
      live: { rules: [two, one] },
    }
    expect(told(planOf(gate, sides, { onDrift: 'overwrite' }))).toEqual([
      'restrictive: rules (order)',
    ])
  })
})

describe('an update', () => {
  const base = { description: 'One', isEnabled: false }
  test('names what it overwrites, and which conflicts it has', () => {
    const [file, live] = [{ description: 'Two', isEnabled: true }, { description: 'Three' }]
    const sides = { base, file, live: { ...live, isEnabled: false } }
    const [conflict] = planOf(gate, sides).operations
    expect(conflict?.refusal).toEqual({
      ...{ isConflict: true, code: 'changed-in-both', labels: ['description'] },
    })
    expect(conflict).not.toHaveProperty('overwrites')
    const named = [{ address: makeAddress('gate', 'search') }]
    const [update] = planOf(gate, sides, { overwrites: named }).operations
    expect(update).not.toHaveProperty('refusal')
    expect(update?.overwrites).toStrictEqual([
      { code: 'edit', label: 'description', namedBy: [''] },
    ])
  })

  test('that overwrites drift names no option', () => {
    const sides = { base, file: base, live: { ...base, description: 'Two' } }
    const [update] = planOf(gate, sides, { onDrift: 'overwrite' }).operations
    expect(update?.overwrites).toStrictEqual([{ code: 'edit', label: 'description' }])
  })

  test('of one part says nothing of conflicts and overwrites in another one', () => {
    const overrides = (id: string) => ({ overrides: { passingUserIDs: [id] } })
    const sides = {
      base: { ...base, ...overrides('ann') },
      file: { ...base, description: 'Two', ...overrides('ben') },
      live: { ...base, ...overrides('cem') },
    }
    const plan = (options?: PlanInput['options']) =>
      planOf(gate, sides, options).operations.map(({ overwrites, refusal, subResource }) => ({
        ...{ subResource, refusal: refusal?.code },
        overwrites: overwrites?.map((each) => ('label' in each ? each.label : each.code)),
      }))
    expect(plan({ overwrites: [{ address: makeAddress('gate', 'search') }] })).toMatchObject([
      { subResource: undefined, overwrites: undefined },
      { subResource: 'overrides', overwrites: ['overrides.passingUserIDs'] },
    ])
  })

  test('has the place in the file of what was moved in Statsig', () => {
    const file = {
      path: 'statsig/gates/search.yaml',
      text: [
        ...['id: search', 'name: Search', 'rules:'],
        ...['  - name: Staff', '    passPercentage: 20'],
        '    conditions: [{ type: public }]',
        '',
      ].join('\n'),
    }
    const staff = { name: 'Staff', passPercentage: 10, conditions: [{ type: 'public' }] }
    const { operations } = planFrom({
      base: [definitionFile('gates', { id: 'search', name: 'Search', rules: [staff] })],
      files: [file],
      live: [['gate', { id: 'search', name: 'Search', rules: [rule(5, 'New'), staff] }]],
    })
    expect(operations[0]?.edits.map(({ label, pointer }) => [label, pointer])).toContainEqual([
      'rules[Staff].passPercentage',
      '/rules/0/passPercentage',
    ])
    expect(operations[0]?.editPositions['/rules/0/passPercentage']).toMatchObject({ line: 5 })
  })
})

describe('`ignoreChanges`', () => {
  const lifecycle = { ignoreChanges: ['description'] }
  const [file, live] = [
    { description: 'One', isEnabled: true, lifecycle },
    { description: 'Two', isEnabled: false },
  ]
  test('keeps the live value without a word, with and without git', () => {
    const base = { description: 'One', isEnabled: true }
    expect(told(planOf(gate, { base, file, live: { ...live, isEnabled: true } }))).toEqual([])
    const [update] = planOf(gate, { base: { ...base, isEnabled: false }, file, live }).operations
    expect(update?.edits.map(({ label }) => label)).toEqual(['isEnabled'])
    expect(update?.members['description']).toBe('Two')
  })

  test('keeps the live value without git', () => {
    const [operation] = planWithoutGit({
      files: [definitionFile('gates', { ...gate[2], ...file })],
      live: [['gate', { ...gate[2], ...live }]],
    }).operations
    expect(operation?.edits.map(({ label }) => label)).toEqual(['isEnabled'])
    expect(operation?.members['description']).toBe('Two')
    expect(operation).not.toHaveProperty('overwrites')
  })

  test('of what the file does not have changes nothing', () => {
    const plan = planWithoutGit({
      files: [definitionFile('gates', { ...gate[2], description: 'One', lifecycle })],
      live: [['gate', { ...gate[2], description: 'One' }]],
    })
    expect(plan.operations).toEqual([])
    expect(plan.unchanged).toBe(1)
  })
})

describe('a reference that Statsig shows as an id that no resource has', () => {
  const sides = (base: string, file: string): Sides => ({
    base: { targetingGateID: base },
    file: { targetingGateID: file },
    live: { targetingGateID: 'internal' },
  })
  const found = ({ base, file, live }: Sides, more: JsonObject = {}) =>
    planFrom({
      base: [definitionFile('holdouts', { ...holdout[2], ...base })],
      files: [definitionFile('holdouts', { ...holdout[2], ...file, ...more })],
      live: [
        ['holdout', { ...holdout[2], ...live }],
        ...['one', 'two'].map((id) => ['gate', { id, name: id }] as const),
      ],
    })

  test('is not compared with what the file has said all the time', () => {
    expect(told(found(sides('one', 'one')))).toEqual([])
    expect(told(found(sides('one', 'one'), { description: 'New' }))).toEqual(['update description'])
  })

  test('is written where the file has changed it', () => {
    expect(told(found(sides('one', 'two')))).toEqual(['update targetingGateID'])
  })
})

test('a member in another form is in conflict, where Statsig has changed the old form', () => {
  const teams = ['Payments', 'Search', 'Other'].map(
    (name, at) =>
      [
        'team',
        { name, id: `t${at}`, changeTeamConfigs: 'anyone', reviewApproval: 'anyone' },
      ] as const,
  )
  const planned = (liveTeam: JsonObject) =>
    planFrom({
      base: [definitionFile('gates', { ...gate[2], team: 'Payments' })],
      files: [definitionFile('gates', { ...gate[2], teamID: 't2' })],
      live: [...teams, ['gate', { ...gate[2], ...liveTeam }]],
    })
  expect(told(planned({ team: 'Search', teamID: 't1' }))).toEqual([
    'changed-in-both: update teamID',
  ])
  expect(told(planned({ team: 'Payments', teamID: 't0' }))).toEqual(['update teamID'])
})
