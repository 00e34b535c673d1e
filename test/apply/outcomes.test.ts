// The outcomes of operations as data: what was written, whether the plan is stale, and whether the key was refused.
import { describe, expect } from 'vitest'
import {
  alreadyDoneOutcome,
  doneOutcome,
  failedOutcome,
  interruptedOutcome,
  type NotAcceptedResult,
  notAcceptedOutcome,
  staleOutcome,
  toOperationError,
  type WriteState,
  waitingOutcome,
  writeStateOf,
} from '../../src/apply/outcomes.ts'
import type { Outcome } from '../../src/model/index.ts'
import { ReadError } from '../../src/resources/api.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { operationFrom } from './write-context.ts'

const operation = operationFrom('gate', undefined, { id: 'banner', name: 'banner' })

const refused = (cause: Extract<NotAcceptedResult, { status: 'refused' }>['cause']) =>
  ({ status: 'refused', cause, reason: 'No' }) as const
const unknown = { status: 'unknown', reason: 'Lost' } as const

interface End {
  readonly wrote: WriteState
  readonly isStale: boolean
  readonly isKeyRefused: boolean
}
const endOf = (outcome: Outcome): End | undefined =>
  outcome.status === 'failed'
    ? { wrote: outcome.wrote, isStale: outcome.isStale, isKeyRefused: outcome.isKeyRefused }
    : undefined
const end = (wrote: WriteState, flags: Partial<End> = {}): End => ({
  wrote,
  isStale: false,
  isKeyRefused: false,
  ...flags,
})

describe('a request that was not accepted', () => {
  test.each<[NotAcceptedResult, WriteState | undefined, End]>([
    [refused('other'), undefined, end('no')],
    [refused('other'), 'yes', end('yes')],
    [refused('other'), 'unknown', end('unknown')],
    [refused('not-found'), undefined, end('no', { isStale: true })],
    [refused('not-found'), 'yes', end('yes')],
    [refused('not-found'), 'unknown', end('unknown')],
    [refused('key-refused'), undefined, end('no', { isKeyRefused: true })],
    [refused('key-refused'), 'yes', end('yes', { isKeyRefused: true })],
    [unknown, undefined, end('unknown')],
    [unknown, 'unknown', end('unknown')],
    [unknown, 'yes', end('yes')],
  ])('%j after requests that wrote %s', (result, earlier, expected) => {
    expect(endOf(notAcceptedOutcome(operation, result, earlier))).toEqual(expected)
  })

  test('says why, without words of the answer where there are such, and at which step', () => {
    const reasonOf = (...given: Parameters<typeof notAcceptedOutcome>) => {
      const outcome = notAcceptedOutcome(...given)
      return outcome.status === 'failed' ? outcome.reason : undefined
    }
    expect(reasonOf(operation, unknown)).toStrictEqual({ code: 'not-accepted', detail: 'Lost' })
    const summed = { ...unknown, summary: 'Without words' }
    expect(reasonOf(operation, summed, 'no', { type: 'follow-up' })).toStrictEqual({
      code: 'not-accepted',
      detail: 'Lost',
      summary: 'Without words',
      step: { type: 'follow-up' },
    })
  })
})

test.each<[boolean, WriteState | undefined, WriteState]>([
  [false, undefined, 'no'],
  [true, undefined, 'unknown'],
  [false, 'yes', 'yes'],
  [true, 'yes', 'yes'],
  [false, 'unknown', 'unknown'],
])(
  'what was not sent again (%s) after requests that wrote %s',
  (mayBeWritten, earlier, expected) => {
    const result = { status: 'unsent', cause: 'withheld', mayBeWritten } as const
    expect(writeStateOf(result, earlier)).toBe(expected)
  },
)

test('an interrupt skips what wrote nothing, and fails what has written', () => {
  expect(interruptedOutcome(operation, 'no')).toEqual({
    status: 'skipped',
    operation,
    reason: { code: 'interrupted' },
  })
  for (const wrote of ['yes', 'unknown'] as const)
    expect(interruptedOutcome(operation, wrote)).toEqual(
      failedOutcome(operation, { code: 'interrupted' }, wrote),
    )
})

test('a failure is not stale and not of the key, unless it says so', () => {
  const reason = { code: 'not-removed' } as const
  expect(endOf(failedOutcome(operation, reason, 'no'))).toEqual(end('no'))
  expect(endOf(failedOutcome(operation, reason, 'yes', { isStale: true }))).toEqual(
    end('yes', { isStale: true }),
  )
  expect(endOf(staleOutcome(operation))).toEqual(end('no', { isStale: true }))
  expect(endOf(staleOutcome(operation, 'unknown'))).toEqual(end('unknown', { isStale: true }))
})

test('what is done has notes, and says where it wrote nothing', () => {
  expect(doneOutcome(operation)).toStrictEqual({ status: 'done', operation, notes: [] })
  expect(alreadyDoneOutcome(operation, 'already-set')).toStrictEqual({
    status: 'done',
    operation,
    notes: [{ code: 'already-set' }],
    wrote: 'no',
  })
})

test('what waits for a review names it, with what Statsig says about it', () => {
  const review = { id: 'r1', status: 'open' } as const
  const reasonOf = (detail?: string) => {
    const outcome = waitingOutcome(operation, 'in-review', review, detail)
    return outcome.status === 'pending-review' ? outcome.reason : undefined
  }
  expect(reasonOf()).toStrictEqual({ code: 'in-review', review })
  expect(reasonOf('Later')).toStrictEqual({ code: 'in-review', review, detail: 'Later' })
})

test.each([
  [
    new ReadError('No answer', false, undefined, 'Short'),
    {
      reason: { code: 'read-failed', detail: 'No answer', summary: 'Short' },
      isKeyRefused: false,
      isUnanswered: false,
    },
  ],
  [
    new ReadError('Refused', true, undefined),
    {
      reason: { code: 'read-failed', detail: 'Refused', summary: 'Refused' },
      isKeyRefused: true,
      isUnanswered: false,
    },
  ],
  [
    new TypeError('x is undefined'),
    {
      reason: { code: 'internal-error', detail: 'TypeError: x is undefined' },
      isKeyRefused: false,
      isUnanswered: false,
    },
  ],
  [
    'text',
    {
      reason: { code: 'internal-error', detail: 'text' },
      isKeyRefused: false,
      isUnanswered: false,
    },
  ],
  [
    new ReadError('Silent', false, undefined, 'Silent', false, true),
    {
      reason: { code: 'read-failed', detail: 'Silent', summary: 'Silent' },
      isKeyRefused: false,
      isUnanswered: true,
    },
  ],
])('%s is a failed read, or a bug', (error, expected) => {
  expect(toOperationError(error)).toEqual(expected)
})
