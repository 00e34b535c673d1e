// Lists whose items are known by ids or names, beyond the table of `merge.test.ts`: how a difference is described, which
// ids a request gets, what is not listed, and what a caller gets that writes files.
import { describe, expect } from 'vitest'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { type Fields, list, number, record, set, text } from '../../src/fields/field.ts'
import {
  type MergeDifference,
  type MergeOptions,
  type MergeResult,
  mergeMembers,
  type Side,
} from '../../src/plan/merge/index.ts'
import { usualRunTest as test } from '../support/long-run.ts'

const part = record('A part.', { key: text('Its key.'), size: number('Its size.') })
const rule = record('A rule.', {
  name: text('Its name.', { required: true }),
  share: number('Its share.'),
  note: text('A note.', { default: '' }),
  parts: set('Its parts.', part, { key: 'key' }),
  id: text('Made by Statsig.', { sentIn: 'match-only' }),
  baseID: text('Made by Statsig.', { sentIn: 'match-only' }),
})
const unmatchedEffect = 'assigned again'
const fields: Fields = {
  rules: list('Rules.', rule, {
    match: { ids: ['id', 'baseID'], name: 'name', similarBy: 'share', unmatchedEffect },
  }),
  parts: set('Parts.', part, { key: 'key' }),
  kept: set('Parts.', part, { key: 'key', keepUnlisted: true }),
  holder: record('A record.', {
    rules: list('Rules.', rule, {
      match: { ids: ['id'], name: 'name', unmatchedEffect },
    }),
  }),
}

const names = (_: string, name: string): string => name
const byStatus = ({ mergeStatus }: MergeDifference): Side =>
  mergeStatus === 'drift' ? 'live' : 'file'

const merge = (
  base: JsonObject | undefined,
  ours: JsonObject,
  live: JsonObject,
  options: Partial<MergeOptions> = {},
): MergeResult =>
  mergeMembers(
    fields,
    { base, statusWithoutBase: 'no-base', ours, live },
    { resolveName: names, chooseSide: byStatus, ...options },
  )
const told = ({ differences }: MergeResult): readonly string[] =>
  differences.map(({ edit, mergeStatus }) => `${mergeStatus} ${edit.label}`)

const a: JsonObject = { name: 'A', share: 1 }
const b: JsonObject = { name: 'B', share: 2 }
const c: JsonObject = { name: 'C', share: 3 }
const withId = (item: JsonObject, id: Json): JsonObject => ({ ...item, id })

describe('a difference of a whole item', () => {
  const common = { pattern: '/rules/*', containers: ['rules'] }
  test('that the file adds has its place in the file', () => {
    const { differences } = merge(
      { rules: [a] },
      { rules: [a, { ...b, note: '' }] },
      { rules: [a] },
    )
    expect(differences).toStrictEqual([
      {
        ...{ mergeStatus: 'change', side: 'file', ...common },
        edit: { pointer: '/rules/1', label: 'rules[B]', item: 'added', after: b },
        fileValue: b,
      },
    ])
  })

  test('that the file removes has the place of the list', () => {
    const { differences } = merge({ rules: [a, b] }, { rules: [a] }, { rules: [b, a] })
    expect(differences).toStrictEqual([
      {
        ...{ mergeStatus: 'change', side: 'file', ...common },
        edit: { pointer: '/rules', label: 'rules[B]', item: 'removed', before: b },
        liveValue: b,
      },
    ])
  })

  test('of a name that two items have is numbered', () => {
    const twice = [a, { ...a, share: 9 }]
    expect(told(merge({ rules: [a] }, { rules: twice }, { rules: [a] }))).toEqual([
      'change rules[A#2]',
    ])
    expect(told(merge({ rules: [a] }, { rules: [a] }, { rules: twice }))).toEqual([
      'drift rules[A#2]',
    ])
  })

  test('of a set is named by its key', () => {
    const part = { key: 'p', size: 1 }
    expect(merge({ parts: [] }, { parts: [part] }, { parts: [] }).differences).toMatchObject([
      { edit: { pointer: '/parts/0', label: 'parts[p]' }, pattern: '/parts/*' },
    ])
    expect(merge({ parts: [] }, { parts: [] }, { parts: [part] }).differences).toMatchObject([
      { edit: { pointer: '/parts', label: 'parts[p]' } },
    ])
  })

  test('inside of an item has both in its label and its containers', () => {
    const nested = (size: number) => ({ rules: [{ ...a, parts: [{ key: 'p', size }] }] })
    expect(merge(nested(1), nested(2), nested(1)).differences).toMatchObject([
      {
        edit: { pointer: '/rules/0/parts/0/size', label: 'rules[A].parts[p].size' },
        pattern: '/rules/*/parts/*/size',
        containers: ['rules', 'rules[A]', 'rules[A].parts', 'rules[A].parts[p]'],
      },
    ])
  })
})

describe('a difference of the order', () => {
  test('has the names in both orders', () => {
    const { differences, members } = merge(
      { rules: [a, b, c] },
      { rules: [c, a, b] },
      { rules: [a, b, c] },
    )
    expect(differences).toStrictEqual([
      {
        ...{ mergeStatus: 'change', side: 'file', pattern: '/rules', containers: ['rules'] },
        edit: {
          ...{ pointer: '/rules', label: 'rules (order)', item: 'order' },
          ...{ before: ['A', 'B', 'C'], after: ['C', 'A', 'B'] },
        },
      },
    ])
    expect(members['rules']).toEqual([c, a, b])
  })

  test('has numbers in place of names that items do not have', () => {
    const [one, two] = [
      { share: 1, id: 'r1' },
      { share: 2, id: 'r2' },
    ]
    const { differences } = merge(
      { rules: [one, two] },
      { rules: [two, one] },
      { rules: [one, two] },
    )
    expect(differences[0]?.edit).toMatchObject({ before: ['0', '1'], after: ['0', '1'] })
  })

  test('is no difference of a set', () => {
    const parts = [{ key: 'p' }, { key: 'q' }]
    const result = merge({ parts }, { parts }, { parts: parts.toReversed() })
    expect(result.differences).toEqual([])
    expect(result.members['parts']).toEqual(parts)
  })

  test('without a base is not known to be a change of either side', () => {
    expect(told(merge(undefined, { rules: [b, a] }, { rules: [a, b] }))).toEqual([
      'no-base rules (order)',
    ])
  })

  test('that Statsig alone has changed is kept, and the items of the file stay behind theirs', () => {
    const result = merge({ rules: [a, b] }, { rules: [a, c, b] }, { rules: [b, a] })
    expect(told(result)).toEqual(['change rules[C]', 'drift rules (order)'])
    expect(result.members['rules']).toEqual([b, a, c])
  })
})

describe('what a request gets', () => {
  test('are all ids that Statsig has made for an item, wherever it is now', () => {
    const result = merge(
      { rules: [a, b] },
      { rules: [b, a, c] },
      { rules: [{ ...withId(a, 'r1'), baseID: 'x1' }, withId(b, 'r2')] },
    )
    expect(result.members['rules']).toEqual([
      withId(b, 'r2'),
      { ...withId(a, 'r1'), baseID: 'x1' },
      c,
    ])
  })

  test('are no empty ids', () => {
    const result = merge(
      { rules: [a] },
      { rules: [a] },
      { rules: [{ ...withId(a, ''), baseID: 3 }] },
    )
    expect(result.members['rules']).toEqual([a])
  })

  test('are the other members of an item that Statsig alone has', () => {
    const more = { ...withId(b, 'r2'), isNew: true }
    expect(merge({ rules: [a] }, { rules: [a] }, { rules: [a, more] }).members['rules']).toEqual([
      a,
      more,
    ])
  })

  test('is no list, where neither side has one', () => {
    const holder = (rules: Json | undefined): JsonObject => ({
      holder: { ...(rules !== undefined && { rules }) },
    })
    const result = merge(holder([a]), holder(undefined), holder(undefined))
    expect(result.members).toEqual(holder(undefined))
    expect(merge(holder([]), holder([]), holder(undefined)).members).toEqual(holder([]))
  })
})

test('a list that the file leaves out of a record gets the items of Statsig', () => {
  const result = merge({ holder: {} }, { holder: {} }, { holder: { rules: [a] } })
  expect(told(result)).toEqual(['drift holder.rules[A]'])
  expect(result.members).toEqual({ holder: { rules: [a] } })
})

test('an item of the file alone is not known to be a change without a base', () => {
  expect(told(merge(undefined, { rules: [a, b] }, { rules: [a] }))).toEqual(['no-base rules[B]'])
})

describe('a set that keeps what the file does not list', () => {
  const [p, q] = [
    { key: 'p', size: 1 },
    { key: 'q', size: 2 },
  ]
  test('says nothing of an item that Statsig alone has', () => {
    const result = merge({ kept: [p] }, { kept: [p] }, { kept: [p, q] })
    expect(result.differences).toEqual([])
    expect(result.members['kept']).toEqual([p])
  })

  test('says that an item has left the file', () => {
    const result = merge({ kept: [p, q] }, { kept: [p] }, { kept: [p, q] })
    expect(told(result)).toEqual(['change kept[q]'])
    expect(result.members['kept']).toEqual([p])
  })
})

describe('an item that one side has changed and the other has removed', () => {
  test('is a conflict, whichever side it was', () => {
    expect(
      told(merge({ rules: [a, b] }, { rules: [a] }, { rules: [a, { ...b, note: 'x' }] })),
    ).toEqual(['conflict rules[B]'])
    expect(
      told(merge({ rules: [a, b] }, { rules: [a, { ...b, note: 'x' }] }, { rules: [a] })),
    ).toEqual(['conflict rules[B]'])
  })

  test('is none, where Statsig has changed what the base does not manage', () => {
    expect(
      told(merge({ rules: [a, b] }, { rules: [a] }, { rules: [a, { ...b, other: 1 }] })),
    ).toEqual(['change rules[B]'])
  })
})

describe('a caller that writes files', () => {
  const intoFile = (base: JsonObject, ours: JsonObject, live: JsonObject, settle: Side = 'live') =>
    merge(base, ours, live, {
      chooseSide: () => settle,
      toFileValue: (_, value) =>
        value !== null && typeof value === 'object' && 'id' in value
          ? { name: (value as JsonObject)['name'] ?? '', share: 0 }
          : value,
    })

  test('gets no ids, and the items of Statsig in the form of a file', () => {
    const result = intoFile(
      { rules: [a] },
      { rules: [a] },
      { rules: [withId(a, 'r1'), withId(b, 'r2')] },
    )
    expect(result.members['rules']).toEqual([a, { name: 'B', share: 0 }])
  })

  test('gets the place in the file of each item', () => {
    const { toFilePointer } = intoFile(
      { rules: [a, b] },
      { rules: [a, b] },
      { rules: [withId(c, 'r3'), withId(b, 'r2'), withId(a, 'r1')] },
    )
    expect(
      ['/rules/0/share', '/rules/1/share', '/rules/2/share', '/rules'].map(toFilePointer),
    ).toEqual(['/rules', '/rules/1/share', '/rules/0/share', '/rules'])
  })
})

describe('pairs of items on three sides', () => {
  const rows: readonly {
    readonly title: string
    readonly base: readonly JsonObject[]
    readonly file: readonly JsonObject[]
    readonly live: readonly JsonObject[]
    readonly found: readonly string[]
    readonly wanted: readonly JsonObject[]
  }[] = [
    {
      title: 'an id in the file decides before the name',
      base: [withId(a, 'r1'), withId(b, 'r2')],
      file: [withId({ ...a, name: 'B' }, 'r1'), withId({ ...b, name: 'A' }, 'r2')],
      live: [withId(a, 'r1'), withId(b, 'r2')],
      found: ['change rules[B].name', 'change rules[A].name'],
      wanted: [withId({ ...a, name: 'B' }, 'r1'), withId({ ...b, name: 'A' }, 'r2')],
    },
    {
      title: 'an item that both sides have renamed in the same way is the same',
      base: [a],
      file: [{ ...a, name: 'Z' }],
      live: [withId({ ...a, name: 'Z' }, 'r1')],
      found: [],
      wanted: [withId({ ...a, name: 'Z' }, 'r1')],
    },
    {
      title: 'an item that each side has renamed in its own way is in conflict',
      base: [a],
      file: [{ ...a, name: 'Y' }],
      live: [withId({ ...a, name: 'Z' }, 'r1')],
      found: ['conflict rules[Y].name'],
      wanted: [withId({ ...a, name: 'Y' }, 'r1')],
    },
    {
      title: 'an item that Statsig has added under the name of a removed one is new',
      base: [a, b],
      file: [a],
      live: [withId(a, 'r1'), withId({ name: 'B', share: 9 }, 'r9')],
      found: ['conflict rules[B]'],
      wanted: [withId(a, 'r1')],
    },
    {
      title: 'an item that only the base has is nobody’s',
      base: [a, b, c],
      file: [a],
      live: [withId(a, 'r1')],
      found: [],
      wanted: [withId(a, 'r1')],
    },
    {
      title: 'an item that both sides have added alike is the same',
      base: [a],
      file: [a, b],
      live: [withId(a, 'r1'), withId(b, 'r2')],
      found: [],
      wanted: [withId(a, 'r1'), withId(b, 'r2')],
    },
    {
      title: 'an item that the console has split off is no item of the file',
      base: [a],
      file: [{ ...a, note: 'x' }],
      live: [withId(a, 'r1'), withId({ ...a, name: 'A copy' }, 'r2')],
      found: ['change rules[A].note', 'drift rules[A copy]'],
      wanted: [{ ...withId(a, 'r1'), note: 'x' }, withId({ ...a, name: 'A copy' }, 'r2')],
    },
    {
      title: 'what both have made of an item is the same, and the renamed one is in conflict',
      ...{ base: [a], file: [{ ...a, share: 2 }] },
      live: [withId({ ...a, name: 'B' }, 'r1'), withId({ ...a, share: 2 }, 'r2')],
      ...{ found: ['conflict rules[B]'], wanted: [withId({ ...a, share: 2 }, 'r2')] },
    },
    {
      title: 'what an item says decides before its name, where the file has exchanged names',
      ...{ base: [a, b], live: [withId(a, 'r1'), withId(b, 'r2')] },
      file: [
        { ...a, share: 2 },
        { ...b, share: 1 },
      ],
      found: ['change rules[A].name', 'change rules[B].name', 'change rules (order)'],
      wanted: [withId({ ...a, share: 2 }, 'r2'), withId({ ...b, share: 1 }, 'r1')],
    },
    {
      title: 'names that both have exchanged are no difference',
      base: [a, b],
      file: [
        { ...a, share: 2 },
        { ...b, share: 1 },
      ],
      live: [withId({ ...a, share: 2 }, 'r1'), withId({ ...b, share: 1 }, 'r2')],
      found: [],
      wanted: [withId({ ...a, share: 2 }, 'r1'), withId({ ...b, share: 1 }, 'r2')],
    },
    {
      title: 'an item that the file adds is not the live item that another one was renamed to',
      ...{ base: [a], file: [a, { name: 'X', share: 1 }] },
      live: [withId({ ...a, name: 'Z' }, 'r1')],
      found: ['drift rules[A].name', 'change rules[X]'],
      wanted: [withId({ ...a, name: 'Z' }, 'r1'), { name: 'X', share: 1 }],
    },
    {
      title: 'an item that the file adds is not the live item of equal content and another name',
      ...{ base: [a], file: [a, b] },
      live: [withId(a, 'r1'), withId({ ...b, name: 'Y' }, 'r2')],
      found: ['change rules[B]', 'drift rules[Y]'],
      wanted: [withId(a, 'r1'), withId({ ...b, name: 'Y' }, 'r2'), b],
    },
    {
      title: 'an id of another live item, given by the file alone, is a conflict',
      ...{ base: [a], file: [withId(a, 'r2')] },
      live: [withId(a, 'r1'), withId({ name: 'Q', share: 7 }, 'r2')],
      found: ['conflict rules[A].name', 'conflict rules[A].share', 'change rules[A]'],
      wanted: [withId(a, 'r2')],
    },
    {
      title: 'the second id of an item decides as the first one does',
      ...{ base: [a], file: [{ name: 'A', share: 9, baseID: 'x' }] },
      live: [
        withId({ ...a, name: 'B' }, 'r1'),
        { ...withId({ name: 'Q', share: 7 }, 'r2'), baseID: 'x' },
      ],
      found: ['conflict rules[A].name', 'conflict rules[A].share', 'conflict rules[B]'],
      wanted: [{ name: 'A', share: 9, baseID: 'x', id: 'r2' }],
    },
    {
      title: 'equal items are paired in their order',
      ...{ base: [a, a], file: [a, a], live: [withId(a, 'r1'), withId(a, 'r2')] },
      ...{ found: [], wanted: [withId(a, 'r1'), withId(a, 'r2')] },
    },
    {
      title: 'a name that the file gives, and Statsig to a new item, is that of the new item',
      ...{ base: [a, b], file: [{ ...a, name: 'C' }, b] },
      live: [withId(a, 'r1'), withId(b, 'r2'), withId(c, 'r3')],
      found: ['conflict rules[C].share', 'change rules[A]', 'conflict rules (order)'],
      wanted: [withId({ ...a, name: 'C' }, 'r3'), withId(b, 'r2')],
    },
    {
      title: 'an item that both have changed alike, and Statsig has renamed as well, is the same',
      ...{ base: [a], file: [{ ...a, share: 2 }] },
      live: [withId({ name: 'Z', share: 2 }, 'r1')],
      found: ['drift rules[A].name'],
      wanted: [withId({ name: 'Z', share: 2 }, 'r1')],
    },
    {
      title: 'a new item of the file is the live one that another one was renamed to, by its name',
      ...{ base: [b], file: [{ ...a, share: 7 }], live: [withId({ ...b, name: 'A' }, 'r1')] },
      found: ['conflict rules[A].share'],
      wanted: [withId({ ...a, share: 7 }, 'r1')],
    },
    {
      title: 'an item is not the live one of another item of the file, whatever it says now',
      base: [withId(a, 'f1'), withId(b, 'f2')],
      file: [withId({ ...a, share: 2 }, 'f1'), withId({ ...b, share: 3 }, 'f2')],
      live: [withId(b, 'r2')],
      found: ['conflict rules[A]', 'change rules[B].share'],
      wanted: [withId({ ...a, share: 2 }, 'f1'), withId({ ...b, share: 3 }, 'r2')],
    },
    {
      title: 'items without a name are paired by what they say',
      ...{ base: [{ share: 1 }, { share: 2 }], file: [{ share: 1 }, { share: 3 }] },
      live: [withId({ share: 1 }, 'r1'), withId({ share: 2 }, 'r2')],
      ...{ found: ['change rules[1].share'] },
      wanted: [withId({ share: 1 }, 'r1'), withId({ share: 3 }, 'r2')],
    },
  ]
  test.each(rows)('$title', ({ base, file, found, live, wanted }) => {
    const result = merge({ rules: base }, { rules: file }, { rules: live })
    expect(told(result)).toEqual(found)
    expect(result.members['rules']).toEqual(wanted)
  })

  test('without a base are those of an update: by id, and then by what they say', () => {
    const live = [withId({ ...a, name: 'Z' }, 'r1'), withId({ ...a, share: 6 }, 'r2')]
    expect(told(merge(undefined, { rules: [a] }, { rules: live.slice(0, 1) }))).toEqual([
      'no-base rules[A].name',
    ])
    expect(
      told(merge(undefined, { rules: [withId({ ...a, share: 5 }, 'r1')] }, { rules: live })),
    ).toEqual(['no-base rules[A].name', 'no-base rules[A].share', 'no-base rules[A]'])
  })
})
