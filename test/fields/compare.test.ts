// What counts as a difference between Statsig and a file, and how it is named: a table over small fields.
import { describe, expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { differencesBetween } from '../../src/fields/compare/index.ts'
import { itemLabel } from '../../src/fields/compare/lists.ts'
import type { Difference } from '../../src/fields/difference.ts'
import {
  type Field,
  type Fields,
  flag,
  item,
  list,
  number,
  opaque,
  record,
  ref,
  set,
  text,
  variant,
} from '../../src/fields/field.ts'
import type { ResolveName } from '../../src/fields/normalize.ts'
import { usualRunTest as test } from '../support/long-run.ts'

const differences = (
  fields: Fields,
  live: JsonObject,
  wanted: JsonObject,
  resolveName: ResolveName = (_, name) => name,
): readonly Difference[] => differencesBetween(fields, live, wanted, resolveName)

/** Differences of the one field `value`. */
const ofValue = (field: Field, live: JsonObject, wanted: JsonObject): readonly Difference[] =>
  differences({ value: field }, live, wanted)

const labels = (found: readonly Difference[]): readonly string[] =>
  found.map(({ edit }) => edit.label)
const place = { pointer: '/value', label: 'value' }
const once = { reason: 'Statsig keeps it', hint: 'Create another one.' }

describe('a top-level member', () => {
  test.each<[string, Field, JsonObject, JsonObject, number]>([
    ['is different', text('A text.'), { value: 'a' }, { value: 'b' }, 1],
    ['is equal', text('A text.'), { value: 'a' }, { value: 'a' }, 0],
    ['is not in the file', text('A text.', { default: '' }), { value: 'a' }, {}, 0],
    ['is inherited by the file', text('A text.'), { value: 'a' }, Object.create({ value: 'b' }), 0],
    ['only matches items', text('A.', { sentIn: 'match-only' }), { value: 'a' }, { value: 'b' }, 0],
    ['is never shown', text('A.', { writeOnly: true }), { value: 'a' }, { value: 'b' }, 0],
    ['is not shown now', text('A.', { writeOnly: 'sometimes' }), {}, { value: 'b' }, 0],
    ['is shown now', text('A.', { writeOnly: 'sometimes' }), { value: 'a' }, { value: 'b' }, 1],
  ])('that %s', (_, field, live, wanted, count) => {
    expect(ofValue(field, live, wanted)).toHaveLength(count)
  })

  test.each([
    ['known', 'b', 1],
    ['unknown', 'b', 0],
    ['unknown', null, 1],
  ])('that refers to an id which is %s, where the file has %s', (id, wanted, count) => {
    const known: ResolveName = (_, name, by) => (by === 'known' && name === 'unknown' ? '' : name)
    const fields = { value: ref('A reference.', 'tag', { mayBeInternal: true }) }
    expect(differences(fields, { value: id }, { value: wanted }, known)).toHaveLength(count)
  })

  test('that refers to an item: its names and its id are one value', () => {
    const fields: Fields = {
      group: item('A group.', 'groups'),
      groups: list('Groups.', record('One.', { name: text('A name.') }), {
        match: { ids: ['id'], name: 'name', unmatchedEffect: 'assigned again' },
      }),
    }
    const live = {
      group: 'g1',
      groups: [
        { id: 'g1', name: 'Control' },
        { id: 'g2', name: 'Test' },
      ],
    }
    expect(differences(fields, live, { group: 'Control' })).toEqual([])
    expect(differences(fields, live, { group: 'Test' })).toEqual([
      {
        edit: { pointer: '/group', label: 'group', before: 'Control', after: 'Test' },
        pattern: '/group',
      },
    ])
    expect(differences(fields, live, { group: 'g2' })[0]?.edit.after).toBe('Test')
  })

  test('with routes of its own leaves out what the resource says, as it is in Statsig', () => {
    const fields: Fields = {
      unit: text('A unit.'),
      value: record(
        'Overrides.',
        { unit: text('A unit.', { defaultMember: 'unit' }) },
        {
          subResource: { path: 'x', read: 'value', write: { by: 'replace' } },
        },
      ),
    }
    const found = (live: JsonObject, wanted: JsonObject) =>
      labels(differences(fields, live, wanted))
    const live = { unit: 'userID', value: {} }
    expect(found(live, { value: { unit: 'userID' } })).toEqual([])
    expect(found(live, { unit: 'stableID', value: { unit: 'userID' } })).toEqual(['unit'])
    expect(found(live, { value: { unit: 'stableID' } })).toEqual(['value.unit'])
    const { unit, ...unshown } = live
    expect(found(unshown, { value: { unit } })).toEqual(['value.unit'])
    expect(found(unshown, { unit, value: { unit } })).toEqual(['unit'])
  })
})

describe('a value', () => {
  test('shows both sides, and leaves out one that is absent', () => {
    const value = number('A number.')
    expect(ofValue(value, { value: 1 }, { value: 2 })).toEqual([
      { edit: { ...place, before: 1, after: 2 }, pattern: '/value' },
    ])
    const [added] = ofValue(value, {}, { value: 2 })
    expect(added?.edit).toStrictEqual({ ...place, after: 2 })
    const [removed] = ofValue(value, { value: 1 }, { value: null })
    expect(removed?.edit).toStrictEqual({ ...place, before: 1 })
  })

  test('of several lines says so, and no other does', () => {
    const both = [{ value: 'a' }, { value: 'b' }] as const
    const [diff] = ofValue(text('A text.', { multiline: true }), ...both)
    expect(diff?.edit).toStrictEqual({ ...place, before: 'a', after: 'b', multiline: true })
    const [line] = ofValue(text('A text.'), ...both)
    expect(line?.edit).toStrictEqual({ ...place, before: 'a', after: 'b' })
  })

  test('that is too long to list is counted', () => {
    const [diff] = ofValue(
      set('Ids.', text('An id.'), { fileKey: 'idsFile' }),
      { value: ['a', 'b'] },
      { value: ['b', 'c', 'd'] },
    )
    const counts = { added: 2, removed: 1, total: 3, unit: 'value' }
    expect(diff?.edit).toStrictEqual({ ...place, counts })
  })

  test('without a description of its members is one value', () => {
    const [diff, ...others] = ofValue(
      opaque('Any record.'),
      { value: { a: 1, b: 1 } },
      { value: { a: 1, b: 2 } },
    )
    expect(diff?.edit).toEqual({ ...place, before: { a: 1, b: 1 }, after: { a: 1, b: 2 } })
    expect(others).toEqual([])
  })

  test.each<[string, Field, JsonObject, JsonObject, boolean]>([
    ['changes', number('A.', { immutable: once }), { value: 1 }, { value: 2 }, false],
    ['rises', rising(), { value: 1 }, { value: 2 }, true],
    ['falls', rising(), { value: 2 }, { value: 1 }, false],
    ['is new', rising(), {}, { value: 1 }, false],
    ['is cleared', rising(), { value: 1 }, { value: null }, false],
    ['is a text and then a number', rising(), { value: '1' }, { value: 2 }, false],
    ['is a number and then a text', rising(), { value: 1 }, { value: '2' }, false],
  ])('that is immutable and %s', (_, field, live, wanted, isAllowed) => {
    const [diff] = ofValue(field, live, wanted)
    expect(diff).toBeDefined()
    expect(diff && 'immutable' in diff).toBe(!isAllowed)
    if (!isAllowed) expect(diff?.immutable).toBe(field.immutable)
  })

  test('that may change is not immutable', () => {
    const [diff] = ofValue(number('A.'), { value: 1 }, { value: 2 })
    expect(Object.keys(diff ?? {})).toEqual(['edit', 'pattern'])
  })
})

function rising(): Field {
  return number('A number.', { immutable: { ...once, allows: 'increase' } })
}

describe('a record', () => {
  const value = record('Who.', {
    name: text('A name.'),
    mail: text('An address.', { default: '' }),
    since: text('A day.', { writeOnly: 'sometimes' }),
  })

  test('is compared member by member', () => {
    const live = { value: { name: 'a', mail: 'x' } }
    expect(ofValue(value, live, { value: { name: 'b', mail: 'x' } })).toEqual([
      {
        edit: { pointer: '/value/name', label: 'value.name', before: 'a', after: 'b' },
        pattern: '/value/name',
      },
    ])
  })

  test.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ['a member without a default', { name: 'a' }, {}, []],
    ['a member with a default', { mail: 'x' }, { name: 'a' }, ['value.name', 'value.mail']],
    ['a member that is not shown', {}, { name: 'a', since: 'now' }, ['value.name']],
    ['a member that is shown', { since: 'x' }, { since: 'now' }, ['value.since']],
  ])('that leaves out %s', (_, live, wanted, expected) => {
    expect(labels(ofValue(value, { value: live }, { value: wanted }))).toEqual(expected)
  })

  test.each<[string, JsonObject, JsonObject]>([
    ['is none in Statsig', { value: 'a' }, { value: { name: 'b' } }],
    ['is none in the file', { value: { name: 'b' } }, { value: 'a' }],
    ['is absent in Statsig', {}, { value: { name: 'b' } }],
  ])('that %s is one difference', (_, live, wanted) => {
    expect(labels(ofValue(value, live, wanted))).toEqual(['value'])
  })

  test('with a list in place of members is compared as its members', () => {
    const field = record(
      'A metric.',
      { source: text('A source.'), sources: list('Sources.', record('One.', {})) },
      { listForm: { list: 'sources', members: ['source'] } },
    )
    const [one, other] = [{ source: 'a' }, { sources: [{ source: 'b' }] }]
    expect(labels(ofValue(field, { value: one }, { value: other }))).toEqual(['value.source'])
    expect(labels(ofValue(field, { value: other }, { value: one }))).toEqual(['value.source'])
  })
})

describe('a variant', () => {
  const value = variant('A condition.', 'type', {
    mail: { target: text('A text.') },
    share: { target: text('A text.') },
  })

  test('of the same case is compared member by member', () => {
    const live = { value: { type: 'mail', target: 'a' } }
    const found = ofValue(value, live, { value: { type: 'mail', target: 'b' } })
    expect(labels(found)).toEqual(['value.target'])
  })

  test('of another case is one difference', () => {
    const live = { value: { type: 'mail', target: 'a' } }
    const found = ofValue(value, live, { value: { type: 'share', target: 'a' } })
    expect(labels(found)).toEqual(['value'])
  })
})

const rule = record('A rule.', {
  name: text('A name.'),
  share: number('A share.'),
  when: text('When.', { default: '' }),
})
const rules = (options: Partial<Extract<Field, { shape: 'list' }>> = {}): Field =>
  list('Rules.', rule, {
    match: { ids: ['id'], name: 'name', similarBy: 'when', unmatchedEffect: 'assigned again' },
    ...options,
  })
const named = (...items: readonly string[]): JsonObject => ({
  value: items.map((each) => ({ name: each, when: each })),
})

describe('a list of named items', () => {
  test('names the item that changed', () => {
    const live = {
      value: [
        { name: 'A', share: 1 },
        { name: 'B', share: 1 },
      ],
    }
    const found = ofValue(rules(), live, {
      value: [
        { name: 'A', share: 1 },
        { name: 'B', share: 2 },
      ],
    })
    expect(found).toEqual([
      {
        edit: { pointer: '/value/1/share', label: 'value[B].share', before: 1, after: 2 },
        pattern: '/value/*/share',
      },
    ])
  })

  test('shows what was added, with its index in the file', () => {
    expect(ofValue(rules(), named('A'), named('A', 'B'))).toStrictEqual([
      {
        edit: {
          pointer: '/value/1',
          label: 'value[B]',
          item: 'added',
          after: { name: 'B', when: 'B' },
        },
        pattern: '/value/*',
      },
    ])
  })

  test('shows what was removed, at the list of the file', () => {
    expect(ofValue(rules(), named('A', 'B'), named('A'))).toStrictEqual([
      {
        edit: {
          pointer: '/value',
          label: 'value[B]',
          item: 'removed',
          before: { name: 'B', when: 'B' },
        },
        pattern: '/value/*',
      },
    ])
  })

  test('shows an added item whose members say nothing as it is', () => {
    const wanted = { value: [{ name: 'A', when: 'A', share: 1 }, { when: '' }] }
    const added = ofValue(rules(), named('A'), wanted).at(-1)
    expect(added?.edit).toMatchObject({ label: 'value[1]', after: { when: '' } })
  })

  test('without the means to match them is one value', () => {
    const field = list('Rules.', rule)
    expect(labels(ofValue(field, named('A', 'B'), named('A', 'C')))).toEqual(['value'])
    const plain = set('Tags.', text('A tag.'))
    expect(labels(ofValue(plain, { value: ['a'] }, { value: ['b'] }))).toEqual(['value'])
  })

  test('that is absent, or a single item, is a list', () => {
    expect(labels(ofValue(rules(), {}, named('A')))).toEqual(['value[A]'])
    const single = { value: { name: 'A', when: 'A' } }
    expect(labels(ofValue(rules(), single, named('A', 'B')))).toEqual(['value[B]'])
  })

  test('tells what happens to users where an added item may be a renamed one', () => {
    const effects = (live: JsonObject, wanted: JsonObject, field = rules()) =>
      ofValue(field, live, wanted).map(({ edit, unmatchedEffect }) => [edit.item, unmatchedEffect])
    expect(effects(named('A'), named('A', 'B'))).toEqual([['added', undefined]])
    expect(effects(named('A'), named('B'))).toEqual([
      ['added', 'assigned again'],
      ['removed', undefined],
    ])
    // `A` has become `B`, and another rule is called `A`.
    const renamed = {
      value: [
        { name: 'B', when: 'A' },
        { name: 'A', when: 'new' },
      ],
    }
    expect(effects(named('A'), renamed)).toEqual([
      [undefined, undefined],
      ['added', 'assigned again'],
    ])
    const beside = {
      value: [
        { name: 'B', when: 'A' },
        { name: 'A', when: 'new' },
        { name: 'C', when: 'C' },
      ],
    }
    expect(effects(named('A', 'C'), beside).at(-1)).toEqual(['added', 'assigned again'])
    // An item without a name has no name that moved.
    const nameless = { value: [{ when: 'x' }] }
    const more = { value: [{ when: 'x' }, { when: 'y', share: 1 }] }
    expect(effects(nameless, more)).toEqual([['added', undefined]])
    const keyed = set('Metrics.', rule, { key: 'name' })
    expect(effects(named('A'), named('B'), keyed)).toEqual([
      ['added', undefined],
      ['removed', undefined],
    ])
  })
})

describe('the order of a list', () => {
  test('is a difference of its own, with the names of both sides', () => {
    const live = {
      value: [
        { name: 'A', when: 'a' },
        { name: 'B', when: 'b' },
        { name: 'C', when: 'c' },
      ],
    }
    const wanted = {
      value: [
        { name: 'C', when: 'c' },
        { name: 'a', when: 'a' },
        { name: 'B', when: 'b' },
      ],
    }
    const found = ofValue(rules({ immutable: once }), live, wanted)
    expect(found.at(-1)).toStrictEqual({
      edit: {
        pointer: '/value',
        label: 'value (order)',
        item: 'order',
        before: ['A', 'B', 'C'],
        after: ['C', 'a', 'B'],
      },
      pattern: '/value',
      immutable: once,
    })
  })

  test('does not change where items were added or removed', () => {
    const found = ofValue(rules(), named('A', 'B', 'C'), named('N', 'A', 'C'))
    expect(labels(found)).toEqual(['value[N]', 'value[B]'])
  })

  test('of twelve items is that of their numbers', () => {
    const twelve = Array.from({ length: 12 }, (_, at) => `R${at}`)
    const moved = ['R11', ...twelve.slice(0, 11)]
    const [order] = ofValue(rules(), named(...twelve), named(...moved))
    expect(order?.edit).toMatchObject({ before: twelve, after: moved })
    expect(order && 'immutable' in order).toBe(false)
    expect(order && 'ambiguousItems' in order).toBe(false)
  })

  test('is that of the file, whatever an item was recognised by', () => {
    const live = {
      value: [
        { id: 'a', name: 'A' },
        { id: 'b', name: 'B', share: 1 },
        { id: 'c', name: 'C' },
      ],
    }
    const [a, b, c] = [{ name: 'A' }, { id: 'b', name: 'B', share: 2 }, { name: 'C' }]
    expect(labels(ofValue(rules(), live, { value: [a, b, c] }))).toEqual(['value[B].share'])
    const order = ofValue(rules(), live, { value: [c, b, a] }).at(-1)
    expect(order?.edit).toMatchObject({ before: ['A', 'B', 'C'], after: ['C', 'B', 'A'] })
  })

  test('of a set is none', () => {
    const field = set('Metrics.', rule, { key: 'name' })
    const changed = {
      value: [
        { name: 'B', when: 'B' },
        { name: 'A', when: 'new' },
      ],
    }
    expect(labels(ofValue(field, named('A', 'B'), changed))).toEqual(['value[A].when'])
    expect(ofValue(field, named('A', 'B'), named('B', 'A'))).toEqual([])
  })

  test('names items of equal content that may be others, and what happens to users', () => {
    const live = {
      value: [
        { name: 'A', when: 'x' },
        { name: 'B', when: 'x' },
      ],
    }
    const wanted = {
      value: [
        { name: 'B', when: 'x' },
        { name: 'C', when: 'x' },
      ],
    }
    const found = ofValue(rules(), live, wanted)
    const order = found.find(({ edit }) => edit.item === 'order')
    expect(order?.ambiguousItems).toEqual([
      { pointer: '/value/0', label: 'value[B]', detail: 'assigned again' },
      { pointer: '/value/1', label: 'value[C]', detail: 'assigned again' },
    ])
    const byName = rules({
      match: { ids: [], name: 'name', similarBy: 'when', unmatchedEffect: 'assigned again' },
    })
    for (const each of ofValue(byName, live, wanted))
      expect(each).not.toHaveProperty('ambiguousItems')
  })
})

describe('a set of named items', () => {
  const environments = (options: Partial<Extract<Field, { shape: 'set' }>> = {}): Field =>
    set('Environments.', rule, { key: 'name', ...options })

  test('that is immutable takes no change, or further items alone', () => {
    const found = (allows?: 'add' | 'increase') =>
      ofValue(
        environments({ immutable: { ...once, ...(allows && { allows }) } }),
        named('A'),
        named('B'),
      ).map(({ edit, immutable }) => [edit.item, immutable?.reason])
    expect(found()).toEqual([
      ['added', once.reason],
      ['removed', once.reason],
    ])
    expect(found('add')).toEqual([
      ['added', undefined],
      ['removed', once.reason],
    ])
    expect(found('increase')).toEqual(found())
    for (const diff of ofValue(environments(), named('A'), named('B')))
      expect(diff).not.toHaveProperty('immutable')
  })

  test('that keeps unlisted items removes none', () => {
    const kept = environments({ keepUnlisted: true })
    expect(labels(ofValue(kept, named('A', 'B'), named('B', 'C')))).toEqual(['value[C]'])
    expect(labels(ofValue(environments(), named('A', 'B'), named('B', 'C')))).toEqual([
      'value[C]',
      'value[A]',
    ])
  })

  test.each<[string, Field, string, boolean]>([
    ['that keeps unlisted items takes no name in other case', kept('name'), 'qa', true],
    ['that keeps unlisted items takes another name', kept('name'), 'QB', false],
    ['that is replaced takes a name in other case', environments(), 'qa', false],
  ])('%s', (_, field, name, isRefused) => {
    const added = ofValue(field, named('Prod', 'QA'), named('Prod', name)).find(
      ({ edit }) => edit.item === 'added',
    )
    expect(added?.edit.label).toBe(`value[${name}]`)
    expect(added?.immutable).toEqual(
      isRefused
        ? {
            reason: 'Statsig has an item whose name differs only in case, and would keep both',
            hint: 'Write the name as it is in Statsig.',
          }
        : undefined,
    )
  })

  test('that keeps unlisted items refuses no removal for a name in other case', () => {
    const found = ofValue(kept('name'), named('qa', 'QA'), named('qa', 'New'))
    expect(found.map(({ edit, immutable }) => [edit.label, immutable])).toEqual([
      ['value[New]', undefined],
    ])
  })

  function kept(key: string): Field {
    return set('Environments.', rule, { key, keepUnlisted: true })
  }
})

test.each<[readonly (string | undefined)[], readonly string[]]>([
  [
    ['A', 'B'],
    ['A', 'B'],
  ],
  [
    ['A', 'A', 'A'],
    ['A', 'A#2', 'A#3'],
  ],
  [
    ['A', 'A', 'A#2'],
    ['A', 'A#3', 'A#2'],
  ],
  [
    ['A#2', 'A', 'A', 'A', 'A#4'],
    ['A#2', 'A', 'A#3', 'A#5', 'A#4'],
  ],
  [
    [undefined, 'A', undefined],
    ['0', 'A', '2'],
  ],
])('items called %j have the labels %j', (given, expected) => {
  const items = given.map((name) => (name === undefined ? {} : { name }))
  expect(items.map((_, index) => itemLabel(items, index, 'name'))).toEqual(expected)
})

test('a flag that Statsig does not show differs from one that is off', () => {
  expect(ofValue(flag('Whether.'), {}, { value: false })).toHaveLength(1)
})
