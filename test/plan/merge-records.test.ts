// Records on three sides: their members, other forms of a member, and members that are not compared.
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

const owner = record(
  'Who.',
  {
    name: text('Who.'),
    mail: text('Where.'),
    note: text('A note.', { default: '' }),
    isAway: flag('Whether.'),
    token: text('A secret.', { writeOnly: 'sometimes' }),
    code: text('A secret.', { writeOnly: true }),
    value: opaque('A value.', 'any'),
    valueText: text('The value as text.'),
    rules: list('Rules.', record('One.', { name: text('Its name.') })),
  },
  { alternatives: [['value', 'valueText']] },
)
const fields: Fields = {
  owner,
  limit: variant('A limit.', 'type', {
    most: { value: number('How many.'), unit: text('Of what.') },
    least: { value: number('How many.') },
  }),
  source: record(
    'A source.',
    {
      sourceName: text('Its name.'),
      column: text('Its column.'),
      sources: list('Sources.', record('One.', { sourceName: text(''), column: text('') })),
      unit: text('A unit.'),
    },
    { listForm: { list: 'sources', members: ['sourceName', 'column'] } },
  ),
  isOn: flag('Whether.'),
  title: text('A title.'),
  team: ref('A team.', 'team', { mayBeInternal: true }),
  secret: text('A secret.', { writeOnly: 'sometimes' }),
  given: text('A secret.', { writeOnly: true }),
  made: text('Made by Statsig.', { sentIn: 'match-only' }),
}

/** No resource has the name or id `internal`. */
const resolveName: MergeOptions['resolveName'] = (_, name, by) =>
  by === 'known' && name === 'internal' ? '' : name
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
    { resolveName, chooseSide: byStatus, ...options },
  )
const told = ({ differences }: MergeResult): readonly string[] =>
  differences.map(({ edit, mergeStatus }) => `${mergeStatus} ${edit.label}`)

describe('members of a record', () => {
  const rows: readonly {
    readonly title: string
    readonly base: JsonObject
    readonly file: JsonObject
    readonly live: JsonObject
    readonly wanted: JsonObject
    readonly found: readonly string[]
  }[] = [
    {
      title: 'are merged one by one',
      ...{ base: { name: 'a', mail: 'a' }, file: { name: 'b', mail: 'a' } },
      ...{ live: { name: 'a', mail: 'c' }, wanted: { name: 'b', mail: 'c' } },
      found: ['change owner.name', 'drift owner.mail'],
    },
    {
      title: 'that Statsig has lost are absent',
      ...{ base: { name: 'a', mail: 'a' }, file: { name: 'a', mail: 'a' } },
      ...{ live: { name: 'a' }, wanted: { name: 'a' }, found: ['drift owner.mail'] },
    },
    {
      title: 'that the file alone has stay where Statsig holds nothing',
      ...{ base: { name: 'a' }, file: { name: 'a', mail: 'b' }, live: { name: 'a', mail: '' } },
      ...{ wanted: { name: 'a', mail: 'b' }, found: ['change owner.mail'] },
    },
    {
      title: 'that the file has for the first time say so where Statsig holds a value',
      ...{ base: { name: 'a' }, file: { name: 'a', mail: 'b' }, live: { name: 'a', mail: 'c' } },
      ...{ wanted: { name: 'a', mail: 'b' }, found: ['newly-declared owner.mail'] },
    },
    {
      title: 'that are flags, and off in Statsig, may have their first value',
      ...{ base: {}, file: { isAway: true }, live: { isAway: false } },
      ...{ wanted: { isAway: true }, found: ['newly-declared-flag owner.isAway'] },
    },
    {
      title: 'that are flags, and on in Statsig, have been decided',
      ...{ base: {}, file: { isAway: false }, live: { isAway: true } },
      ...{ wanted: { isAway: false }, found: ['newly-declared owner.isAway'] },
    },
    {
      title: 'that Statsig does not show now are not compared',
      ...{ base: { token: 'a' }, file: { token: 'b' }, live: { name: 'a' } },
      ...{ wanted: { token: 'b' }, found: [] },
    },
    {
      title: 'that Statsig shows at times are compared where it does',
      ...{ base: { token: 'a' }, file: { token: 'b' }, live: { token: 'a' } },
      ...{ wanted: { token: 'b' }, found: ['change owner.token'] },
    },
    {
      title: 'that have no field are those of the file',
      ...{ base: { other: 1 }, file: { other: 2, name: 'a' }, live: { other: 3, name: 'b' } },
      ...{ wanted: { other: 2, name: 'a' }, found: ['newly-declared owner.name'] },
    },
    {
      title: 'that the file leaves out and that have a default are those of Statsig',
      ...{ base: {}, file: {}, live: { note: 'x' } },
      ...{ wanted: { note: 'x' }, found: ['drift owner.note'] },
    },
    {
      title: 'in another form are changed by the file alone, where the old form is as it was',
      ...{ base: { value: 1 }, file: { valueText: '2' }, live: { value: 1, valueText: '1' } },
      ...{ wanted: { valueText: '2' }, found: ['change owner.valueText'] },
    },
    {
      title: 'in another form are in conflict, where Statsig has changed the old form',
      ...{ base: { value: 1 }, file: { valueText: '2' }, live: { value: 3, valueText: '3' } },
      ...{ wanted: { valueText: '2' }, found: ['conflict owner.valueText'] },
    },
    {
      title: 'in another form are new, where the base has neither',
      ...{ base: {}, file: { valueText: '2' }, live: { valueText: '3' } },
      ...{ wanted: { valueText: '2' }, found: ['newly-declared owner.valueText'] },
    },
  ]
  test.each(rows)('$title', ({ base, file, found, live, wanted }) => {
    const result = merge({ owner: base }, { owner: file }, { owner: live })
    expect(result.members['owner']).toStrictEqual(wanted)
    expect(told(result)).toEqual(found)
  })

  test('without a base are not known to be a change of either side', () => {
    const result = merge(undefined, { owner: { name: 'a' } }, { owner: { name: 'b' } })
    expect(told(result)).toEqual(['no-base owner.name'])
  })

  test.each([
    ['a record that the base has as nothing', null],
    ['a record that the base has as a text', 'a'],
  ])('of %s are a value as a whole', (_, base) => {
    const [ours, live] = [{ owner: { name: 'b' } }, { owner: { name: 'c', mail: 'c' } }]
    expect(told(merge({ owner: base }, ours, live))).toEqual(['conflict owner'])
  })

  test.each([
    ['in Statsig', { name: 'b' }, null],
    ['in the file', null, { name: 'b' }],
  ])('of a record that is none %s are a value as a whole', (_, ours, live) => {
    const base = { owner: { name: 'a' } }
    expect(told(merge(base, { owner: ours }, { owner: live }))).toEqual(['conflict owner'])
  })

  test('that the file does not manage any more are told, with what Statsig has', () => {
    const base = { owner: { name: 'a', mail: 'a', isAway: true, note: 'x', code: '1' }, title: 'a' }
    const live = { owner: { name: 'a', mail: 'b', note: '' }, title: 'b' }
    expect(merge(base, { owner: { name: 'a' } }, live).unmanaged).toStrictEqual([
      { label: 'owner.mail', pattern: '/owner/mail', live: 'b' },
      { label: 'owner.isAway', pattern: '/owner/isAway' },
      { label: 'title', pattern: '/title', live: 'b' },
    ])
    expect(merge({ owner: {} }, { owner: {} }, live).unmanaged).toEqual([])
    expect(merge(undefined, { owner: {} }, live).unmanaged).toEqual([])
  })
})

describe('a record with a case for each type', () => {
  const limit = (value: Json): JsonObject => ({ limit: value })
  const most = (value: number, unit = 'a') => ({ type: 'most', value, unit })
  test('is merged member by member where all sides have the same type', () => {
    const result = merge(limit(most(1)), limit(most(2)), limit(most(1, 'b')))
    expect(told(result)).toEqual(['change limit.value', 'drift limit.unit'])
    expect(result.members).toEqual(limit(most(2, 'b')))
  })

  test.each([
    ['the base', { type: 'least', value: 1 }, most(2), most(1)],
    ['the file', most(1), { type: 'least', value: 1 }, most(2)],
    ['Statsig', most(1), most(2), { type: 'least', value: 1 }],
    ['nobody, but the type is not known', ...[1, 2, 3].map((value) => ({ type: 'new', value }))],
  ])('is a value as a whole where another type is that of %s', (_, base, file, live) => {
    expect(told(merge(limit(base ?? null), limit(file ?? null), limit(live ?? null)))).toEqual([
      'conflict limit',
    ])
  })
})

describe('a record with a list of one item in place of members', () => {
  const source = (value: JsonObject): JsonObject => ({ source: value })
  const asList = { sources: [{ sourceName: 'a', column: 'x' }] }
  const plain = { sourceName: 'a', column: 'x' }

  test('keeps the form of the file where both say the same', () => {
    const result = merge(source(plain), source(asList), source(plain))
    expect(result.differences).toEqual([])
    expect(result.members).toEqual(source(asList))
  })

  test('has the members of both sides where each has changed another one', () => {
    const result = merge(
      source(plain),
      source({ sources: [{ sourceName: 'b', column: 'x' }] }),
      source({ sources: [{ sourceName: 'a', column: 'y' }] }),
    )
    expect(told(result)).toEqual(['change source.sourceName', 'drift source.column'])
    expect(result.members).toEqual(source({ sourceName: 'b', column: 'y' }))
  })

  test('compares the base in the form of the others', () => {
    const result = merge(source(asList), source({ ...plain, column: 'y' }), source(plain))
    expect(told(result)).toEqual(['change source.column'])
  })

  test('keeps the empty list of the file, and writes no nulls in its place', () => {
    const empty = (unit: string) => source({ unit, sources: [] })
    expect(merge(empty('a'), empty('a'), empty('b')).members).toStrictEqual(empty('b'))
  })

  test('keeps what the file has cleared with an empty list, beside a change in Statsig', () => {
    const result = merge(
      source({ ...plain, unit: 'a' }),
      source({ sources: [], unit: 'a' }),
      source({ ...plain, unit: 'b' }),
    )
    expect(told(result)).toEqual([
      'change source.sourceName',
      'change source.column',
      'drift source.unit',
    ])
    expect(result.members).toStrictEqual(source({ unit: 'b', sources: [] }))
  })

  test('has no empty list that the file does not have', () => {
    const changed = merge(source({ unit: 'a' }), source({ unit: 'a' }), source({ unit: 'b' }))
    expect(changed.members).toStrictEqual(source({ unit: 'b' }))
    expect(merge(source(asList), source(asList), source({})).members).toStrictEqual(source({}))
  })

  test('has no empty list beside a member that Statsig has set', () => {
    const result = merge(
      source({ sources: [] }),
      source({ sources: [] }),
      source({ sourceName: 'a' }),
    )
    expect(result.members).toStrictEqual(source({ sourceName: 'a' }))
  })

  test('keeps the nulls of the file', () => {
    const cleared = source({ unit: 'b', column: null, sourceName: null })
    expect(merge(source({ unit: 'a' }), cleared, source({ unit: 'a' })).members).toStrictEqual(
      cleared,
    )
  })
})

describe('a member that cannot be compared is that of the file', () => {
  test.each([
    ['because Statsig does not show it now', 'secret', undefined],
    ['because Statsig never shows it', 'given', 'c'],
    ['because Statsig makes it', 'made', 'c'],
    ['because no resource has the id that Statsig shows', 'team', 'internal'],
  ])('%s', (_, name, live) => {
    const result = merge({ [name]: 'a' }, { [name]: 'b' }, { ...(live && { [name]: live }) })
    expect(result.members).toEqual({ [name]: 'b' })
    expect(result.differences).toEqual([])
  })

  test('and an id of the base that no resource has stands for what Statsig has', () => {
    const result = merge({ team: 'internal' }, { team: 'b' }, { team: 'a' })
    expect(told(result)).toEqual(['conflict team'])
  })

  test('and is told nowhere once the file leaves it out', () => {
    const base = { given: 'a', made: 'b', secret: 'c' }
    expect(merge(base, {}, { secret: 'd' }).unmanaged).toEqual([
      { label: 'secret', pattern: '/secret', live: 'd' },
    ])
  })
})

describe('a member of the resource', () => {
  test('that Statsig has lost is absent, where Statsig wins', () => {
    const result = merge({ title: 'a' }, { title: 'a' }, {})
    expect(told(result)).toEqual(['drift title'])
    expect(result.members).toStrictEqual({})
  })

  test('that is a flag may have its first value in Statsig', () => {
    expect(told(merge({}, { isOn: true }, { isOn: false }))).toEqual(['newly-declared-flag isOn'])
    expect(told(merge({}, { isOn: false }, { isOn: true }))).toEqual(['newly-declared isOn'])
    expect(told(merge({}, { isOn: true }, {}))).toEqual(['change isOn'])
  })

  test('that has two forms is compared with the other one in the base', () => {
    const alternatives = [
      ['owner', 'isOn'],
      ['title', 'secret'],
    ] as const
    const live = { secret: 'x', title: 'b', isOn: true }
    expect(told(merge({ secret: 'x' }, { title: 'a' }, live, { alternatives }))).toEqual([
      'change title',
    ])
    expect(told(merge({ secret: 'y' }, { title: 'a' }, live, { alternatives }))).toEqual([
      'conflict title',
    ])
    expect(told(merge({}, { title: 'a' }, live, { alternatives }))).toEqual([
      'newly-declared title',
    ])
  })
})
