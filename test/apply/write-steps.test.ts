// How each action ends, by what its requests are answered and by what their checks find: scripts of requests, over
// Statsig as a map.
import { describe, expect } from 'vitest'
import { runOperation } from '../../src/apply/run-operation.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { KindName } from '../../src/kinds/index.ts'
import type { Operation, Outcome } from '../../src/model/index.ts'
import type { SendResult } from '../../src/resources/api.ts'
import { createInMemoryStatsig } from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { operationFrom, writeContextOf } from './write-context.ts'

/** One request: what happens before its check, whether an earlier attempt may have been carried out, and its answer. */
interface Step {
  /** Statsig shows this from now on; `null` where it is gone. */
  readonly shows?: JsonObject | null
  readonly doubt?: true
  /** The answer. Without one, Statsig carries the request out. */
  readonly result?: SendResult
  readonly isCarriedOut?: true
  /** Statsig shows this after the request. */
  readonly after?: JsonObject | null
}

interface Subject {
  readonly kind: KindName
  readonly live: JsonObject | undefined
  readonly operation: Operation
}

const refused = (cause: Extract<SendResult, { status: 'refused' }>['cause']): SendResult => ({
  status: 'refused',
  cause,
  reason: 'No',
})
const lost: SendResult = { status: 'unknown', reason: 'Lost' }
const stopped = (mayBeWritten: boolean): SendResult => ({
  status: 'unsent',
  cause: 'stopped',
  mayBeWritten,
})
const silent: SendResult = { status: 'accepted', data: undefined }

const play = async ({ kind, live, operation }: Subject, steps: readonly Step[]) => {
  const statsig = createInMemoryStatsig([kind])
  if (live) statsig.put(kind, live)
  const [planned, readAt] = [statsig.live(), statsig.clock.now()]
  await statsig.clock.sleep(60_000)
  const left = [...steps]
  const show = (members: JsonObject | null | undefined) => {
    if (members === null) statsig.remove(operation.address)
    else if (members) statsig.put(kind, members)
  }
  const sent: string[] = []
  const repeatable: boolean[] = []
  const api: typeof statsig.api = {
    ...statsig.api,
    send: async (request, { check, isIdempotent }) => {
      const { doubt = false, isCarriedOut = false, result, shows, after } = left.shift() ?? {}
      show(shows)
      repeatable.push(isIdempotent)
      if (result?.status === 'unsent') return result
      const checked = await check?.(statsig.api, doubt)
      if (check && checked === undefined)
        return { status: 'unsent', cause: 'withheld', mayBeWritten: doubt }
      sent.push(`${request.method} ${request.path.split('/').slice(3).join('/')}`)
      const whole = { ...request, ...checked }
      const answer =
        result === undefined || isCarriedOut
          ? await statsig.api.send(whole, { isIdempotent })
          : result
      show(after)
      return result ?? answer
    },
  }
  const context = writeContextOf(statsig, { live: planned, readAt, api })
  const started = statsig.clock.now()
  const outcome = await runOperation(operation, context)
  return {
    outcome,
    sent,
    repeatable,
    waited: statsig.clock.now() - started,
    cached: context.cache.find(operation.address),
  }
}

const inWords = (outcome: Outcome): string => {
  switch (outcome.status) {
    case 'done': {
      const wrote = outcome.wrote === 'no' ? ', wrote no' : ''
      return ['done', ...outcome.notes.map(({ code }) => code)].join(', ') + wrote
    }
    case 'pending-review':
    case 'skipped':
      return `${outcome.status}, ${outcome.reason.code}`
    case 'failed': {
      const flags = [
        ...(outcome.isStale ? ['stale'] : []),
        ...(outcome.isKeyRefused ? ['key'] : []),
      ]
      return ['failed', outcome.reason.code, `wrote ${outcome.wrote}`, ...flags].join(', ')
    }
  }
}

type Row = readonly [what: string, steps: readonly Step[], end: string, sent: number]
const table = (subject: Subject, rows: readonly Row[]): void => {
  test.each(rows)('%s', async (_, steps, end, count) => {
    const { outcome, sent } = await play(subject, steps)
    expect([inWords(outcome), sent.length]).toEqual([end, count])
  })
}

const gate: JsonObject = { id: 'banner', name: 'banner', description: 'Old' }
const wanted: JsonObject = { ...gate, description: 'New' }
const theirs: JsonObject = { ...gate, description: 'Theirs' }
const review = { activeReview: { id: 'r' } }

describe('an update', () => {
  const subject: Subject = {
    kind: 'gate',
    live: gate,
    operation: operationFrom('gate', gate, wanted),
  }
  table(subject, [
    ['is carried out', [], 'done', 1],
    ['is interrupted before it', [{ result: stopped(false) }], 'skipped, interrupted', 0],
    [
      'is interrupted after an attempt',
      [{ result: stopped(true) }],
      'failed, interrupted, wrote unknown',
      0,
    ],
    ['was done by an earlier attempt', [{ doubt: true, shows: wanted }], 'done, answer-lost', 0],
    [
      'was not done, and somebody else wrote',
      [{ doubt: true, shows: theirs }],
      'failed, changed-since-plan, wrote unknown, stale',
      0,
    ],
    ['was not done by an earlier attempt', [{ doubt: true }], 'done', 1],
    [
      'has no answer, and waits for a review that the resource asks for',
      [{ result: lost, after: { ...gate, ...review, reviewSettings: { requiredReview: true } } }],
      'pending-review, in-review',
      1,
    ],
    ['meets a change', [{ shows: theirs }], 'failed, changed-since-plan, wrote no, stale', 0],
    ['meets nothing', [{ shows: null }], 'failed, changed-since-plan, wrote no, stale', 0],
    [
      'meets a review',
      [{ shows: { ...gate, ...review } }],
      'pending-review, earlier-change-in-review',
      0,
    ],
    [
      'is put into a review by an earlier attempt',
      [{ doubt: true, shows: { ...theirs, ...review } }],
      'pending-review, in-review',
      0,
    ],
    [
      'has no answer, and a review waits',
      [{ result: lost, after: { ...gate, ...review } }],
      'pending-review, in-review',
      1,
    ],
    [
      'has no answer, and was carried out',
      [{ result: lost, isCarriedOut: true }],
      'done, answer-lost',
      1,
    ],
    ['has no answer', [{ result: lost }], 'failed, not-accepted, wrote unknown', 1],
    ['is refused', [{ result: refused('other') }], 'failed, not-accepted, wrote no', 1],
    [
      'is refused as a bad request',
      [{ result: refused('bad-request') }],
      'failed, not-accepted, wrote no',
      1,
    ],
  ])
})

describe('an update that clears a reference', () => {
  const live = { ...gate, teamID: 'team-1' }
  const subject: Subject = {
    kind: 'gate',
    live,
    operation: operationFrom('gate', live, { ...gate, teamID: null }),
  }
  const cleared = { ...live, teamID: null }
  table(subject, [
    ['is carried out', [{ after: cleared }], 'done', 1],
    [
      'is refused, and its other spelling is accepted',
      [{ result: refused('bad-request') }, { after: cleared }],
      'done',
      2,
    ],
    [
      'is refused in both spellings',
      [{ result: refused('bad-request') }, { result: refused('other') }],
      'failed, not-accepted, wrote no',
      2,
    ],
    [
      'is refused for another reason',
      [{ result: refused('other') }],
      'failed, not-accepted, wrote no',
      1,
    ],
    ['has no answer', [{ result: lost }], 'failed, not-accepted, wrote unknown', 1],
    ['is interrupted', [{ result: stopped(false) }], 'skipped, interrupted', 0],
    [
      'has no effect, and its other spelling has',
      [{ result: { status: 'accepted', data: live } }, { after: cleared }],
      'done',
      2,
    ],
    [
      'has no effect in both spellings',
      [
        { result: { status: 'accepted', data: live } },
        { result: { status: 'accepted', data: live } },
      ],
      'done, differs-after-write',
      2,
    ],
    [
      'has no effect, and its other spelling is refused',
      [{ result: { status: 'accepted', data: live } }, { result: refused('other') }],
      'done, differs-after-write',
      2,
    ],
    [
      'waits for a review',
      [
        {
          result: { status: 'accepted', data: { ...live, ...review } },
          after: { ...live, ...review },
        },
      ],
      'pending-review, in-review',
      1,
    ],
    ['has an answer without a word', [{ result: silent, isCarriedOut: true }], 'done', 1],
    [
      'meets a change before its other spelling',
      [{ result: refused('bad-request') }, { shows: { ...live, name: 'Theirs' } }],
      'failed, changed-since-plan, wrote no, stale',
      1,
    ],
  ])
})

describe.each([
  ['archive', { retired: true }, { ...gate, status: 'Archived' }],
  ['delete', { retired: 'delete' }, null],
] as const)('%s', (action, lifecycle, retired) => {
  const subject: Subject = {
    kind: 'gate',
    live: gate,
    operation: operationFrom('gate', gate, { ...gate, lifecycle }),
  }
  const isDeletion = action === 'delete'
  table(subject, [
    ['is carried out', [], 'done', 1],
    ['is interrupted before it', [{ result: stopped(false) }], 'skipped, interrupted', 0],
    [
      'is interrupted after an attempt',
      [{ result: stopped(true) }],
      'failed, interrupted, wrote unknown',
      0,
    ],
    ['was done by an earlier attempt', [{ doubt: true, shows: retired }], 'done, answer-lost', 0],
    ['was not done, and it is gone', [{ doubt: true, shows: null }], 'done, answer-lost', 0],
    [
      'was not done, and somebody else wrote',
      [{ doubt: true, shows: theirs }],
      'failed, changed-since-plan, wrote unknown, stale',
      0,
    ],
    ['meets a change', [{ shows: theirs }], 'failed, changed-since-plan, wrote no, stale', 0],
    ['meets nothing', [{ shows: null }], 'done, already-removed, wrote no', 0],
    [
      'is refused with the key',
      [{ result: refused('key-refused'), after: retired }],
      'failed, not-accepted, wrote no, key',
      1,
    ],
    [
      'is refused, and it is as wanted',
      [{ result: refused('other'), after: retired }],
      isDeletion ? 'failed, not-accepted, wrote no' : 'done, already-set, wrote no',
      1,
    ],
    ['is refused', [{ result: refused('other') }], 'failed, not-accepted, wrote no', 1],
    [
      'has no answer, and a review waits',
      [{ result: lost, after: { ...gate, ...review } }],
      'pending-review, in-review',
      1,
    ],
    [
      'is accepted, and a review waits',
      [{ result: silent, after: { ...gate, ...review } }],
      'pending-review, in-review',
      1,
    ],
    ['has no answer', [{ result: lost }], 'failed, not-accepted, wrote unknown', 1],
  ])

  test('may be repeated after a lost answer', async () => {
    expect((await play(subject, [])).repeatable).toEqual([true])
  })

  test('of what the plan does not name is done', async () => {
    const { pathId: _, ...operation } = subject.operation
    const { outcome, sent } = await play({ ...subject, live: undefined, operation }, [])
    expect([inWords(outcome), sent]).toEqual(['done, already-removed, wrote no', []])
  })

  test('is not waited for longer than it takes to be shown', async () => {
    const review2 = { ...gate, ...review }
    expect((await play(subject, [{ result: silent, after: review2 }])).waited).toBe(0)
    expect((await play(subject, [{ result: silent }])).waited).toBe(1_500)
    const doubt = await play(subject, [{ result: lost, after: retired }])
    expect(doubt.waited).toBe(isDeletion ? 2_000 : 0)
    expect((await play(subject, [{ result: lost }])).waited).toBe(6_000)
  })
})

describe('a start', () => {
  const live: JsonObject = {
    id: 'rank',
    name: 'rank',
    status: 'setup',
    groups: [
      { name: 'Old', size: 50, parameterValues: { size: 1 } },
      { name: 'New', size: 50, parameterValues: { size: 2 } },
    ],
  }
  const active = { ...live, status: 'active' }
  const operation: Operation = {
    ...operationFrom('experiment', live, { ...live, description: 'New' }),
    action: 'start',
    edits: [{ pointer: '/status', label: 'status', before: 'setup', after: 'active' }],
    members: { status: 'active' },
  }
  const other = { ...live, description: 'Theirs' }
  table({ kind: 'experiment', live, operation }, [
    ['is carried out', [], 'done', 1],
    ['is interrupted before it', [{ result: stopped(false) }], 'skipped, interrupted', 0],
    [
      'is interrupted after an attempt',
      [{ result: stopped(true) }],
      'failed, interrupted, wrote unknown',
      0,
    ],
    [
      'is interrupted after a lost answer',
      [{ result: lost }, { result: stopped(false) }],
      'failed, interrupted, wrote unknown',
      1,
    ],
    ['was done by an earlier attempt', [{ doubt: true, shows: active }], 'done, answer-lost', 0],
    [
      'was not done, and somebody else wrote',
      [{ doubt: true, shows: other }],
      'failed, changed-since-plan, wrote unknown, stale',
      0,
    ],
    ['meets a change', [{ shows: other }], 'failed, changed-since-plan, wrote no, stale', 0],
    ['meets what it wants', [{ shows: active }], 'failed, changed-since-plan, wrote no, stale', 0],
    ['meets nothing', [{ shows: null }], 'failed, changed-since-plan, wrote no, stale', 0],
    [
      'meets a review',
      [{ shows: { ...live, ...review } }],
      'pending-review, earlier-change-in-review',
      0,
    ],
    [
      'is refused with the key',
      [{ result: refused('key-refused'), after: active }],
      'failed, not-accepted, wrote no, key',
      1,
    ],
    [
      'is refused with the key after a lost answer',
      [{ result: lost }, { result: refused('key-refused') }],
      'failed, not-accepted, wrote unknown, key',
      2,
    ],
    [
      'is refused, and is as wanted',
      [{ result: refused('other'), after: active }],
      'done, already-set, wrote no',
      1,
    ],
    ['is refused', [{ result: refused('other') }], 'failed, not-accepted, wrote no', 1],
    [
      'is refused, and is as wanted, of an experiment that asks for reviews',
      [
        {
          result: refused('other'),
          after: { ...active, reviewSettings: { requiredReview: true } },
        },
      ],
      'done, already-set, wrote no',
      1,
    ],
    [
      'is refused, and a review waits',
      [{ result: refused('other'), after: { ...live, ...review } }],
      'failed, not-accepted, wrote no',
      1,
    ],
    [
      'is accepted, and a review waits',
      [{ result: silent, after: { ...live, ...review } }],
      'pending-review, in-review',
      1,
    ],
    [
      'has no answer, and a review waits',
      [{ result: lost, after: { ...live, ...review } }],
      'pending-review, in-review',
      1,
    ],
    [
      'is accepted, and was not carried out',
      [{ result: silent }],
      'failed, status-unchanged, wrote unknown',
      1,
    ],
    [
      'has no answer, and was carried out',
      [{ result: lost, isCarriedOut: true }],
      'done, answer-lost',
      1,
    ],
    ['has no answer, and is sent again', [{ result: lost }], 'done', 2],
    [
      'has no answer three times',
      [{ result: lost }, { result: lost }, { result: lost }],
      'failed, not-accepted, wrote unknown',
      3,
    ],
    [
      'is refused after a lost answer',
      [{ result: lost }, { result: refused('other') }],
      'failed, not-accepted, wrote unknown',
      2,
    ],
    [
      'is done late by a lost attempt',
      [{ result: lost }, { shows: active }],
      'done, answer-lost',
      1,
    ],
    [
      'meets a change after a lost answer',
      [{ result: lost }, { shows: other }],
      'failed, changed-since-plan, wrote unknown, stale',
      1,
    ],
  ])

  test('is not waited for longer than it takes to be shown', async () => {
    const waited = async (step: Step) =>
      (await play({ kind: 'experiment', live, operation }, [step])).waited
    const inReview = { ...live, ...review }
    expect(await waited({ result: silent, after: active })).toBe(0)
    expect(await waited({ result: silent, after: inReview })).toBe(0)
    expect(await waited({ result: lost, after: active })).toBe(0)
    expect(await waited({ result: silent })).toBe(1_500)
    expect(await waited({ result: silent, after: null })).toBe(1_500)
  })

  test('is not repeated without a read after a lost answer', async () => {
    const { repeatable } = await play({ kind: 'experiment', live, operation }, [{ result: lost }])
    expect(repeatable).toEqual([false, false])
  })

  test('keeps what it has done as written by the run', async () => {
    const { cached } = await play({ kind: 'experiment', live, operation }, [])
    expect(cached).toMatchObject({ isOwnWrite: true, resource: { raw: { status: 'active' } } })
  })
})

describe('a decision', () => {
  const groups = [
    { name: 'Old', size: 50, parameterValues: { size: 1 } },
    { name: 'New', size: 50, parameterValues: { size: 2 } },
  ]
  const live: JsonObject = { id: 'rank', name: 'rank', status: 'active', groups }
  const decided = {
    ...live,
    status: 'decision_made',
    launchedGroupID: 'New',
    decisionReason: 'Ours',
  }
  const otherwise = { ...decided, decisionReason: 'Theirs' }
  const { status, launchedGroupID, decisionReason } = decided
  const operation: Operation = {
    ...operationFrom('experiment', live, { ...live, description: 'New' }),
    action: 'decide',
    edits: [{ pointer: '/status', label: 'status', before: 'active', after: status }],
    members: { status, launchedGroupID, decisionReason },
  }
  table({ kind: 'experiment', live, operation }, [
    ['is carried out', [], 'done', 1],
    [
      'is accepted with another reason',
      [{ result: silent, after: otherwise }],
      'done, differs-after-write',
      1,
    ],
    [
      'is refused, and was made',
      [{ result: refused('other'), after: decided }],
      'done, already-set, wrote no',
      1,
    ],
    [
      'is refused, and was made for another reason',
      [{ result: refused('other'), after: otherwise }],
      'failed, decided-differently, wrote no, stale',
      1,
    ],
    [
      'has no answer, and was made for another reason',
      [{ result: lost, after: otherwise }],
      'failed, decided-differently, wrote unknown',
      1,
    ],
    ['has no answer, and was made', [{ result: lost, after: decided }], 'done, answer-lost', 1],
    [
      'was made late for another reason',
      [{ result: lost }, { shows: otherwise }],
      'failed, decided-differently, wrote unknown',
      1,
    ],
  ])
})

describe('an update of one bare value', () => {
  const rule = (country: string) => ({
    name: 'Where',
    passPercentage: 100,
    conditions: [{ type: 'country', operator: 'any', targetValue: [country] }],
  })
  const live = { id: 'people', name: 'people', type: 'rule_based', rules: [rule('DE')] }
  const after = { ...live, rules: [rule('FR')] }
  const subject: Subject = {
    kind: 'segment',
    live,
    operation: operationFrom('segment', live, after),
  }
  table(subject, [
    ['is carried out', [], 'done', 1],
    [
      'is refused as a bad request, and accepted with a name around it',
      [{ result: refused('bad-request') }, { result: silent, after }],
      'done',
      2,
    ],
    [
      'is refused in both forms',
      [{ result: refused('bad-request') }, { result: refused('other') }],
      'failed, not-accepted, wrote no',
      2,
    ],
    [
      'is refused for another reason',
      [{ result: refused('other') }],
      'failed, not-accepted, wrote no',
      1,
    ],
    ['has no answer', [{ result: lost }], 'failed, not-accepted, wrote unknown', 1],
    [
      'has no answer in its second form',
      [{ result: refused('bad-request') }, { result: lost }],
      'failed, not-accepted, wrote unknown',
      2,
    ],
    [
      'meets a change before its second form',
      [{ result: refused('bad-request') }, { shows: { ...live, rules: [] } }],
      'failed, changed-since-plan, wrote no, stale',
      1,
    ],
  ])
})

describe('an update of a new resource, once others exist', () => {
  const live = { id: 'banner', name: 'banner' }
  const { liveDigest: _, ...operation } = operationFrom('gate', live, wanted)
  table({ kind: 'gate', live, operation: { ...operation, isDeferred: true } }, [
    ['is carried out', [], 'done', 1],
    [
      'meets a value of somebody else',
      [{ shows: theirs }],
      'failed, changed-since-plan, wrote no, stale',
      0,
    ],
    ['meets what it wants', [{ shows: wanted }], 'done', 1],
  ])
})

describe('a creation of two steps', () => {
  const layer: JsonObject = {
    name: 'Page',
    idType: 'userID',
    parameters: [{ name: 'size', type: 'number', defaultValue: 1 }],
  }
  const subject: Subject = {
    kind: 'layer',
    live: undefined,
    operation: operationFrom('layer', undefined, layer),
  }
  const made = { id: 'generated', name: 'Page', idType: 'userID', parameters: [] }
  const whole = { ...layer, id: 'generated' }
  const taken = { ...made, parameters: [{ name: 'size', type: 'number', defaultValue: 7 }] }
  const first: Step = { result: { status: 'accepted', data: made }, after: made }
  table(subject, [
    ['is carried out', [first], 'done', 2],
    [
      'meets one of other content',
      [{ shows: taken }],
      'failed, exists-and-differs, wrote no, stale',
      0,
    ],
    ['meets one that is whole', [{ shows: whole }], 'done, already-exists, wrote no', 0],
    [
      'meets one that waits for a review',
      [{ shows: { ...taken, ...review } }],
      'pending-review, earlier-change-in-review',
      0,
    ],
    ['is interrupted before it', [{ result: stopped(false) }], 'skipped, interrupted', 0],
    [
      'is interrupted after an attempt',
      [{ result: stopped(true) }],
      'failed, interrupted, wrote unknown',
      0,
    ],
    [
      'was done by an earlier attempt',
      [{ doubt: true, shows: made }],
      'done, creation-answer-lost',
      1,
    ],
    [
      'was done differently, after an attempt',
      [{ doubt: true, shows: { ...taken } }],
      'failed, creation-lost-and-differs, wrote unknown',
      0,
    ],
    [
      'has no answer, and was carried out',
      [{ result: lost, after: made }],
      'done, creation-answer-lost',
      2,
    ],
    [
      'has no answer, and one of other content is there',
      [{ result: lost, after: taken }],
      'failed, creation-lost-and-differs, wrote unknown',
      1,
    ],
    [
      'has no answer three times',
      [{ result: lost }, { result: lost }, { result: lost }],
      'failed, not-accepted, wrote unknown',
      3,
    ],
    [
      'is refused after a lost answer',
      [{ result: lost }, { result: refused('other') }],
      'failed, not-accepted, wrote unknown',
      2,
    ],
    [
      'is interrupted after a lost answer',
      [{ result: lost }, { result: stopped(false) }],
      'failed, interrupted, wrote unknown',
      1,
    ],
    [
      'is refused',
      [{ result: refused('other'), after: made }],
      'failed, not-accepted, wrote no',
      1,
    ],
    [
      'has a name that is taken, by what was sent',
      [{ result: refused('name-taken'), after: made }],
      'done, found-as-sent',
      2,
    ],
    [
      'has a name that is taken, by a whole one',
      [{ result: refused('name-taken'), after: whole }],
      'done, already-exists, wrote no',
      1,
    ],
    [
      'has a name that is taken by another',
      [{ result: refused('name-taken'), after: taken }],
      'failed, exists-and-differs, wrote no, stale',
      1,
    ],
    [
      'has a name that is taken, and nothing is there',
      [{ result: refused('name-taken') }],
      'failed, not-accepted, wrote no',
      1,
    ],
    ['has no word in its answer', [{ result: silent, after: made }], 'done', 2],
    [
      'is not found afterwards',
      [{ result: silent }],
      'failed, created-but-not-found, wrote unknown',
      1,
    ],
    [
      'waits for a review after its first step',
      [
        {
          result: { status: 'accepted', data: { ...made, ...review } },
          after: { ...made, ...review },
        },
      ],
      'pending-review, in-review',
      1,
    ],
    [
      'is interrupted after its first step',
      [first, { result: stopped(false) }],
      'failed, interrupted, wrote yes',
      1,
    ],
    [
      'is changed before its second step',
      [first, { shows: taken }],
      'failed, changed-since-plan, wrote yes, stale',
      1,
    ],
    [
      'is changed beside its second step',
      [first, { shows: { ...made, description: 'Theirs' } }],
      'done',
      2,
    ],
    [
      'waits for a review before its second step',
      [first, { shows: { ...made, ...review } }],
      'failed, changed-since-plan, wrote yes, stale',
      1,
    ],
    [
      'is removed before its second step',
      [first, { shows: null }],
      'failed, changed-since-plan, wrote yes, stale',
      1,
    ],
    [
      'is finished by an earlier attempt',
      [first, { doubt: true, shows: whole }],
      'done, answer-lost',
      1,
    ],
    [
      'is finished by an earlier attempt, and a review waits',
      [first, { doubt: true, shows: { ...whole, ...review } }],
      'done, answer-lost',
      1,
    ],
    [
      'is taken by somebody else after an attempt',
      [first, { doubt: true, shows: taken }],
      'failed, changed-since-plan, wrote yes, stale',
      1,
    ],
    [
      'is refused in its second step',
      [first, { result: refused('other') }],
      'failed, not-accepted, wrote yes',
      2,
    ],
    [
      'has no answer to its second step',
      [first, { result: lost }],
      'failed, not-accepted, wrote yes',
      2,
    ],
    [
      'has no answer to its second step, and was finished',
      [first, { result: lost, after: whole }],
      'done, answer-lost',
      2,
    ],
  ])

  test('says which step was refused', async () => {
    const { outcome } = await play(subject, [first, { result: refused('other') }])
    expect(outcome).toMatchObject({ reason: { step: { type: 'follow-up' } } })
  })

  test('may repeat its second step after a lost answer, and never its first', async () => {
    expect((await play(subject, [first])).repeatable).toEqual([false, true])
  })
})
