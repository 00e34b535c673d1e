// What is known to be written when an operation ends in the middle, and which road each operation takes.
import { describe, expect } from 'vitest'
import { runOperation } from '../../src/apply/run-operation.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { KindName } from '../../src/kinds/index.ts'
import type { Operation, Outcome } from '../../src/model/index.ts'
import { ReadError, type SendResult, type Writer } from '../../src/resources/api.ts'
import { createInMemoryStatsig, type InMemoryStatsig } from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { operationFrom, writeContextOf } from './write-context.ts'

const gate: JsonObject = { id: 'banner', name: 'banner', description: 'Old' }
const changed: JsonObject = { ...gate, description: 'New' }
const update = operationFrom('gate', gate, changed)
const archive = operationFrom('gate', gate, { ...gate, lifecycle: { retired: true } })
const create = operationFrom('gate', undefined, gate)

const failed = (flags: { readonly isStopped?: boolean; readonly isKeyRefused?: boolean } = {}) =>
  new ReadError('No answer', flags.isKeyRefused ?? false, undefined, 'No answer', flags.isStopped)

interface Play {
  readonly operation: Operation
  readonly live?: JsonObject | undefined
  /** Changes the writer, which also counts its reads. */
  readonly between?: (api: Writer, statsig: InMemoryStatsig) => Partial<Writer>
  readonly respectsReviews?: boolean
  readonly kinds?: readonly KindName[]
}

const play = async ({
  between,
  kinds = ['gate'],
  live = gate,
  operation,
  respectsReviews,
}: Play) => {
  const statsig = createInMemoryStatsig(kinds)
  if (operation.action !== 'create') statsig.put(kinds[0] ?? 'gate', live)
  const readAt = statsig.clock.now()
  const planned = statsig.live()
  await statsig.clock.sleep(60_000)
  const api = { ...statsig.api, ...between?.(statsig.api, statsig) }
  const context = writeContextOf(statsig, {
    live: planned,
    readAt,
    ...(respectsReviews !== undefined && { respectsReviews }),
  })
  const outcome = await runOperation(operation, { ...context, api })
  return { outcome, statsig }
}

const inWords = (outcome: Outcome): string => {
  switch (outcome.status) {
    case 'done':
      return ['done', ...outcome.notes.map(({ code }) => code)].join(', ')
    case 'pending-review':
    case 'skipped':
      return `${outcome.status}, ${outcome.reason.code}`
    case 'failed':
      return `failed, ${outcome.reason.code}, wrote ${outcome.wrote}${outcome.isKeyRefused ? ', key' : ''}`
  }
}
const end = async (given: Play) => inWords((await play(given)).outcome)

/** The nth read and all after it fail. */
const readsFailFrom =
  (nth: number, error: Error = failed(), result?: SendResult) =>
  (api: Writer): Partial<Writer> => {
    let reads = 0
    const counted =
      <Given extends readonly unknown[], Answer>(ask: (...given: Given) => Promise<Answer>) =>
      async (...given: Given): Promise<Answer> => {
        reads += 1
        if (reads >= nth) throw error
        return ask(...given)
      }
    const reader = { ...api, find: counted(api.find), read: counted(api.read) }
    return {
      ...reader,
      send: async (request, options) => {
        const checked = await options.check?.(reader, false)
        if (options.check && checked === undefined)
          return { status: 'unsent', cause: 'withheld', mayBeWritten: false }
        return result ?? api.send(request, { isIdempotent: options.isIdempotent })
      },
    }
  }

describe('a read that fails', () => {
  const refused: SendResult = { status: 'refused', cause: 'other', reason: 'No' }
  const unknown: SendResult = { status: 'unknown', reason: 'Lost' }
  test.each<[string, Play, string]>([
    [
      'before the request',
      { operation: update, between: readsFailFrom(1) },
      'failed, read-failed, wrote no',
    ],
    [
      'before a creation',
      { operation: create, between: readsFailFrom(1) },
      'failed, read-failed, wrote no',
    ],
    [
      'after one that was accepted',
      { operation: archive, between: readsFailFrom(2) },
      'failed, read-failed, wrote yes',
    ],
    [
      'after one that was refused',
      { operation: archive, between: readsFailFrom(2, failed(), refused) },
      'failed, read-failed, wrote no',
    ],
    [
      'after one without an answer',
      { operation: archive, between: readsFailFrom(2, failed(), unknown) },
      'failed, read-failed, wrote unknown',
    ],
    [
      'with the key',
      { operation: update, between: readsFailFrom(1, failed({ isKeyRefused: true })) },
      'failed, read-failed, wrote no, key',
    ],
    [
      'since the run is interrupted',
      { operation: update, between: readsFailFrom(1, failed({ isStopped: true })) },
      'skipped, interrupted',
    ],
    [
      'since the run is interrupted, after a write',
      { operation: archive, between: readsFailFrom(2, failed({ isStopped: true })) },
      'failed, interrupted, wrote yes',
    ],
    [
      'by a bug',
      { operation: update, between: readsFailFrom(1, new TypeError('x')) },
      'failed, internal-error, wrote no',
    ],
  ])('%s', async (_, given, expected) => {
    expect(await end(given)).toBe(expected)
  })

  test('between two requests of a creation is after a write', async () => {
    const layer = {
      name: 'Page',
      idType: 'userID',
      parameters: [{ name: 'size', type: 'number', defaultValue: 1 }],
    }
    const operation = operationFrom('layer', undefined, layer)
    expect(await end({ operation, kinds: ['layer'], between: readsFailFrom(2) })).toBe(
      'failed, read-failed, wrote yes',
    )
  })
})

describe('a request that is repeated', () => {
  /** The second check fails to read; the first attempt may have been carried out, or certainly was not. */
  const repeats =
    (mayBeWritten: boolean) =>
    (api: Writer): Partial<Writer> => ({
      send: async (_, { check }) => {
        await check?.(api, false)
        await check?.({ ...api, find: () => Promise.reject(failed()) }, mayBeWritten)
        return { status: 'accepted', data: undefined }
      },
    })
  test.each([
    [false, 'failed, read-failed, wrote no'],
    [true, 'failed, read-failed, wrote unknown'],
  ])(
    'and fails in its check, after an attempt that may have written: %s',
    async (doubt, expected) => {
      expect(await end({ operation: update, between: repeats(doubt) })).toBe(expected)
    },
  )
})

describe('the action decides the requests', () => {
  const experiment: JsonObject = {
    id: 'rank',
    name: 'rank',
    status: 'setup',
    groups: [
      { name: 'Old', size: 50, parameterValues: { size: 1 } },
      { name: 'New', size: 50, parameterValues: { size: 2 } },
    ],
  }
  const of = (action: Operation['action'], more: Partial<Operation> = {}): Operation => ({
    ...operationFrom('experiment', experiment, { ...experiment, description: 'New' }),
    action,
    ...more,
  })
  test.each<[Operation['action'], readonly string[]]>([
    ['update', ['PATCH /console/v1/experiments/rank']],
    ['start', ['PUT /console/v1/experiments/rank/start']],
    ['conclude', ['PUT /console/v1/experiments/rank/defer_decision']],
    ['decide', ['PUT /console/v1/experiments/rank/make_decision']],
    ['abandon', ['PUT /console/v1/experiments/rank/abandon']],
    ['archive', ['PUT /console/v1/experiments/rank/archive']],
    ['delete', ['DELETE /console/v1/experiments/rank']],
  ])('%s', async (action, expected) => {
    const operation = of(action, action === 'archive' || action === 'delete' ? { edits: [] } : {})
    const { statsig } = await play({ operation, live: experiment, kinds: ['experiment'] })
    expect(statsig.writes).toEqual(expected)
  })
})

describe('a resource that asks for reviews', () => {
  const asks = { reviewSettings: { requiredReview: true } }
  /** Somebody switches reviews on at the moment of our write. */
  const switchedOn = (api: Writer, statsig: InMemoryStatsig): Partial<Writer> => ({
    send: async (request, options) => {
      const result = await api.send(request, options)
      if (result.status !== 'accepted') return result
      const shown = { ...statsig.membersOf(update.address), ...asks }
      statsig.put('gate', shown)
      return { ...result, data: shown }
    },
  })
  const without = 'failed, written-without-review, wrote yes'
  const { pathId: _, ...ofNew } = update
  test.each<[string, Play, string]>([
    ['and was written without one', { operation: update }, without],
    ['and may be written so', { operation: update, respectsReviews: false }, 'done'],
    ['and was created', { operation: create }, 'done'],
    ['and was created by the same run', { operation: ofNew }, 'done'],
    [
      'since the operation says so',
      {
        operation: { ...operationFrom('gate', gate, { ...gate, ...asks }) },
      },
      'done',
    ],
    [
      'since the operation says so, among others',
      { operation: operationFrom('gate', gate, { ...changed, ...asks }) },
      'done',
    ],
    ['and was archived', { operation: archive }, 'done'],
  ])('%s', async (_, given, expected) => {
    expect(await end({ ...given, between: switchedOn })).toBe(expected)
  })

  test('and was not written is no failure', async () => {
    const live = { ...changed, ...asks }
    const operation = operationFrom('gate', undefined, changed)
    const { outcome } = await play({
      operation,
      between: (api, statsig) => {
        statsig.put('gate', live)
        return api
      },
    })
    expect(inWords(outcome)).toBe('done, already-exists')
  })
})
