// After the merge, the apply says why a pull request has no reviewed plan: who may see and approve one depends on it.
import { describe, expect } from 'vitest'
import type { PlanMetadata } from '../../src/github-action/job/comment-metadata.ts'
import {
  findMissingPlan,
  missingPlanText,
} from '../../src/github-action/pull-request/missing-plan.ts'
import { commentBody } from '../../src/report/markdown/pages/comment.ts'
import { unplannedReasons } from '../../src/report/markdown/pages/state.ts'
import { longRunTest, usualRunTest } from '../support/long-run.ts'
import { gateOff, withAppliedGates } from './gate-fixture.ts'
import { gate, withJobFixture } from './job-fixture.ts'

const head = 'a'.repeat(40)
const comment = (more: Partial<PlanMetadata>, isSealed = true) => ({
  isSealed,
  metadata: {
    kind: 'plan',
    target: 'default',
    pull: 7,
    head,
    run: { id: 1, number: 1, attempt: 1 },
    ...more,
  } as const,
})
const plan = 'd'.repeat(64)
const [ana, bot] = ['ana', 'dependabot[bot]']

describe('the reason', () => {
  usualRunTest.each<
    readonly [string, string, boolean, Parameters<typeof findMissingPlan>[1], string]
  >([
    ['no comment', ana, false, [], 'There is no plan on #7.'],
    ['a fork', ana, true, [], 'it comes from a fork'],
    ['Dependabot', bot, false, [], 'Dependabot opened it'],
    [
      'a run without a key',
      ana,
      false,
      [comment({ unplanned: 'no-key' }, false)],
      'its run had no Console API key',
    ],
    [
      'a fork whose comment could be written',
      ana,
      true,
      [comment({ unplanned: 'fork' }, false)],
      'it comes from a fork',
    ],
    [
      'Dependabot without a key',
      bot,
      false,
      [comment({ unplanned: 'dependabot' }, false)],
      'Dependabot opened it',
    ],
    [
      'a run without a key after a plan of the same commit',
      ana,
      false,
      [comment({ plan }), comment({ unplanned: 'no-key' }, false)],
      'its run had no Console API key',
    ],
    ['a plan that failed', ana, false, [comment({})], 'its last run made none'],
    ['an edited comment', ana, false, [comment({ plan }, false)], 'its comment was edited'],
    [
      'a plan of another commit',
      ana,
      false,
      [comment({ plan, head: 'b'.repeat(40) })],
      'is for the commit bbbbbbb, but aaaaaaa was merged',
    ],
    [
      'a plan for another base branch',
      ana,
      false,
      [comment({ branch: 'staging' })],
      'was made for the base branch `staging`, and it was merged into `main`',
    ],
    ['a plan of an earlier version', ana, false, [comment({ plan })], 'does not name its base'],
  ])('%s', (_, author, isFork, comments, says) => {
    const pull = {
      number: 7,
      head: { sha: head, ref: 'change' },
      base: { sha: head, ref: 'main' },
    }
    const text = missingPlanText(pull, findMissingPlan({ ...pull, author, isFork }, comments))
    expect(text).toContain(says)
    expect(text.includes('edited')).toBe(says.includes('edited'))
  })
})

usualRunTest('a page without a plan says how to get one, and who applies it otherwise', () => {
  const pages = unplannedReasons.map((why) => {
    const state = { is: 'unplanned', why, files: 1, definitions: 1, unchecked: 0, diagnostics: [] }
    return commentBody({ ...state, is: 'unplanned' }, { root: '' }, '<!-- -->').body
  })
  for (const page of pages) {
    expect(page).toContain('To see the plan')
    expect(page).toContain('until a person who may run workflows confirms their plan by hand')
  }
  expect(pages[1]).toContain('also if a person runs it again')
})

const withoutKey = { 'console-api-key': '' }

longRunTest('after a plan without a key, the apply says so in the comment and writes nothing', () =>
  withAppliedGates(async (stage) => {
    const pull = await stage.openPullRequest(gateOff())
    await stage.plan(pull, { inputs: withoutKey })
    await stage.merge(pull)
    const { code, out } = await stage.apply()
    expect(code).toBe(4)
    expect(out).toContain('There is no plan on #7: its run had no Console API key.')
    for (const _ of ['at first', 'when it runs again']) {
      const [body = ''] = stage.comments(pull.number)
      expect(body).toContain('not applied')
      expect(body).toContain('no plan on')
      expect(body).not.toContain('edited')
      await stage.apply()
    }
    expect(stage.writes()).toEqual([])
  }),
)

longRunTest('after the merge of a fork, the apply says that it comes from one', () =>
  withAppliedGates(async (stage) => {
    const pull = await stage.openPullRequest(gateOff(), { fork: 'mallory/flags', user: 'mallory' })
    await stage.merge(pull)
    stage.github.addPull({
      number: pull.number,
      user: 'mallory',
      state: 'closed',
      mergedAt: '2026-01-02T00:00:00Z',
      mergeCommit: await stage.repository.run('rev-parse', 'main'),
      head: { sha: pull.head, ref: pull.branch, repo: 'mallory/flags' },
      base: { sha: pull.base, ref: 'main' },
      commits: [await stage.repository.run('rev-parse', 'main'), pull.head],
    })
    const { code, out } = await stage.apply()
    expect(code).toBe(4)
    expect(out).toContain('There is no plan on #7: it comes from a fork')
  }),
)

usualRunTest('a target that is misspelt leaves no comment, and an existing one as it is', () =>
  withAppliedGates(async (stage) => {
    const pull = await stage.openPullRequest({
      'statsig.yaml': 'targets: { production: {}, staging: {} }\n',
    })
    for (const target of ['prodution', '']) {
      const { code, outputs, summary } = await stage.plan(pull, { inputs: { target } })
      expect([code, outputs['failure-reason']]).toEqual([64, 'wrong-usage'])
      expect(summary).toContain('target')
    }
    expect(stage.comments(pull.number)).toEqual([])
  }),
)

longRunTest('the first apply says that it recorded a baseline', () =>
  withJobFixture({ ...gate('checkout') }, async (stage) => {
    stage.emulator.insert('gates', { id: 'checkout', name: 'checkout', isEnabled: true })
    const pull = await stage.openPullRequest({ 'README.md': 'Hello' })
    await stage.plan(pull)
    await stage.merge(pull)
    expect((await stage.apply()).code).toBe(0)
    const [body = ''] = stage.comments(pull.number)
    expect(body).toContain('Statsig apply · baseline recorded')
    expect(body).toContain('is recorded as the baseline')
  }),
)
