// What is dangerous about a plan: what merging it may do to users, and what cannot be taken back.
import { describe, expect, test } from 'vitest'
import type { Edit } from '../../src/fields/difference.ts'
import type { Caution, Operation } from '../../src/model/index.ts'
import { needsReview } from '../../src/plan/guards/run.ts'
import { risksOf } from '../../src/summary/risk.ts'
import { operation, planOf } from './builders.ts'

const change = (
  pointer: string,
  before: Edit['before'],
  after: Edit['after'],
  more = {},
): Edit => ({
  pointer,
  label: pointer.slice(1),
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
  ...more,
})
const updating = (kind: Operation['kind'], edit: Edit): Operation =>
  operation(kind, 'a', 'update', { edits: [edit] })
const found = (each: Operation): readonly string[] => [
  ...new Set(risksOf(planOf([each])).map(({ kind }) => kind)),
]

const newItem = (pointer: string, label: string): Caution => ({
  code: 'new-item',
  pointer,
  label,
  detail: 'users of this rule are assigned again',
})

const rule = (passPercentage: number) => ({ name: 'Beta', passPercentage, conditions: [] })

describe('an update', () => {
  test.each<[string, Operation['kind'], Edit, readonly string[]]>([
    ['a gate is switched on', 'gate', change('/isEnabled', false, true), ['switches-on']],
    ['a gate is switched off', 'gate', change('/isEnabled', true, false), ['switches-off']],
    ['a rollout grows', 'gate', change('/rules/0/passPercentage', 10, 100), ['gains']],
    ['a rollout shrinks', 'gate', change('/rules/0/passPercentage', 100, 10), ['loses']],
    [
      'a rule is added that lets users in',
      'gate',
      change('/rules/0', undefined, rule(25), { item: 'added' }),
      ['gains'],
    ],
    [
      'a rule is added that lets nobody in',
      'gate',
      change('/rules/0', undefined, rule(0), { item: 'added' }),
      ['loses'],
    ],
    [
      'a rule goes that let users in',
      'gate',
      change('/rules', rule(25), undefined, { item: 'removed' }),
      ['loses'],
    ],
    [
      'a rule goes that let nobody in',
      'gate',
      change('/rules', rule(0), undefined, { item: 'removed' }),
      ['gains'],
    ],
    [
      'rules change places',
      'gate',
      change('/rules', ['a', 'b'], ['b', 'a'], { item: 'order' }),
      ['gains-and-loses'],
    ],
    [
      'a condition changes',
      'gate',
      change('/rules/0/conditions/0/targetValue', ['DE'], ['FR']),
      ['gains-and-loses'],
    ],
    ['fewer are kept out', 'holdout', change('/passPercentage', 10, 1), ['gains']],
    ['more are kept out', 'holdout', change('/passPercentage', 1, 10), ['loses']],
    ['an experiment takes more in', 'experiment', change('/allocation', 10, 50), ['gains']],
    [
      'many ids come in',
      'segment',
      change('/ids', undefined, undefined, {
        counts: { added: 3, removed: 0, total: 9, unit: 'ids' },
      }),
      ['gains'],
    ],
    [
      'many ids go',
      'segment',
      change('/ids', undefined, undefined, {
        counts: { added: 0, removed: 3, total: 9, unit: 'ids' },
      }),
      ['loses'],
    ],
    ['a description changes', 'gate', change('/description', 'a', 'b'), []],
    [
      'a metric changes',
      'metric',
      change('/directionality', 'increase', 'decrease'),
      ['changes-measurement'],
    ],
    [
      'a value changes',
      'dynamic_config',
      change('/defaultValue', { a: 1 }, { a: 2 }),
      ['changes-values'],
    ],
    ['a role may do more', 'role', change('/permissions', [], ['x']), ['changes-access']],
    ['nobody knows what changes', 'gate', change('/releasePipelineID', null, 'slow'), ['unknown']],
  ])('where %s', (_, kind, edit, expected) => {
    expect(found(updating(kind, edit))).toEqual(expected)
    expect(needsReview(updating(kind, edit))).toBe(expected.length > 0)
  })

  test('that replaces a rule buckets users anew', () => {
    const replaced = operation('gate', 'a', 'update', {
      edits: [change('/rules/0', undefined, rule(0), { item: 'added', label: 'rules[Friends]' })],
      cautions: [newItem('/rules/0', 'rules[Friends]'), { code: 'cannot-be-undone' }],
    })
    expect(risksOf(planOf([replaced]))).toMatchObject([
      { kind: 'loses', edits: replaced.edits },
      { kind: 'reassigns', edits: replaced.edits },
    ])
  })

  test.each(['Blue` is new: x', '` is new: ', '', 'Blue'])(
    'whose new item is called %j is dangerous, and so is one whose edit is not told',
    (name) => {
      const label = `rules[Everyone].variants[${name}]`
      const pointer = '/rules/0/variants/0'
      const added = operation('gate', 'a', 'update', {
        edits: [change(pointer, undefined, { name }, { item: 'added', label })],
        cautions: [newItem(pointer, label)],
      })
      expect(found(added)).toContain('reassigns')
      expect(found({ ...added, edits: [] })).toContain('reassigns')
    },
  )

  test.each(['Blue` is new: x', '`description` is new: x'])(
    'of a harmless place that is called %j is harmless',
    (name) => {
      const edit = change('/description', name, `\`${name}\` is new: y`, { label: name })
      const cautions: readonly Caution[] = [
        { code: 'sends-unreadable', fields: [name] },
        { code: 'changed-since-apply', labels: [name] },
      ]
      const harmless = operation('gate', 'a', 'update', { edits: [edit], cautions })
      expect(needsReview(harmless)).toBe(false)
    },
  )

  test('that overwrites what was changed in Statsig is dangerous, whatever it changes', () => {
    const over = operation('tag', 'a', 'update', {
      edits: [change('/description', 'a', 'b')],
      overwrites: [{ code: 'edit', label: 'description' }],
    })
    expect(found(over)).toEqual(['overwrite'])
    expect(needsReview(over)).toBe(true)
  })
})

describe('everything else', () => {
  test.each(['start', 'decide', 'abandon', 'archive', 'delete'] as const)('%s', (action) => {
    const each = operation('experiment', 'a', action)
    expect(found(each)).toEqual([action])
    expect(needsReview(each)).toBe(true)
  })

  test('a creation lets nobody in who was not', () => {
    const create = operation('gate', 'a', 'create', { members: { isEnabled: true } })
    expect(found(create)).toEqual([])
    expect(needsReview(create)).toBe(false)
  })

  test('what is refused is told as that and as nothing else, and what needs it is not told', () => {
    const refused = operation('gate', 'a', 'archive', {
      refusal: { code: 'still-referenced', by: [] },
    })
    const conflict = operation('gate', 'b', 'update', {
      edits: [change('/isEnabled', false, true)],
      refusal: { isConflict: true, code: 'deleted-and-changed' },
    })
    const needy = operation('gate', 'c', 'delete', { dependsOn: [refused.id] })
    expect(risksOf(planOf([refused, conflict, needy])).map(({ kind }) => kind)).toEqual([
      'conflict',
      'refused',
    ])
  })

  test('the worst stands first, and the order of the plan decides among equals', () => {
    const operations = [
      updating('gate', change('/isEnabled', false, true)),
      operation('gate', 'z', 'archive'),
      operation('gate', 'b', 'archive'),
      operation('metric', 'm', 'delete'),
    ]
    expect(
      risksOf(planOf(operations)).map(({ kind, operation: { address } }) => [kind, address]),
    ).toEqual([
      ['delete', 'metric/m'],
      ['archive', 'gate/z'],
      ['archive', 'gate/b'],
      ['switches-on', 'gate/a'],
    ])
  })
})
