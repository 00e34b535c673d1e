// Reviews: what waits is neither done nor failed, and is not sent again.
import { describe, expect, test } from 'vitest'
import { isJsonObject } from '../../src/core/json.ts'
import type { SourceFile } from '../../src/model/index.ts'
import type { Writer } from '../../src/resources/api.ts'
import { reportExitCode } from '../../src/session/apply-exit-code.ts'
import { file, withProject } from '../support/project.ts'
import {
  concurrentEditor,
  experiment,
  gate,
  live,
  outcomeOf,
  outcomeStatuses,
  reasonOf,
  writes,
} from './fixture.ts'

const group = 'status: decision_made\nlaunchedGroupID: New\ndecisionReason: Better\n'
const cases: readonly {
  readonly what: string
  readonly before: readonly SourceFile[]
  readonly after: readonly SourceFile[]
}[] = [
  {
    what: 'gate/banner update',
    before: [gate('banner', 'description: Old\n')],
    after: [gate('banner', 'description: New\n')],
  },
  {
    what: 'gate/banner archive',
    before: [gate('banner')],
    after: [gate('banner', 'lifecycle: { retired: true }\n')],
  },
  {
    what: 'experiment/rank update',
    before: [experiment('rank')],
    after: [experiment('rank', 'hypothesis: It helps.\n')],
  },
  {
    what: 'experiment/rank start',
    before: [experiment('rank')],
    after: [experiment('rank', 'status: active\n')],
  },
  {
    what: 'experiment/rank decide',
    before: [experiment('rank', 'status: active\n')],
    after: [experiment('rank', group)],
  },
  {
    what: 'experiment/rank archive',
    before: [experiment('rank')],
    after: [experiment('rank', 'status: archived\n')],
  },
]

describe.each(cases)('$what', ({ after, before, what }) => {
  test('waits for its review, and is not sent again while it does', async () => {
    await withProject({}, async (project) => {
      await project.apply(before)
      project.emulator.faults = [{ kind: 'review' }]
      const first = await project.apply(after)
      expect(outcomeStatuses(first.report)).toEqual([`${what} pending-review`])
      expect(reasonOf(outcomeOf(first.report, what))).toBe(
        'the change waits for a review in Statsig',
      )
      expect(first.report.nonConverged).toEqual([])
      expect(reportExitCode(first.report)).toBe(0)

      const sent = writes(project.emulator)
      const second = await project.apply(after)
      expect(outcomeStatuses(second.report)).toEqual([`${what} pending-review`])
      expect(reasonOf(outcomeOf(second.report, what))).toContain('nothing was sent')
      expect(writes(project.emulator)).toBe(sent)
      expect(reportExitCode(second.report)).toBe(0)
      expect(project.findings()).toEqual([])
    })
  })

  test('that met a lost answer waits too', async () => {
    await withProject({ unjudged: true }, async (project) => {
      await project.apply(before)
      project.emulator.faults = [
        { kind: 'review' },
        { kind: 'lost', method: 'PUT' },
        { kind: 'lost', method: 'PATCH' },
      ]
      const { report } = await project.apply(after)
      expect(outcomeStatuses(report)).toEqual([`${what} pending-review`])
    })
  })
})

test('what comes after a change that waits is skipped and says so, and the run has not failed', async () => {
  await withProject({}, async (project) => {
    await project.apply([experiment('rank')])
    project.emulator.faults = [{ kind: 'review' }]
    const after = [experiment('rank', 'hypothesis: It helps.\nstatus: active\n')]
    const { report } = await project.apply(after)
    expect(outcomeStatuses(report)).toEqual([
      'experiment/rank update pending-review',
      'experiment/rank start skipped: `experiment/rank` waits for a review in Statsig',
    ])
    expect(reportExitCode(report)).toBe(0)
  })
})

test('a creation that waits for a review is waiting, and what depends on it too', async () => {
  const somebody = concurrentEditor()
  const rule = 'rules:\n  - name: r\n    passPercentage: 100\n    conditions:\n'
  const files = [
    gate('first', 'description: Something\n'),
    gate('second', `${rule}      - { type: passes_gate, targetValue: first }\n`),
  ]
  await withProject({ between: somebody.between }, async (project) => {
    // There is a resource by the time we ask, but without its content, which somebody is to approve.
    somebody.does(() =>
      project.emulator.insert('gates', {
        id: 'first',
        name: 'first',
        activeReview: { reviewID: '1', reviewStatus: 'pending', description: '' },
      }),
    )
    const { report } = await project.apply(files)
    expect(outcomeStatuses(report)).toEqual([
      'gate/first create pending-review',
      'gate/second create skipped: `gate/first` waits for a review in Statsig',
    ])
    expect(live(project.emulator, 'gates', 'second')).toEqual({})
    expect(reportExitCode(report)).toBe(0)
  })
})

test('a creation in two steps that waits for a review is not completed while it does', async () => {
  const holdout = file(
    'statsig/holdouts/quiet.yaml',
    'id: quiet\nname: quiet\npassPercentage: 5\nisEnabled: false\n',
  )
  const review = { activeReview: { reviewID: '1', reviewStatus: 'pending', description: '' } }
  const between = (writer: Writer): Writer => ({
    ...writer,
    send: async (...args) => {
      const result = await writer.send(...args)
      return result.status === 'accepted' && isJsonObject(result.data)
        ? { ...result, data: { ...result.data, ...review } }
        : result
    },
  })
  await withProject({ between }, async (project) => {
    const { report } = await project.apply([holdout])
    expect(outcomeStatuses(report)).toEqual(['holdout/quiet create pending-review'])
    expect(writes(project.emulator)).toBe(1)
  })
})

test('without respect for reviews nothing waits', async () => {
  await withProject(
    { behaviors: ['review-required'], settings: 'reviews: bypass\n' },
    async ({ apply, emulator }) => {
      await apply([experiment('rank')])
      const { report } = await apply([experiment('rank', 'status: active\n')])
      expect(outcomeStatuses(report)).toEqual(['experiment/rank start done'])
      expect(live(emulator, 'experiments', 'rank')['status']).toBe('active')
    },
  )
})
