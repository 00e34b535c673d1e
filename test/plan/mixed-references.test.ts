// Two resources, of which one decides about the users of the other: the file changes one, and people change the other.
import { expect } from 'vitest'
import type { Json, JsonObject } from '../../src/core/json.ts'
import type { KindName } from '../../src/kinds/index.ts'
import { makeAddress, type Plan } from '../../src/model/index.ts'
import type { AppliedState } from '../../src/plan/applied-state.ts'
import { definitionFile } from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { planFrom, planInWords } from './in-words.ts'

const inCountry = (...codes: readonly string[]) => [
  { type: 'country', operator: 'any', targetValue: codes },
]
const rollout = (passPercentage: number, conditions: Json): JsonObject => ({
  rules: [{ name: 'Rollout', passPercentage, conditions }],
})
const segment = (...codes: readonly string[]): JsonObject => ({
  ...{ id: 'europe', name: 'Europe', type: 'rule_based', ...rollout(100, inCountry(...codes)) },
})
const gate = (id: string, passPercentage: number, conditions: Json): JsonObject => ({
  ...{ id, name: id, description: 'x', isEnabled: true, ...rollout(passPercentage, conditions) },
})
const inEurope = [{ type: 'passes_segment', targetValue: ['europe'] }]
const search = (passPercentage: number) => gate('search', passPercentage, inEurope)
const passesSearch = [{ type: 'passes_gate', targetValue: ['search'] }]
const everyone = [{ type: 'public' }]
const holdout = (passPercentage: number, id = 'cart'): JsonObject => ({
  ...{ name: 'Held out', isEnabled: true, passPercentage, gateIDs: [id] },
})
const experiment = (allocation: number): JsonObject => ({
  ...{ id: 'ranking', name: 'Ranking', status: 'active', targetingGateID: 'search', allocation },
  groups: [
    { name: 'Control', size: 50, parameterValues: { order: 'old' } },
    { name: 'Test', size: 50, parameterValues: { order: 'new' } },
  ],
})

type Resource = readonly [kind: KindName, base: JsonObject, edited?: Edited]
interface Edited {
  readonly file?: JsonObject
  readonly console?: JsonObject
}
const folders: Partial<Record<KindName, string>> = {
  gate: 'gates',
  segment: 'segments',
  holdout: 'holdouts',
  experiment: 'experiments',
}

const planOf = (
  resources: readonly Resource[],
  overwrites: AppliedState['overwrites'] = [],
): Plan => {
  const filesOf = (side: (resource: Resource) => JsonObject) =>
    resources.map((each) => definitionFile(folders[each[0]] ?? '', side(each)))
  return planFrom({
    base: filesOf(([, base]) => base),
    files: filesOf(([, base, edited]) => edited?.file ?? base),
    live: resources.map(([kind, base, edited]) => [
      kind,
      { id: `live ${String(base['name'])}`, ...(edited?.console ?? base) },
    ]),
    options: { overwrites },
  })
}

const table: readonly {
  readonly title: string
  readonly resources: readonly Resource[]
  readonly words: string
  /** The operation that is refused, the resource whose users it is about, and the one that people have changed. */
  readonly refused?: string
}[] = [
  {
    title: 'the file widens a segment, and people have raised a gate for its users',
    resources: [
      ['segment', segment('DE'), { file: segment('DE', 'FR') }],
      ['gate', search(5), { console: search(100) }],
    ],
    words: 'conflict update, kept: drift',
    refused: 'segment/europe: users of gate/search, changed gate/search',
  },
  {
    title: 'the file raises a gate, and people have widened its segment',
    resources: [
      ['segment', segment('DE'), { console: segment('DE', 'FR') }],
      ['gate', search(5), { file: search(100) }],
    ],
    words: 'conflict update, kept: restrictive',
    refused: 'gate/search: users of itself, changed segment/europe',
  },
  {
    title: 'the file widens a segment, and people have lowered a gate for its users',
    resources: [
      ['segment', segment('DE'), { file: segment('DE', 'FR') }],
      ['gate', search(50), { console: search(5) }],
    ],
    words: 'update, kept: restrictive',
  },
  {
    title: 'the file narrows a segment, and people have raised a gate for its users',
    resources: [
      ['segment', segment('DE', 'FR'), { file: segment('DE') }],
      ['gate', search(5), { console: search(100) }],
    ],
    words: 'update, kept: drift',
  },
  {
    title: 'the file describes a gate, and people have widened its segment',
    resources: [
      ['segment', segment('DE'), { console: segment('DE', 'FR') }],
      ['gate', search(5), { file: { ...search(5), description: 'y' } }],
    ],
    words: 'update, kept: restrictive',
  },
  {
    title: 'the file widens a segment, and people have raised a gate that does not use it',
    resources: [
      ['segment', segment('DE'), { file: segment('DE', 'FR') }],
      ['gate', gate('search', 5, everyone), { console: gate('search', 100, everyone) }],
    ],
    words: 'update, kept: drift',
  },
  {
    title: 'a gate that is unchanged stands between the two',
    resources: [
      ['segment', segment('DE'), { file: segment('DE', 'FR') }],
      ['gate', search(100)],
      ['gate', gate('cart', 5, passesSearch), { console: gate('cart', 100, passesSearch) }],
    ],
    words: 'conflict update, kept: drift',
    refused: 'segment/europe: users of gate/cart, changed gate/cart',
  },
  {
    title: 'the file lowers a holdout, and people have raised a gate of it',
    resources: [
      ['gate', gate('cart', 5, everyone), { console: gate('cart', 100, everyone) }],
      ['holdout', holdout(10), { file: holdout(1) }],
    ],
    words: 'conflict update, kept: drift',
    refused: 'holdout/Held out: users of gate/cart, changed gate/cart',
  },
  {
    title: 'the file raises a holdout, and people have lowered a gate of it',
    resources: [
      ['gate', gate('cart', 50, everyone), { console: gate('cart', 5, everyone) }],
      ['holdout', holdout(1), { file: holdout(5) }],
    ],
    words: 'update, kept: restrictive',
  },
  {
    title: 'the file widens the targeting gate, and people have raised the allocation',
    resources: [
      ['segment', segment('DE')],
      ['gate', search(5), { file: search(100) }],
      ['experiment', experiment(10), { console: experiment(90) }],
    ],
    words: 'conflict update, kept: drift',
    refused: 'gate/search: users of experiment/ranking, changed experiment/ranking',
  },
  {
    title:
      'the file raises an allocation, and people have lowered the holdout of the targeting gate',
    resources: [
      ['segment', segment('DE')],
      ['gate', search(100)],
      ['holdout', holdout(10, 'search'), { console: holdout(5, 'search') }],
      ['experiment', experiment(10), { file: experiment(90) }],
    ],
    words: 'conflict update, kept: drift',
    refused: 'experiment/ranking: users of itself, changed holdout/Held out',
  },
  {
    title: 'the file raises an allocation and narrows a segment, and the segment is a conflict',
    resources: [
      ['segment', segment('DE', 'FR'), { file: segment('FR'), console: segment('DE') }],
      ['gate', search(100)],
      ['experiment', experiment(10), { file: experiment(90) }],
    ],
    words: 'conflict update, conflict update',
    refused: 'experiment/ranking: users of itself, changed segment/europe',
  },
]

const refusedIn = ({ operations }: Plan): string | undefined => {
  const [refused] = operations.flatMap(({ address, refusal }) =>
    refusal?.code === 'mixed-result'
      ? [
          `${address}: users of ${refusal.usersOf ?? 'itself'}, changed ${refusal.live.of ?? 'itself'}`,
        ]
      : [],
  )
  return refused
}

test.each(table)('$title', ({ refused, resources, words }) => {
  const plan = planOf(resources)
  expect(planInWords(plan)).toBe(words)
  expect(refusedIn(plan)).toBe(refused)
})

test('`--overwrite` with the address of the refused resource writes it', () => {
  const [{ resources } = { resources: [] }] = table
  const plan = planOf(resources, [{ address: makeAddress('segment', 'europe') }])
  expect(planInWords(plan)).toBe('update, kept: drift')
})

test('a chain of gates is judged near the two changes, and does not grow with its length', () => {
  const behind = (index: number): Json =>
    index === 0 ? everyone : [{ type: 'passes_gate', targetValue: [`gate_${index - 1}`] }]
  const link = (index: number, share: number) => gate(`gate_${index}`, share, behind(index))
  const chain = (from: number, to: number): Plan =>
    planOf(
      Array.from({ length: 60 }, (_, index): Resource => {
        const file = index === to ? { file: link(index, 100) } : {}
        return [
          'gate',
          link(index, 5),
          { ...file, ...(index === from && { console: link(index, 100) }) },
        ]
      }),
    )
  expect(planInWords(chain(55, 58))).toBe('conflict update, kept: drift')
  expect(planInWords(chain(0, 58))).toBe('update, kept: drift')
})
