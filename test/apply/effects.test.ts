// What an apply makes of each answer to a write, and of what somebody has done since the plan: a table for each action,
// against an in-memory Statsig.
import { describe, expect, test } from 'vitest'
import { apply } from '../../src/apply/index.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { KindName } from '../../src/kinds/index.ts'
import { makeAddress, type Outcome, type Report } from '../../src/model/index.ts'
import type { SendResult } from '../../src/resources/api.ts'
import { planFrom } from '../plan/in-words.ts'
import {
  createInMemoryStatsig,
  definitionFile,
  type InMemoryStatsig,
  type ReplacedAnswer,
  registry,
} from '../support/in-memory-statsig.ts'

const named: JsonObject = { id: 'checkout', name: 'checkout', description: 'First' }
const wanted: JsonObject = { ...named, description: 'Second' }
const byHand: JsonObject = { ...named, description: 'By hand' }
const archived: JsonObject = { ...named, status: 'Archived' }
const inReview: JsonObject = { ...named, activeReview: { id: 'review' } }

type Action = 'create' | 'update' | 'archive' | 'delete'
const before: Readonly<Record<Action, readonly JsonObject[]>> = {
  create: [],
  update: [named],
  archive: [named],
  delete: [named],
}
const definitions: Readonly<Record<Action, JsonObject>> = {
  create: named,
  update: wanted,
  archive: { ...named, lifecycle: { retired: true } },
  delete: { ...named, lifecycle: { retired: 'delete' } },
}

interface Subject {
  readonly kind: KindName
  readonly folder: string
}
const subjects: readonly Subject[] = [
  { kind: 'gate', folder: 'gates' },
  { kind: 'dynamic_config', folder: 'dynamic_configs' },
]

interface Run {
  readonly statsig: InMemoryStatsig
  readonly report: Report
}

/** Plans the action, lets `meanwhile` act, and applies. */
const run = async (
  { folder, kind }: Subject,
  action: Action,
  meanwhile: (statsig: InMemoryStatsig) => void,
  answers: readonly ReplacedAnswer[] = [],
): Promise<Run> => {
  const statsig = createInMemoryStatsig([kind])
  for (const each of before[action]) statsig.put(kind, each)
  const live = statsig.live()
  const plan = planFrom({
    base: before[action].map((each) => definitionFile(folder, each)),
    files: [definitionFile(folder, definitions[action])],
    live: before[action].map((each): readonly [KindName, JsonObject] => [kind, each]),
  })
  expect(plan.operations.map((each) => each.action)).toEqual([action])
  const readAt = statsig.clock.now()
  // A minute later, so that everything is read again.
  await statsig.clock.sleep(60_000)
  meanwhile(statsig)
  statsig.replaceAnswers(...answers)
  const report = await apply(plan, {
    api: statsig.api,
    clock: statsig.clock,
    registry,
    live,
    readAt,
    parallelism: 1,
    respectsReviews: true,
    readSecret: (name) => name,
    onOutcome: () => {},
  })
  return { statsig, report }
}

const outcomeInWords = ({ outcomes: [outcome] }: Report): string =>
  outcome === undefined ? 'none' : inWords(outcome)
const inWords = (outcome: Outcome): string => {
  switch (outcome.status) {
    case 'done':
      return ['done', ...outcome.notes.map(({ code }) => code)].join(', ')
    case 'pending-review':
    case 'skipped':
      return `${outcome.status}, ${outcome.reason.code}`
    case 'failed': {
      const { isKeyRefused, isStale, reason, wrote } = outcome
      const flags = [...(isStale ? ['stale'] : []), ...(isKeyRefused ? ['key'] : [])]
      return ['failed', reason.code, `wrote ${wrote}`, ...flags].join(', ')
    }
  }
}

type Cause = Extract<SendResult, { status: 'refused' }>['cause']
const refused = (cause: Cause): ReplacedAnswer => ({
  result: { status: 'refused', cause, reason: 'No' },
  isCarriedOut: false,
})
const lost = (isCarriedOut: boolean): ReplacedAnswer => ({
  result: { status: 'unknown', reason: 'The answer was lost' },
  isCarriedOut,
})
const silent = (isCarriedOut: boolean): ReplacedAnswer => ({
  result: { status: 'accepted', data: undefined },
  isCarriedOut,
})
/** How it ends, how often something was sent, and whether the look back finds something else than was wanted. */
type End = readonly [outcome: string, sent: number, converged?: 'not converged']
type Ends = Readonly<Record<Action, End>>
const all = (...end: End): Ends => ({ create: end, update: end, archive: end, delete: end })

const notTaken = 'failed, not-accepted, wrote no'
const doubtful = 'failed, not-accepted, wrote unknown'
const moved = 'failed, changed-since-plan, wrote no, stale'
const nothingSent = all(moved, 0)

const answers: Readonly<Record<string, readonly [readonly ReplacedAnswer[], Ends]>> = {
  accepted: [[], all('done', 1)],
  'refused, since the name is taken': [[refused('name-taken')], all(notTaken, 1)],
  'refused as a bad request': [[refused('bad-request')], all(notTaken, 1)],
  'refused, since Statsig is busy': [[refused('busy')], all(notTaken, 1)],
  'refused with the key': [[refused('key-refused')], all(`${notTaken}, key`, 1)],
  'refused for another reason': [[refused('other')], all(notTaken, 1)],
  'refused, since there is nothing': [
    [refused('not-found')],
    {
      create: [`${notTaken}, stale`, 1],
      update: [`${notTaken}, stale`, 1],
      // Statsig says that it is gone, and still lists it.
      archive: ['done, already-removed', 1, 'not converged'],
      delete: ['done, already-removed', 1, 'not converged'],
    },
  ],
  'lost, and it was carried out': [
    [lost(true)],
    { ...all('done, answer-lost', 1), create: ['done, creation-answer-lost', 1] },
  ],
  // A creation is sent again once it is certain that it was not carried out.
  'lost once, and it was not carried out': [
    [lost(false)],
    { ...all(doubtful, 1), create: ['done', 2] },
  ],
  'lost each time, and it was not carried out': [
    [lost(false), lost(false), lost(false)],
    { ...all(doubtful, 1), create: [doubtful, 3] },
  ],
  'accepted without a word': [[silent(true)], all('done', 1)],
  'accepted, and it was not carried out': [
    [silent(false)],
    {
      create: ['failed, created-but-not-found, wrote unknown', 1],
      update: ['done, differs-after-write', 1, 'not converged'],
      archive: ['failed, not-removed, wrote unknown', 1],
      delete: ['failed, not-removed, wrote unknown', 1],
    },
  ],
}

type Meanwhile = (statsig: InMemoryStatsig, subject: Subject) => void
const puts =
  (members: JsonObject): Meanwhile =>
  (statsig, { kind }) =>
    statsig.put(kind, members)

const meanwhile: Readonly<Record<string, readonly [Meanwhile, Ends]>> = {
  'it is there as it was': [
    puts(named),
    { ...all('done', 1), create: ['done, already-exists', 0] },
  ],
  'it is there and differs': [
    puts(byHand),
    { ...nothingSent, create: ['failed, exists-and-differs, wrote no, stale', 0] },
  ],
  'it is there as an update wants it': [
    puts(wanted),
    { ...nothingSent, create: ['failed, exists-and-differs, wrote no, stale', 0] },
  ],
  'it is archived': [puts(archived), { ...nothingSent, create: ['done, already-exists', 0] }],
  'a change of it waits for a review': [
    puts(inReview),
    { ...all('pending-review, earlier-change-in-review', 0), create: ['done, already-exists', 0] },
  ],
  'it is not there': [
    (statsig, { kind }) => statsig.remove(makeAddress(kind, 'checkout')),
    {
      create: ['done', 1],
      update: [moved, 0],
      archive: ['done, already-removed', 0],
      delete: ['done, already-removed', 0],
    },
  ],
}

const actions = ['create', 'update', 'archive', 'delete'] as const

const expectEnd = ({ report, statsig }: Run, [outcome, sent, converged]: End): void => {
  expect(outcomeInWords(report)).toBe(outcome)
  expect(statsig.writes).toHaveLength(sent)
  expect(report.nonConverged).toHaveLength(converged === undefined ? 0 : 1)
}

describe.each(subjects)('a $kind', (subject) => {
  describe.each(actions)('%s', (action) => {
    test.each(Object.entries(answers))('whose answer is %s', async (_, [given, ends]) => {
      expectEnd(await run(subject, action, () => {}, given), ends[action])
    })
    test.each(Object.entries(meanwhile))('where meanwhile %s', async (_, [act, ends]) => {
      expectEnd(await run(subject, action, (statsig) => act(statsig, subject)), ends[action])
    })
  })
})
