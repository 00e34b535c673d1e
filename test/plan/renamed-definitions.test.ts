// The definition that was applied last, of a resource whose address has changed since: by its id, or by its name.
import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { Plan } from '../../src/model/index.ts'
import { definitionFile } from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { planFrom, planInWords } from './in-words.ts'

const holdout = (name: string, id?: string, passPercentage = 5): JsonObject => ({
  ...{ name, passPercentage },
  ...(id !== undefined && { id }),
})
const planOf = (
  base: readonly JsonObject[],
  files: readonly JsonObject[],
  live: readonly JsonObject[],
): Plan =>
  planFrom({
    base: base.map((each, at) => ({
      ...definitionFile('holdouts', each),
      path: `statsig/holdouts/${at}.yaml`,
    })),
    files: files.map((each, at) => ({
      ...definitionFile('holdouts', each),
      path: `statsig/holdouts/${at}.yaml`,
    })),
    live: live.map((each) => ['holdout', each] as const),
  })
const told = (plan: Plan) => ({
  plan: planInWords(plan),
  ...(plan.renames && { renames: plan.renames.map(({ from, to }) => `${from} > ${to}`) }),
})

describe('what was applied last of a definition', () => {
  const rows: readonly {
    readonly title: string
    readonly base: readonly JsonObject[]
    readonly files: readonly JsonObject[]
    readonly live: readonly JsonObject[]
    readonly wanted: ReturnType<typeof told>
  }[] = [
    {
      title: 'is that of its address',
      base: [holdout('First', 'h1')],
      files: [holdout('First', 'h1', 6)],
      live: [holdout('First', 'h1')],
      wanted: { plan: 'update' },
    },
    {
      title: 'is that of its id, where it has a new name',
      base: [holdout('First', 'h1')],
      files: [holdout('Second', 'h1', 6)],
      live: [holdout('Second', 'h1')],
      wanted: { plan: 'update', renames: ['holdout/First > holdout/Second'] },
    },
    {
      title: 'is that of its id, where two have exchanged their names',
      base: [holdout('First', 'h1', 1), holdout('Second', 'h2', 2)],
      files: [holdout('Second', 'h1', 1), holdout('First', 'h2', 2)],
      live: [holdout('Second', 'h1', 3), holdout('First', 'h2', 2)],
      wanted: {
        plan: 'kept: restrictive',
        renames: ['holdout/First > holdout/Second', 'holdout/Second > holdout/First'],
      },
    },
    {
      title: 'is that of its name, where it has got its id',
      base: [holdout('First')],
      files: [holdout('First', 'h1', 6)],
      live: [holdout('First', 'h1')],
      wanted: { plan: 'update' },
    },
    {
      title: 'is that of its name, where it has lost its id',
      base: [holdout('First', 'h1')],
      files: [holdout('First', undefined, 6)],
      live: [holdout('First', 'h1')],
      wanted: { plan: 'update' },
    },
    {
      title: 'is that of its name, where Statsig has lost the resource',
      base: [holdout('First', 'h1')],
      files: [holdout('First')],
      live: [],
      wanted: { plan: 'kept: deleted' },
    },
    {
      title: 'is none, where its name meant another resource',
      base: [holdout('First', 'h1')],
      files: [holdout('First', 'h2', 6)],
      live: [holdout('First', 'h1'), holdout('Other', 'h2')],
      wanted: { plan: 'kept: not-yet-managed' },
    },
    {
      title: 'is none, where it is new',
      base: [],
      files: [holdout('First', 'h1', 6)],
      live: [holdout('First', 'h1')],
      wanted: { plan: 'kept: not-yet-managed' },
    },
    {
      title: 'is that of its id, although Statsig has lost the resource',
      base: [holdout('First', 'h1')],
      files: [holdout('Second', 'h1')],
      live: [],
      wanted: { plan: 'conflict create', renames: ['holdout/First > holdout/Second'] },
    },
  ]
  test.each(rows)('$title', ({ base, files, live, wanted }) => {
    expect(told(planOf(base, files, live))).toEqual(wanted)
  })
})

describe('a plan', () => {
  const gate = (more: JsonObject = {}): JsonObject => ({ id: 'search', name: 'Search', ...more })
  const planned = (base: JsonObject, file: JsonObject, live: JsonObject, isBehind?: true) =>
    planFrom({
      base: [definitionFile('gates', gate(base))],
      files: [definitionFile('gates', gate(file))],
      live: [['gate', gate(live)]],
      options: { ...(isBehind && { isBehind: {} as never }) },
    })

  test('says whether the file of what is kept has changed', () => {
    const kept = (file: JsonObject) =>
      planned({ description: 'One' }, { description: 'One', ...file }, { description: 'Two' }).kept
    expect(kept({})).toMatchObject([{ isDefinitionUnchanged: true }])
    expect(kept({ lifecycle: { preventDestroy: true } })[0]).not.toHaveProperty(
      'isDefinitionUnchanged',
    )
    expect(kept({ isEnabled: true })[0]).not.toHaveProperty('isDefinitionUnchanged')
  })

  test('counts what is as it should be', () => {
    expect(planned({}, {}, {}).unchanged).toBe(1)
    expect(planned({}, { description: 'One' }, {}).unchanged).toBe(0)
    expect(planned({ description: 'One' }, { description: 'One' }, {}).unchanged).toBe(0)
  })

  test('hides what the file hides, and what it has hidden until now', () => {
    const hidden = { lifecycle: { sensitive: ['description'] } }
    const [one, two] = [
      { description: 'One', isEnabled: true },
      { description: 'Two', isEnabled: true },
    ]
    expect(planned(one, { ...two, ...hidden }, one).operations[0]?.sensitive).toEqual([
      '/description',
    ])
    expect(planned({ ...one, ...hidden }, two, one).operations[0]?.sensitive).toEqual([
      '/description',
    ])
    expect(
      planned({ ...one, ...hidden }, { isEnabled: true, ...hidden }, two).unmanaged,
    ).toMatchObject([{ address: 'gate/search', sensitive: ['/description'] }])
    expect(planned({ ...one, ...hidden }, { ...one, ...hidden }, two).kept).toMatchObject([
      { sensitive: ['/description'] },
    ])
    expect(planned(one, two, one).operations[0]?.sensitive).toEqual([])
  })

  test('has a digest of its operations', () => {
    const digest = (description: string) => planned({}, { description }, {}).digest
    expect(digest('One')).toBe(digest('One'))
    expect(digest('One')).not.toBe(digest('Two'))
  })
})
