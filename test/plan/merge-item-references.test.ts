// Members that name an item of a list of the same resource: by its name in the file, or by the id that Statsig made.
import { describe, expect } from 'vitest'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { type Fields, item, list, number, record, set, text } from '../../src/fields/field.ts'
import { type MergeDifference, mergeMembers, type Side } from '../../src/plan/merge/index.ts'
import { usualRunTest as test } from '../support/long-run.ts'

const groupName = item('A group.', 'groups', { by: 'name' })
const fields: Fields = {
  groups: list(
    'Groups.',
    record('One.', {
      name: text('Its name.', { required: true }),
      size: number('Its size.'),
      id: text('Made by Statsig.', { sentIn: 'match-only' }),
    }),
    { match: { ids: ['id'], name: 'name', similarBy: 'size', unmatchedEffect: 'assigned again' } },
  ),
  controlGroupID: item('The group to compare with.', 'groups'),
  overrides: record(
    'Users of a group.',
    {
      users: set(
        'By id.',
        record('Of one group.', { groupID: groupName, ids: set('Ids.', text('One.')) }),
        { resetWhenOmitted: true, mergedBy: ['groupID'] },
      ),
    },
    { subResource: { path: '/overrides', read: 'value', write: { by: 'replace' } } },
  ),
}

const names = (_: string, name: string): string => name
const byStatus = ({ mergeStatus }: MergeDifference): Side =>
  mergeStatus === 'drift' ? 'live' : 'file'

const groups: Json = [
  { name: 'Control', size: 40 },
  { name: 'Test', size: 60 },
]
const liveGroups: Json = [
  { name: 'Control', size: 40, id: 'g1' },
  { name: 'Test', size: 60, id: 'g2' },
]
const renamed: Json = [
  { name: 'Original', size: 40 },
  { name: 'Test', size: 60 },
]

const merge = (base: JsonObject | undefined, file: JsonObject, live: JsonObject) =>
  mergeMembers(
    fields,
    { base, statusWithoutBase: 'no-base', ours: file, live },
    { resolveName: names, chooseSide: byStatus },
  )

describe('a member that names a group', () => {
  const rows: readonly {
    readonly title: string
    /** Of the file and of the base. */
    readonly groups?: Json
    readonly base: Json | undefined
    readonly file: Json
    readonly live: Json
    readonly wanted: Json | undefined
    readonly found: readonly Json[]
  }[] = [
    {
      title: 'is equal by name and by id',
      ...{ base: 'Control', file: 'Control', live: 'g1', wanted: 'Control', found: [] },
    },
    {
      title: 'is equal by the new name of a renamed group, and by the old one',
      ...{ base: 'Control', file: 'Original', live: 'Control', groups: renamed },
      ...{ wanted: 'Original', found: [] },
    },
    {
      title: 'is equal where both sides have changed it to the same group',
      ...{ base: 'Control', file: 'Test', live: 'g2', wanted: 'Test', found: [] },
    },
    {
      title: 'is a change of the file',
      ...{ base: 'Control', file: 'Test', live: 'g1', wanted: 'Test' },
      found: [{ mergeStatus: 'change', side: 'file', before: 'Control', after: 'Test' }],
    },
    {
      title: 'is a change of the file, where the base has the id',
      ...{ base: 'g1', file: 'Test', live: 'g1', wanted: 'Test' },
      found: [{ mergeStatus: 'change', side: 'file', before: 'Control', after: 'Test' }],
    },
    {
      title: 'is a change of Statsig, which the merged definition has by name',
      ...{ base: 'Control', file: 'Control', live: 'g2', wanted: 'Test' },
      found: [{ mergeStatus: 'drift', side: 'live', before: 'Test', after: 'Control' }],
    },
    {
      title: 'is a change of Statsig, where the file has renamed the group of the base',
      ...{ base: 'Control', file: 'Original', live: 'g2', groups: renamed, wanted: 'Test' },
      found: [{ mergeStatus: 'drift', side: 'live', before: 'Test', after: 'Original' }],
    },
    {
      title: 'is a conflict where both sides have changed it',
      ...{ base: 'Control', file: 'Test', live: 'other', wanted: 'Test' },
      found: [{ mergeStatus: 'conflict', side: 'file', before: 'other', after: 'Test' }],
    },
    {
      title: 'is a conflict where the base has no such group any more',
      ...{ base: 'Third', file: 'Test', live: 'g1', wanted: 'Test' },
      found: [{ mergeStatus: 'conflict', side: 'file', before: 'Control', after: 'Test' }],
    },
    {
      title: 'that Statsig has lost is a change of Statsig',
      ...{ base: 'Control', file: 'Control', live: null, wanted: undefined },
      found: [{ mergeStatus: 'drift', side: 'live', after: 'Control' }],
    },
    {
      title: 'that the file has cleared is a change of the file',
      ...{ base: 'Control', file: null, live: 'g1', wanted: null },
      found: [{ mergeStatus: 'change', side: 'file', before: 'Control' }],
    },
    {
      title: 'that the file names for the first time, where Statsig has another one',
      ...{ base: undefined, file: 'Test', live: 'g1', wanted: 'Test' },
      found: [{ mergeStatus: 'newly-declared', side: 'file', before: 'Control', after: 'Test' }],
    },
  ]
  test.each(rows)('$title', ({ base, file, found, groups: own = groups, live, wanted }) => {
    const result = merge(
      { groups, ...(base !== undefined && { controlGroupID: base }) },
      { groups: own, controlGroupID: file },
      { groups: liveGroups, controlGroupID: live },
    )
    expect(result.members['controlGroupID']).toEqual(wanted)
    const place = { pattern: '/controlGroupID', containers: [] }
    const edit = { pointer: '/controlGroupID', label: 'controlGroupID' }
    const expected = (found as readonly JsonObject[]).map(
      ({ after, before, mergeStatus, side }) => ({
        ...{ mergeStatus, side, ...place },
        edit: {
          ...edit,
          ...(before !== undefined && { before }),
          ...(after !== undefined && { after }),
        },
        ...(after !== undefined && { fileValue: after }),
        ...(before !== undefined && { liveValue: before }),
      }),
    )
    expect(result.differences.filter(({ pattern }) => pattern === '/controlGroupID')).toStrictEqual(
      expected,
    )
  })

  test('without a base is not known to be a change of either side', () => {
    const { differences } = merge(
      undefined,
      { groups, controlGroupID: 'Test' },
      { groups: liveGroups, controlGroupID: 'g1' },
    )
    expect(differences.map(({ mergeStatus }) => mergeStatus)).toEqual(['no-base'])
  })
})

describe('a sub-resource that names groups', () => {
  const users = (groupID: string, ...ids: readonly string[]): JsonObject => ({ groupID, ids })
  const mergeUsers = (
    base: readonly JsonObject[] | undefined,
    file: readonly JsonObject[],
    live: readonly JsonObject[],
    own: Json = groups,
  ) =>
    merge(
      { groups, ...(base !== undefined && { overrides: { users: base } }) },
      { groups: own, overrides: { users: file } },
      { groups: liveGroups, overrides: { users: live } },
    )
  const statuses = ({ differences }: ReturnType<typeof merge>) =>
    differences.flatMap(({ edit, mergeStatus }) =>
      edit.label.startsWith('overrides') ? [`${mergeStatus} ${edit.label}`] : [],
    )

  test('is equal by name and by id, and keeps the spelling of the file', () => {
    const file = [users('Control', 'a'), users('Control', 'b')]
    const result = mergeUsers(file, file, [users('g1', 'b', 'a')])
    expect(statuses(result)).toEqual([])
    expect(result.members['overrides']).toEqual({ users: file })
  })

  test('is a change of the file, whatever name the base has for the group', () => {
    const result = mergeUsers([users('g1', 'a')], [users('Control', 'b')], [users('Control', 'a')])
    expect(statuses(result)).toEqual(['change overrides.users'])
    expect(result.members['overrides']).toEqual({ users: [users('Control', 'b')] })
  })

  test('is a change of the file, which has renamed the group', () => {
    const result = mergeUsers(
      [users('Control', 'a')],
      [users('Original', 'a', 'b')],
      [users('g1', 'a')],
      renamed,
    )
    expect(statuses(result)).toEqual(['change overrides.users'])
    expect(result.members['overrides']).toEqual({ users: [users('Original', 'a', 'b')] })
  })

  test('is a change of Statsig, which the merged definition has with the names of the file', () => {
    const result = mergeUsers(
      [users('Control', 'a')],
      [users('Original', 'a')],
      [users('g1', 'a', 'b')],
      renamed,
    )
    expect(statuses(result)).toEqual(['drift overrides.users'])
    expect(result.members['overrides']).toEqual({ users: [users('Original', 'a', 'b')] })
  })

  test('is not known to be a change of either side without a base', () => {
    const result = merge(
      undefined,
      { groups, overrides: { users: [users('Control', 'a')] } },
      { groups: liveGroups, overrides: { users: [users('g1', 'b')] } },
    )
    expect(statuses(result)).toEqual(['no-base overrides.users'])
  })

  test('that the file has for the first time says so', () => {
    const result = mergeUsers(undefined, [users('Control', 'a')], [users('g1', 'b')])
    expect(statuses(result)).toEqual(['newly-declared overrides.users'])
  })
})
