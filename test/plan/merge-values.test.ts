// Values that are merged as a whole, and sets of plain items: what is wanted, what is said about it, and what a path of
// `ignoreChanges` inside of a value keeps.
import { describe, expect } from 'vitest'
import type { Json, JsonObject } from '../../src/core/json.ts'
import {
  type Fields,
  flag,
  list,
  number,
  opaque,
  record,
  ref,
  set,
  text,
  variant,
} from '../../src/fields/field.ts'
import {
  type MergeDifference,
  type MergeOptions,
  type MergeResult,
  mergeMembers,
  type Side,
} from '../../src/plan/merge/index.ts'
import { usualRunTest as test } from '../support/long-run.ts'

const pair = record('One.', { name: text('Its name.'), value: text('Its value.') })
const fields: Fields = {
  description: text('A text.'),
  notes: text('A long text.', { multiline: true }),
  weight: number('A number.'),
  isOn: flag('Whether.'),
  payload: opaque('JSON.', 'any'),
  steps: list('In order.', pair),
  tags: set('Tags.', text('One.')),
  gates: set('Gates.', ref('One.', 'gate')),
  ids: set('Ids.', text('One.'), { fileKey: 'idsFile' }),
  environments: set('No list: all of them.', text('One.'), { emptyIsValue: true }),
  channels: set('Channels.', text('One.'), { default: ['email'] }),
  units: set('Units.', text('One.'), { singleAsList: true }),
  pairs: set('Pairs.', pair),
  limits: set(
    'Limits.',
    variant('One.', 'type', { none: {}, most: { value: number('How many.') } }),
  ),
}

/** `id of x` is the id that Statsig made for `x`. */
const resolveName = (_: string, name: string): string => name.replace('id of ', '')
const byStatus = ({ mergeStatus }: MergeDifference): Side =>
  mergeStatus === 'drift' ? 'live' : 'file'

interface Sides {
  readonly base?: JsonObject
  readonly file: JsonObject
  readonly live: JsonObject
}

const merge = (
  { base, file, live }: Sides,
  options: Partial<Omit<MergeOptions, 'resolveName'>> = {},
): MergeResult =>
  mergeMembers(
    fields,
    { base, statusWithoutBase: 'no-base', ours: file, live },
    { resolveName, chooseSide: byStatus, ...options },
  )

const statuses = ({ differences }: MergeResult): readonly string[] =>
  differences.map(({ edit, mergeStatus, side }) => `${mergeStatus} ${edit.label}: ${side}`)

describe('a difference is described', () => {
  const place = (name: string) => ({ containers: [], pattern: `/${name}` })
  const described = (name: string, before: Json | undefined, after: Json) => {
    const sides = { ...(before !== undefined && { [name]: before }) }
    return merge({ base: sides, file: { [name]: after }, live: sides }).differences
  }

  test('with the values of both sides', () => {
    expect(described('description', 'one', 'two')).toStrictEqual([
      {
        ...place('description'),
        mergeStatus: 'change',
        side: 'file',
        edit: { pointer: '/description', label: 'description', before: 'one', after: 'two' },
        fileValue: 'two',
        liveValue: 'one',
      },
    ])
  })

  test('without the value of a side that has none', () => {
    expect(described('payload', undefined, { a: 1 })).toStrictEqual([
      {
        ...place('payload'),
        mergeStatus: 'change',
        side: 'file',
        edit: { pointer: '/payload', label: 'payload', after: { a: 1 } },
        fileValue: { a: 1 },
      },
    ])
    expect(described('payload', { a: 1 }, null)).toStrictEqual([
      {
        ...place('payload'),
        mergeStatus: 'change',
        side: 'file',
        edit: { pointer: '/payload', label: 'payload', before: { a: 1 } },
        liveValue: { a: 1 },
      },
    ])
  })

  test('as a text of several lines, where the field has such texts', () => {
    expect(described('notes', 'one', 'two')[0]?.edit).toStrictEqual({
      ...{ pointer: '/notes', label: 'notes', before: 'one', after: 'two' },
      multiline: true,
    })
  })

  test('as counts, where the items come from a file', () => {
    expect(described('ids', ['a', 'b'], ['b', 'c', 'd'])[0]?.edit).toStrictEqual({
      ...{ pointer: '/ids', label: 'ids' },
      counts: { added: 2, removed: 1, total: 3, unit: 'ids' },
    })
  })
})

describe('a set of plain items', () => {
  const rows: readonly {
    readonly title: string
    readonly name: string
    readonly base: Json
    readonly file: Json
    readonly live: Json
    readonly wanted: Json
    readonly found: string
  }[] = [
    {
      title: 'both sides have added an item',
      ...{ name: 'tags', base: ['a'], file: ['a', 'b'], live: ['a', 'c'] },
      ...{ wanted: ['a', 'c', 'b'], found: 'drift tags: live' },
    },
    {
      title: 'the file has removed an item, and Statsig has added one',
      ...{ name: 'tags', base: ['a', 'b'], file: ['b'], live: ['a', 'b', 'c'] },
      ...{ wanted: ['b', 'c'], found: 'drift tags: live' },
    },
    {
      title: 'both sides have removed an item',
      ...{ name: 'tags', base: ['a', 'b', 'c'], file: ['b', 'c'], live: ['a', 'b'] },
      ...{ wanted: ['b'], found: 'drift tags: live' },
    },
    {
      title: 'items that are named and items that are shown by their id are the same',
      ...{ name: 'gates', base: ['a', 'b'], file: ['a', 'c'], live: ['id of a', 'b', 'id of d'] },
      ...{ wanted: ['a', 'id of d', 'c'], found: 'drift gates: live' },
    },
    {
      title: 'whose emptiness has a meaning is merged as a whole',
      ...{ name: 'environments', base: ['a', 'b'], file: ['a'], live: ['b'] },
      ...{ wanted: ['a'], found: 'conflict environments: file' },
    },
    {
      title: 'that has a default is merged as a whole',
      ...{ name: 'channels', base: ['a', 'b'], file: ['a'], live: ['b'] },
      ...{ wanted: ['a'], found: 'conflict channels: file' },
    },
    {
      title: 'that one value stands for is merged as a whole',
      ...{ name: 'units', base: ['a', 'b'], file: 'a', live: 'b' },
      ...{ wanted: 'a', found: 'conflict units: file' },
    },
    {
      title: 'whose items are records is merged as a whole',
      ...{ name: 'pairs', base: [{ name: 'a' }, { name: 'b' }], file: [{ name: 'a' }] },
      ...{ live: [{ name: 'b' }], wanted: [{ name: 'a' }], found: 'conflict pairs: file' },
    },
    {
      title: 'whose items are records of several forms is merged as a whole',
      ...{ name: 'limits', base: [{ type: 'none' }, { type: 'most', value: 1 }] },
      ...{ file: [{ type: 'none' }], live: [{ type: 'most', value: 1 }] },
      ...{ wanted: [{ type: 'none' }], found: 'conflict limits: file' },
    },
  ]
  test.each(rows)('$title', ({ base, file, found, live, name, wanted }) => {
    const result = merge({ base: { [name]: base }, file: { [name]: file }, live: { [name]: live } })
    expect(result.members[name]).toEqual(wanted)
    expect(statuses(result)).toEqual([found])
  })

  test('in place of another form that Statsig has changed is a conflict', () => {
    const result = merge(
      {
        base: { description: 'a' },
        file: { tags: ['a'] },
        live: { description: 'b', tags: ['b'] },
      },
      { alternatives: [['description', 'tags']] },
    )
    expect(result.members).toEqual({ tags: ['a'] })
    expect(statuses(result)).toEqual(['conflict tags: file'])
  })

  test('without a base, neither side is known to have changed it', () => {
    const result = merge({ file: { tags: ['a'] }, live: { tags: ['b'] } })
    expect(statuses(result)).toEqual(['no-base tags: file'])
  })
})

describe('a path of `ignoreChanges` inside of a value', () => {
  const rows: readonly {
    readonly title: string
    readonly name: string
    readonly ignored: string
    readonly base: Json
    readonly file: Json
    readonly live: Json
    readonly wanted: Json
    readonly found: readonly string[]
  }[] = [
    {
      title: 'keeps the live value, where nothing else differs',
      ...{ name: 'payload', ignored: '/payload/a' },
      ...{ base: { a: 1, b: 1 }, file: { a: 1, b: 1 }, live: { a: 2, b: 1 } },
      ...{ wanted: { a: 2, b: 1 }, found: [] },
    },
    {
      title: 'keeps the live value, where the file has changed another one',
      ...{ name: 'payload', ignored: '/payload/a' },
      ...{ base: { a: 1, b: 1 }, file: { a: 3, b: 2 }, live: { a: 2, b: 1 } },
      ...{ wanted: { a: 2, b: 2 }, found: ['change payload: file'] },
    },
    {
      title: 'is no drift, beside a change in Statsig to another one',
      ...{ name: 'payload', ignored: '/payload/a' },
      ...{ base: { a: 1, b: 1 }, file: { a: 3, b: 1 }, live: { a: 2, b: 2 } },
      ...{ wanted: { a: 2, b: 2 }, found: ['drift payload: live'] },
    },
    {
      title: 'is left out, where live state has no such value',
      ...{ name: 'payload', ignored: '/payload/a' },
      ...{ base: { a: 1, b: 1 }, file: { a: 1, b: 2 }, live: { b: 1 } },
      ...{ wanted: { b: 2 }, found: ['change payload: file'] },
    },
    {
      title: 'keeps nothing, where the values are no records',
      ...{ name: 'payload', ignored: '/payload/a' },
      ...{ base: 'text', file: 'other text', live: 'text' },
      ...{ wanted: 'other text', found: ['change payload: file'] },
    },
    {
      title: 'two levels down',
      ...{ name: 'payload', ignored: '/payload/a/b' },
      ...{ base: { a: { b: 1, c: 1 } }, file: { a: { b: 1, c: 2 } }, live: { a: { b: 2, c: 1 } } },
      ...{ wanted: { a: { b: 2, c: 2 } }, found: ['change payload: file'] },
    },
    {
      title: 'two levels down, where Statsig alone has such a record: the record is a change there',
      ...{ name: 'payload', ignored: '/payload/a/b' },
      ...{ base: { c: 1 }, file: { c: 2 }, live: { a: { b: 2 }, c: 1 } },
      ...{ wanted: { c: 2 }, found: ['conflict payload: file'] },
    },
    {
      title: 'two levels down, where the file has removed the record',
      ...{ name: 'payload', ignored: '/payload/a/b' },
      ...{ base: { a: { b: 1 }, c: 1 }, file: { c: 1 }, live: { a: { b: 2 }, c: 1 } },
      ...{ wanted: { c: 1 }, found: ['change payload: file'] },
    },
    {
      title: 'two levels down, where live state has no such record',
      ...{ name: 'payload', ignored: '/payload/a/b' },
      ...{ base: { a: { b: 1, c: 1 } }, file: { a: { b: 1, c: 2 } }, live: { d: 1 } },
      ...{ wanted: { a: { c: 2 } }, found: ['conflict payload: file'] },
    },
    {
      title: 'that is a member of every object has no live value there',
      ...{ name: 'payload', ignored: '/payload/constructor' },
      ...{ base: { b: 1 }, file: { b: 2 }, live: { b: 1 } },
      ...{ wanted: { b: 2 }, found: ['change payload: file'] },
    },
    {
      title: 'of every member',
      ...{ name: 'payload', ignored: '/payload/*/b' },
      ...{ base: { a: { b: 1, c: 1 } }, file: { a: { b: 1, c: 2 }, d: { b: 1 } } },
      ...{ live: { a: { b: 2, c: 1 } }, wanted: { a: { b: 2, c: 2 }, d: {} } },
      found: ['change payload: file'],
    },
    {
      title:
        'of the items of a list: each keeps the value of the live item that is otherwise equal',
      ...{ name: 'payload', ignored: '/payload/*/share' },
      base: [
        { is: 'a', share: 1 },
        { is: 'b', share: 1 },
      ],
      file: [
        { is: 'b', share: 1 },
        { is: 'a', share: 1 },
        { is: 'c', share: 1 },
      ],
      live: [
        { is: 'a', share: 2 },
        { is: 'b', share: 3 },
      ],
      wanted: [
        { is: 'b', share: 3 },
        { is: 'a', share: 2 },
        { is: 'c', share: 1 },
      ],
      found: ['change payload: file'],
    },
    {
      title: 'of two equal items of a list: each keeps its own live value',
      ...{ name: 'payload', ignored: '/payload/*/share' },
      base: [{ is: 'a', share: 1 }],
      file: [
        { is: 'a', share: 1 },
        { is: 'a', share: 1 },
      ],
      live: [
        { is: 'a', share: 2 },
        { is: 'a', share: 3 },
      ],
      wanted: [
        { is: 'a', share: 2 },
        { is: 'a', share: 3 },
      ],
      found: [],
    },
    {
      title: 'of an item that the file has changed is that of the live item at the same place',
      ...{ name: 'payload', ignored: '/payload/*/share' },
      ...{ base: [{ is: 'a', share: 1 }], file: [{ is: 'b', share: 1 }] },
      ...{ live: [{ is: 'a', share: 2 }], wanted: [{ is: 'b', share: 2 }] },
      found: ['change payload: file'],
    },
    {
      title: 'of an item whose live item is that of another one is that of the file',
      ...{ name: 'payload', ignored: '/payload/*/share' },
      base: [
        { is: 'a', share: 1 },
        { is: 'b', share: 1 },
      ],
      file: [
        { is: 'b', share: 1 },
        { is: 'c', share: 1 },
      ],
      live: [
        { is: 'a', share: 2 },
        { is: 'b', share: 3 },
      ],
      wanted: [
        { is: 'b', share: 3 },
        { is: 'c', share: 1 },
      ],
      found: ['change payload: file'],
    },
    {
      title: 'of one item of a list',
      ...{ name: 'payload', ignored: '/payload/1/share' },
      base: [
        { is: 'a', share: 1 },
        { is: 'b', share: 1 },
      ],
      file: [
        { is: 'a', share: 4 },
        { is: 'b', share: 4 },
      ],
      live: [
        { is: 'a', share: 1 },
        { is: 'b', share: 3 },
      ],
      wanted: [
        { is: 'a', share: 4 },
        { is: 'b', share: 3 },
      ],
      found: ['change payload: file'],
    },
    {
      title: 'of a list that live state does not have',
      ...{ name: 'payload', ignored: '/payload/*/share' },
      ...{ base: 'text', file: [{ is: 'a', share: 1 }], live: 'text' },
      ...{ wanted: [{ is: 'a', share: 1 }], found: ['change payload: file'] },
    },
    {
      title: 'that is an item of a list itself',
      ...{ name: 'payload', ignored: '/payload/0' },
      ...{ base: ['a', 'b'], file: ['a', 'c'], live: ['x', 'b'] },
      ...{ wanted: ['x', 'c'], found: ['change payload: file'] },
    },
    {
      title: 'that is an item of a list itself, of lists that differ in length',
      ...{ name: 'payload', ignored: '/payload/0' },
      ...{ base: ['a', 'b'], file: ['a', 'c', 'd'], live: ['x', 'b'] },
      ...{ wanted: ['x', 'c', 'd'], found: ['change payload: file'] },
    },
    {
      title: 'of a changed item is that of the file, where the lists differ in length',
      ...{ name: 'payload', ignored: '/payload/*/share' },
      base: [{ is: 'a', share: 2 }],
      file: [
        { is: 'b', share: 1 },
        { is: 'c', share: 1 },
      ],
      live: [{ is: 'a', share: 2 }],
      wanted: [
        { is: 'b', share: 1 },
        { is: 'c', share: 1 },
      ],
      found: ['change payload: file'],
    },
    {
      title: 'two levels below an item: the rest of the item tells which one it is',
      ...{ name: 'payload', ignored: '/payload/*/a/share' },
      base: [{ a: { is: 'x', share: 2 } }, { a: { is: 'y', share: 3 } }],
      file: [{ a: { is: 'y', share: 1 } }, { a: { is: 'x', share: 1 } }],
      live: [{ a: { is: 'x', share: 2 } }, { a: { is: 'y', share: 3 } }],
      wanted: [{ a: { is: 'y', share: 3 } }, { a: { is: 'x', share: 2 } }],
      found: ['change payload: file'],
    },
    {
      title: 'below every member of an item: the rest of the item tells which one it is',
      ...{ name: 'payload', ignored: '/payload/*/*/share' },
      base: [{ a: { is: 'x', share: 2 } }, { b: { is: 'y', share: 3 } }],
      file: [{ b: { is: 'y', share: 1 } }, { a: { is: 'x', share: 1 } }],
      live: [{ a: { is: 'x', share: 2 } }, { b: { is: 'y', share: 3 } }],
      wanted: [{ b: { is: 'y', share: 3 } }, { a: { is: 'x', share: 2 } }],
      found: ['change payload: file'],
    },
    {
      title: 'in a list inside of an item: the rest of the list tells which item it is',
      ...{ name: 'payload', ignored: '/payload/*/parts/*/share' },
      base: [{ parts: [{ of: 'x', share: 2 }] }, { parts: [{ of: 'y', share: 3 }] }],
      file: [{ parts: [{ of: 'y', share: 1 }] }, { parts: [{ of: 'x', share: 1 }] }],
      live: [{ parts: [{ of: 'x', share: 2 }] }, { parts: [{ of: 'y', share: 3 }] }],
      wanted: [{ parts: [{ of: 'y', share: 3 }] }, { parts: [{ of: 'x', share: 2 }] }],
      found: ['change payload: file'],
    },
    {
      title: 'in a list inside of an item of a list',
      ...{ name: 'payload', ignored: '/payload/*/parts/*/share' },
      base: [{ is: 'a', parts: [{ of: 'x', share: 1 }] }],
      file: [
        { is: 'z', parts: [] },
        { is: 'a', parts: [{ of: 'x', share: 1 }] },
      ],
      live: [{ is: 'a', parts: [{ of: 'x', share: 2 }] }],
      wanted: [
        { is: 'z', parts: [] },
        { is: 'a', parts: [{ of: 'x', share: 2 }] },
      ],
      found: ['change payload: file'],
    },
  ]
  test.each(rows)('$title', ({ base, file, found, ignored, live, name, wanted }) => {
    const result = merge(
      { base: { [name]: base }, file: { [name]: file }, live: { [name]: live } },
      { ignored: [ignored] },
    )
    expect(result.members[name]).toEqual(wanted)
    expect(statuses(result)).toEqual(found)
  })

  test('that names another value keeps nothing', () => {
    const sides = { base: { payload: { a: 1 } }, live: { payload: { a: 2 } } }
    const ignored = ['/payload/a/b', '/notes/a', '/payloads']
    const result = merge({ ...sides, file: { payload: { a: 3 } } }, { ignored })
    expect(result.members['payload']).toEqual({ a: 3 })
    expect(statuses(result)).toEqual(['conflict payload: file'])
  })
})

describe('a caller that writes files', () => {
  const intoFile = (sides: Sides, ignored: readonly string[] = []): MergeResult =>
    merge(sides, {
      ignored,
      ignoredSide: 'file',
      chooseSide: () => 'live',
      toFileValue: (field, value) =>
        field.shape === 'ref' ? String(value).replace('id of ', '') : value,
    })

  test('gets the value of the file at an ignored path, and the live values beside it', () => {
    const sides = { base: { payload: { a: 1, b: 1 } }, live: { payload: { a: 2, b: 2 } } }
    const result = intoFile({ ...sides, file: { payload: { a: 3, b: 1 } } }, ['/payload/a'])
    expect(result.members['payload']).toEqual({ a: 3, b: 2 })
  })

  test('gets the value of the file where nothing but an ignored path differs', () => {
    const sides = { base: { payload: { a: 1 } }, live: { payload: { a: 2 } } }
    const result = intoFile({ ...sides, file: { payload: { a: 3 } } }, ['/payload/a'])
    expect(result.members['payload']).toEqual({ a: 3 })
    expect(result.differences).toEqual([])
  })

  test('gets the value of the file at an ignored path where the file wins', () => {
    const sides = { base: { payload: { a: 1, b: 1 } }, live: { payload: { a: 2, b: 1 } } }
    const result = merge(
      { ...sides, file: { payload: { a: 3, b: 2 } } },
      { ignored: ['/payload/a'], ignoredSide: 'file' },
    )
    expect(result.members['payload']).toEqual({ a: 3, b: 2 })
  })

  test('gets the value of the file of an ignored member', () => {
    const sides = { base: { description: 'a' }, live: { description: 'b' } }
    const result = intoFile({ ...sides, file: { description: 'c' } }, ['/description'])
    expect(result.members['description']).toBe('c')
    expect(result.differences).toEqual([])
  })

  test('gets no value where live state has none', () => {
    const sides = { base: { payload: { a: 1 } }, live: {} }
    expect(intoFile({ ...sides, file: { payload: { a: 1 } } }, ['/payload/b']).members).toEqual({})
  })

  test('gets the items of a set as files name them', () => {
    const live = { gates: ['id of a', 'id of b'] }
    const result = intoFile({ base: { gates: ['a', 'c'] }, file: { gates: ['a', 'd', 'c'] }, live })
    expect(result.members['gates']).toEqual(['a', 'b', 'd'])
  })
})
