// What the check right before a write makes of each live state: a table, against Statsig as a map.
import { describe, expect } from 'vitest'
import type { ReadContext } from '../../src/apply/context.ts'
import {
  checkPrecondition,
  maxCacheAge,
  pathIdsOf,
  preconditionOutcome,
} from '../../src/apply/precondition.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { makeAddress, type Operation, type Resource } from '../../src/model/index.ts'
import { resourceDigest } from '../../src/resources/digest.ts'
import { createInMemoryStatsig } from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import {
  kindOf,
  operationFrom,
  resourceOf,
  type WriteContext,
  writeContextOf,
} from './write-context.ts'

const gate: JsonObject = { id: 'banner', name: 'banner', description: 'Old', isEnabled: true }
const wanted: JsonObject = { ...gate, description: 'New' }
const theirs: JsonObject = { ...gate, description: 'Theirs' }
const inReview: JsonObject = { activeReview: { id: 'review' } }
const address = makeAddress('gate', 'banner')
const update = operationFrom('gate', gate, wanted)
const kind = kindOf('gate')
const byReview = { steps: [], demand: { type: 'project' } } as unknown as Operation['review']

interface Situation {
  /** What the plan was made from. */
  readonly planned?: JsonObject
  /** What Statsig shows now, for each read. The last one stays. */
  readonly shown: readonly (JsonObject | undefined)[]
  /** Age of what the plan was made from. */
  readonly age?: number
  readonly operation?: Partial<Operation>
  readonly ownWrite?: JsonObject
  readonly isReached?: (current: Resource | undefined) => boolean
  readonly respectsReviews?: boolean
  readonly kind?: typeof kind
}

const check = async ({
  age = 60_000,
  isReached,
  kind: given = kind,
  operation,
  ownWrite,
  planned = gate,
  respectsReviews = true,
  shown,
}: Situation) => {
  const statsig = createInMemoryStatsig(['gate'])
  statsig.put('gate', planned)
  const started = statsig.clock.now()
  const context = writeContextOf(statsig, { respectsReviews })
  if (ownWrite) context.cache.store(address, resourceOf('gate', ownWrite), started, true)
  await statsig.clock.sleep(age)
  const left = [...shown]
  const api: WriteContext['api'] = {
    ...context.api,
    find: async (...args) => {
      const next = left.length > 1 ? left.shift() : left[0]
      if (next === undefined) statsig.remove(address)
      else statsig.put('gate', next)
      return context.api.find(...args)
    },
  }
  const before = statsig.clock.now()
  const inTurn: ReadContext = { ...context, api }
  const result = await checkPrecondition({ ...update, ...operation }, given, inTurn, isReached)
  return {
    result,
    context,
    waited: statsig.clock.now() - before,
    at: before,
    now: statsig.clock.now(),
  }
}

const statusOf = async (situation: Situation): Promise<string> =>
  (await check(situation)).result.status

describe('the state of the plan', () => {
  test.each<[string, Situation, string]>([
    ['is live', { shown: [gate] }, 'as-planned'],
    ['has changed', { shown: [theirs] }, 'changed'],
    ['is gone', { shown: [undefined] }, 'deleted'],
    ['waits for a review', { shown: [{ ...gate, ...inReview }] }, 'in-review'],
    ['has changed and waits for a review', { shown: [{ ...theirs, ...inReview }] }, 'changed'],
    ['is not known', { shown: [theirs], operation: { liveDigest: undefined } }, 'as-planned'],
  ] as [string, Situation, string][])('%s', async (_, situation, status) => {
    expect(await statusOf(situation)).toBe(status)
  })

  test('is kept as it was read, with its time', async () => {
    const { context, now, result } = await check({ shown: [{ ...gate, checksPerHour: 3 }] })
    const found = context.cache.find(address)
    expect(found).toMatchObject({ readAt: now, isOwnWrite: false })
    expect(found?.resource.raw['checksPerHour']).toBe(3)
    expect(result).toMatchObject({ resource: { address, raw: gate } })
  })

  test('is not replaced by one that has changed', async () => {
    const { context } = await check({ shown: [theirs] })
    expect(context.cache.find(address)?.resource.raw['description']).toBe('Old')
  })

  test.each([
    [maxCacheAge, 'as-planned', 2, 1_500],
    [maxCacheAge + 1, 'changed', 1, 0],
  ] as const)(
    'of %i ms ago, and a read that contradicts it: %s after %i reads',
    async (age, status, reads, waited) => {
      const found = await check({ age, shown: [theirs, gate] })
      expect(found.result.status).toBe(status)
      expect(found.context.reads).toHaveLength(reads)
      expect(found.waited).toBe(waited)
    },
  )

  test('that two reads contradict has changed', async () => {
    expect(await statusOf({ age: 0, shown: [theirs] })).toBe('changed')
    expect(await statusOf({ age: 0, shown: [undefined] })).toBe('deleted')
  })

  test('is read once where the first read agrees', async () => {
    const { context, waited } = await check({ age: 0, shown: [gate] })
    expect([context.reads.length, waited]).toEqual([1, 0])
  })
})

describe('what the run has written itself', () => {
  const written = { ...wanted, version: 4, lastModifiedTime: 40 }
  test.each<[string, JsonObject, JsonObject, string]>([
    ['is live', wanted, wanted, 'as-planned'],
    ['is what the plan was made from', wanted, gate, 'changed'],
    ['has changed', wanted, theirs, 'changed'],
    ['is shown with more members', { id: 'banner', name: 'banner' }, wanted, 'as-planned'],
    ['is shown with more, and another', { id: 'banner', description: 'New' }, theirs, 'changed'],
    [
      'has the same version',
      written,
      { ...theirs, version: 4, lastModifiedTime: 40 },
      'as-planned',
    ],
    ['has the version alone', written, { ...theirs, version: 4 }, 'as-planned'],
    ['has the time alone', written, { ...theirs, lastModifiedTime: 40 }, 'as-planned'],
    ['has another version', written, { ...theirs, version: 5, lastModifiedTime: 40 }, 'changed'],
    ['has another time', written, { ...theirs, version: 4, lastModifiedTime: 41 }, 'changed'],
    ['shows no version now', written, theirs, 'changed'],
    ['showed no version then', wanted, { ...theirs, version: 4, lastModifiedTime: 40 }, 'changed'],
  ])('%s', async (_, ownWrite, now, status) => {
    const { context, result } = await check({ ownWrite, shown: [now] })
    expect(result.status).toBe(status)
    expect(context.cache.find(address)?.isOwnWrite).toBe(true)
  })

  test('may have asked for reviews, and is no reason to stop', async () => {
    const reviewed = { ...wanted, reviewSettings: { requiredReview: true } }
    expect(await statusOf({ ownWrite: reviewed, shown: [reviewed] })).toBe('as-planned')
  })
})

describe('a resource that asks for reviews', () => {
  const reviewed = { ...gate, reviewSettings: { requiredReview: true } }
  const operation = { liveDigest: resourceDigest(kind, resourceOf('gate', reviewed)) }
  const shown = [reviewed]
  test.each<[string, Situation, string]>([
    ['is not written without one', { shown, operation }, 'changed'],
    ['is written with one', { shown, operation: { ...operation, review: byReview } }, 'as-planned'],
    [
      'is written where reviews are bypassed',
      { shown, operation, respectsReviews: false },
      'as-planned',
    ],
  ] as [string, Situation, string][])('%s', async (_, situation, status) => {
    expect(await statusOf({ planned: reviewed, ...situation })).toBe(status)
  })
})

describe('an earlier attempt', () => {
  const isReached = (current: Resource | undefined) => current?.raw['description'] === 'New'
  const isGone = (current: Resource | undefined) => current === undefined
  const waiting = { ...wanted, description: 'Later', ...inReview }

  test.each<[string, Situation, string]>([
    ['has done it', { shown: [wanted], isReached }, 'reached'],
    ['has removed it', { shown: [undefined], isReached: isGone }, 'reached'],
    ['was not carried out', { shown: [gate], isReached }, 'as-planned'],
    ['was not carried out, and it is gone', { shown: [undefined], isReached }, 'deleted'],
    ['waits for a review', { shown: [waiting], isReached }, 'in-review'],
    ['did nothing, and somebody else wrote', { shown: [theirs], isReached }, 'changed'],
    ['does not exist, and a review waits', { shown: [waiting] }, 'changed'],
    [
      'went through a review of its own',
      { shown: [waiting], isReached, operation: { review: byReview } },
      'changed',
    ],
    [
      'went with a header, and waits for a review',
      {
        shown: [waiting],
        isReached,
        operation: { review: { ...byReview, byHeader: true } as Operation['review'] },
      },
      'in-review',
    ],
  ] as [string, Situation, string][])('%s', async (_, situation, status) => {
    expect(await statusOf(situation)).toBe(status)
  })

  test('shows what it has done at the first read', async () => {
    const { context, result } = await check({ age: 0, shown: [wanted], isReached })
    expect(context.reads).toHaveLength(1)
    expect(result).toMatchObject({ status: 'reached', resource: { raw: wanted } })
  })
})

describe('a plan from an item of a list that shows less than the resource', () => {
  const item: JsonObject = { id: 'banner', name: 'banner', isEnabled: true }
  const whole: JsonObject = { ...item, description: 'Old', tags: ['core'] }
  const enabled = operationFrom('gate', item, { ...item, isEnabled: false })

  interface Listed {
    readonly listed?: JsonObject | 'none'
    readonly found?: JsonObject
    readonly operation?: Partial<Operation>
    readonly kind?: typeof kind
    readonly ownWrite?: JsonObject
    readonly age?: number
    /** Absent for the first attempt. A later one follows the check of the first. */
    readonly isReached?: (current: Resource | undefined) => boolean
  }
  const checkListed = async ({
    age = 60_000,
    found = whole,
    isReached,
    kind: given = kind,
    listed = item,
    operation,
    ownWrite,
  }: Listed) => {
    const statsig = createInMemoryStatsig(['gate'])
    statsig.put('gate', item)
    const context = writeContextOf(statsig)
    if (ownWrite)
      context.cache.store(address, resourceOf('gate', ownWrite), statsig.clock.now(), true)
    await statsig.clock.sleep(age)
    if (isReached) {
      const api = { ...context.api, find: async () => resourceOf('gate', whole) }
      const first = await checkPrecondition(enabled, given, { ...context, api })
      expect(first.status).toBe('as-planned')
    }
    if (listed === 'none') statsig.remove(address)
    else statsig.put('gate', listed)
    const reads: string[] = []
    const api: WriteContext['api'] = {
      ...context.api,
      find: async () => {
        reads.push('find')
        return resourceOf('gate', found)
      },
      read: (...args) => {
        reads.push('list')
        return context.api.read(...args)
      },
    }
    const inTurn: ReadContext = { ...context, api }
    const result = await checkPrecondition({ ...enabled, ...operation }, given, inTurn, isReached)
    return { result, reads, cached: context.cache.find(address) }
  }

  test('holds, and the item is kept for the next check', async () => {
    const { cached, reads, result } = await checkListed({})
    expect(result).toMatchObject({ status: 'as-planned', resource: { raw: whole } })
    expect(reads).toEqual(['find', 'list'])
    expect(cached?.resource.raw).toEqual(item)
  })

  test('holds at the first read, also where the list was read a moment ago', async () => {
    expect((await checkListed({ age: 0 })).reads).toEqual(['find', 'list'])
  })

  const edit = (pointer: string) => ({ pointer, label: pointer.slice(1) })
  test.each<[string, Listed]>([
    ['the item has changed', { listed: { ...item, isEnabled: false } }],
    ['the item is gone', { listed: 'none' }],
    ['the resource shows another value', { found: { ...whole, isEnabled: false } }],
    ['it changes what the list did not show', { operation: { edits: [edit('/description')] } }],
    [
      'a part of it changes what the list did not show',
      { operation: { edits: [edit('/isEnabled'), edit('/description')] } },
    ],
    ['the kind has no other read', { kind: { ...kind, identity: { by: 'project' } } }],
    ['the run has written it', { ownWrite: { ...item, name: 'Other' } }],
  ])('does not hold where %s', async (_, situation) => {
    expect((await checkListed(situation)).result.status).toBe('changed')
  })

  const off = { ...item, isEnabled: false }
  const theirs = { ...item, name: 'Theirs' }
  test.each<[string, Listed, string]>([
    ['was not carried out', {}, 'as-planned'],
    ['was carried out', { listed: off, found: { ...whole, ...off } }, 'reached'],
    ['was carried out, and the list does not show it', { found: { ...whole, ...off } }, 'reached'],
    ['was not carried out, and the item has changed', { listed: theirs }, 'changed'],
    [
      'was not carried out, and somebody else wrote',
      { listed: theirs, found: { ...whole, ...theirs } },
      'changed',
    ],
    ['waits for a review', { found: { ...whole, name: 'Later', ...inReview } }, 'in-review'],
  ])('is compared again after an attempt that %s', async (_, situation, status) => {
    const isReached = (current: Resource | undefined) => current?.raw['isEnabled'] === false
    expect((await checkListed({ ...situation, isReached })).result.status).toBe(status)
  })

  test('holds for a member that neither shows', async () => {
    const operation = { edits: [edit('/isEnabled'), edit('/owner')] }
    expect((await checkListed({ operation })).result.status).toBe('as-planned')
  })

  test('holds for a resource that the operation calls by its id', async () => {
    const statsig = createInMemoryStatsig(['team'])
    const rights = { changeTeamConfigs: 'anyone', reviewApproval: 'anyone' }
    const listed = { id: 'generated', name: 'Growth', ...rights }
    statsig.put('team', listed)
    const operation = {
      ...operationFrom('team', listed, { ...listed, changeTeamConfigs: 'team_only' }),
      address: makeAddress('team', 'generated'),
    }
    const context = writeContextOf(statsig)
    const found = resourceOf('team', { ...listed, description: 'Old' })
    const api = { ...context.api, find: async () => found }
    await statsig.clock.sleep(60_000)
    const inTurn: ReadContext = { ...context, api }
    const teams = kindOf('team')
    expect((await checkPrecondition(operation, teams, inTurn)).status).toBe('as-planned')
    statsig.put('team', { ...listed, reviewApproval: 'team_only' })
    expect((await checkPrecondition(operation, teams, inTurn)).status).toBe('changed')
  })
})

describe('a resource that live state did not show', () => {
  const empty = () => createInMemoryStatsig(['gate'])

  test('is named by the plan, or is gone', async () => {
    const statsig = empty()
    const { pathId, ...unnamed } = update
    const context = writeContextOf(statsig)
    expect(pathIdsOf(update, context)).toEqual({ pathId: 'banner' })
    expect(pathIdsOf(unnamed, context)).toBeUndefined()
    expect(await checkPrecondition(unnamed, kind, context)).toEqual({ status: 'deleted' })
    expect(context.reads).toEqual([])
    statsig.put('gate', gate)
    expect((await checkPrecondition(update, kind, context)).status).toBe('as-planned')
    expect(context.cache.find(address)).toMatchObject({ isOwnWrite: false })
  })

  test('is read once', async () => {
    const statsig = empty()
    const context = writeContextOf(statsig)
    expect((await checkPrecondition(update, kind, context)).status).toBe('deleted')
    expect(context.reads).toEqual(['find'])
  })

  test('has changed where it is not as the plan saw it', async () => {
    const statsig = empty()
    const context = writeContextOf(statsig)
    statsig.put('gate', theirs)
    expect((await checkPrecondition(update, kind, context)).status).toBe('changed')
  })

  test('is named by what was read last, not by the plan', () => {
    const statsig = empty()
    statsig.put('gate', gate)
    const named = { ...update, pathId: 'another' }
    expect(pathIdsOf(named, writeContextOf(statsig))?.pathId).toBe('banner')
  })
})

test.each([
  ['changed', undefined, { status: 'failed', wrote: 'no', isStale: true }],
  ['changed', 'unknown', { status: 'failed', wrote: 'unknown', isStale: true }],
  ['deleted', 'yes', { status: 'failed', reason: { code: 'changed-since-plan' }, wrote: 'yes' }],
  [
    'in-review',
    undefined,
    { status: 'pending-review', reason: { code: 'earlier-change-in-review' } },
  ],
  ['in-review', 'yes', { status: 'pending-review', reason: { code: 'in-review' } }],
  ['in-review', 'unknown', { status: 'pending-review', reason: { code: 'in-review' } }],
] as const)('a resource that is %s, after requests that wrote: %s', (status, wrote, outcome) => {
  expect(preconditionOutcome(update, status, wrote)).toMatchObject({
    operation: update,
    ...outcome,
  })
})
