// The job as the runner describes it. No payload of an event can break the parser.
import fc from 'fast-check'
import { describe, expect } from 'vitest'
import { readJob } from '../../../src/io/actions/job.ts'
import { isLongRun, randomizedTest, usualRunTest as test } from '../../support/long-run.ts'

const runs = isLongRun ? 5_000 : 200
const a = 'a'.repeat(40)
const b = 'b'.repeat(40)

const runner: Readonly<Record<string, string>> = {
  GITHUB_REPOSITORY: 'acme/flags',
  GITHUB_SHA: a,
  GITHUB_REF: 'refs/heads/main',
  GITHUB_ACTOR: 'ana',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_API_URL: 'https://api.github.com',
  GITHUB_GRAPHQL_URL: 'https://api.github.com/graphql',
  GITHUB_RUN_ID: '12345678901',
  GITHUB_RUN_NUMBER: '128',
  GITHUB_RUN_ATTEMPT: '2',
  GITHUB_WORKSPACE: '/home/runner/work/flags/flags',
  RUNNER_TEMP: '/home/runner/work/_temp',
  GITHUB_EVENT_NAME: 'push',
}

type Changed = Readonly<Record<string, string | undefined>>

const read = (changed: Changed, payload?: unknown) => {
  const env = { ...runner, ...changed }
  return readJob(
    (name) => env[name],
    typeof payload === 'string' || payload === undefined ? payload : JSON.stringify(payload),
  )
}

const job = (changed: Changed, payload?: unknown) => {
  const answer = read(changed, payload)
  if ('faults' in answer) throw new Error(answer.faults.join('\n'))
  return answer
}

const eventOf = (name: string, payload?: unknown, changed: Changed = {}) =>
  job({ GITHUB_EVENT_NAME: name, ...changed }, payload).event

const faultsOf = (changed: Changed, payload?: unknown) => {
  const answer = read(changed, payload)
  return 'faults' in answer ? answer.faults : []
}

const pull = {
  action: 'synchronize',
  pull_request: {
    number: 42,
    head: { sha: b, ref: 'widens', repo: { full_name: 'Acme/Flags' } },
    base: { sha: a, ref: 'main' },
  },
}

test('all variables of the runner are read', () => {
  expect(
    job({}, { before: b, after: a, repository: { private: true, default_branch: 'main' } }),
  ).toEqual({
    owner: 'acme',
    name: 'flags',
    isPublic: false,
    defaultBranch: 'main',
    sha: a,
    ref: 'refs/heads/main',
    actor: 'ana',
    server: 'https://github.com',
    apiUrl: 'https://api.github.com',
    graphqlUrl: 'https://api.github.com/graphql',
    run: {
      id: 12_345_678_901,
      number: 128,
      attempt: 2,
      url: 'https://github.com/acme/flags/actions/runs/12345678901',
    },
    workspace: '/home/runner/work/flags/flags',
    temp: '/home/runner/work/_temp',
    event: { name: 'push', before: b, after: a },
  })
})

test('outside a runner, each missing variable is named', () => {
  const none = Object.fromEntries(Object.keys(runner).map((name) => [name, undefined]))
  expect(faultsOf(none)).toEqual([
    'GITHUB_REPOSITORY is not set.',
    'GITHUB_SHA is not set.',
    'GITHUB_RUN_ID is not set.',
    'GITHUB_RUN_NUMBER is not set.',
    'GITHUB_WORKSPACE is not set.',
    'RUNNER_TEMP is not set.',
    'GITHUB_EVENT_NAME is not set.',
  ])
})

test('a variable in the wrong form is named, without its value', () => {
  expect(
    faultsOf({ GITHUB_REPOSITORY: 'acme/flags/x', GITHUB_SHA: 'main', GITHUB_RUN_ID: '-1' }),
  ).toEqual([
    'GITHUB_REPOSITORY must be an owner and a name.',
    'GITHUB_SHA must be the id of a commit.',
    'GITHUB_RUN_ID must be a whole number from 1.',
  ])
})

describe('the token may be sent to', () => {
  test.each([
    'https://api.github.com',
    'https://github.acme.example/api/v3',
    'http://127.0.0.1:4010',
    'http://localhost:4010/',
    'http://[::1]:4010',
  ])('%s', (url) => {
    expect(job({ GITHUB_API_URL: url }).apiUrl).toBe(url.replace(/\/$/, ''))
  })
})

describe('the token is not sent to', () => {
  test.each([
    'http://api.github.com',
    'http://127.0.0.1.acme.example',
    'http://localhost.acme.example',
    'https://ana:secret@api.github.com',
    'https://api.github.com?to=x',
    'https://api.github.com#x',
    'file:///etc/passwd',
    'api.github.com',
  ])('%s', (url) => {
    expect(faultsOf({ GITHUB_API_URL: url })).toEqual([
      'GITHUB_API_URL must be an `https` URL, or a URL of this machine.',
    ])
    expect(faultsOf({ GITHUB_GRAPHQL_URL: url })).toHaveLength(1)
    expect(faultsOf({ GITHUB_SERVER_URL: url })).toHaveLength(1)
  })
})

describe('the default URL of GraphQL is derived from the URL of the API', () => {
  test.each([
    ['https://api.github.com', 'https://api.github.com/graphql'],
    ['https://github.acme.example/api/v3', 'https://github.acme.example/api/graphql'],
    ['http://127.0.0.1:4010', 'http://127.0.0.1:4010/graphql'],
  ])('%s: %s', (api, graphql) => {
    expect(job({ GITHUB_API_URL: api, GITHUB_GRAPHQL_URL: undefined }).graphqlUrl).toBe(graphql)
  })
})

describe('who can read the repository', () => {
  test.each([
    [{ visibility: 'public' }, true],
    [{ visibility: 'public', private: true }, true],
    [{ private: false }, true],
    [{ visibility: 'private', private: false }, true],
    [{ visibility: 'internal', private: true }, false],
    [{ visibility: 'private' }, false],
    [{ private: true }, false],
    [{}, undefined],
    [{ visibility: 'secret', private: 'no' }, undefined],
    [null, undefined],
  ])('%j: public %s', (repository, isPublic) => {
    expect(job({}, { repository }).isPublic).toBe(isPublic)
  })
})

describe('a pull request', () => {
  test('of the repository itself', () => {
    expect(eventOf('pull_request', pull)).toEqual({
      name: 'pull_request',
      action: 'synchronize',
      number: 42,
      head: { sha: b, ref: 'widens', repository: 'Acme/Flags' },
      base: { sha: a, ref: 'main' },
      isFork: false,
      isDependabot: false,
    })
  })

  test.each([[{ full_name: 'mallory/flags' }], [null], [{}], [undefined]])(
    'of a fork: %j',
    (repo) => {
      const head = { ...pull.pull_request.head, repo }
      const forked = { ...pull, pull_request: { ...pull.pull_request, head } }
      expect(eventOf('pull_request', forked)).toMatchObject({ isFork: true })
    },
  )

  test('of Dependabot', () => {
    expect(eventOf('pull_request', pull, { GITHUB_ACTOR: 'dependabot[bot]' })).toMatchObject({
      isDependabot: true,
    })
  })

  test.each([
    [undefined],
    ['{'],
    ['null'],
    [{}],
    [{ ...pull, pull_request: { ...pull.pull_request, number: '42' } }],
    [{ ...pull, pull_request: { ...pull.pull_request, number: -1 } }],
    [{ ...pull, pull_request: { ...pull.pull_request, base: { sha: '--help', ref: 'main' } } }],
    ['{"__proto__":{"pull_request":{"number":42}}}'],
  ])('with missing members is a fault: %j', (payload) => {
    expect(faultsOf({ GITHUB_EVENT_NAME: 'pull_request' }, payload)).toEqual([
      'The payload of the event `pull_request` must contain the number, the head and the base of a pull request (GITHUB_EVENT_PATH).',
    ])
  })
})

test('a push without a commit before has the id of zeros', () => {
  const push = { name: 'push', before: '0'.repeat(40), after: a }
  expect(eventOf('push')).toEqual(push)
  expect(eventOf('push', { before: '--upload-pack=x', after: 7 })).toEqual(push)
})

describe('a merge group', () => {
  const group = (head_ref: string) => ({ merge_group: { base_sha: a, head_sha: b, head_ref } })
  test.each([
    [`refs/heads/gh-readonly-queue/main/pr-42-${a}`, { pullNumber: 42 }],
    [`refs/heads/gh-readonly-queue/release/1.x/pr-7-${a}`, { pullNumber: 7 }],
    ['refs/heads/main', {}],
    [`refs/heads/gh-readonly-queue/main/pr-0-${a}`, {}],
  ])('%s: %j', (ref, found) => {
    expect(eventOf('merge_group', group(ref))).toEqual({
      name: 'merge_group',
      base: a,
      head: b,
      ...found,
    })
  })

  test('without its commits is a fault', () => {
    expect(faultsOf({ GITHUB_EVENT_NAME: 'merge_group' }, {})).toEqual([
      'The payload of the event `merge_group` must contain the base and the head of a merge group (GITHUB_EVENT_PATH).',
    ])
  })
})

test.each(['workflow_dispatch', 'schedule', 'repository_dispatch'])(
  '%s needs no payload',
  (name) => {
    expect(eventOf(name)).toEqual({ name })
  },
)

test.each([
  'pull_request_target',
  'workflow_run',
  'issue_comment',
  'issues',
  'commit_comment',
  'discussion',
  'discussion_comment',
  'fork',
  'gollum',
  'watch',
])('%s runs with secrets on content that anyone can write', (eventName) => {
  expect(eventOf(eventName, pull)).toEqual({ name: 'unsafe', eventName })
})

test.each(['release', 'pull_request_review', 'constructor'])('%s is another event', (eventName) => {
  expect(eventOf(eventName, pull)).toEqual({ name: 'other', eventName })
})

const events = ['pull_request', 'push', 'merge_group', 'schedule', 'issue_comment', 'release']

randomizedTest('any payload is read or reported as a fault, and never throws', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record(
        {
          pull_request: fc.jsonValue(),
          merge_group: fc.jsonValue(),
          repository: fc.jsonValue(),
          before: fc.jsonValue(),
        },
        { requiredKeys: [] },
      )
      .map((value) => JSON.stringify(value)),
  )
  fc.assert(
    fc.property(fc.constantFrom(...events), anything, (GITHUB_EVENT_NAME, payload) => {
      const answer = read({ GITHUB_EVENT_NAME }, payload)
      expect('faults' in answer ? answer.faults.length : answer.event).toBeTruthy()
    }),
    { numRuns: runs },
  )
})
