// Reviews as resources of Statsig: what needs one is opened there, waits, and is committed once it is accepted.
import { describe, test as eachRunTest, expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { Behavior, Collection, Emulator } from '../../src/emulator/index.ts'
import { membersIn } from '../../src/emulator/shared/rules.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { refusalText } from '../../src/report/sentences/refusal.ts'
import { reportExitCode } from '../../src/session/apply-exit-code.ts'
import { casesForRun, usualRunTest as test } from '../support/long-run.ts'
import { file, type TestProject, withProject } from '../support/project.ts'
import { experiment, gate, live, outcomeOf, outcomeStatuses, reasonOf, writes } from './fixture.ts'
import {
  askForReviews,
  bannerUpdate,
  config,
  ruled,
  share,
  wanted,
  withGate,
} from './review-fixture.ts'

interface ReviewCase {
  readonly what: string
  readonly collection: Collection
  readonly id: string
  readonly before: readonly SourceFile[]
  readonly after: readonly SourceFile[]
  readonly type: string
  readonly shows: JsonObject | undefined
}

const cases: readonly ReviewCase[] = [
  {
    what: 'gate/banner update',
    collection: 'gates',
    id: 'banner',
    before: [gate('banner', ruled(10))],
    after: wanted,
    type: 'rules',
    shows: { rules: [expect.objectContaining({ passPercentage: 50 })] as never },
  },
  {
    what: 'gate/banner update',
    collection: 'gates',
    id: 'banner',
    before: [gate('banner')],
    after: [gate('banner', 'isEnabled: false\n')],
    type: 'toggle_enabled',
    shows: { isEnabled: false },
  },
  {
    what: 'gate/banner archive',
    collection: 'gates',
    id: 'banner',
    before: [gate('banner')],
    after: [gate('banner', 'lifecycle: { retired: true }\n')],
    type: 'archive',
    shows: { status: 'Archived' },
  },
  {
    what: 'gate/banner delete',
    collection: 'gates',
    id: 'banner',
    before: [gate('banner')],
    after: [gate('banner', 'lifecycle: { retired: delete }\n')],
    type: 'delete',
    shows: undefined,
  },
  {
    what: 'dynamic_config/texts update',
    collection: 'dynamic_configs',
    id: 'texts',
    before: [config('defaultValue: { pay: Pay }\n')],
    after: [config('defaultValue: { pay: Buy }\n')],
    type: 'rules',
    shows: { defaultValue: { pay: 'Buy' } },
  },
  {
    what: 'experiment/rank update',
    collection: 'experiments',
    id: 'rank',
    before: [experiment('rank')],
    after: [experiment('rank', 'hypothesis: It helps.\n')],
    type: 'update_settings',
    shows: { hypothesis: 'It helps.' },
  },
  {
    what: 'experiment/rank start',
    collection: 'experiments',
    id: 'rank',
    before: [experiment('rank')],
    after: [experiment('rank', 'status: active\n')],
    type: 'start',
    shows: { status: 'active' },
  },
  {
    what: 'experiment/rank decide',
    collection: 'experiments',
    id: 'rank',
    before: [experiment('rank', 'status: active\n')],
    after: [
      experiment('rank', 'status: decision_made\nlaunchedGroupID: New\ndecisionReason: Better\n'),
    ],
    type: 'make_decision',
    shows: { status: 'decision_made' },
  },
  {
    what: 'experiment/rank archive',
    collection: 'experiments',
    id: 'rank',
    before: [experiment('rank')],
    after: [experiment('rank', 'status: archived\n')],
    type: 'archive',
    shows: { status: 'archived' },
  },
]

/** Each under the default; the long run adds the header that is honoured, and the worst case. */
const behaviorCases = casesForRun<{ readonly behaviors: readonly Behavior[] }>(
  [{ behaviors: [] }, { behaviors: ['review-header-honoured'] }, { behaviors: ['worst-case'] }],
  ({ behaviors }) => behaviors.length === 0,
)

describe.each(cases)(
  '$what by a review of $type',
  ({ after, before, collection, id, shows, type, what }) => {
    eachRunTest.each(behaviorCases)(
      'opens one review, waits, and commits it once it is accepted ($behaviors)',
      async ({ behaviors }) => {
        await withProject({ unjudged: true, behaviors }, async (project) => {
          const { emulator } = project
          await project.apply(before)
          askForReviews(project)
          const asIt = live(emulator, collection, id)
          const first = await project.apply(after)
          expect(outcomeStatuses(first.report)).toEqual([`${what} pending-review`])
          expect(reportExitCode(first.report)).toBe(0)
          const [review] = emulator.reviews(collection, id)
          expect(review).toMatchObject({ type, status: 'pending' })
          expect(reasonOf(outcomeOf(first.report, what))).toContain(String(review?.['review_id']))
          const { activeReview: _, ...unchanged } = live(emulator, collection, id)
          expect(unchanged).toEqual(asIt)

          const sent = writes(emulator)
          const second = await project.apply(after)
          expect(outcomeStatuses(second.report)).toEqual([`${what} pending-review`])
          expect(writes(emulator)).toBe(sent)

          emulator.review(collection, id, 'approve')
          const planned = await project.plan(after)
          expect(writes(emulator)).toBe(sent)
          expect(planned.run.plan.operations[0]?.review?.opened?.status).toBe('accepted')
          const third = await project.apply(after)
          expect(outcomeStatuses(third.report)).toEqual([`${what} done`])
          expect(third.report.nonConverged).toEqual([])
          if (shows === undefined) expect(emulator.object(collection, id)).toBeUndefined()
          else expect(live(emulator, collection, id)).toMatchObject(shows)
          expect(emulator.reviews(collection, id)).toHaveLength(shows === undefined ? 0 : 1)
          expect((await project.plan(after)).run.plan.operations).toEqual([])
        })
      },
    )
  },
)

const demands: readonly (readonly [string, string, (emulator: Emulator) => void])[] = [
  ['the gate', 'reviewSettings: { requiredReview: true }\n', () => undefined],
  [
    'its team',
    'teamID: t1\n',
    (emulator) => emulator.edit('teams', 't1', (each) => ({ ...each, requireReviews: true })),
  ],
  [
    'an environment',
    '',
    (emulator) =>
      emulator.edit('environments', 'environments', ({ environments, ...more }) => ({
        ...more,
        environments: membersIn(environments).map((each) => ({
          ...each,
          requiresReview: true,
        })),
      })),
  ],
]
test.each(demands)('%s can ask for a review, too', async (_, more, ask) => {
  await withProject({ unjudged: true }, async ({ apply, emulator }) => {
    emulator.insert('teams', { id: 't1', name: 'Web' })
    await apply([gate('banner', `${more}${ruled(10)}`)])
    ask(emulator)
    const { report } = await apply([gate('banner', `${more}${ruled(50)}`)])
    expect(outcomeStatuses(report)).toEqual([`${bannerUpdate} pending-review`])
    expect(share(emulator)).toBe(10)
  })
})

test('an environment asks for no review of a rule of another environment, nor of a label', async () => {
  await withProject({ unjudged: true }, async ({ apply, emulator }) => {
    const rule = (percentage: number) =>
      ruled(percentage).replace(' }\n', ', environments: [development] }\n')
    await apply([gate('banner', rule(10))])
    askInProduction({ emulator })
    const { report } = await apply([
      gate(
        'banner',
        `${rule(50)}description: New
`,
      ),
    ])
    expect(outcomeStatuses(report)).toEqual([`${bannerUpdate} done`])
    expect(share(emulator)).toBe(50)
  })
})

/** Only production asks for reviews. */
const askInProduction = ({ emulator }: Pick<TestProject, 'emulator'>): void =>
  emulator.edit('environments', 'environments', ({ environments, ...more }) => ({
    ...more,
    environments: membersIn(environments).map((each) => ({
      ...each,
      requiresReview: each['name'] === 'production',
    })),
  }))

describe('an environment asks for a review of another order of its rules', () => {
  const rule = (name: string, more: string): string =>
    `  - { name: ${name}, ${more}, conditions: [{ type: public }] }\n`
  const [inside, everywhere, none] = [
    (percentage: number) =>
      rule('Inside', `passPercentage: ${percentage}, environments: [development]`),
    rule('Everywhere', 'passPercentage: 10'),
    rule('None', 'passPercentage: 0'),
  ]
  for (const [label, before, after] of [
    ['alone', [inside(10), everywhere, none], [inside(10), none, everywhere]],
    ['beside a change elsewhere', [inside(10), everywhere, none], [inside(20), none, everywhere]],
    ['beside a new rule elsewhere', [everywhere, none], [none, everywhere, inside(20)]],
  ] as const)
    test(label, async () => {
      await withProject({ unjudged: true }, async (project) => {
        await project.apply([gate('banner', `rules:\n${before.join('')}`)])
        askInProduction(project)
        const { report } = await project.apply([gate('banner', `rules:\n${after.join('')}`)])
        expect(outcomeStatuses(report)).toEqual([`${bannerUpdate} pending-review`])
      })
    })
})

describe('a creation where reviews are asked for', () => {
  test('reaches nobody until its review is accepted', async () => {
    await withProject({ unjudged: true }, async (project) => {
      const { apply, emulator } = project
      askForReviews(project)
      const files = [gate('banner', `isEnabled: true\n${ruled(50)}`)]
      const { report } = await apply(files)
      expect(outcomeStatuses(report)).toEqual(['gate/banner create pending-review'])
      expect(live(emulator, 'gates', 'banner')['isEnabled']).toBe(false)
      emulator.review('gates', 'banner', 'approve')
      expect(outcomeStatuses((await apply(files)).report)).toEqual([`${bannerUpdate} done`])
      expect(live(emulator, 'gates', 'banner')['isEnabled']).toBe(true)
      expect((await project.plan(files)).run.plan.operations).toEqual([])
    })
  })

  test('that reaches nobody is made at once', async () => {
    await withProject({ unjudged: true }, async (project) => {
      askForReviews(project)
      const { report } = await project.apply([gate('banner'), experiment('rank')])
      expect(outcomeStatuses(report).toSorted()).toEqual([
        'experiment/rank create done',
        'gate/banner create done',
      ])
    })
  })
})

test('several kinds of change are reviewed one after the other, what is switched on last', async () => {
  await withProject({ unjudged: true }, async (project) => {
    const { apply, emulator } = project
    await apply([
      gate(
        'banner',
        `isEnabled: false
${ruled(10)}`,
      ),
    ])
    askForReviews(project)
    const switched = [gate('banner', `isEnabled: true\n${ruled(50)}`)]
    const types = () =>
      emulator.reviews('gates', 'banner').map(({ status, type }) => `${type} ${status}`)
    await apply(switched)
    expect(types()).toEqual(['rules pending'])
    emulator.review('gates', 'banner', 'approve')
    expect(outcomeStatuses((await apply(switched)).report)).toEqual([
      `${bannerUpdate} pending-review`,
    ])
    expect(types()).toEqual(['toggle_enabled pending', 'rules committed'])
    emulator.review('gates', 'banner', 'approve')
    expect(outcomeStatuses((await apply(switched)).report)).toEqual([`${bannerUpdate} done`])
    expect(live(emulator, 'gates', 'banner')['isEnabled']).toBe(true)
    expect(share(emulator)).toBe(50)
  })
})

describe('is refused, with the way out:', () => {
  const refusals = async (project: TestProject, files: readonly SourceFile[]) => {
    const sent = writes(project.emulator)
    const { report, run } = await project.apply(files)
    expect(writes(project.emulator)).toBe(sent)
    expect(report.outcomes.every(({ status }) => status === 'skipped')).toBe(true)
    return run.plan.operations.map((each) =>
      each.refusal === undefined
        ? ['']
        : [each.refusal.code, refusalText(each.refusal, each).hint?.includes('`reviews: bypass`')],
    )
  }

  test('what no review can hold', async () => {
    await withGate({}, async (project) => {
      expect(
        await refusals(project, [
          gate(
            'banner',
            `description: x
${ruled(10)}`,
          ),
        ]),
      ).toEqual([['not-in-reviews', true]])
    })
  })

  test('what could need a review, where the settings cannot be read', async () => {
    for (const path of ['/settings/reviews', '/environments'])
      await withProject({ unjudged: true }, async (project) => {
        await project.apply([gate('banner', ruled(10))])
        project.emulator.faults = [{ kind: '403', path }]
        expect(await refusals(project, wanted)).toEqual([['review-settings-unreadable', true]])
      })
  })

  test('a creation that reaches users, and whose file does not say its switch', async () => {
    await withProject({ unjudged: true }, async (project) => {
      askForReviews(project)
      expect(await refusals(project, wanted)).toEqual([['creation-needs-review', true]])
    })
  })

  test('a kind without routes for reviews', async () => {
    await withProject({ unjudged: true }, async (project) => {
      const segment = (country: string) =>
        file(
          'statsig/segments/where.yaml',
          `id: where
name: where
type: rule_based
rules:
  - name: Where
    passPercentage: 100
    conditions: [{ type: country, operator: any, targetValue: [${country}] }]
`,
        )
      await project.apply([segment('DE')])
      askForReviews(project)
      expect(await refusals(project, [segment('FR')])).toEqual([['no-review-routes', true]])
    })
  })

  test('a change that is safe in no order', async () => {
    await withProject({ unjudged: true }, async (project) => {
      const of = (isEnabled: boolean, value: string, rule: string) =>
        config(
          `isEnabled: ${isEnabled}
defaultValue: { pay: ${value} }
rules:
  - { name: All, passPercentage: 50, conditions: [{ type: public }], returnValue: { pay: ${rule} } }
`,
        )
      await project.apply([of(false, 'A', 'B')])
      askForReviews(project)
      expect(await refusals(project, [of(true, 'C', 'D')])).toEqual([
        ['no-safe-review-order', true],
      ])
    })
  })
})

test('with `reviews: bypass` nothing waits, and the plan says so', async () => {
  await withGate({ settings: 'reviews: bypass\n' }, async ({ apply, emulator, plan }) => {
    const { run } = await plan(wanted)
    expect(run.plan.notices.map(({ code }) => code)).toContain('reviews-bypassed')
    expect(outcomeStatuses((await apply(wanted)).report)).toEqual([`${bannerUpdate} done`])
    expect(emulator.reviews('gates', 'banner')).toEqual([])
  })
})

test('a review whose change the files no longer want is said, and no apply commits it', async () => {
  await withGate({}, async (project) => {
    const { apply, emulator, plan } = project
    await apply(wanted)
    emulator.review('gates', 'banner', 'approve')
    const before = [gate('banner', ruled(10))]
    const { report, run } = await apply(before)
    expect(report.outcomes).toEqual([])
    expect(run.plan.notices).toEqual([{ code: 'reviews-left-open', addresses: ['gate/banner'] }])
    expect(share(emulator)).toBe(10)
    expect((await plan(wanted)).run.plan.notices).toEqual([])
  })
})
