// Renamed, swapped, chained and replaced names: each item keeps its id by what it says, or the plan marks it. For every
// list whose items have ids, on the side of the file and on the side of the console.
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { isJsonArray, type Json, type JsonObject, member } from '../../src/core/json.ts'
import { toRequestValue } from '../../src/fields/to-request-value.ts'
import { kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { type Definition, isReassignment, makeAddress } from '../../src/model/index.ts'
import { diffThreeWay } from '../../src/plan/resource/diff-three-way.ts'
import { createNameResolver } from '../../src/resources/name-resolver.ts'
import { isLongRun, randomizedTest as test } from '../support/long-run.ts'
import { seed } from '../support/seed.ts'

interface Item {
  readonly name: string
  /** Who or what the item is about. */
  readonly content: string
  readonly share: number
}

interface Subject {
  readonly title: string
  readonly kind: string
  readonly list: string
  readonly ids: readonly string[]
  readonly toJson: (item: Item) => JsonObject
  /** The list around the items, and the items in it. */
  readonly wrap: (items: readonly Json[]) => Json
  readonly unwrap: (list: Json | undefined) => readonly Json[]
}

const conditions = (content: string): Json => [
  { type: 'country', operator: 'any', targetValue: [content] },
]
const rule = ({ content, name, share }: Item): JsonObject => ({
  name,
  passPercentage: share,
  conditions: conditions(content),
})
const asIs = { wrap: (items: readonly Json[]) => items, unwrap: itemsIn }
function itemsIn(list: Json | undefined): readonly Json[] {
  return isJsonArray(list) ? list : []
}
const inside = (members: JsonObject, name: string): Pick<Subject, 'wrap' | 'unwrap'> => ({
  wrap: (items) => [{ ...members, [name]: items }],
  unwrap: (list) => itemsIn(member(itemsIn(list)[0], name)),
})

const ruleSubjects = ['gate', 'segment', 'dynamic_config'].map(
  (kind): Subject => ({
    title: `rules of ${kind}`,
    kind,
    list: 'rules',
    ids: ['id', 'baseID'],
    toJson: rule,
    ...asIs,
  }),
)
const subjects: readonly Subject[] = [
  ...ruleSubjects,
  {
    title: 'variants of a dynamic config',
    kind: 'dynamic_config',
    list: 'rules',
    ids: ['id'],
    toJson: ({ content, name, share }) => ({
      name,
      passPercentage: share,
      returnValue: { content },
    }),
    ...inside({ name: 'All', passPercentage: 100, conditions: [], id: 'all' }, 'variants'),
  },
  {
    title: 'groups of an experiment',
    kind: 'experiment',
    list: 'groups',
    ids: ['id'],
    toJson: ({ content, name, share }) => ({ name, size: share, parameterValues: { content } }),
    ...asIs,
  },
  {
    title: 'phases of a release pipeline',
    kind: 'release_pipeline',
    list: 'phases',
    ids: ['id'],
    toJson: ({ content, name }) => ({
      name,
      rules: [{ name: content, passPercentage: 10, conditions: conditions(content) }],
    }),
    ...asIs,
  },
  {
    title: 'rules of a phase',
    kind: 'release_pipeline',
    list: 'phases',
    ids: ['id'],
    toJson: rule,
    ...inside({ name: 'All', id: 'all' }, 'rules'),
  },
]

const nowhere = { file: 'a.yaml', line: 1, column: 1 }

const anyKind = (name: string): Kind => {
  const found = kinds.find(({ kind }) => kind === name)
  if (found === undefined) throw new Error(`There is no kind ${name}.`)
  return found
}

const definitionOf = ({ kind, list, wrap }: Subject, items: readonly Json[]): Definition => ({
  address: makeAddress(kind, 'sample'),
  kind: kinds.find((each) => each.kind === kind)?.kind ?? 'gate',
  members: { id: 'sample', name: 'sample', [list]: wrap(items) },
  lifecycle: {},
  positions: { key: () => nowhere, value: () => nowhere, spelling: () => undefined },
  deferredFaults: [],
})

const withIds = ({ ids, toJson }: Subject, items: readonly Item[], idOf: (at: number) => string) =>
  items.map((item, at) => ({
    ...toJson(item),
    ...Object.fromEntries(ids.map((id) => [id, `${id} ${idOf(at)}`])),
  }))

interface Sides {
  readonly base: readonly Item[]
  readonly file: readonly Item[]
  /** With the ids of the base items in the same places. */
  readonly live: readonly Item[]
}

/** The items that an update sends, and the labels that the plan marks. */
const planOf = (subject: Subject, { base, file, live }: Sides) => {
  const kind = anyKind(subject.kind)
  const liveItems = withIds(subject, live, String)
  const { statusMachine } = kind
  const raw: JsonObject = {
    id: 'sample',
    name: 'sample',
    ...(statusMachine && { [statusMachine.field]: statusMachine.initialStatus }),
    [subject.list]: subject.wrap(liveItems),
  }
  const names = createNameResolver([], [])
  const { drafts, kept } = diffThreeWay(
    {
      kind,
      definition: definitionOf(subject, file.map(subject.toJson)),
      live: {
        address: makeAddress(subject.kind, 'sample'),
        kind: kinds[0]?.kind ?? 'gate',
        pathId: 'sample',
        raw,
      },
      names,
    },
    definitionOf(subject, base.map(subject.toJson)),
    {
      base: new Map(),
      onDrift: 'keep',
      overwrites: [],
      overwritesUnmanaged: () => false,
      prunePolicy: { mode: 'off', most: 1, percent: 1, findDeletionProof: () => undefined },
    },
  )
  const [draft] = drafts
  const field = kind.fields[subject.list]
  const members = draft?.members[subject.list]
  const sent =
    field === undefined || members === undefined || members === null
      ? undefined
      : toRequestValue(field, raw[subject.list], members, {
          resolveName: names.resolveName,
          resolveId: (_, text) => text,
          resolveDisplayName: (_, text) => text,
          resolveItem: (_, text) => text,
          form: 'usual',
          readSecret: () => '',
        })
  return {
    items: subject.unwrap(sent ?? raw[subject.list]),
    marked: (draft?.cautions ?? []).filter(isReassignment).map(({ label }) => label),
    refused: drafts.flatMap(({ refusal }) => refusal?.code ?? []),
    kept: kept.flatMap(({ edits }) => edits.map(({ label }) => label)),
  }
}

const names = ['A', 'B', 'C', 'D', 'E', 'F'] as const
const contents = ['u', 'v', 'w', 'x', 'y', 'z'] as const
const share = fc.integer({ min: 0, max: 100 })

/** Items of different contents, and the same with other names and shares. */
const renamed = fc.integer({ min: 1, max: 5 }).chain((count) => {
  const items = (from: fc.Arbitrary<readonly string[]>, shares: fc.Arbitrary<readonly number[]>) =>
    fc.tuple(from, shares).map(([drawn, drawnShares]) =>
      drawn.map(
        (name, at): Item => ({
          name,
          content: contents[at] ?? '',
          share: drawnShares[at] ?? 0,
        }),
      ),
    )
  const drawnNames = fc.shuffledSubarray([...names], { minLength: count, maxLength: count })
  const drawnShares = fc.array(share, { minLength: count, maxLength: count })
  return fc.record({
    base: items(drawnNames, drawnShares),
    other: items(drawnNames, fc.oneof(drawnShares, drawnShares)),
    order: fc.shuffledSubarray([...contents].slice(0, count), {
      minLength: count,
      maxLength: count,
    }),
  })
})

const inOrder = (items: readonly Item[], order: readonly string[]): readonly Item[] =>
  items.toSorted((one, two) => order.indexOf(one.content) - order.indexOf(two.content))

const ownText = (item: Json, { toJson }: Subject, content: string): boolean => {
  const wanted = toJson({ name: '', content, share: 0 })
  const key =
    ['conditions', 'returnValue', 'parameterValues', 'rules'].find((each) => each in wanted) ?? ''
  return JSON.stringify(member(item, key) ?? null).includes(JSON.stringify(content))
}

/** The id that an update sends for the item of a content. */
const idsByContent = (subject: Subject, items: readonly Json[], of: readonly Item[]) =>
  Object.fromEntries(
    of.map(({ content }) => [
      content,
      subject.ids.map(
        (id) =>
          member(
            items.find((each) => ownText(each, subject, content)),
            id,
          ) ?? null,
      ),
    ]),
  )

const assertAll = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void) =>
  fc.assert(
    fc.property(arbitrary, (value) => holds(value)),
    { seed, numRuns: isLongRun ? 60 : 12 },
  )

describe.each(subjects)('$title', (subject) => {
  const expectedIds = (base: readonly Item[]) =>
    Object.fromEntries(
      base.map(({ content }, at) => [content, subject.ids.map((id) => `${id} ${at}`)]),
    )

  test('keep their ids whatever names the file gives them', () => {
    assertAll(renamed, ({ base, order, other }) => {
      const { items, kept, marked, refused } = planOf(subject, {
        base,
        file: inOrder(other, order),
        live: base,
      })
      expect(idsByContent(subject, items, base)).toEqual(expectedIds(base))
      expect(items.map((each) => member(each, 'name'))).toEqual(
        inOrder(other, order).map(({ name }) => name),
      )
      expect({ kept, marked, refused }).toEqual({ kept: [], marked: [], refused: [] })
    })
  })

  test('keep their ids whatever names the console gives them', () => {
    assertAll(renamed, ({ base, order, other }) => {
      const live = base.map((item, at): Item => ({ ...item, name: other[at]?.name ?? '' }))
      const file = inOrder(base, order).map((item, at) => ({ ...item, share: (at * 7) % 100 }))
      const { items, marked, refused } = planOf(subject, { base, file, live })
      expect(idsByContent(subject, items, base)).toEqual(expectedIds(base))
      expect(new Set(items.map((each) => member(each, 'name')))).toEqual(
        new Set(live.map(({ name }) => name)),
      )
      expect({ marked, refused }).toEqual({ marked: [], refused: [] })
    })
  })

  test('that get the name of another one, which has a new name, are new and marked', () => {
    assertAll(renamed, ({ base, order, other }) => {
      const [first] = base
      const replaced: Item = { name: first?.name ?? '', content: 'new', share: 5 }
      const file = [...inOrder(other, order).filter(({ name }) => name !== replaced.name), replaced]
      const { items, marked } = planOf(subject, { base, file, live: base })
      const remaining = base.filter(({ content }) => file.some((each) => each.content === content))
      expect(idsByContent(subject, items, remaining)).toEqual(
        Object.fromEntries(
          Object.entries(expectedIds(base)).filter(([content]) =>
            remaining.some((each) => each.content === content),
          ),
        ),
      )
      const isKept = idsByContent(subject, items, [replaced])['new']?.some((id) => id !== null)
      if (!isKept) expect(marked.some((label) => label.endsWith(`[${replaced.name}]`))).toBe(true)
      // The content of the item has changed, and nothing else could have its name.
      else expect(remaining.some(({ name }) => name === replaced.name)).toBe(false)
    })
  })

  test('that say the same keep their ids by name, or the plan marks those that may be others', () => {
    assertAll(renamed, ({ base, order, other }) => {
      const alike = (items: readonly Item[]) => items.map((item) => ({ ...item, content: 'same' }))
      const [before, file] = [alike(base), alike(inOrder(other, order))]
      const { items, marked } = planOf(subject, { base: before, file, live: before })
      const names = new Set(before.map(({ name }) => name))
      const isPermutation = file.every(({ name }) => names.has(name))
      // The items in their places, with other names: what the plan does otherwise, it marks.
      const unmarked = items.filter((each, at) => {
        const [id = ''] = subject.ids
        const name = String(member(each, 'name'))
        return (
          member(each, id) !== `${id} ${at}` && !marked.some((label) => label.endsWith(`[${name}]`))
        )
      })
      expect(isPermutation ? [] : unmarked).toEqual([])
      if (isPermutation) expect(marked).toEqual([])
      expect(new Set(items.map((each) => member(each, subject.ids[0] ?? ''))).size).toBe(
        base.length,
      )
    })
  })
})
