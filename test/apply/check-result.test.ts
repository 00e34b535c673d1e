// What an apply makes of the answer to a write and of the reads after it: a table, against Statsig as a map.
import { describe, expect } from 'vitest'
import {
  outcomeAfterLostAnswer,
  outcomeAfterWrite,
  remainingDifferences,
} from '../../src/apply/check-result.ts'
import type { JsonObject } from '../../src/core/json.ts'
import { makeAddress, type Note, type Outcome, type Resource } from '../../src/model/index.ts'
import { ReadError } from '../../src/resources/api.ts'
import { createInMemoryStatsig } from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { kindOf, operationFrom, resourceOf, writeContextOf } from './write-context.ts'

const gate: JsonObject = { id: 'banner', name: 'banner', description: 'Old', version: 1 }
const wanted: JsonObject = { ...gate, description: 'New', version: 2 }
const inReview: JsonObject = { ...gate, activeReview: { id: 'r' } }
const operation = operationFrom(
  'gate',
  { id: 'banner', name: 'banner', description: 'Old' },
  { id: 'banner', name: 'banner', description: 'New' },
)
const kind = kindOf('gate')
const address = makeAddress('gate', 'banner')
const pathIds = { pathId: 'banner' }

interface Shown {
  /** The answer to the write. */
  readonly answer?: JsonObject
  /** What each read shows, in order. The last one stays. */
  readonly reads?: readonly (JsonObject | undefined | Error)[]
  readonly before?: Resource
  readonly notes?: readonly Note[]
}

const fixtureOf = ({ reads = [undefined] }: Shown) => {
  const statsig = createInMemoryStatsig(['gate'])
  statsig.put('gate', gate)
  const context = writeContextOf(statsig)
  const left = [...reads]
  const started = statsig.clock.now()
  const times: number[] = []
  const api = {
    ...context.api,
    find: async () => {
      times.push(statsig.clock.now() - started)
      const next = left.length > 1 ? left.shift() : left[0]
      if (next instanceof Error) throw next
      return next && resourceOf('gate', next)
    },
    readAuditLog: async () => undefined,
  }
  return { context: { ...context, api }, times, started }
}

const inWords = (outcome: Outcome | undefined): string => {
  switch (outcome?.status) {
    case undefined:
      return 'unknown'
    case 'done':
      return ['done', ...outcome.notes.map(({ code }) => code)].join(', ')
    case 'pending-review':
    case 'skipped':
      return `${outcome.status}, ${outcome.reason.code}`
    case 'failed':
      return `failed, ${outcome.reason.code}, wrote ${outcome.wrote}`
  }
}

const afterWrite = async (shown: Shown) => {
  const { context, started, times } = fixtureOf(shown)
  const { answer, before, notes } = shown
  const outcome = await outcomeAfterWrite(
    operation,
    answer,
    pathIds,
    kind,
    context,
    notes,
    ...(before ? [before] : []),
  )
  return { outcome, words: inWords(outcome), times, cached: context.cache.find(address), started }
}

describe('after an answer', () => {
  test.each<[string, Shown, string, readonly number[]]>([
    ['as wanted, nothing is read', { answer: wanted }, 'done', []],
    ['without a word, a read decides', { reads: [wanted] }, 'done', [0]],
    ['that differs, a read decides', { answer: gate, reads: [wanted] }, 'done', [0]],
    [
      'that differs, a later read decides',
      { answer: gate, reads: [gate, wanted] },
      'done',
      [0, 1_500],
    ],
    [
      'that differs, as the reads do',
      { answer: gate, reads: [gate] },
      'done, differs-after-write',
      [0, 1_500],
    ],
    [
      'that differs, of a resource that no read shows',
      { answer: gate },
      'done, differs-after-write',
      [0, 1_500],
    ],
    ['that no read can complete', {}, 'done, result-unreadable', [0, 1_500]],
    [
      'that waits for a review',
      { answer: inReview, reads: [inReview] },
      'pending-review, in-review',
      [0],
    ],
    [
      'as wanted, while something else waits for a review',
      { answer: { ...wanted, activeReview: { id: 'r' } }, reads: [{ ...inReview, ...wanted }] },
      'done',
      [0],
    ],
    [
      'as wanted that seems to wait for a review is read',
      { answer: { ...inReview, ...wanted }, reads: [wanted] },
      'done',
      [0],
    ],
  ])('%s', async (_, shown, expected, reads) => {
    const { times, words } = await afterWrite(shown)
    expect(words).toBe(expected)
    expect(times).toEqual(reads)
  })

  test('what is live is kept as written by the run', async () => {
    const { cached, started } = await afterWrite({ answer: gate, reads: [gate, wanted] })
    expect(cached).toMatchObject({ isOwnWrite: true, readAt: started + 1_500 })
    expect(cached?.resource.raw).toEqual(wanted)
  })

  test('notes of earlier requests stay, and the members that differ are named', async () => {
    const notes = [{ code: 'found-as-sent' }] as const
    const { outcome } = await afterWrite({ answer: gate, reads: [gate], notes })
    expect(outcome).toMatchObject({
      notes: [{ code: 'found-as-sent' }, { code: 'differs-after-write', label: 'description' }],
    })
    const unreadable = await afterWrite({ notes })
    expect(unreadable.words).toBe('done, found-as-sent, result-unreadable')
  })

  test.each<[string, Error, string]>([
    [
      'an interrupt',
      new ReadError('Stopped', false, undefined, 'Stopped', true),
      'done, result-unreadable',
    ],
    ['a refused key', new ReadError('Refused', true, undefined), 'done, result-unreadable'],
  ])('%s before the read leaves it done', async (_, error, expected) => {
    expect((await afterWrite({ reads: [error] })).words).toBe(expected)
    expect((await afterWrite({ answer: gate, reads: [error] })).words).toBe(
      'done, differs-after-write',
    )
  })

  test.each([
    ['a failed read', new ReadError('No answer', false, undefined)],
    ['a bug', new TypeError('x is undefined')],
  ])('%s is thrown', async (_, error) => {
    await expect(afterWrite({ reads: [error] })).rejects.toBe(error)
  })
})

describe('somebody who wrote in between', () => {
  const before = resourceOf('gate', gate)
  const skipped = { ...wanted, version: 3 }
  test.each<[string, Shown, string]>([
    [
      'is shown by the version in the answer',
      { answer: skipped, before },
      'failed, maybe-changed-during-write, wrote yes',
    ],
    [
      'is shown by the version in a read',
      { reads: [skipped], before },
      'failed, maybe-changed-during-write, wrote yes',
    ],
    ['is not looked for without a read before', { answer: skipped }, 'done'],
    ['did not where the version rose by one', { answer: wanted, before }, 'done'],
    [
      'after the answer is no reason to fail',
      { answer: { ...gate, version: 2 }, reads: [{ ...wanted, version: 3 }], before },
      'done',
    ],
  ])('%s', async (_, shown, expected) => {
    expect((await afterWrite(shown)).words).toBe(expected)
  })

  test('leaves what is live now as written by the run', async () => {
    const { cached, started } = await afterWrite({ answer: skipped, before })
    expect(cached).toMatchObject({ isOwnWrite: true, readAt: started, resource: { raw: skipped } })
  })
})

describe('after a lost answer', () => {
  const afterLost = async (reads: Shown['reads'] = []) => {
    const { context, times } = fixtureOf({ reads })
    const outcome = await outcomeAfterLostAnswer(operation, pathIds, kind, context)
    return { words: inWords(outcome), times, cached: context.cache.find(address) }
  }
  test.each<[string, Shown['reads'], string, readonly number[]]>([
    ['it was carried out', [wanted], 'done, answer-lost', [0]],
    ['it was carried out, as a later read shows', [gate, wanted], 'done, answer-lost', [0, 2_000]],
    ['it waits for a review', [inReview], 'pending-review, in-review', [0, 2_000, 6_000]],
    ['it is not known', [gate], 'unknown', [0, 2_000, 6_000]],
    ['nothing is there', [undefined], 'unknown', [0, 2_000, 6_000]],
  ])('%s', async (_, reads, expected, times) => {
    const found = await afterLost(reads)
    expect(found.words).toBe(expected)
    expect(found.times).toEqual(times)
    expect(found.cached?.isOwnWrite).toBe(expected !== 'unknown')
  })
})

describe('what an operation still has to do', () => {
  const { context } = fixtureOf({})
  const left = (...given: Parameters<typeof remainingDifferences>) =>
    remainingDifferences(...given).map(({ edit }) => edit.label)

  test('is what it touches', () => {
    expect(left(operation, gate, kind, context)).toEqual(['description'])
    expect(left(operation, wanted, kind, context)).toEqual([])
    const more = { ...operation, members: { ...operation.members, isEnabled: true } }
    expect(left(more, { ...wanted, isEnabled: false }, kind, context)).toEqual([])
    const creation = { ...more, action: 'create' as const, edits: [] }
    expect(left(creation, { ...wanted, isEnabled: false }, kind, context)).toEqual(['isEnabled'])
  })

  test('is no status, which has requests of its own', () => {
    const experiments = kindOf('experiment')
    const creation = {
      ...operation,
      action: 'create' as const,
      members: { description: 'New', status: 'active' },
    }
    const live = { description: 'Old', status: 'setup' }
    expect(left(creation, live, experiments, context)).toEqual(['description'])
  })
})
