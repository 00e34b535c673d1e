// A plan that an apply will look for is sealed on the pull request, or its job fails and says why: for each answer of GitHub
// to each request.
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { openJobContext } from '../../src/github-action/job/context.ts'
import { publishResult } from '../../src/github-action/job/publish-result.ts'
import type { CommandResult } from '../../src/github-action/job/result.ts'
import { commentPlan } from '../../src/github-action/pull-request/plan-comment.ts'
import { readInputs } from '../../src/io/actions/inputs.ts'
import { readJob } from '../../src/io/actions/job.ts'
import { githubReader } from '../../src/io/github/index.ts'
import { maskEnvironment } from '../../src/session/masked-environment.ts'
import { operation, planOf } from '../report/builders.ts'
import { dependabotPullRequest, forkedPullRequest, pullRequest } from '../support/github/events.ts'
import { type FakeGitHub, type Fault, startGitHub } from '../support/github/index.ts'
import { neverInterrupted } from '../support/interrupts.ts'
import { usualRunTest as test } from '../support/long-run.ts'

let github: FakeGitHub
beforeAll(async () => {
  github = await startGitHub()
})
afterAll(() => github.close())

const [head, base] = ['a'.repeat(40), 'b'.repeat(40)]
const update = operation('gate', 'checkout', 'update', { id: 'f'.repeat(64) })

/** A planned pull request, with or without something to do. */
const resultOf = (operations: readonly (typeof update)[]): CommandResult => {
  const plan = planOf(operations)
  return {
    code: 0,
    state: {
      is: 'planned',
      plan,
      details: { requests: 0, forecastSeconds: 0 },
      diagnostics: [],
      isPull: true,
    },
    planCommits: { head, base: { ref: 'main', id: base } },
    planMetadata: { plan: plan.digest, operations: operations.map(({ id }) => id.slice(0, 24)) },
    outputs: { result: operations.length > 0 ? 'changes' : 'no-changes' },
    text: '',
  }
}

interface Run {
  readonly number: number
  readonly event?: typeof pullRequest
  readonly inputs?: Readonly<Record<string, string>>
  readonly token?: string
  readonly run?: number
}

const contextOf = async ({ event = pullRequest, inputs = {}, number, run = 1, token }: Run) => {
  const { event: name, payload } = event({
    number,
    head: { sha: head, ref: 'change' },
    base: { sha: base, ref: 'main' },
  })
  const variables: Readonly<Record<string, string>> = {
    GITHUB_REPOSITORY: 'acme/flags',
    GITHUB_SHA: 'c'.repeat(40),
    GITHUB_RUN_ID: String(run),
    GITHUB_RUN_NUMBER: String(run),
    GITHUB_WORKSPACE: '/nowhere',
    RUNNER_TEMP: '/nowhere',
    GITHUB_EVENT_NAME: name,
    GITHUB_API_URL: github.url,
    GITHUB_GRAPHQL_URL: `${github.url}/graphql`,
    GITHUB_ACTOR: event === dependabotPullRequest ? 'dependabot[bot]' : 'ana',
  }
  const given: Readonly<Record<string, string>> = {
    command: 'plan',
    'console-api-key': 'console-key',
    'github-token': token ?? github.token,
    summary: 'false',
    ...inputs,
  }
  const parsed = readInputs((each) => given[each])
  const job = readJob((each) => variables[each], JSON.stringify(payload))
  if (!('inputs' in parsed) || 'faults' in job) throw new Error('The job cannot be read.')
  const lines: string[] = []
  const environment = maskEnvironment({
    writeOutput: (text) => lines.push(text),
    writeError: (text) => lines.push(text),
    takeVariable: () => undefined,
    readVariable: () => undefined,
    cwd: '/nowhere',
    isTerminal: false,
    width: 80,
    random: () => 0,
    ask: async () => '',
    waitForStopSignal: async () => {},
    trackInterrupts: neverInterrupted,
    openRepository: async () => undefined,
    wallTime: Date.now,
  })
  // Pauses between requests take no time.
  const clock = { now: () => 0, sleep: async () => {} }
  const context = await openJobContext({
    inputs: parsed.inputs,
    job,
    environment,
    isStopping: () => false,
    now: () => '2026-01-01T00:00:00Z',
    clock,
  })
  return {
    lines,
    context: context.github
      ? {
          ...context,
          github: { ...context.github, clock, reader: githubReader(context.github, clock) },
        }
      : context,
  }
}

let numbers = 100
const openPull = (): number => {
  numbers += 1
  github.addPull({
    number: numbers,
    head: { sha: head, ref: 'change' },
    base: { sha: base, ref: 'main' },
  })
  return numbers
}

const sealedComments = (number: number): number =>
  github.comments(number).filter(({ body }) => body.startsWith('<!-- statsig-gitops ')).length

/** The exit code and the reason of a job. */
const endOf = async (run: Run, result = resultOf([update])) => {
  const { context, lines } = await contextOf(run)
  const published = await commentPlan(context, result)
  const code = await publishResult(context, result, async () => published)
  return { code, reason: published.failure?.reason ?? '', out: lines.join('') }
}

const withFaults = async <T>(faults: readonly Fault[], work: () => Promise<T>): Promise<T> => {
  github.faults = faults
  try {
    return await work()
  } finally {
    github.faults = []
  }
}

type Answer = Exclude<Fault['answer'], 'race' | 'slow' | 'not-permitted'>
const reasons: Readonly<Partial<Record<Answer, string>>> = {
  forbidden: 'auth',
  unauthorized: 'auth',
  'not-found': 'auth',
  unprocessable: 'api-error',
  'too-long': 'api-error',
  'rate-limited': 'api-error',
  'secondary-limit': 'api-error',
  'too-many-requests': 'api-error',
  'bad-gateway': 'api-error',
  reset: 'api-error',
}
const answers = Object.entries(reasons) as readonly (readonly [Answer, string])[]

/** The login of the token is that of `github-actions[bot]` where GitHub does not say it. */
const mayBeRefused = 'POST /graphql'
const requests = [
  mayBeRefused,
  'GET /repos/acme/flags/issues/*/comments',
  'GET /repos/acme/flags/pulls/*',
  'POST /repos/acme/flags/issues/*/comments',
]

describe.each(requests)('the first plan, where GitHub always answers %s', (on) => {
  test.each(answers)('with `%s`, fails: %s', async (answer, reason) => {
    const number = openPull()
    const end = await withFaults([{ on, answer }], () => endOf({ number }))
    if (on === mayBeRefused && ['forbidden', 'not-found', 'unprocessable'].includes(answer)) {
      expect([end.code, sealedComments(number)]).toEqual([0, 1])
      return
    }
    expect([end.code, end.reason]).toEqual([1, reason])
    expect(end.out).toMatch(/^::error::The plan could not be sealed on the pull request/m)
    expect(sealedComments(number)).toBe(0)
  })
})

describe('a later plan, where GitHub always answers the update of its comment', () => {
  test.each(answers)('with `%s`, fails: %s', async (answer, reason) => {
    const number = openPull()
    expect((await endOf({ number }, resultOf([]))).code).toBe(0)
    const on = 'PATCH /repos/acme/flags/issues/comments/*'
    const end = await withFaults([{ on, answer }], () => endOf({ number, run: 2 }))
    expect([end.code, end.reason]).toEqual([1, reason])
  })
})

describe.each(requests)('where GitHub once puts off %s', (on) => {
  test.each<Answer>(['secondary-limit', 'too-many-requests', 'bad-gateway', 'reset'])(
    'with `%s`, the plan is sealed',
    async (answer) => {
      const number = openPull()
      const end = await withFaults([{ on, answer, times: 1 }], () => endOf({ number }))
      expect([end.code, end.reason, sealedComments(number)]).toEqual([0, '', 1])
    },
  )
})

test('without anything to do, no answer fails the job', async () => {
  const number = openPull()
  for (const [answer] of answers) {
    const end = await withFaults([{ on: requests[3] ?? '', answer }], () =>
      endOf({ number }, resultOf([])),
    )
    expect([end.code, end.reason]).toEqual([0, ''])
    expect(end.out).toContain('::warning::The comment could not be written')
  }
})

test('Dependabot and forks, whose token cannot write, do not fail', async () => {
  for (const event of [dependabotPullRequest, forkedPullRequest]) {
    const number = openPull()
    const on = 'POST /repos/acme/flags/issues/*/comments'
    const end = await withFaults([{ on, answer: 'forbidden' }], () => endOf({ number, event }))
    expect([end.code, end.reason]).toEqual([0, ''])
  }
})

test('without a token the plan fails', async () => {
  const end = await endOf({ number: openPull(), token: '' })
  expect([end.code, end.reason]).toEqual([1, 'auth'])
  expect(end.out).toContain('`github-token` is not set')
})

test('`comment: never` says that the plan is applied by hand', async () => {
  const inputs = { comment: 'never' }
  const end = await endOf({ number: openPull(), inputs })
  expect(end.code).toBe(0)
  expect(end.out).toMatch(/^::notice::`comment` is `never`.*by hand with the hash/m)
  expect((await endOf({ number: openPull(), inputs }, resultOf([]))).out).not.toContain('never')
})
