// The members that a live resource has in a file.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { list, opaque, record, text } from '../../src/fields/field.ts'
import { isKindName, type KindName } from '../../src/kinds/index.ts'
import { createKindRegistry } from '../../src/kinds/registry.ts'
import type { Resource } from '../../src/model/index.ts'
import { createLiveState, toResource } from '../../src/resources/live.ts'
import { createNameResolver } from '../../src/resources/name-resolver.ts'
import { definitionMembers, referenceNamingOf } from '../../src/write/resource-to-file.ts'
import { toFileMembers } from '../../src/write/value-to-file.ts'

const words = createKindRegistry({})
const resource = (name: string, raw: Json): Resource => {
  const found = isKindName(name) ? toResource(words(name).kind, name, raw) : undefined
  if (found === undefined) throw new Error(`This is no ${name}.`)
  return found
}
const fileMembersOf = (first: Resource, ...others: readonly Resource[]): JsonObject => {
  const all = [first, ...others]
  const live = createLiveState(new Set<KindName>(all.map(({ kind }) => kind)), all)
  return definitionMembers(
    words(first.kind),
    first,
    referenceNamingOf(createNameResolver([], live.resources.values()), live),
  )
}

const groups = [
  { id: 'g1', name: 'Control', size: 50, parameterValues: {}, description: '', disabled: false },
  { id: 'g2', name: 'Test', size: 50, parameterValues: { on: null } },
]

describe('an experiment', () => {
  const search = resource('layer', { id: 'search_page', name: 'Search page', parameters: [] })
  const experiment = (more: JsonObject) => resource('experiment', { id: 'e', name: 'e', ...more })

  test('refers to its layer and its groups by display name', () => {
    const live = experiment({
      layerID: 'search_page',
      groups,
      controlGroupID: 'g1',
      status: 'active',
    })
    expect(fileMembersOf(live, search)).toEqual({
      id: 'e',
      name: 'e',
      status: 'active',
      layerID: 'Search page',
      groups: [
        { name: 'Control', size: 50, parameterValues: {} },
        { name: 'Test', size: 50, parameterValues: { on: null } },
      ],
      controlGroupID: 'Control',
    })
  })

  test('refers to them by id if two have the same name', () => {
    const other = resource('layer', { id: 'search_page_2', name: 'Search page', parameters: [] })
    const same = groups.map((group) => ({ ...group, name: 'Test' }))
    const live = experiment({ layerID: 'search_page', groups: same, controlGroupID: 'g2' })
    expect(fileMembersOf(live, search, other)).toMatchObject({
      layerID: 'search_page',
      groups: [
        { name: 'Test', id: 'g1' },
        { name: 'Test', id: 'g2' },
      ],
      controlGroupID: 'g2',
    })
  })

  test('in a layer of its own has no `layerID`', () => {
    expect(fileMembersOf(experiment({ layerID: 'statsig::e' }))).toEqual({ id: 'e', name: 'e' })
  })
})

test('only a metric that was renamed has its id', () => {
  const metric = (id: string) => resource('metric', { id, name: 'New', type: 'sum' })
  expect(fileMembersOf(metric('Old::sum'))).toEqual({ id: 'Old::sum', name: 'New', type: 'sum' })
  expect(fileMembersOf(metric('New::sum'))).toEqual({ name: 'New', type: 'sum' })
})

describe('of two members with the same value', () => {
  const alternatives = record(
    'A config.',
    { value: opaque('A value.'), valueJson5: text('Its text.'), more: list('More.', text('Any.')) },
    { alternatives: [['value', 'valueJson5']] },
  )
  const naming = {
    canonical: (_: string, name: string) => name,
    reference: (_: string, name: string) => name,
  }
  test.each<[string, JsonObject, JsonObject]>([
    ['the first is written', { value: { a: 1 }, valueJson5: '{a: 1}' }, { value: { a: 1 } }],
    [
      'the text is, where it holds comments',
      { value: { a: 1 }, valueJson5: '{a: 1 /* one */}' },
      { valueJson5: '{a: 1 /* one */}' },
    ],
    [
      'a text in quotes is no comment',
      { value: { a: '//' }, valueJson5: '{"a": "//"}' },
      { value: { a: '//' } },
    ],
    ['the only one is', { value: null, valueJson5: '{}' }, { valueJson5: '{}' }],
    ['none is, where there is none', { value: null, more: [] }, {}],
  ])('%s', (_, live, expected) => {
    expect(toFileMembers(alternatives, live, naming)).toEqual(expected)
  })
})
