// A whole resource on three sides: created, deleted, archived or in use again in Statsig, retired or not by its file.
import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { makeAddress, type Plan, type SourceFile } from '../../src/model/index.ts'
import { definitionFile } from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { type PlanInput, planFrom, planWithoutGit } from './in-words.ts'

const search: JsonObject = { id: 'search', name: 'Search', description: 'One' }
const address = makeAddress('gate', 'search')
const gate = (more: JsonObject = {}): SourceFile => definitionFile('gates', { ...search, ...more })
const retired = (how: true | 'delete' = true, more: JsonObject = {}): SourceFile => ({
  path: 'statsig/gates/search.yaml',
  text: `id: search\nname: Search\ndescription: One\nlifecycle:\n  retired: ${how}\n${Object.entries(
    more,
  )
    .map(([name, value]) => `  ${name}: ${JSON.stringify(value)}\n`)
    .join('')}`,
})

const planOf = (
  base: SourceFile | undefined,
  file: SourceFile,
  live: JsonObject | undefined,
  options: PlanInput['options'] = {},
): Plan =>
  planFrom({
    base: base === undefined ? [] : [base],
    files: [file],
    live: live === undefined ? [] : [['gate', { ...search, ...live }]],
    options,
  })
const told = ({ kept, operations }: Plan) => ({
  operations: operations.map(({ action, cautions, overwrites, refusal }) => ({
    action,
    ...(cautions.length > 0 && { cautions }),
    ...(overwrites && { overwrites }),
    ...(refusal && { refusal: refusal.code }),
  })),
  kept: kept.map(({ at, cause, edits, reason }) => ({
    ...{ cause, reason, line: at?.line },
    ...(edits.length > 0 && { changes: edits.map(({ label }) => label) }),
  })),
})
const named = { overwrites: [{ address }] }
const unmanaged = { overwritesUnmanaged: () => true }
const drift = { onDrift: 'overwrite' } as const
const inUse = [{ code: 'in-use' }]
const final = [{ code: 'cannot-be-undone' }]

describe('a file that retires its resource', () => {
  const nothing = { operations: [], kept: [] }
  const rows: readonly {
    readonly title: string
    readonly base?: SourceFile
    readonly file?: SourceFile
    readonly live?: JsonObject
    readonly options?: PlanInput['options']
    readonly wanted: ReturnType<typeof told> | JsonObject
  }[] = [
    {
      title: 'archives what is as it was applied',
      ...{ base: gate(), live: {}, wanted: { operations: [{ action: 'archive' }], kept: [] } },
    },
    {
      title: 'deletes what is as it was applied, which cannot be undone',
      ...{ base: gate(), file: retired('delete'), live: {} },
      wanted: { operations: [{ action: 'delete', cautions: final }], kept: [] },
    },
    {
      title: 'says what was changed since it was applied',
      ...{ base: gate(), file: retired('delete'), live: { description: 'Two' } },
      wanted: {
        operations: [
          {
            action: 'delete',
            cautions: [...final, { code: 'changed-since-apply', labels: ['description'] }],
          },
        ],
        kept: [],
      },
    },
    {
      title: 'is refused where the applied file prevents it, although it does so no longer',
      ...{ base: gate({ lifecycle: { preventDestroy: true } }), live: {} },
      wanted: { operations: [{ action: 'archive', refusal: 'prevent-destroy' }], kept: [] },
    },
    {
      title: 'is refused where the file prevents it itself',
      ...{ base: gate(), file: retired(true, { preventDestroy: true }), live: {} },
      wanted: { operations: [{ action: 'archive', refusal: 'prevent-destroy' }], kept: [] },
    },
    {
      title: 'keeps what was never applied',
      live: {},
      wanted: {
        operations: [],
        kept: [
          {
            ...{ cause: 'not-yet-managed', reason: { code: 'retired-not-yet-managed' }, line: 5 },
          },
        ],
      },
    },
    {
      title: 'archives what was never applied, where an option says so',
      ...{ live: {}, options: unmanaged },
      wanted: { operations: [{ action: 'archive', overwrites: inUse }], kept: [] },
    },
    {
      title: 'archives what was never applied, where an option names it',
      ...{ live: {}, options: named },
      wanted: { operations: [{ action: 'archive', overwrites: inUse }], kept: [] },
    },
    {
      title: 'keeps what is in use again',
      ...{ base: retired(), live: {}, options: unmanaged },
      wanted: {
        operations: [],
        kept: [{ cause: 'drift', reason: { code: 'in-use-again' }, line: 5 }],
      },
    },
    {
      title: 'archives what is in use again, where an option names it',
      ...{ base: retired(), live: {}, options: named },
      wanted: { operations: [{ action: 'archive', overwrites: inUse }], kept: [] },
    },
    { title: 'does nothing where Statsig has none', base: gate(), wanted: nothing },
    {
      title: 'does nothing to what is archived',
      ...{ base: gate(), live: { status: 'Archived' }, wanted: nothing },
    },
    {
      title: 'does nothing to what is archived, whatever was never applied',
      ...{ live: { status: 'Archived' }, wanted: nothing },
    },
    {
      title: 'deletes what is archived',
      ...{ base: gate(), file: retired('delete'), live: { status: 'Archived' } },
      wanted: { operations: [{ action: 'delete', cautions: final }], kept: [] },
    },
  ]
  test.each(rows)('$title', ({ base, file = retired(), live, options, wanted }) => {
    expect(told(planOf(base, file, live, options))).toEqual(wanted)
  })

  test('says where it does so, and what Statsig had', () => {
    const [operation] = planOf(gate(), retired(), {}).operations
    expect(operation).toMatchObject({ pathId: 'search', edits: [], members: {}, at: { line: 5 } })
    expect(operation?.liveDigest).toMatch(/^\w+/)
    const [changed] = planOf(gate(), retired(), { description: 'Two' }).operations
    expect(changed?.id).not.toBe(operation?.id)
    const [deleted] = planOf(gate(), retired('delete'), {}).operations
    expect(deleted?.id).not.toBe(operation?.id)
  })

  test('without git', () => {
    const plan = planWithoutGit({ files: [retired()], live: [['gate', search]] })
    expect(told(plan)).toEqual({ operations: [{ action: 'archive' }], kept: [] })
  })
})

describe('a resource that Statsig has lost', () => {
  const deletion = [{ code: 'deletion' }]
  const kept = [{ cause: 'deleted', reason: { code: 'deleted' }, line: 1 }]
  const rows: readonly {
    readonly title: string
    readonly base?: SourceFile
    readonly file?: SourceFile
    readonly options?: PlanInput['options']
    readonly wanted: JsonObject
  }[] = [
    { title: 'is kept deleted', base: gate(), wanted: { operations: [], kept } },
    {
      title: 'is kept deleted where drift is overwritten, since a gate restricts users',
      ...{ base: gate(), options: drift, wanted: { operations: [], kept } },
    },
    {
      title: 'is created again where an option names it',
      ...{ base: gate(), options: named },
      wanted: { operations: [{ action: 'create', overwrites: deletion }], kept: [] },
    },
    {
      title: 'is in conflict where the file has changed',
      ...{ base: gate(), file: gate({ description: 'Two' }) },
      wanted: { operations: [{ action: 'create', refusal: 'deleted-and-changed' }], kept: [] },
    },
    {
      title: 'is created where the applied file had retired it',
      ...{ base: retired(), wanted: { operations: [{ action: 'create' }], kept: [] } },
    },
    {
      title: 'is created where it was never applied',
      wanted: { operations: [{ action: 'create' }], kept: [] },
    },
  ]
  test.each(rows)('$title', ({ base, file = gate(), options, wanted }) => {
    expect(told(planOf(base, file, undefined, options))).toEqual(wanted)
  })

  test('is created again where drift is overwritten, and nobody is restricted', () => {
    const tag = definitionFile('tags', { name: 'core', description: 'One' })
    const plan = planFrom({ base: [tag], files: [tag], live: [], options: drift })
    expect(told(plan).operations).toEqual([{ action: 'create', overwrites: deletion }])
  })

  test('is in conflict with its sub-resources, which are written after it', () => {
    const overrides = { passingUserIDs: ['ann'] }
    const { operations } = planOf(gate(), gate({ overrides }), undefined)
    expect(operations.map(({ refusal, subResource }) => [subResource, refusal?.code])).toEqual([
      [undefined, 'deleted-and-changed'],
      ['overrides', undefined],
    ])
  })
})

describe('a resource that is archived in Statsig', () => {
  const archived = { status: 'Archived', description: 'Two' }
  test('since it was applied is kept, also from a change of the file', () => {
    for (const file of [gate(), gate({ description: 'Three' })])
      expect(told(planOf(gate(), file, archived))).toEqual({
        operations: [],
        kept: [
          {
            ...{ cause: 'archived', reason: { code: 'archived', isManaged: true }, line: 1 },
            changes: ['description'],
          },
        ],
      })
  })

  test.each([
    ['by the applied file, and in use by the file now', retired()],
    ['and was never applied', undefined],
  ])('%s is kept as it is', (_, base) => {
    expect(told(planOf(base, gate(), { status: 'Archived' }))).toMatchObject({
      operations: [],
      kept: [{ reason: { code: 'archived', isManaged: false } }],
    })
  })

  test('as the file says is no difference', () => {
    const file = definitionFile('experiments', {
      ...{ id: 'rank', name: 'rank', status: 'archived' },
      groups: [{ name: 'Control', size: 100, parameterValues: {} }],
    })
    const members = JSON.parse(file.text) as JsonObject
    const plan = planFrom({ base: [file], files: [file], live: [['experiment', members]] })
    expect(told(plan)).toEqual({ operations: [], kept: [] })
    expect(plan.unchanged).toBe(1)
  })
})

test('a layer that Statsig has made for itself is kept, whatever was applied', () => {
  const layer = { name: 'page', idType: 'userID', description: 'One' }
  const plan = planFrom({
    base: [definitionFile('layers', layer)],
    files: [definitionFile('layers', { ...layer, description: 'Two' })],
    live: [['layer', { ...layer, id: 'page', isImplicitLayer: true }]],
  })
  expect(told(plan)).toMatchObject({
    operations: [],
    kept: [{ reason: { code: 'generated-by-statsig' }, changes: ['description'] }],
  })
  const same = planFrom({
    base: [definitionFile('layers', layer)],
    files: [definitionFile('layers', layer)],
    live: [['layer', { ...layer, id: 'page', description: 'Two', isImplicitLayer: true }]],
  })
  expect(told(same)).toMatchObject({
    operations: [],
    kept: [{ reason: { code: 'generated-by-statsig' }, changes: ['description'] }],
  })
})
