// A rule keeps its baseID and a group its id through every change, so that users are not reassigned.
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/core/json.ts'
import { behaviors, type Collection } from '../../src/emulator/index.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { casesForRun } from '../support/long-run.ts'
import { troubles, withProject } from '../support/project.ts'
import { kindsKnownFor } from '../support/samples/affected-kinds.ts'

const condition = (value: string): JsonObject => ({
  type: 'country',
  operator: 'any',
  targetValue: [value],
})
const rule = (name: string, value: string): JsonObject => ({
  name,
  passPercentage: 25,
  conditions: [condition(value)],
})
const group = (name: string, size: number): JsonObject => ({
  name,
  size,
  parameterValues: { shade: name },
})

interface Subject {
  readonly collection: Collection
  readonly list: string
  readonly id: string
  readonly share: string
  readonly members: JsonObject
}

const rules = [rule('First', 'DE'), rule('Second', 'FR'), rule('Third', 'AT')]
const subjects: readonly Subject[] = [
  {
    collection: 'gates',
    list: 'rules',
    id: 'baseID',
    share: 'passPercentage',
    members: { id: 'some_gate', name: 'Some gate', rules },
  },
  {
    collection: 'segments',
    list: 'rules',
    id: 'baseID',
    share: 'passPercentage',
    members: { id: 'some_segment', name: 'Some segment', type: 'rule_based', rules },
  },
  {
    collection: 'experiments',
    list: 'groups',
    id: 'id',
    share: 'size',
    members: {
      id: 'some_experiment',
      name: 'Some experiment',
      groups: [group('First', 40), group('Second', 30), group('Third', 30)],
    },
  },
]

type Change = (items: readonly JsonObject[], share: string) => readonly JsonObject[]
const at =
  (place: number, change: (item: JsonObject) => JsonObject): Change =>
  (items) =>
    items.map((item, index) => (index === place ? change(item) : item))

/** Each change, and for each item that it leaves the place where it stood before; absent for what is new. */
const changes: Readonly<
  Record<string, { readonly make: Change; readonly was: readonly (number | undefined)[] }>
> = {
  'a rename': { make: at(1, (item) => ({ ...item, name: 'Renamed' })), was: [0, 1, 2] },
  'a reorder': { make: (items) => items.toReversed(), was: [2, 1, 0] },
  'a changed share': {
    make: (items, share) => [
      { ...items[0], [share]: 50 },
      { ...items[1], [share]: 20 },
      ...items.slice(2),
    ],
    was: [0, 1, 2],
  },
  'an item gone': {
    make: (items, share) => items.slice(0, 2).map((item) => ({ ...item, [share]: 50 })),
    was: [0, 1],
  },
  'a new item before the others': {
    make: (items, share) => [
      { ...items[0], name: 'New', ...newContent(items[0]), [share]: 0 },
      ...items,
    ],
    was: [undefined, 0, 1, 2],
  },
}

const newContent = (item: JsonObject | undefined): JsonObject =>
  item?.['conditions'] === undefined
    ? { parameterValues: { shade: 'New' } }
    : { conditions: [condition('US')] }

const itemsIn = (value: Json | undefined): readonly JsonObject[] =>
  isJsonArray(value) ? value.flatMap((item) => (isJsonObject(item) ? [item] : [])) : []

const fileOf = ({ collection, members }: Subject): SourceFile => ({
  path: `statsig/${collection}/${String(members['id'])}.yaml`,
  text: stringify(members),
})

/** Changes wait for a reviewer there, and the ids with them. */
const subjectsOwn = subjects.map(({ collection }) => collection)
const possible = [undefined, ...behaviors.map(({ name }) => name)].filter(
  (name) => name !== 'review-required',
)
/** The usual run takes every second one that is known to affect a subject. */
const behaviorCases = casesForRun(
  possible,
  (name, index) =>
    index % 2 === 0 &&
    kindsKnownFor(name).some(({ folder }) => subjectsOwn.some((each) => each === folder)),
)

/** Each subject once for each change, under a name of its own. */
const cases = Object.entries(changes).flatMap(([what, change], index) =>
  subjects.map((subject) => {
    const { id, name } = subject.members
    const members = {
      ...subject.members,
      id: `${String(id)}_${index}`,
      name: `${String(name)} ${index}`,
    }
    const items = change.make(itemsIn(subject.members[subject.list]), subject.share)
    return {
      ...change,
      subject: { ...subject, members },
      items,
      what: `${what} in ${subject.list} of ${subject.collection}`,
    }
  }),
)

test.each(behaviorCases)('ids survive, under %s', async (behavior) => {
  await withProject(
    { unjudged: true, ...(behavior && { behaviors: [behavior] }) },
    async (statsig) => {
      const before = cases.map(({ subject }) => fileOf(subject))
      expect(troubles((await statsig.apply(before)).report)).toEqual([])
      const ids = () =>
        cases.map(({ subject: { collection, id, list, members } }) =>
          itemsIn(statsig.emulator.object(collection, members.id)?.[list]).map((item) => item[id]),
        )
      const old = ids()
      expect(old.flat().every((id) => typeof id === 'string')).toBe(true)
      const after = cases.map(({ items, subject }) =>
        fileOf({ ...subject, members: { ...subject.members, [subject.list]: items } }),
      )
      expect(troubles((await statsig.apply(after)).report)).toEqual([])
      ids().forEach((now, index) => {
        const { was = [], what } = cases[index] ?? {}
        expect(now, what).toHaveLength(was.length)
        was.forEach((place, item) => {
          if (place === undefined) expect(old[index], what).not.toContain(now[item])
          else expect(now[item], what).toBe(old[index]?.[place])
        })
      })
      expect((await statsig.plan(after)).run.plan.operations).toEqual([])
    },
  )
})
