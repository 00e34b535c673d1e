// The drill of reviews in Statsig: whatever happens between opening and committing, what needs a review is not written
// without one, and what is no longer wanted is not committed.
import { describe, test as eachRunTest, expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { Emulator } from '../../src/emulator/index.ts'
import { membersIn } from '../../src/emulator/shared/rules.ts'
import type { SourceFile } from '../../src/model/index.ts'
import type { Writer } from '../../src/resources/api.ts'
import { reportExitCode } from '../../src/session/apply-exit-code.ts'
import { casesForRun, usualRunTest as test } from '../support/long-run.ts'
import { type TestProject, withProject } from '../support/project.ts'
import {
  concurrentEditor,
  gate,
  killableRun,
  live,
  outcomeOf,
  outcomeStatuses,
  reasonOf,
  writes,
} from './fixture.ts'
import {
  askForReviews,
  bannerUpdate,
  config,
  ruled,
  share,
  wanted,
  withGate,
} from './review-fixture.ts'

/** Each ends with what is still wanted, and with nothing written around a review. */
describe('the review of a change', () => {
  test('that was rejected is not opened again, and the run fails', async () => {
    await withGate({}, async (project) => {
      const { apply, emulator } = project
      await apply(wanted)
      emulator.review('gates', 'banner', 'reject')
      const sent = writes(emulator)
      const { report } = await apply(wanted)
      expect(outcomeStatuses(report)).toEqual([`${bannerUpdate} failed, wrote no`])
      expect(reasonOf(outcomeOf(report, bannerUpdate))).toContain('rejected')
      expect(reportExitCode(report)).not.toBe(0)
      expect(writes(emulator)).toBe(sent)
      expect(share(emulator)).toBe(10)
    })
  })

  test('that was accepted and is no longer wanted is withdrawn, and one of what is wanted opened', async () => {
    await withGate({}, async ({ apply, emulator }) => {
      await apply(wanted)
      emulator.review('gates', 'banner', 'approve')
      const { report } = await apply([gate('banner', ruled(30))])
      expect(outcomeStatuses(report)).toEqual([`${bannerUpdate} pending-review`])
      expect(share(emulator)).toBe(10)
      const [review, ...others] = emulator.reviews('gates', 'banner')
      expect(others).toEqual([])
      expect(review).toMatchObject({
        status: 'pending',
        content: { proposed: { rules: [{ passPercentage: 30 }] } },
      })
    })
  })

  test('that was accepted before Statsig changed is stale: it is withdrawn and opened again', async () => {
    await withGate({}, async ({ apply, emulator }) => {
      await apply(wanted)
      emulator.review('gates', 'banner', 'approve')
      emulator.edit('gates', 'banner', (each) => ({
        ...each,
        rules: [{ name: 'All', passPercentage: 20, conditions: [{ type: 'public' }] }],
      }))
      const { report } = await apply(wanted)
      expect(reasonOf(outcomeOf(report, bannerUpdate))).toContain('withdrawn')
      expect(share(emulator)).toBe(20)
      expect(emulator.reviews('gates', 'banner')).toMatchObject([{ status: 'pending' }])
    })
  })

  test('whose content somebody has edited is not committed', async () => {
    await withGate({}, async ({ apply, emulator }) => {
      await apply(wanted)
      emulator.edit('gates', 'banner', (each) => each)
      editReview(emulator, (review) => ({
        ...review,
        content: {
          type: 'rules',
          current: {},
          proposed: { rules: [{ name: 'All', passPercentage: 100, conditions: [] }] },
        },
      }))
      emulator.review('gates', 'banner', 'approve')
      await apply(wanted)
      expect(share(emulator)).toBe(10)
      expect(emulator.reviews('gates', 'banner')).toMatchObject([{ status: 'pending' }])
    })
  })

  test('whose content Statsig does not show is left to a person', async () => {
    await withGate({}, async ({ apply, emulator }) => {
      await apply(wanted)
      editReview(emulator, (review) => ({ ...review, content: null }))
      emulator.review('gates', 'banner', 'approve')
      const { report } = await apply(wanted)
      expect(reasonOf(outcomeOf(report, bannerUpdate))).toContain('does not show')
      expect(share(emulator)).toBe(10)
    })
  })

  test('that somebody else opened is waited for, and left alone', async () => {
    await withGate({}, async ({ apply, emulator }) => {
      const change = { rules: [{ name: 'All', passPercentage: 99, conditions: [] }] }
      emulator.answer({
        method: 'POST',
        path: '/console/v1/gates/banner/reviews',
        headers: { 'statsig-api-key': emulator.key, 'emulator-user': 'ada@example.com' },
        text: JSON.stringify({ description: 'Mine', change }),
      })
      emulator.review('gates', 'banner', 'approve')
      const sent = writes(emulator)
      const { report } = await apply(wanted)
      expect(outcomeStatuses(report)).toEqual([`${bannerUpdate} pending-review`])
      expect(reasonOf(outcomeOf(report, bannerUpdate))).toContain('nothing was sent')
      expect(writes(emulator)).toBe(sent)
      expect(emulator.reviews('gates', 'banner')).toMatchObject([{ status: 'accepted' }])
    })
  })

  test('that is committed and not live is said, and not committed again', async () => {
    await withGate({}, async ({ apply, emulator }) => {
      await apply(wanted)
      // The commit changes the status and nothing else.
      editReview(emulator, (review) => ({ ...review, $request: null }))
      emulator.review('gates', 'banner', 'approve')
      const { report } = await apply(wanted)
      expect(outcomeStatuses(report)).toEqual([`${bannerUpdate} failed, wrote unknown`])
      expect(reportExitCode(report)).not.toBe(0)
      expect(reasonOf(outcomeOf(report, bannerUpdate))).toContain('committed')
      expect(share(emulator)).toBe(10)
      // The next one opens another one: what is wanted is still not there.
      await apply(wanted)
      expect(emulator.reviews('gates', 'banner').map(({ status }) => status)).toEqual([
        'pending',
        'committed',
      ])
    })
  })

  test.each(['pass-validation', 'fail-validation', 'request-changes'] as const)(
    'waits after %s, until a person accepts it',
    async (action) => {
      await withGate({ behaviors: ['review-webhooks'] }, async ({ apply, emulator }) => {
        await apply(wanted)
        emulator.review('gates', 'banner', action)
        const { report } = await apply(wanted)
        expect(outcomeStatuses(report)).toEqual([`${bannerUpdate} pending-review`])
        expect(share(emulator)).toBe(10)
        emulator.review('gates', 'banner', 'approve')
        expect(outcomeStatuses((await apply(wanted)).report)).toEqual([`${bannerUpdate} done`])
        expect(share(emulator)).toBe(50)
      })
    },
  )

  test('is committed by a person where Statsig does not let its author do so', async () => {
    await withGate({ behaviors: ['own-reviews-not-committed'] }, async ({ apply, emulator }) => {
      await apply(wanted)
      emulator.review('gates', 'banner', 'approve')
      const { report } = await apply(wanted)
      expect(outcomeStatuses(report)).toEqual([`${bannerUpdate} pending-review`])
      expect(reasonOf(outcomeOf(report, bannerUpdate))).toContain('Commit it in the console')
      expect(share(emulator)).toBe(10)
    })
  })
})

const editReview = (emulator: Emulator, change: (review: JsonObject) => JsonObject): void => {
  // The store keeps the members of the emulator through an edit.
  const [first, ...others] = membersIn(emulator.snapshot().gates[0]?.['$reviews'])
  emulator.edit('gates', 'banner', (each) => ({
    ...each,
    $reviews: [change(first ?? {}), ...others],
  }))
}

describe('an answer that is lost', () => {
  const faults = ['lost', 'lost-html', 'truncated', 'cut', 'empty'] as const
  test.each(faults)('(%s) to what opens a review opens no second one', async (kind) => {
    await withGate({}, async ({ apply, emulator }) => {
      emulator.faults = [{ kind, method: 'POST', path: '/reviews', times: 1 }]
      const { report } = await apply(wanted)
      expect(outcomeStatuses(report)).toEqual([`${bannerUpdate} pending-review`])
      expect(emulator.reviews('gates', 'banner')).toHaveLength(1)
    })
  })

  test.each(faults)('(%s) to a commit commits once, and is done', async (kind) => {
    await withGate({}, async ({ apply, emulator }) => {
      await apply(wanted)
      emulator.review('gates', 'banner', 'approve')
      emulator.faults = [{ kind, method: 'PUT', path: '/commit', times: 1 }]
      const { report } = await apply(wanted)
      expect(outcomeStatuses(report)).toEqual([`${bannerUpdate} done`])
      expect(share(emulator)).toBe(50)
      const commits = emulator.requests.filter(({ path }) => path.endsWith('/commit'))
      expect(commits).toHaveLength(1)
    })
  })

  test('before it arrived is sent again', async () => {
    await withGate({}, async ({ apply, emulator }) => {
      emulator.faults = [{ kind: 'reset', path: '/reviews', method: 'POST', times: 1 }]
      expect(outcomeStatuses((await apply(wanted)).report)).toEqual([
        `${bannerUpdate} pending-review`,
      ])
      expect(emulator.reviews('gates', 'banner')).toHaveLength(1)
    })
  })
})

describe('where Statsig has no routes for reviews', () => {
  test('the header holds the change, where Statsig honours it', async () => {
    const behaviors = ['review-routes-missing', 'review-header-honoured'] as const
    await withGate({ behaviors }, async ({ apply, emulator }) => {
      const { report } = await apply(wanted)
      expect(outcomeStatuses(report)).toEqual([`${bannerUpdate} pending-review`])
      expect(share(emulator)).toBe(10)
      expect(reportExitCode(report)).toBe(0)
    })
  })

  test('a change that goes live all the same is said, and is the last of the run', async () => {
    await withProject({ unjudged: true, behaviors: ['review-routes-missing'] }, async (project) => {
      const files = (percentage: number) =>
        ['one', 'two', 'six'].map((id) => gate(id, ruled(percentage)))
      await project.apply(files(10))
      askForReviews(project)
      const { report } = await project.apply(files(50))
      expect(outcomeStatuses(report).toSorted()).toEqual([
        'gate/one update failed, wrote yes',
        'gate/six update failed, wrote no',
        'gate/two update failed, wrote no',
      ])
      expect(reportExitCode(report)).not.toBe(0)
    })
  })
})

describe('a review that is asked for after the plan was made', () => {
  const ask = (emulator: Emulator): void =>
    emulator.edit('dynamic_configs', 'texts', (each) => ({
      ...each,
      reviewSettings: { requiredReview: true },
    }))
  const [before, after] = ['Pay', 'Buy'].map((text) => [config(`defaultValue: { pay: ${text} }\n`)])

  test('makes the plan stale', async () => {
    await withProject({ unjudged: true }, async ({ apply, applyPlan, clock, emulator, plan }) => {
      await apply(before ?? [])
      const { run } = await plan(after ?? [])
      ask(emulator)
      await clock.sleep(10_000)
      const report = await applyPlan(run)
      expect(outcomeStatuses(report)).toEqual([
        'dynamic_config/texts update failed, wrote no, moved',
      ])
      expect(live(emulator, 'dynamic_configs', 'texts')['defaultValue']).toEqual({ pay: 'Pay' })
    })
  })

  test.each([
    ['while the write waits makes the operation stale', 'before-turn', 'wrote no, moved'],
    ['within the last round trip is said', 'after-check', 'wrote yes'],
  ] as const)('%s, and the run fails', async (_, when, end) => {
    const person = concurrentEditor(when)
    await withProject({ unjudged: true, between: person.between }, async ({ apply, emulator }) => {
      await apply(before ?? [])
      person.does(() => ask(emulator))
      const { report } = await apply(after ?? [])
      expect(outcomeStatuses(report)).toEqual([`dynamic_config/texts update failed, ${end}`])
      expect(reportExitCode(report)).not.toBe(0)
    })
  })
})

/** Whether it dies before the request or after it, and whether a review is accepted by then. */
const deaths = casesForRun(
  [
    ['after', false],
    ['after', true],
    ['before', false],
    ['before', true],
  ] as const,
  ([when]) => when === 'after',
)

describe('a run that dies at any request', () => {
  /** Until nothing is left to be done, and a person accepts each review. Returns what was live in between. */
  const finish = async ({ apply, emulator }: TestProject, files: readonly SourceFile[]) => {
    for (let round = 0; round < 6; round++) {
      const { report, run } = await apply(files)
      if (run.plan.operations.length === 0) return
      expect(report.outcomes.filter(({ status }) => status === 'failed')).toEqual([])
      if (emulator.object('gates', 'banner')?.['activeReview'] !== undefined)
        emulator.review('gates', 'banner', 'approve')
    }
    throw new Error('It does not end.')
  }

  eachRunTest(
    `(${deaths.map(([when]) => when).join()}) opens no second review, writes nothing without one, and is completed by the next`,
    async () => {
      const files = [gate('banner', `isEnabled: true\n${ruled(50)}`)]
      for (const [when, isAccepted] of deaths)
        for (let nth = 1; nth <= 9; nth++) {
          const run = killableRun({ nth, when })
          let isOn = false
          const between = (writer: Writer): Writer => (isOn ? run.between(writer) : writer)
          await withProject({ unjudged: true, between }, async (project) => {
            const { apply, emulator } = project
            await apply([gate('banner', `isEnabled: false\n${ruled(10)}`)])
            askForReviews(project)
            if (isAccepted) {
              await apply(files)
              emulator.review('gates', 'banner', 'approve')
            }
            isOn = true
            await apply(files)
            isOn = false
            const reviews = emulator.reviews('gates', 'banner')
            expect(reviews.filter(({ status }) => status !== 'committed').length).toBeLessThan(2)
            expect(live(emulator, 'gates', 'banner')['isEnabled']).toBe(false)
            const isCommitted = reviews.some(({ status }) => status === 'committed')
            expect(share(emulator)).toBe(isCommitted ? 50 : 10)
            await finish(project, files)
            expect(emulator.reviews('gates', 'banner').map(({ type }) => type)).toEqual([
              'toggle_enabled',
              'rules',
            ])
            expect(live(emulator, 'gates', 'banner')['isEnabled']).toBe(true)
          })
        }
    },
  )
})
