// What a plan reads: whole pages of the kinds that the files speak of, and nothing else.
import { describe, expect, test as inEither } from 'vitest'
import { stringify } from 'yaml'
import type { JsonObject } from '../../src/core/json.ts'
import type { Collection } from '../../src/emulator/index.ts'
import { randomizedTitle, usualRunTest as test } from '../support/long-run.ts'
import { withProject } from '../support/project.ts'
import { companyOf, creatable, filesOf } from '../support/samples/company.ts'

const amounts = { gates: 1_000, metrics: 1_000, experiments: 200 } as const
const numbered = (count: number) => Array.from({ length: count }, (_, index) => index)

const memberOf = (folder: Collection, index: number): JsonObject => ({
  ...(folder === 'metrics'
    ? { type: 'user_warehouse', warehouseNative: { aggregation: 'count' } }
    : { id: `one_${index}` }),
  name: `One ${index}`,
  description: 'One of many.',
})

const files = (more: JsonObject) =>
  Object.entries(amounts).map(([folder, count]) => ({
    path: `statsig/${folder}/all.yaml`,
    text: numbered(count)
      .map((index) => stringify({ ...memberOf(folder as Collection, index), ...more }))
      .join('---\n'),
  }))

describe('for 1,000 gates, 1,000 metrics and 200 experiments', () => {
  test('a plan takes 22 reads, one more for each page of a kind referred to, and two about reviews', async () => {
    await withProject({ project: 'warehouse', unjudged: true }, async (statsig) => {
      for (const [folder, count] of Object.entries(amounts))
        for (const index of numbered(count))
          statsig.emulator.insert(folder as Collection, memberOf(folder as Collection, index))
      const { run } = await statsig.plan(files({}))
      expect(run.plan.operations).toEqual([])
      expect(run.plan.unchanged).toBe(2_200)
      expect(statsig.emulator.requests).toHaveLength(22)
      expect(new Set(statsig.emulator.requests.map(({ path }) => path)).size).toBe(22)
      const tagged = await statsig.plan(files({ tags: ['Everywhere'] }))
      expect(statsig.emulator.requests).toHaveLength(22 + 25)
      expect(tagged.run.plan.operations).toHaveLength(2_201)
      expect(statsig.emulator.requests.every(({ method }) => method === 'GET')).toBe(true)
    })
  })
})

inEither.each(['cloud', 'warehouse'] as const)(
  randomizedTitle('a plan of a %s project sends nothing but GET'),
  async (project) => {
    await withProject({ project, unjudged: true }, async (statsig) => {
      const samples = companyOf({ project, count: 6, salt: 800, fullness: 'all' })
      const { run } = await statsig.plan(filesOf(samples))
      expect(run.plan.operations.length).toBeGreaterThanOrEqual(creatable(samples).length)
      expect([...new Set(statsig.emulator.requests.map(({ method }) => method))]).toEqual(['GET'])
    })
  },
)
