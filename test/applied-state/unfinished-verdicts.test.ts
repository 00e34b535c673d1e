// Whose a live state is that an apply may have left half made: tables over what has arrived, who wrote since, and whether
// the audit log can be read.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { UnfinishedApply } from '../../src/history/history.ts'
import { resolveUnfinished } from '../../src/history/unfinished/resolve.ts'
import type { KindName } from '../../src/kinds/index.ts'
import type { AuditEntry } from '../../src/resources/api.ts'
import { actionsOfKind } from '../../src/resources/audit-actions.ts'
import { revisionText } from '../../src/resources/revision.ts'
import {
  createInMemoryStatsig,
  definitionFile,
  desiredStateFrom,
  registry,
} from '../support/in-memory-statsig.ts'

/** Who wrote since the apply began, by the audit log. `unreadable`: there is none. */
type Log = 'key' | 'nobody' | 'person' | 'key and person' | 'deletion' | 'unreadable'

interface Step {
  readonly action: string
  readonly subResource?: string
}

interface Situation {
  readonly kind: KindName
  readonly base?: JsonObject
  readonly begun?: JsonObject
  readonly live?: JsonObject
  readonly steps: readonly Step[]
  readonly log: Log
  /** The live state that the apply began with: its revision is noted. */
  readonly noted?: JsonObject
}

const entry = (name: string, action: string, isApiKey: boolean): AuditEntry => ({
  id: `${action} ${isApiKey}`,
  name,
  action,
  at: '2026-11-30T10:00:00Z',
  actor: isApiKey ? 'Statsig GitOps' : 'ana@example.com',
  isApiKey,
  members: [],
})

const entriesFor = (log: Log, name: string, kindName: KindName, isNew: boolean) => {
  const { kind } = registry(kindName)
  const { changes = [], creates = changes, deletes = [] } = kind.auditActions ?? {}
  const byKey = entry(name, (isNew ? creates : changes)[0] ?? actionsOfKind(kind)[0] ?? '', true)
  const byPerson = entry(name, changes[0] ?? '', false)
  switch (log) {
    case 'unreadable':
      return undefined
    case 'nobody':
      return []
    case 'key':
      return [byKey]
    case 'person':
      return [byPerson]
    case 'key and person':
      return [byPerson, byKey]
    case 'deletion':
      return [entry(name, deletes[0] ?? '', false), byKey]
  }
}

const applyOf = (
  { begun, base, kind, noted, steps }: Situation,
  commit: string,
): UnfinishedApply => {
  const members = begun ?? base ?? {}
  const address = `${kind}/${String(members['id'] ?? members['name'])}`
  const resource = noted && { raw: noted }
  const revision = resource && revisionText(registry(kind).kind, resource)
  return {
    commit,
    at: '2026-11-30T09:00:00Z',
    digest: (text) => `digest of ${text}`,
    operations: steps.map((step, index) => ({
      id: `${index}`,
      address,
      ...step,
      ...(revision !== undefined &&
        step.subResource === undefined && { revision: `digest of ${revision}` }),
    })),
  }
}

const stateOf = (kind: KindName, members: JsonObject | undefined) =>
  members === undefined
    ? desiredStateFrom([])
    : desiredStateFrom([definitionFile(registry(kind).kind.folder, members)])

const resolved = (situation: Situation) => {
  const { base, begun, kind, live, log } = situation
  const statsig = createInMemoryStatsig([kind])
  if (live) statsig.put(kind, live)
  const apply = applyOf(situation, 'c'.repeat(40))
  const name = String((begun ?? base)?.['name'])
  const resolution = resolveUnfinished({
    base: stateOf(kind, base),
    applies: [{ apply, definitions: stateOf(kind, begun) }],
    live: statsig.live(),
    registry,
    entriesOf: () => entriesFor(log, name, kind, base === undefined),
  })
  const [finding] = resolution.findings
  return {
    verdict: finding?.verdict,
    pending: [...(finding?.pending ?? [])].sort(),
    members: [...resolution.base.values()][0]?.members,
    isRetired: [...resolution.base.values()][0]?.lifecycle.retired,
  }
}

const created: readonly Step[] = [{ action: 'create' }]

describe('a creation of two requests', () => {
  const begun = { name: 'Late users', passPercentage: 5, isEnabled: true, idType: 'userID' }
  const first = {
    id: 'late_users',
    name: 'Late users',
    idType: 'userID',
    passPercentage: 0,
    isEnabled: false,
    gateIDs: [],
    createdTime: 1_700_000_000_000,
    lastModifiedTime: 1_700_000_000_000,
  }
  const second = {
    ...first,
    passPercentage: 5,
    isEnabled: true,
    lastModifiedTime: 1_700_000_060_000,
  }
  const setBack = { ...first, lastModifiedTime: 1_700_000_120_000 }
  test.each<readonly [string, JsonObject | undefined, Log, string]>([
    ['nothing has arrived', undefined, 'nobody', 'to-do'],
    ['nothing has arrived', undefined, 'unreadable', 'to-do'],
    ['it was created and deleted', undefined, 'deletion', 'people'],
    ['it was created and is gone', undefined, 'key', 'people'],
    ['the first request has arrived', first, 'key', 'unfinished'],
    ['the first request has arrived', first, 'unreadable', 'unfinished'],
    ['somebody else made one like it', first, 'person', 'people'],
    ['the log does not have our creation', first, 'nobody', 'people'],
    ['a person wrote after the first request', first, 'key and person', 'people'],
    ['all has arrived', second, 'key', 'done'],
    ['all has arrived', second, 'unreadable', 'done'],
    ['a person wrote after the last request', second, 'key and person', 'people'],
    ['it was switched off afterwards, by a key', setBack, 'key', 'people'],
    ['it was switched off afterwards', setBack, 'unreadable', 'people'],
    ['a member has another value', { ...second, passPercentage: 7 }, 'key', 'people'],
    ['half of the second request is there', { ...second, isEnabled: false }, 'key', 'people'],
    ['the first request has another unit', { ...first, idType: 'stableID' }, 'key', 'people'],
    ['deleted and created again', first, 'deletion', 'people'],
    ['Statsig has set another value', { ...first, passPercentage: 50 }, 'key', 'unfinished'],
    ['Statsig has set another value', { ...first, passPercentage: 50 }, 'unreadable', 'unfinished'],
    ['a key has set another value', { ...setBack, passPercentage: 50 }, 'key', 'people'],
  ])('%s, %s, log: %s: %s', (_, live, log, verdict) => {
    const found = resolved({ kind: 'holdout', begun, ...(live && { live }), steps: created, log })
    expect(found.verdict).toBe(verdict)
  })

  test('what is left counts as Statsig has it, so that the next plan writes it', () => {
    const found = resolved({ kind: 'holdout', begun, live: first, steps: created, log: 'key' })
    expect(found.pending).toEqual(['isEnabled', 'passPercentage'])
    expect(found.members).toEqual({ ...begun, passPercentage: 0, isEnabled: false })
  })

  test('of people there is no base, and of what was deleted there is one', () => {
    const of = (live: JsonObject | undefined, log: Log) =>
      resolved({ kind: 'holdout', begun, ...(live && { live }), steps: created, log }).members
    expect(of(first, 'person')).toBeUndefined()
    expect(of(undefined, 'deletion')).toEqual(begun)
    expect(of(undefined, 'nobody')).toBeUndefined()
  })
})

describe('a creation whose second request has values that Statsig gives a new resource, too', () => {
  const begun = { name: 'Half', message: 'Too many.', priority: 'P3', alertThreshold: 5 }
  const first = { id: 'a1', name: 'Half', message: 'Too many.', priority: 'P3', alertThreshold: 0 }
  test.each<readonly [string, JsonObject, Log, string]>([
    ['the first request has arrived', first, 'key', 'unfinished'],
    ['nothing tells who wrote', first, 'unreadable', 'people'],
    ['a person wrote', first, 'key and person', 'people'],
    ['another value', { ...first, priority: 'P1' }, 'key', 'people'],
    ['all has arrived', { ...first, alertThreshold: 5 }, 'unreadable', 'done'],
  ])('%s, %s, log: %s: %s', (_, live, log, verdict) => {
    expect(resolved({ kind: 'alert', begun, live, steps: created, log }).verdict).toBe(verdict)
  })
})

describe('a creation with sub-resources and a start', () => {
  const begun = {
    id: 'vip',
    name: 'vip',
    type: 'id_list',
    idType: 'userID',
    ids: ['ana', 'bo', 'cy'],
  }
  const bare = { id: 'vip', name: 'vip', type: 'id_list', idType: 'userID', ids: [] }
  const steps = [...created, { action: 'update', subResource: 'ids' }]
  test.each<readonly [string, JsonObject, Log, string]>([
    ['no ids', bare, 'key', 'unfinished'],
    ['no ids', bare, 'unreadable', 'people'],
    ['some ids', { ...bare, ids: ['ana'] }, 'key', 'unfinished'],
    ['some ids', { ...bare, ids: ['ana'] }, 'unreadable', 'people'],
    ['all ids', { ...bare, ids: ['cy', 'bo', 'ana'] }, 'key', 'done'],
    ['all ids', { ...bare, ids: ['cy', 'bo', 'ana'] }, 'unreadable', 'done'],
    ['a foreign id', { ...bare, ids: ['ana', 'eve'] }, 'key', 'people'],
    ['a person wrote', { ...bare, ids: ['ana'] }, 'key and person', 'people'],
  ])('%s, log: %s: %s', (_, live, log, verdict) => {
    expect(resolved({ kind: 'segment', begun, live, steps, log }).verdict).toBe(verdict)
  })

  test.each<readonly [string, Log, string]>([
    ['setup', 'key', 'unfinished'],
    ['active', 'key', 'done'],
    ['active', 'unreadable', 'done'],
    ['abandoned', 'key', 'people'],
    ['setup', 'key and person', 'people'],
  ])('an experiment in %s, log: %s: %s', (status, log, verdict) => {
    const members = { id: 'test', name: 'test', idType: 'userID' }
    const found = resolved({
      kind: 'experiment',
      begun: { ...members, status: 'active' },
      live: { ...members, status },
      steps: [...created, { action: 'start' }],
      log,
    })
    expect(found.verdict).toBe(verdict)
  })
})

describe('an update', () => {
  const base = { id: 'pay', name: 'pay', description: 'ten', isEnabled: true }
  const begun = { ...base, description: 'twenty' }
  const noted = { ...base, version: 4, lastModifiedTime: 4 }
  const steps = [{ action: 'update' }]
  const at = (description: string, version: number) => ({
    ...noted,
    description,
    version,
    lastModifiedTime: version,
  })
  test.each<readonly [string, JsonObject | undefined, Log, string, string | undefined]>([
    ['nothing has arrived', noted, 'nobody', 'to-do', 'ten'],
    ['nothing has arrived', noted, 'unreadable', 'to-do', 'ten'],
    ['it has arrived', at('twenty', 5), 'key', 'done', 'twenty'],
    ['it has arrived', at('twenty', 5), 'unreadable', 'done', 'twenty'],
    ['somebody put it back', at('ten', 6), 'key and person', 'people', 'twenty'],
    ['somebody put it back', at('ten', 6), 'unreadable', 'people', 'twenty'],
    ['another key put it back', at('ten', 6), 'key', 'people', 'twenty'],
    ['somebody wrote before it arrived', at('ten', 5), 'person', 'to-do', 'ten'],
    ['somebody changed it further', at('thirty', 6), 'key and person', 'people', 'twenty'],
    ['somebody changed it further', at('thirty', 6), 'unreadable', 'people', 'twenty'],
    ['somebody deleted it', undefined, 'deletion', 'people', 'twenty'],
    [
      'somebody changed another member',
      { ...at('twenty', 6), isEnabled: false },
      'key and person',
      'people',
      'twenty',
    ],
  ])('%s: %j, log: %s: %s', (_, live, log, verdict, description) => {
    const found = resolved({
      kind: 'gate',
      ...{ base, begun, noted, steps, log },
      ...(live && { live }),
    })
    expect([found.verdict, found.members?.['description']]).toEqual([verdict, description])
    expect(found.members?.['isEnabled']).toBe(true)
  })

  test('without a revision nobody knows whether a value was put back', () => {
    const live = { ...base, description: 'ten' }
    const found = (log: Log) => resolved({ kind: 'gate', base, begun, live, steps, log }).verdict
    expect([found('nobody'), found('key'), found('unreadable')]).toEqual([
      'to-do',
      'people',
      'people',
    ])
  })

  test('a member that no file had before is not taken for ours where it differs', () => {
    const later = { ...begun, tags: ['a'] }
    const live = { ...at('twenty', 5), tags: ['b'] }
    const found = resolved({ kind: 'gate', base, begun: later, noted, live, steps, log: 'key' })
    expect(found.verdict).toBe('done')
    expect(found.members?.['tags']).toBeUndefined()
  })
})

describe('an update and its overrides', () => {
  const overrides = (id: string) => ({ passingUserIDs: [id], failingUserIDs: [] })
  const base = { id: 'pay', name: 'pay', description: 'ten', overrides: overrides('ana') }
  const begun = { ...base, description: 'twenty', overrides: overrides('bo') }
  const noted = { ...base, version: 4, lastModifiedTime: 4 }
  const steps = [{ action: 'update' }, { action: 'update', subResource: 'overrides' }]
  const half = { ...noted, description: 'twenty', version: 5 }
  test.each<readonly [string, JsonObject, Log, string, string]>([
    ['nothing has arrived', noted, 'unreadable', 'to-do', 'ana'],
    ['the update has arrived', half, 'key', 'unfinished', 'ana'],
    ['the update has arrived', half, 'unreadable', 'people', 'bo'],
    ['both have arrived', { ...half, overrides: overrides('bo') }, 'key', 'done', 'bo'],
    [
      'a person changed them',
      { ...half, overrides: overrides('eve') },
      'key and person',
      'people',
      'bo',
    ],
    ['others are there', { ...half, overrides: overrides('eve') }, 'key', 'people', 'bo'],
    [
      'only the second is there',
      { ...noted, version: 6, overrides: overrides('bo') },
      'key',
      'people',
      'bo',
    ],
  ])('%s, log: %s: %s', (_, live, log, verdict, id) => {
    const found = resolved({ kind: 'gate', base, begun, noted, live, steps, log })
    expect(found.verdict).toBe(verdict)
    expect(found.members?.['overrides']).toEqual(overrides(id))
  })

  test('what the apply was not to write counts as before', () => {
    const found = resolved({
      kind: 'gate',
      ...{ base, begun, noted, live: half, log: 'key' },
      steps: [{ action: 'update' }],
    })
    expect([found.verdict, found.members]).toEqual([
      'done',
      { ...begun, overrides: overrides('ana') },
    ])
  })
})

describe('a removal', () => {
  const base = { id: 'pay', name: 'pay', isEnabled: true }
  const begun = { ...base, lifecycle: { retired: 'delete' } }
  const noted = { ...base, version: 4, lastModifiedTime: 4 }
  const later = { ...noted, version: 5 }
  const steps = [{ action: 'delete' }]
  test.each<readonly [string, JsonObject | undefined, Log, string, boolean]>([
    ['as noted', noted, 'unreadable', 'to-do', false],
    ['done', undefined, 'deletion', 'done', false],
    ['changed since', later, 'unreadable', 'people', true],
    ['changed since', later, 'person', 'people', true],
  ])('%s, log: %s: %s', (_, live, log, verdict, isRetired) => {
    const found = (definition: JsonObject | undefined) =>
      resolved({
        kind: 'gate',
        ...{ base, noted, steps, log },
        ...(live && { live }),
        ...(definition && { begun: definition }),
      })
    expect([found(begun).verdict, found(begun).isRetired]).toEqual([
      verdict,
      isRetired ? 'delete' : undefined,
    ])
    expect([found(undefined).verdict, found(undefined).members !== undefined]).toEqual([
      verdict,
      !isRetired,
    ])
  })
})
