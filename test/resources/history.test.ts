// Who changed it: the log says names and words, and what they may mean besides is never guessed away.
import { describe, expect, test } from 'vitest'
import { kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { makeAddress } from '../../src/model/index.ts'
import type { AuditEntry } from '../../src/resources/api.ts'
import {
  type AttributionContext,
  createNameCollisionCheck,
  lastAuthor,
} from '../../src/resources/last-author.ts'
import { createLiveState, toResource } from '../../src/resources/live.ts'

const all: readonly Kind[] = kinds
const kindNamed = (name: string): Kind => {
  const found = all.find(({ kind }) => kind === name)
  if (found) return found
  throw new Error(`There is no kind ${name}.`)
}
const gateKind = kindNamed('gate')
const aGate = { address: makeAddress('gate', 'a_gate'), raw: { id: 'a_gate', name: 'A gate' } }

/** The newest comes last here, as a story is told; the log has it first. */
const log = (...told: readonly Partial<AuditEntry>[]): readonly AuditEntry[] =>
  told
    .map(
      (deed, index): AuditEntry => ({
        id: String(index),
        name: 'A gate',
        action: 'gate_update',
        at: `2023-10-12T17:29:0${index}.000Z`,
        actor: 'amy',
        isApiKey: false,
        members: [],
        ...deed,
      }),
    )
    .toReversed()

const who = (
  deeds: readonly AuditEntry[] | undefined,
  options: AttributionContext = {},
): string => {
  const author = lastAuthor(gateKind, aGate, deeds, options)
  return author.type === 'unknown' ? 'unknown' : author.by
}

const undated = log({}).map(({ at: _, ...deed }) => deed)
const byBen = { actor: 'ben' }
const rules = { members: ['rules'] }
const team = { members: ['team'] }
const texts = { members: ['description'] }

describe('of a resource that is there', () => {
  test.each<[string, readonly AuditEntry[] | undefined, AttributionContext, string]>([
    ['nobody, where the log is not shown', undefined, {}, 'unknown'],
    ['nobody, where the log is empty', [], {}, 'unknown'],
    ['whoever did something last', log({}, byBen), {}, 'ben'],
    ['whoever created it', log({ action: 'gate_create', ...byBen }), {}, 'ben'],
    ['by its name', log({ name: 'A gate' }), {}, 'amy'],
    ['by its id', log({ name: 'a_gate' }), {}, 'amy'],
    ['nobody by another name', log({ name: 'A Gate' }), {}, 'unknown'],
    ['nobody by the words of another kind', log({ action: 'layer_edit' }), {}, 'unknown'],
    ['whoever did what is not known yet', log({ action: 'gateway_edit' }), {}, 'amy'],
    ['nobody, where only a job did it', log({ action: 'gate_stale_status_update' }), {}, 'unknown'],
    [
      'whoever did it before a job',
      log({}, { ...byBen, action: 'gate_stale_status_update' }),
      {},
      'amy',
    ],
    [
      'no one who only talked about it',
      log({ ...byBen, action: 'config_review_create' }, {}),
      {},
      'amy',
    ],
    [
      'whoever committed a review',
      log({}, { ...byBen, action: 'config_review_commit' }),
      {},
      'ben',
    ],
    ['nobody before the window', log({}), { since: '2023-10-12T17:29:01.000Z' }, 'unknown'],
    ['who did it in its first second', log({}), { since: '2023-10-12T17:29:00.700Z' }, 'amy'],
    ['nobody, where nobody knows when', undated, {}, 'unknown'],
    ['nobody, where the log names nobody', log({ actor: '' }), {}, 'unknown'],
    ['whoever touched what differs', log(rules, { ...byBen, ...texts }), rules, 'amy'],
    ['the newest of those', log(rules, { ...byBen, ...rules }), rules, 'ben'],
    [
      'whoever made it anew after that',
      log(rules, { ...byBen, action: 'gate_create', members: ['name'] }),
      rules,
      'ben',
    ],
    ['who says so before who says nothing', log(rules, byBen), rules, 'amy'],
    ['whoever touched it under another name', log({ members: ['teamID'] }, byBen), team, 'amy'],
    ['else the one who does not say what', log({}, { ...byBen, ...texts }), rules, 'amy'],
    ['nobody, where several do not say what', log({}, byBen), rules, 'unknown'],
    [
      'or who says it in words of the log',
      log(texts, { ...byBen, members: ['ruleSets'] }),
      rules,
      'ben',
    ],
    ['nobody, where all touched other members', log(texts, texts), rules, 'unknown'],
    [
      'nobody who did it before a deletion: that was another resource',
      log({}, { ...byBen, action: 'config_delete' }),
      {},
      'unknown',
    ],
    [
      'whoever made it after a deletion',
      log({}, { action: 'config_delete' }, { ...byBen, action: 'gate_create' }),
      {},
      'ben',
    ],
    ['nobody, where the name may mean another', log({}), { isNameTaken: () => true }, 'unknown'],
  ])('%s', (_, deeds, options, expected) => {
    expect(who(deeds, options)).toBe(expected)
  })

  test('a key is told apart from a person', () => {
    expect(lastAuthor(gateKind, aGate, log({ actor: 'CONSOLE API', isApiKey: true }))).toEqual({
      type: 'api-key',
      by: 'CONSOLE API',
      at: '2023-10-12T17:29:00.000Z',
    })
  })

  test('what a project has one of is known without a name', () => {
    const raw = { environments: [] }
    const deeds = log({ action: 'company_environments_edit', name: 'Emulated Project' })
    expect(
      lastAuthor(
        kindNamed('environment'),
        { address: makeAddress('environment', 'project'), raw },
        deeds,
      ),
    ).toMatchObject({ type: 'person', by: 'amy' })
  })

  test('a kind without words in the log has no authors', () => {
    const raw = { name: 'A gate' }
    const own = makeAddress('ingestion', 'A gate')
    expect(lastAuthor(kindNamed('ingestion'), { address: own, raw }, log({}))).toEqual({
      type: 'unknown',
    })
  })
})

describe('of a resource that is gone', () => {
  const gone = { isDeleted: true }
  const deletion = { action: 'config_delete' }
  test.each<[string, readonly AuditEntry[], string]>([
    ['whoever deleted it', log({}, { ...byBen, ...deletion }), 'ben'],
    ['nobody, where only changes are told', log({}), 'unknown'],
    [
      'nobody, where several deleted something of that name',
      log(deletion, { ...byBen, ...deletion }),
      'unknown',
    ],
    [
      'whoever deleted it after it was made again',
      log(deletion, { action: 'gate_create' }, { ...byBen, ...deletion }),
      'ben',
    ],
    ['nobody, where it was made again', log(deletion, { action: 'gate_create' }), 'unknown'],
  ])('%s', (_, deeds, expected) => {
    expect(who(deeds, gone)).toBe(expected)
  })
})

describe('a name is taken', () => {
  const resources = (...named: readonly (readonly [string, string])[]) =>
    named.flatMap(([kind, name]) => {
      const id = kind === 'gate' && name === 'A gate' ? 'a_gate' : name
      const known = kinds.find((each) => each.kind === kind)
      return (known && toResource(known, known.kind, { id, name })) ?? []
    })
  const read = new Set(kinds.map(({ kind }) => kind))
  const taken = (
    others: readonly (readonly [string, string])[],
    action: string,
    kindsRead = read,
    hidden: typeof read = new Set(),
  ) => {
    const live = createLiveState(kindsRead, resources(['gate', 'A gate'], ...others), hidden)
    return createNameCollisionCheck(live, kinds, aGate.address)('A gate', action)
  }

  test.each([
    [[], 'config_edit_tags', false],
    [[['segment', 'Other']], 'config_edit_tags', false],
    [[['segment', 'A gate']], 'config_edit_tags', true],
    [[['segment', 'A gate']], 'gate_update', false],
    [[['layer', 'A gate']], 'config_edit_tags', false],
    [
      [
        ['gate', 'another'],
        ['tag', 'A gate'],
      ],
      'gate_update',
      false,
    ],
  ] as const)('beside %j, in %s: %s', (others, action, expected) => {
    expect(taken(others, action)).toBe(expected)
  })

  test('by another of the same kind', () => {
    const other = { id: 'another', name: 'A gate' }
    const known = kinds.filter(({ kind }) => kind === gateKind.kind)
    const both = [
      ...resources(['gate', 'A gate']),
      ...known.flatMap((kind) => toResource(kind, kind.kind, other) ?? []),
    ]
    const isTaken = createNameCollisionCheck(createLiveState(read, both), kinds, aGate.address)
    expect(isTaken('A gate', 'gate_update')).toBe(true)
    expect(isTaken('a_gate', 'gate_update')).toBe(false)
  })

  test('as far as anybody knows, where a kind that shares the word was not read', () => {
    const some = new Set([...read].filter((kind) => kind !== 'segment'))
    expect(taken([], 'config_edit_tags', some)).toBe(true)
    expect(taken([], 'gate_update', some)).toBe(false)
    expect(taken([], 'config_edit_tags', read, new Set(['segment']))).toBe(true)
  })
})
