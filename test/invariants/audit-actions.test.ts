// The words of the audit log, in the descriptors: against Statsig's document, and against the emulator over HTTP.
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import { valueAt } from '../../src/core/pointer.ts'
import { actionOf } from '../../src/emulator/core/audit-actions.ts'
import { collections } from '../../src/emulator/core/collections.ts'
import { type Behavior, behaviors, startEmulator } from '../../src/emulator/index.ts'
import { consoleReader } from '../../src/io/statsig/console-api/index.ts'
import { statsigReader } from '../../src/io/statsig/resource-api.ts'
import { kinds } from '../../src/kinds/index.ts'
import type { Kind } from '../../src/kinds/kind.ts'
import { createKindRegistry } from '../../src/kinds/registry.ts'
import { makeAddress } from '../../src/model/index.ts'
import { actionsOfKind, isActionOfKind } from '../../src/resources/audit-actions.ts'
import { createNameCollisionCheck, lastAuthor } from '../../src/resources/last-author.ts'
import { unattributedActions } from '../../src/resources/unattributed-actions.ts'
import { publishedDocument } from '../support/openapi-validator/document.ts'

const all: readonly Kind[] = kinds
const logged = all.filter((kind) => kind.auditActions !== undefined)
const collectionOf = (kind: Kind) => collections.find((name) => name === kind.folder)

/** Every action that the document knows; none, where the document is not there. */
const published = (): readonly string[] => {
  const document = publishedDocument()
  if ('skipped' in document) return []
  const parameters = valueAt(document, '/paths/~1console~1v1~1audit_logs/get/parameters')
  const ofActions = (each: Json) => valueAt(each, '/name') === 'actionType'
  const found = Array.isArray(parameters) ? parameters.find(ofActions) : undefined
  const words = valueAt(found, '/schema/enum')
  return Array.isArray(words) ? words.map(String) : []
}

const actions = published()

test.skipIf(actions.length === 0)(
  'each action of the document is that of a kind, or of nobody, and no other is listed',
  () => {
    const [ofKinds, ofNobody] = [
      logged.flatMap(actionsOfKind),
      Object.values(unattributedActions).flat(),
    ]
    const listed = [...new Set(ofKinds), ...ofNobody]
    expect(listed.toSorted()).toEqual(actions.toSorted())
    expect(ofNobody.filter((action) => ofKinds.includes(action))).toEqual([])
  },
)

test('no kind has an action twice', () => {
  const twice = logged.flatMap((kind) => {
    const own = actionsOfKind(kind)
    return own.filter((action, index) => own.indexOf(action) !== index)
  })
  expect(twice).toEqual([])
})

test('the jobs of Statsig are nobody, and what people do is theirs', () => {
  const byKind = (action: string) =>
    logged.filter((kind) => isActionOfKind(kind, action)).map(({ kind }) => kind)
  for (const action of unattributedActions.jobs) expect(byKind(action)).toEqual([])
  expect(
    Object.fromEntries(
      [
        'apply_experiment_review',
        'update_experiment_echidna_assignment_source',
        'partial_pause_experiment',
        'archive_echidna_metric_source',
        'unarchive_echidna_metric_source',
        'topline_alert_update_owners',
        'update_dynamic_config_is_permanent',
        'set_config_auto_archive_state',
        'autotune_update_owners',
      ].map((action) => [action, byKind(action).toSorted().join(' ')]),
    ),
  ).toEqual({
    apply_experiment_review: 'experiment',
    update_experiment_echidna_assignment_source: 'experiment',
    partial_pause_experiment: 'experiment',
    archive_echidna_metric_source: 'metric_source qualifying_event',
    unarchive_echidna_metric_source: 'metric_source qualifying_event',
    topline_alert_update_owners: 'alert',
    update_dynamic_config_is_permanent: 'dynamic_config',
    set_config_auto_archive_state: 'dynamic_config gate segment',
    autotune_update_owners: 'autotune',
  })
})

test('an action that is not known may be one of each kind that the log has', () => {
  expect(all.filter((kind) => isActionOfKind(kind, 'gate_teleport'))).toEqual(logged)
})

test.each(logged.flatMap((kind) => collectionOf(kind) ?? []))(
  'the emulator’s words for %s are of the document, and of the kind',
  (collection) => {
    const told = [
      actionOf(collection, undefined, {}, []),
      actionOf(collection, {}, {}, ['description']),
      actionOf(collection, {}, undefined, []),
    ].map(({ actionType }) => actionType)
    const kind = logged.find((each) => collectionOf(each) === collection)
    expect(told.filter((action) => kind && !isActionOfKind(kind, action))).toEqual([])
    expect(actions.length > 0 ? told.filter((action) => !actions.includes(action)) : []).toEqual([])
  },
)

const amy = { name: 'Amy', email: 'amy@example.com' }
const ben = { name: 'Ben', email: 'ben@example.com' }
const start = Date.UTC(2023, 9, 12, 17, 29)

/** A key makes a gate, Amy changes it, a day later Ben its description; the log is read, and then Ben deletes it. */
const story = async (behavior: readonly Behavior[]) => {
  let now = start
  const clock = { now: () => now, sleep: async () => {} }
  const emulator = await startEmulator({
    seed: 1,
    clock,
    limits: 'none',
    behaviors: behavior,
  })
  const words = createKindRegistry({})
  const api = statsigReader(
    consoleReader({
      baseUrl: new URL(emulator.url),
      key: emulator.key,
      clock,
      random: () => 0.5,
      respectReviews: true,
    }),
    words,
  )
  try {
    await fetch(`${emulator.url}/console/v1/gates`, {
      method: 'POST',
      headers: { 'statsig-api-key': emulator.key },
      body: JSON.stringify({ name: 'New page', isEnabled: true }),
    })
    now += 60_000
    emulator.edit('gates', 'new_page', (gate) => ({ ...gate, measureMetricLifts: false }), amy)
    now += 24 * 60 * 60 * 1000
    emulator.edit('gates', 'new_page', (gate) => ({ ...gate, description: 'His.' }), ben)
    emulator.insert('tags', { name: 'New page' }, ben)
    now += 30_000
    const kind = words('gate').kind
    const live = await api.read(new Set(['gate', 'segment', 'dynamic_config', 'tag']))
    const resource = live.resources.get(makeAddress('gate', 'new_page'))
    if (resource === undefined) throw new Error('The gate is not there.')
    const since = new Date(start + 30_000).toISOString()
    const deeds = await api.readAuditLog(undefined, 100)
    emulator.remove('gates', 'new_page', ben)
    now += 61_000
    const gone = lastAuthor(kind, resource, await api.readAuditLog(since, 100), {
      isDeleted: true,
      since,
    })
    const isNameTaken = createNameCollisionCheck(live, kinds, resource.address)
    const byWhom = (members: readonly string[], from?: string) => {
      const author = lastAuthor(kind, resource, deeds, {
        members,
        isNameTaken,
        ...(from !== undefined && { since: from }),
      })
      return author.type === 'unknown' ? author.type : author.by
    }
    return {
      gone: gone.type === 'unknown' ? gone.type : gone.by,
      lifts: byWhom(['measureMetricLifts'], since),
      description: byWhom(['description'], since),
      last: byWhom([]),
      other: byWhom(['isEnabled'], since),
      fromTheBeginning: byWhom(['isEnabled']),
    }
  } finally {
    await emulator.close()
  }
}

const right = {
  gone: 'ben@example.com',
  lifts: 'amy@example.com',
  description: 'ben@example.com',
  last: 'ben@example.com',
  other: 'unknown',
  fromTheBeginning: 'CONSOLE API',
}
const unknown = {
  gone: 'unknown',
  lifts: 'unknown',
  description: 'unknown',
  last: 'unknown',
  other: 'unknown',
  fromTheBeginning: 'unknown',
}
const otherwise: { readonly [P in Behavior]?: typeof right } = {
  'audit-logs-forbidden': unknown,
  // What is not there yet cannot be told; what is there is not taken for it.
  'audit-logs-delayed': { ...right, description: 'unknown', last: 'amy@example.com' },
  // Several did something, and nobody says what.
  'audit-changes-left-out': {
    ...right,
    lifts: 'unknown',
    description: 'unknown',
    fromTheBeginning: 'unknown',
  },
}

describe('over HTTP, the author of a change is the same with', () => {
  test.each([undefined, ...behaviors.map(({ name }) => name)])('%s', async (name) => {
    expect(await story(name === undefined ? [] : [name])).toEqual(
      (name && otherwise[name]) ?? right,
    )
  })
})
