// An apply that ends before its first write says so on the pull request, with the reason, and the approval stays.
import { describe, expect, test } from 'vitest'
import type { Fault } from '../../src/emulator/index.ts'
import { failureReason } from '../../src/github-action/job/failure-reason.ts'
import { TimeoutError } from '../../src/github-action/job/timeout-error.ts'
import { endedExitCode } from '../../src/github-action/pull-request/apply-progress.ts'
import { failureFor } from '../../src/github-action/pull-request/execute.ts'
import { GitHubError, type GitHubErrorKind } from '../../src/io/github/index.ts'
import type { Outcome } from '../../src/model/index.ts'
import { GitError } from '../../src/model/repository.ts'
import { ReadError } from '../../src/resources/api.ts'
import { operation, planOf } from '../report/builders.ts'
import type { Fault as GitHubFault } from '../support/github/index.ts'
import { casesForRun, usualRunTest } from '../support/long-run.ts'
import { gateOff, withAppliedGates } from './gate-fixture.ts'
import type { JobFixture } from './job-fixture.ts'

interface End {
  readonly happens: string
  readonly ends: number
  readonly reason: string
  readonly title: string
  readonly says: string
  readonly statsig?: Fault
  readonly github?: GitHubFault
  readonly inputs?: Readonly<Record<string, string>>
  /** Is done before the apply. */
  readonly prepare?: (stage: JobFixture) => Promise<unknown>
}

const readsRecord = 'GET /repos/acme/flags/git/matching-refs/*/*/*'
const ends: readonly End[] = [
  {
    happens: 'Statsig answers 401',
    ends: 1,
    reason: 'auth',
    title: '❌ Statsig apply · failed',
    says: 'Not applied: the run ended before anything was written',
    statsig: { kind: '401' },
  },
  {
    happens: 'GitHub answers 401',
    ends: 1,
    reason: 'auth',
    title: '❌ Statsig apply · failed',
    says: 'the token is invalid or has expired',
    github: { on: readsRecord, answer: 'unauthorized' },
  },
  {
    happens: 'the limit of GitHub is reached',
    ends: 1,
    reason: 'api-error',
    title: '❌ Statsig apply · failed',
    says: 'rate limit',
    github: { on: readsRecord, answer: 'rate-limited' },
  },
  {
    happens: 'the token may not read the record',
    ends: 1,
    reason: 'auth',
    title: '❌ Statsig apply · failed',
    says: 'no permission',
    github: { on: readsRecord, answer: 'forbidden' },
  },
  {
    happens: 'the key is missing',
    ends: 64,
    reason: 'wrong-usage',
    title: '❌ Statsig apply · failed',
    says: 'console-api-key',
    inputs: { 'console-api-key': '', 'seal-secret': 'a secret of all jobs' },
  },
  {
    happens: 'a file has faults',
    ends: 3,
    reason: 'invalid-definitions',
    title: '❌ Statsig apply · invalid definitions (1 error)',
    says: 'broken',
    prepare: ({ commit }) => commit({ 'statsig/gates/broken.yaml': 'id: broken\nname: [\n' }),
  },
  {
    happens: 'the key belongs to another project',
    ends: 4,
    reason: 'refused',
    title: '🛑 Statsig apply · <code>default</code> · refused',
    says: 'nothing was written',
    prepare: ({ commit }) =>
      commit({ 'statsig.yaml': 'targets: { default: { project: other } }\n' }),
  },
]

describe('the comment on the merged pull request, where', () => {
  test.each(casesForRun(ends, ({ happens }) => happens === 'Statsig answers 401'))(
    '$happens',
    ({ ends: code, github, inputs = {}, prepare, reason, says, statsig, title }) =>
      withAppliedGates(async (stage) => {
        const before = await stage.repository.run('rev-parse', 'main')
        const sealSecret = inputs['seal-secret']
        const pull = await stage.openPullRequest(gateOff())
        await stage.plan(pull, {
          inputs: sealSecret === undefined ? {} : { 'seal-secret': sealSecret },
        })
        await stage.merge(pull)
        await prepare?.(stage)
        if (statsig) stage.emulator.faults = [statsig]
        if (github) stage.github.faults = [github]
        const ran = await stage.apply({ before, inputs })
        expect([ran.code, ran.outputs['failure-reason']]).toEqual([code, reason])
        expect(ran.outputs['summary']).toMatch(/^Statsig apply/)
        const [body = ''] = stage.comments(pull.number)
        expect(body.split('\n')[1]).toBe(`## ${title}`)
        expect(body).toContain(says)
        expect(stage.writes()).toEqual([])
        // What was reviewed stays reviewed: the same job runs again.
        if (statsig === undefined && github === undefined) return
        stage.emulator.faults = []
        stage.github.faults = []
        const again = await stage.apply({ before })
        expect([again.code, stage.writes()]).toEqual([0, ['PATCH /console/v1/gates/checkout']])
      }),
  )
})

describe('the reason of a failed job', () => {
  const githubReasons: Readonly<Record<GitHubErrorKind, string>> = {
    forbidden: 'auth',
    unauthorized: 'auth',
    'not-found': 'auth',
    'rate-limited': 'api-error',
    unreachable: 'api-error',
    rejected: 'api-error',
    'too-long': 'api-error',
  }
  const githubErrors = Object.entries(githubReasons) as readonly (readonly [
    GitHubErrorKind,
    string,
  ])[]
  usualRunTest.each<readonly [string, unknown, string]>([
    ...githubErrors.flatMap(([kind, reason]) => {
      const error = new GitHubError(kind, 'x')
      return [
        [`GitHub: ${kind}`, error, reason],
        [`git at GitHub: ${kind}`, new GitError('x', { cause: error }), reason],
      ] as const
    }),
    ['git', new GitError('x'), 'refused'],
    ['the key of Statsig', new ReadError('x', true, undefined), 'auth'],
    ['another answer of Statsig', new ReadError('x', false, undefined), 'api-error'],
    ['the time limit', new TimeoutError('x'), 'timed-out'],
    ['another error', new Error('x'), 'api-error'],
  ])('%s', (_, error, reason) => {
    expect(failureReason(error)).toBe(reason)
  })

  usualRunTest('is `auth` where Statsig refuses the key at the first write', () => {
    const update = operation('gate', 'a', 'update')
    const outcome = (isKeyRefused: boolean) =>
      ({
        status: 'failed',
        operation: update,
        reason: { code: 'not-accepted', detail: 'x' },
        wrote: 'no',
        isStale: false,
        isKeyRefused,
      }) as const
    const reasonOf = (isKeyRefused: boolean) =>
      failureFor(1, planOf([update]), { outcomes: [outcome(isKeyRefused)] }).failure
    expect([reasonOf(true), reasonOf(false)]).toEqual(['auth', 'api-error'])
  })
})

usualRunTest('a key that is refused midway ends with 6, and what was done is recorded', () =>
  withAppliedGates(async (stage) => {
    const before = await stage.repository.run('rev-parse', 'main')
    const pull = await stage.openPullRequest({ ...gateOff('checkout'), ...gateOff('search') })
    await stage.plan(pull)
    await stage.merge(pull)
    stage.emulator.faults = [{ kind: '401', method: 'PATCH', nth: 2 }]
    const ran = await stage.apply({ before, inputs: { concurrency: '1' } })
    expect([ran.code, ran.outputs['result'], ran.outputs['failure-reason']]).toEqual([
      6,
      'partial',
      'partial',
    ])
    expect(ran.out).not.toContain('ot recorded')
    expect(stage.writes()).toHaveLength(2)
    stage.emulator.faults = []
    const next = await stage.openPullRequest(gateOff('checkout', 'description: Next\n'))
    await stage.plan(next)
    await stage.merge(next)
    const again = await stage.apply({ before })
    expect([again.code, again.outputs['applied']]).toEqual([0, '2'])
    expect(stage.emulator.object('gates', 'checkout')).toMatchObject({ description: 'Next' })
  }),
)

describe('a run that ends by an error', () => {
  const done = (name: string): Outcome => ({
    status: 'done',
    operation: operation('gate', name, 'update'),
    notes: [],
  })
  const failed = (wrote: 'no' | 'yes'): Outcome => ({
    status: 'failed',
    operation: operation('gate', 'b', 'update'),
    reason: { code: 'not-removed' },
    wrote,
    isStale: false,
    isKeyRefused: false,
  })
  const plan = planOf(['a', 'b'].map((name) => operation('gate', name, 'update')))
  usualRunTest.each<readonly [string, readonly Outcome[] | undefined, number]>([
    ['before its first write', undefined, 1],
    ['while two operations are under way', [], 6],
    ['while one operation is under way', [done('a')], 6],
    ['after one was done and one was not', [done('a'), failed('no')], 6],
    ['after one may have written', [failed('yes'), failed('no')], 6],
    ['after none has written', [failed('no'), failed('no')], 1],
    ['after everything was done', [done('a'), done('b')], 1],
  ])('%s: %#', (_, outcomes, code) => {
    expect(endedExitCode(outcomes ? { begun: { plan, outcomes: [...outcomes] } } : {})).toBe(code)
  })
})
