// Users stay where they are: an item of a list that is matched keeps the id that Statsig made for it.
import { describe, expect, test } from 'vitest'
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../src/core/json.ts'
import { behaviors } from '../../src/emulator/index.ts'
import type { Field } from '../../src/fields/field.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { isNewItem } from '../../src/model/index.ts'
import { isLongRun, randomizedTest, randomizedTitle } from '../support/long-run.ts'
import { troubles, withProject } from '../support/project.ts'
import {
  definitionsOf,
  everyKind,
  filesOf,
  type Sample,
  sampleOf,
} from '../support/samples/company.ts'
import {
  collectionOf,
  isLowering,
  isValid,
  keyOf,
  objectOf,
  withoutReviews,
} from '../support/samples/company-run.ts'
import { drawSamples } from '../support/samples/random.ts'
import { withBalance } from '../support/samples/satisfy-requirements.ts'

type Matched = Extract<Field, { shape: 'list' }> & {
  readonly match: NonNullable<Extract<Field, { shape: 'list' }>['match']>
}
interface Keyed {
  readonly kind: Kind
  readonly top: string
  readonly list: Matched
}

/** Every list whose items are matched by more than their place. */
const keyed: readonly Keyed[] = everyKind.flatMap((kind) =>
  Object.entries(kind.fields).flatMap(([top, field]) =>
    field.shape === 'list' && field.match && field.match.ids.length > 0
      ? [{ kind, top, list: { ...field, match: field.match } }]
      : [],
  ),
)

/** An item as it is to be, and which of the old items it is; `undefined` is a new one. */
interface Kept {
  readonly item: JsonObject
  readonly from: number | undefined
}
type Way = (
  items: readonly Kept[],
  given: Keyed & { readonly ids: readonly Json[] },
) => readonly Kept[]

const renamed: Way = (items, { list }) =>
  items.map((each, index) =>
    index === 0
      ? { ...each, item: { ...each.item, [list.match.name]: `${each.item[list.match.name]} anew` } }
      : each,
  )
const moved: Way = (items) => items.toReversed()
const resized: Way = (items, { list }) => {
  const [name = '', sum] = shareOf(list)
  const [first, second] = items
  if (first === undefined || (sum && second === undefined)) return items
  const by = Number(first.item[name]) < 50 ? 1 : -1
  return items.map((each, index) => {
    const step = index === 0 ? by : index === 1 && sum ? -by : 0
    return {
      ...each,
      item: { ...each.item, [name]: Number((Number(each.item[name]) + step).toFixed(2)) },
    }
  })
}
const added: Way = (items, { list }) => [
  ...items,
  ...items
    .slice(-1)
    .map(({ item }) => ({ item: { ...item, [list.match.name]: 'One more' }, from: undefined })),
]
const addedInFront: Way = (items, given) => added(items, given).toReversed()
const removed: Way = (items) => items.slice(1)
const withIds: Way = (items, { ids, list }) =>
  items.toReversed().map((each, index) => ({
    ...each,
    item: {
      ...each.item,
      [list.match.name]: `Known by its id ${index}`,
      [list.match.ids[0] ?? '']: ids[each.from ?? -1] ?? null,
    },
  }))
const all: Way = (items, given) => moved(renamed(resized(items, given), given), given)

const around = { names: () => [], made: () => [] }

const ways: Readonly<Record<string, Way>> = {
  'a rename': renamed,
  'a reorder': moved,
  'a changed share': resized,
  'another item behind': added,
  'another item in front': addedInFront,
  'a removed item': removed,
  'everything but the id that the file gives': withIds,
  'a rename, a reorder and a changed share at once': all,
}

/** The number that says how many users an item gets; and whether those of all items hang together. */
const shareOf = ({ of }: Matched): readonly [string | undefined, boolean] => {
  const fields = of.shape === 'record' ? of.fields : {}
  const [name] = Object.entries(fields).find(([, { shape }]) => shape === 'number') ?? []
  return [
    name,
    keyed.some(({ kind }) =>
      (kind.requirements ?? []).some(({ needs }) => needs.rule === 'sum' && needs.of === name),
    ),
  ]
}

const behaviorCases = [
  undefined,
  ...behaviors
    .map(({ name }) => name)
    .filter((name) => /^worst-case|^unknown-members|^rule|^values|^review/.test(name)),
]

describe(randomizedTitle('a rule or group that survives keeps its id'), () => {
  test.each(
    behaviorCases
      .map((behavior, index) => ({
        behavior,
        name: behavior ?? 'the usual behavior',
        salt: 600 + index,
        // Each behavior has three times the samples over both runs.
        times: isLongRun ? (index % 5 === 0 ? 2 : 3) : 1,
      }))
      .filter((_, index) => isLongRun || index % 5 === 0),
  )('under $name', async ({ behavior, salt, times }) => {
    await withProject(
      {
        unjudged: true,
        ...withoutReviews,
        ...(behavior && { behaviors: [behavior] }),
      },
      async (statsig) => {
        const samples = severalOf(Object.keys(ways).length * times, salt, isLowering(behavior))
        expect(troubles((await statsig.apply(filesOf(samples))).report)).toEqual([])
        const before = statsig.emulator.snapshot()
        const planned = samples.flatMap((sample, index) => {
          const given = keyed.find(({ kind }) => kind === sample.kind)
          const [name = '', way] = Object.entries(ways)[index % Object.keys(ways).length] ?? []
          const live = objectOf(sample, before)
          const items = given ? membersIn(sample.members[given.top]) : []
          if (given === undefined || way === undefined || live === undefined || items.length < 2)
            return []
          const id = given.list.match.ids[0] ?? ''
          const ids = membersIn(live[given.top]).map((item) => item[id] ?? null)
          const kept = way(
            items.map((item, from) => ({ item, from })),
            { ...given, ids },
          )
          const wanted = { ...sample.members, [given.top]: kept.map(({ item }) => item) }
          const members =
            kept.length === items.length ? wanted : withBalance(given.kind, wanted, around, 0)
          const next = { ...sample, members: unlinked(given, members) }
          return isValid(next) ? [{ ...next, top: given.top, id, ids, kept, name }] : []
        })
        expect(new Set(planned.map(({ kind, name }) => `${kind.kind} ${name}`)).size).toBe(
          new Set(keyed.map(({ kind }) => kind)).size * Object.keys(ways).length,
        )
        const { report } = await statsig.apply(filesOf(planned))
        expect(troubles(report)).toEqual([])
        const after = statsig.emulator.snapshot()
        const wrong = planned.flatMap((sample) => {
          const is = membersIn(objectOf(sample, after)?.[sample.top]).map(
            (item) => item[sample.id] ?? null,
          )
          const was = sample.kept.map(({ from }) =>
            from === undefined ? 'new' : (sample.ids[from] ?? null),
          )
          const fits =
            is.length === was.length &&
            is.every((each, index) =>
              was[index] === 'new' ? !sample.ids.includes(each) : each === was[index],
            )
          return fits ? [] : [{ file: sample.path, after: sample.name, was, is }]
        })
        expect(wrong).toEqual([])
        expect((await statsig.plan(filesOf(planned))).run.plan.operations).toEqual([])
      },
    )
  })
})

randomizedTest('an item that is really new is said to be, where another went', async () => {
  await withProject({ unjudged: true }, async (statsig) => {
    const samples = severalOf(6, 650)
    await statsig.apply(filesOf(samples))
    const replaced = samples.flatMap((sample) => {
      const given = keyed.find(({ kind }) => kind === sample.kind)
      const items = given ? membersIn(sample.members[given.top]) : []
      const [like = ''] = [given?.list.match.similarBy ?? ''].flat()
      // Without parameters, all groups are alike: then it is the old one under another name.
      if (given === undefined || items.length < 2 || isEmpty(items[1]?.[like])) return []
      const other = {
        ...items[1],
        [given.list.match.name]: 'Other',
        [like]: unlike(items[1]?.[like] ?? null),
      }
      const members = {
        ...sample.members,
        [given.top]: [...items.slice(0, 1), other, ...items.slice(2)],
      }
      const next = { ...sample, members: unlinked(given, members) }
      return isValid(next) ? [{ ...next, lost: given.list.match.unmatchedEffect }] : []
    })
    expect(replaced.length).toBeGreaterThan(5)
    const { operations } = (await statsig.plan(filesOf(replaced))).run.plan
    const silent = replaced.filter(
      ({ lost, path }) =>
        !operations.some(
          ({ at, cautions }) =>
            at?.file === path && cautions.some((each) => isNewItem(each) && each.detail === lost),
        ),
    )
    expect(silent.map(({ path }) => path)).toEqual([])
  })
})

randomizedTest('of items with equal names, the nth is the nth', async () => {
  await withProject({ unjudged: true }, async (statsig) => {
    const samples = severalOf(6, 651)
    await statsig.apply(filesOf(samples))
    const state = statsig.emulator.snapshot()
    const twins = samples.flatMap((sample) => {
      const given = keyed.find(({ kind }) => kind === sample.kind)
      const key = keyOf(sample, state)
      const items = given ? membersIn(sample.members[given.top]) : []
      const [share = '', isSum] = given ? shareOf(given.list) : []
      if (given === undefined || key === undefined || items.length < 2 || isSum) return []
      const { name } = given.list.match
      const twin = (all: Json | undefined) =>
        membersIn(all).map((item) => ({ ...item, [name]: 'Twin' }))
      statsig.emulator.edit(collectionOf(sample), key, (object) => ({
        ...object,
        [given.top]: twin(object[given.top]),
      }))
      const members = { ...sample.members, [given.top]: twin(items) }
      const changed = twin(items).map((item, index) =>
        index === 1 ? { ...item, [share]: Number(member(item, share)) > 50 ? 1 : 99 } : item,
      )
      return [
        {
          same: { ...sample, members },
          other: { ...sample, members: { ...members, [given.top]: changed } },
          wanted: `/${given.top}/1/${share}`,
        },
      ]
    })
    expect(twins.length).toBeGreaterThan(5)
    expect(
      (await statsig.plan(filesOf(twins.map(({ same }) => same)))).run.plan.operations,
    ).toEqual([])
    const { operations } = (await statsig.plan(filesOf(twins.map(({ other }) => other)))).run.plan
    const seen = twins.map(({ other }) =>
      operations
        .filter(({ at }) => at?.file === other.path)
        .flatMap(({ edits }) => edits.map(({ pointer }) => pointer)),
    )
    expect(seen).toEqual(twins.map(({ wanted }) => [wanted]))
  })
})

const membersIn = (value: Json | undefined): readonly JsonObject[] =>
  isJsonArray(value) ? value.filter(isJsonObject) : []

const isEmpty = (value: Json | undefined): boolean =>
  isJsonObject(value) && Object.keys(value).length === 0

const unlike = (value: Json): Json => {
  if (isJsonObject(value))
    return Object.fromEntries(Object.keys(value).map((name) => [name, 'other']))
  return [{ type: 'email', operator: 'any', targetValue: ['other@acme.example'] }]
}

/** So many definitions of each kind, that refer to nothing and have several items to match. */
const severalOf = (count: number, salt: number, lower = false): readonly Sample[] =>
  keyed.flatMap(({ kind, top }, place) =>
    drawSamples(definitionsOf(kind, 'cloud', around, 'all'), count * 10, salt * 10 + place)
      .filter((members) => Object.hasOwn(members, top))
      .slice(0, count)
      .map((members, index) =>
        withSeveral(sampleOf(kind, members, salt * 100 + index, around, lower)),
      ),
  )

/** Three items at least. */
const withSeveral = (sample: Sample): Sample => {
  const given = keyed.find(({ kind }) => kind === sample.kind)
  const items = given ? membersIn(sample.members[given.top]) : []
  const [first] = items
  if (given === undefined || first === undefined) return sample
  const { name } = given.list.match
  const several = [
    ...items,
    ...['Second of them', 'Third of them'].map((text) => ({ ...first, [name]: text })),
  ].slice(0, 4)
  return {
    ...sample,
    members: unlinked(
      given,
      withBalance(given.kind, { ...sample.members, [given.top]: several }, around, 0),
    ),
  }
}

/** Without references to items by a name that may go. */
const unlinked = ({ kind, top }: Keyed, members: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(members).filter(([name]) => {
      const field = kind.fields[name]
      return field?.shape !== 'item' || field.list !== top
    }),
  )
