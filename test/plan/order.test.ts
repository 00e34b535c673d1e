// The order of operations, from what each refers to: what is referred to comes first, and goes last.
import { describe, expect, test } from 'vitest'
import { type Address, makeAddress, type Operation } from '../../src/model/index.ts'
import type { OperationDraft } from '../../src/plan/operation-draft.ts'
import { orderOperations } from '../../src/plan/order.ts'

interface Draft {
  readonly action: Operation['action']
  readonly deferred?: true
  readonly subResource?: string
  /** What its definition refers to. */
  readonly to?: readonly string[]
  /** What the live resource refers to. */
  readonly liveTo?: readonly string[]
}
type Drafts = readonly (readonly [string, Draft])[]

const at = (name: string): Address => makeAddress('gate', name)

const ordered = (drafts: Drafts): readonly Operation[] => {
  const meant = new Map<OperationDraft, Draft>()
  const made = drafts.map(([name, draft]): OperationDraft => {
    const { action, deferred, subResource } = draft
    const one: OperationDraft = {
      address: at(name),
      kind: 'gate',
      action,
      edits: [],
      members: {},
      effects: [],
      cautions: [],
      sensitive: [],
      editPositions: {},
      before: {},
      // Two operations of one address differ in what they want.
      wanted: { deferred: deferred ?? false, subResource: subResource ?? '' },
      ...(deferred && { isDeferred: deferred }),
      ...(subResource !== undefined && { subResource }),
    }
    meant.set(one, draft)
    return one
  })
  const addresses = (names: readonly string[] = []) => new Set(names.map(at))
  return orderOperations(made, 'default', {
    wanted: (draft) => addresses(meant.get(draft)?.to),
    live: (draft) => addresses(meant.get(draft)?.liveTo),
  })
}

const nameOf = ({ action, address, isDeferred, subResource }: Operation): string =>
  [address.slice('gate/'.length), action, isDeferred && 'deferred', subResource]
    .filter(Boolean)
    .join(' ')

/** Each operation, and what it waits for. */
const inWords = (drafts: Drafts): readonly string[] => {
  const operations = ordered(drafts)
  const names = new Map(operations.map((each) => [each.id, nameOf(each)]))
  return operations.map((each) => {
    const waits = each.dependsOn.map((id) => names.get(id) ?? '?').sort()
    return waits.length === 0 ? nameOf(each) : `${nameOf(each)} after ${waits.join(' and ')}`
  })
}

const create: Draft = { action: 'create' }
const tables: Readonly<Record<string, readonly [Drafts, readonly string[]]>> = {
  'nothing is nothing': [[], []],
  'what refers to nothing stands by address': [
    [
      ['c', create],
      ['a', create],
      ['b', create],
    ],
    ['a create', 'b create', 'c create'],
  ],
  'what is referred to is created first': [
    [
      ['a', { ...create, to: ['b'] }],
      ['b', create],
    ],
    ['b create', 'a create after b create'],
  ],
  'a chain is created from its end': [
    [
      ['a', { ...create, to: ['b'] }],
      ['b', { ...create, to: ['c'] }],
      ['c', create],
    ],
    ['c create', 'b create after c create', 'a create after b create'],
  ],
  'two may wait for one': [
    [
      ['a', { ...create, to: ['c'] }],
      ['b', { ...create, to: ['c'] }],
      ['c', create],
    ],
    ['c create', 'a create after c create', 'b create after c create'],
  ],
  'one may wait for two': [
    [
      ['a', { ...create, to: ['b', 'c'] }],
      ['b', create],
      ['c', create],
    ],
    ['b create', 'c create', 'a create after b create and c create'],
  ],
  'what waits stands by address as well, level by level': [
    [
      ['a', { ...create, to: ['z'] }],
      ['b', create],
      ['y', { ...create, to: ['z'] }],
      ['z', create],
    ],
    ['b create', 'z create', 'a create after z create', 'y create after z create'],
  ],
  'what is not in the plan is not waited for': [
    [['a', { ...create, to: ['elsewhere'] }]],
    ['a create'],
  ],
  'what refers to itself does not wait for itself': [
    [['a', { ...create, to: ['a'] }]],
    ['a create'],
  ],
  'an update is waited for as a creation is': [
    [
      ['a', { action: 'update', to: ['b'] }],
      ['b', { action: 'update' }],
    ],
    ['b update', 'a update after b update'],
  ],
  'a reference to what goes is not waited for': [
    [
      ['a', { action: 'update', to: ['b'] }],
      ['b', { action: 'delete' }],
    ],
    ['a update', 'b delete'],
  ],
  'what is still referred to goes after the reference does': [
    [
      ['a', { action: 'delete' }],
      ['b', { action: 'update', liveTo: ['a'] }],
    ],
    ['b update', 'a delete after b update'],
  ],
  'of two that go, the one that refers goes first': [
    [
      ['a', { action: 'archive' }],
      ['b', { action: 'archive', liveTo: ['a'] }],
    ],
    ['b archive', 'a archive after b archive'],
  ],
  'a reference in Statsig does not delay an update': [
    [
      ['a', { action: 'update' }],
      ['b', { action: 'update', liveTo: ['a'] }],
    ],
    ['a update', 'b update'],
  ],
  'a transition waits for the update of the same resource': [
    [
      ['a', { action: 'update' }],
      ['a', { action: 'start' }],
    ],
    ['a update', 'a start after a update'],
  ],
  'a transition waits for what it refers to, and not the other way round': [
    [
      ['a', { action: 'start', to: ['b'] }],
      ['b', create],
      ['c', { ...create, to: ['a'] }],
    ],
    ['b create', 'c create', 'a start after b create'],
  ],
  'what is attached later waits for both sides of a ring': [
    [
      ['a', create],
      ['a', { action: 'update', deferred: true, to: ['b'] }],
      ['b', { ...create, to: ['a'] }],
    ],
    ['a create', 'b create after a create', 'a update deferred after a create and b create'],
  ],
  'a sub-resource waits for its resource, and for what it refers to': [
    [
      ['a', create],
      ['a', { action: 'update', subResource: 'overrides', to: ['b'] }],
      ['b', create],
    ],
    ['a create', 'b create', 'a update overrides after a create and b create'],
  ],
  'a sub-resource does not wait for what is attached later': [
    [
      ['a', create],
      ['a', { action: 'update', deferred: true, to: ['b'] }],
      ['a', { action: 'update', subResource: 'overrides' }],
      ['b', { ...create, to: ['a'] }],
    ],
    [
      'a create',
      'a update overrides after a create',
      'b create after a create',
      'a update deferred after a create and b create',
    ],
  ],
  'no one waits for a sub-resource': [
    [
      ['a', { action: 'update', subResource: 'overrides' }],
      ['b', { ...create, to: ['a'] }],
    ],
    ['a update overrides', 'b create'],
  ],
}

describe('operations', () => {
  test.each(Object.entries(tables))('%s', (_, [drafts, expected]) => {
    expect(inWords(drafts)).toEqual(expected)
  })
  test.each(Object.entries(tables))(
    '%s, whatever the order of the drafts',
    (_, [drafts, expected]) => {
      const names = drafts.map(([name]) => name)
      // Those of one resource keep theirs.
      const turned = [...new Set(names.toReversed())].flatMap((name) =>
        drafts.filter(([own]) => own === name),
      )
      expect(inWords(turned)).toEqual(expected)
    },
  )
})

test('a ring is an error of ours, since validation refuses it in files', () => {
  const ring: Drafts = [
    ['a', { ...create, to: ['b'] }],
    ['b', { ...create, to: ['a'] }],
  ]
  expect(() => inWords(ring)).toThrow('cycle')
})
