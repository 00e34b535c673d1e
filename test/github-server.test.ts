// The tests' own GitHub answers as GitHub's documentation says.
import { afterEach, describe, expect } from 'vitest'
import {
  type FakeGitHub,
  type Fault,
  type GitHubOptions,
  startGitHub,
} from './support/github/index.ts'
import { createRequester, type TestRequest } from './support/github/test-client.ts'
import { longRunSuite, longRunTest, usualRunTest as test } from './support/long-run.ts'
import { type TestRepository, withRepository } from './support/repository.ts'

const open: FakeGitHub[] = []
afterEach(async () => {
  for (const github of open.splice(0)) await github.close()
})
const started = async (
  options?: GitHubOptions,
): Promise<{ github: FakeGitHub; ask: TestRequest }> => {
  const github = await startGitHub(options)
  open.push(github)
  return { github, ask: createRequester(github) }
}
const sha = (letter: string): string => letter.repeat(40)
const withPull = async (options?: GitHubOptions) => {
  const all = await started(options)
  all.github.addPull({
    number: 7,
    title: 'Ramp up',
    head: { sha: sha('a'), ref: 'ramp' },
    base: { sha: sha('b'), ref: 'main' },
  })
  return all
}
const messageOf = async (asked: ReturnType<TestRequest>): Promise<string> => {
  const { status, at } = await asked
  const more = at('errors.0.message') ?? at('errors.0.field')
  return [status, at('message'), ...(more === undefined ? [] : [more])]
    .join(' | ')
    .replaceAll('\n', ' ')
}

describe('who asks', () => {
  test.each([
    ['no token', { authorization: '' }, 401, 'Bad credentials'],
    ['another token', { authorization: 'Bearer ghs_other' }, 401, 'Bad credentials'],
    ['no agent', { 'user-agent': '' }, 200, undefined],
    [
      'another version',
      { 'x-github-api-version': '2019-01-01' },
      400,
      'The requested API version is not supported: 2019-01-01',
    ],
    ['the older word', {}, 200, undefined],
  ])('%s', async (title, headers, status, message) => {
    const { github, ask } = await started()
    const more = title === 'the older word' ? { authorization: `token ${github.token}` } : headers
    const heard = await ask('GET issues', undefined, more)
    expect([heard.status, heard.at('message')]).toEqual([status, message])
  })

  test('every answer has a request id and the rest of the allowance', async () => {
    const { ask } = await started()
    for (const what of ['GET issues', 'GET /nothing']) {
      const { header } = await ask(what)
      expect(header('x-github-request-id')).toMatch(/^FA4E:/)
      expect(header('x-ratelimit-remaining')).toMatch(/^\d+$/)
      expect(header('x-ratelimit-limit')).toBe('1000')
    }
  })

  test('the token of a job is nobody at `/user`, and a bot to GraphQL', async () => {
    const { ask } = await started()
    expect(await messageOf(ask('GET /user'))).toBe('403 | Resource not accessible by integration')
    const { json } = await ask('POST /graphql', { query: '{ viewer { login } }' })
    expect(json).toEqual({ data: { viewer: { login: 'github-actions[bot]' } } })
  })

  test.each([
    ['GET /repos/acme/other/issues'],
    ['PUT issues/7'],
    ['GET issues/seven'],
    ['GET issues/99'],
    ['GET issues/99/comments'],
    ['POST issues/99/comments'],
    ['GET pulls/99'],
    ['GET issues/comments/99'],
    ['GET contents/a.yaml'],
  ])('%s is not found', async (what) => {
    const { ask } = await withPull()
    const { json } = await ask(what, what.startsWith('GET') ? undefined : { body: 'x' })
    expect(json).toEqual({
      message: 'Not Found',
      documentation_url: expect.stringContaining('https://docs.github.com/rest'),
      status: '404',
    })
  })

  test.each([
    ['issues', 'read', 'POST issues', { title: 'x' }],
    ['issues', 'none', 'GET issues', undefined],
    ['pull-requests', 'read', 'POST issues/7/comments', { body: 'x' }],
    ['pull-requests', 'read', 'POST pulls', { title: 'x', head: 'a', base: 'main' }],
    ['pull-requests', 'none', 'GET pulls/7', undefined],
  ] as const)('with %s: %s, %s is forbidden', async (permission, level, what, body) => {
    const { ask, github } = await withPull({ permissions: { [permission]: level } })
    expect(await messageOf(ask(what, body))).toBe('403 | Resource not accessible by integration')
    expect(github.requests).toMatchObject([{ status: 403, body }])
  })

  test('talk below a pull needs the permission of pulls, below an issue that of issues', async () => {
    const { ask, github } = await withPull({ permissions: { issues: 'none' } })
    const number = github.addIssue({ title: 'Drift', body: '', user: 'alice' })
    expect((await ask('POST issues/7/comments', { body: 'x' })).status).toBe(201)
    expect((await ask(`POST issues/${number}/comments`, { body: 'x' })).status).toBe(403)
  })
})

describe('comments', () => {
  test('are made, read, changed and taken away', async () => {
    const { ask, github } = await withPull()
    const made = await ask('POST issues/7/comments', { body: 'Hello' })
    const id = made.at('id')
    expect(made.status).toBe(201)
    expect(made.json).toMatchObject({
      id: expect.any(Number),
      node_id: expect.stringMatching(/^IC_/),
      url: `${github.url}/repos/acme/flags/issues/comments/${id}`,
      html_url: `https://github.com/acme/flags/pull/7#issuecomment-${id}`,
      issue_url: `${github.url}/repos/acme/flags/issues/7`,
      body: 'Hello',
      user: { login: 'github-actions[bot]', id: 41_898_282, type: 'Bot' },
      created_at: '2026-11-24T12:00:02Z',
      updated_at: '2026-11-24T12:00:02Z',
      author_association: 'NONE',
      performed_via_github_app: null,
    })
    expect(made.header('location')).toBe(made.at('url'))
    expect((await ask(`GET issues/comments/${id}`)).json).toEqual(made.json)
    const changed = await ask(`PATCH issues/comments/${id}`, { body: 'Bye' })
    expect([
      changed.status,
      changed.at('body'),
      changed.at('created_at'),
      changed.at('updated_at'),
    ]).toEqual([200, 'Bye', '2026-11-24T12:00:02Z', '2026-11-24T12:00:03Z'])
    const gone = await ask(`DELETE issues/comments/${id}`)
    expect([gone.status, gone.text]).toEqual([204, ''])
    expect((await ask('GET issues/7/comments')).json).toEqual([])
    expect(github.requests.map(({ method, status }) => [method, status])).toEqual([
      ['POST', 201],
      ['GET', 200],
      ['PATCH', 200],
      ['DELETE', 204],
      ['GET', 200],
    ])
  })

  test.each([
    ['nothing', {}, `422 | Invalid request.  "body" wasn't supplied.`],
    ['a number', { body: 1 }, `422 | Invalid request.  For 'properties/body', 1 is not a string.`],
    [
      'null',
      { body: null },
      `422 | Invalid request.  For 'properties/body', null is not a string.`,
    ],
    ['a list', [], '422 | Invalid request.  [] is not an object.'],
    ['blanks', { body: ' \n' }, '422 | Validation Failed | Body cannot be blank'],
    ['no JSON', '{', '400 | Problems parsing JSON'],
  ])('%s is refused', async (_, body, message) => {
    const { ask, github } = await withPull()
    expect(await messageOf(ask('POST issues/7/comments', body))).toBe(message)
    expect(github.comments(7)).toEqual([])
  })

  test.each([
    ['65,536 characters', 'x'.repeat(65_536), 201],
    ['one more', 'x'.repeat(65_537), 422],
    ['fewer, of which each takes three bytes', '€'.repeat(65_536), 201],
    ['as many of four bytes as there is room for', '😀'.repeat(32_768), 201],
    ['and one more', `${'😀'.repeat(32_768)}x`, 422],
  ])('%s', async (_, body, status) => {
    const { ask, github } = await withPull()
    const heard = await ask('POST issues/7/comments', { body })
    expect(heard.status).toBe(status)
    if (status === 422)
      expect(heard.json).toMatchObject({
        message: 'Validation Failed',
        errors: [
          {
            resource: 'IssueComment',
            code: 'unprocessable',
            field: 'data',
            message: 'Body is too long (maximum is 65536 characters)',
          },
        ],
      })
    const id = github.addComment(7, { user: 'github-actions[bot]', body: 'before' })
    expect((await ask(`PATCH issues/comments/${id}`, { body })).status).toBe(
      status === 201 ? 200 : 422,
    )
  })

  test('come 30 a page, oldest first, with links to the others', async () => {
    const { ask, github } = await withPull()
    for (let count = 1; count <= 65; count += 1)
      github.addComment(7, { user: 'alice', body: `${count}` })
    const first = await ask('GET issues/7/comments')
    expect([first.at('0.body'), first.at('29.body'), first.at('30.body')]).toEqual([
      '1',
      '30',
      undefined,
    ])
    const base = `${github.url}/repositories/700000001/issues/7/comments`
    expect(first.header('link')).toBe(`<${base}?page=2>; rel="next", <${base}?page=3>; rel="last"`)
    const next = await ask(`GET ${base}?page=2`)
    expect(next.at('0.body')).toBe('31')
    expect(next.header('link')).toBe(
      `<${base}?page=1>; rel="prev", <${base}?page=3>; rel="next", <${base}?page=3>; rel="last", <${base}?page=1>; rel="first"`,
    )
    const last = await ask('GET issues/7/comments?per_page=500&page=1')
    expect([last.at('64.body'), last.header('link')]).toEqual(['65', null])
    expect(github.requests[1]?.path).toBe('/repos/acme/flags/issues/7/comments?page=2')
  })

  test('and no more than a hundred', async () => {
    const { ask, github } = await withPull()
    for (let count = 1; count <= 101; count += 1)
      github.addComment(7, { user: 'alice', body: `${count}` })
    const { at, header } = await ask('GET issues/7/comments?per_page=500')
    expect([at('99.body'), at('100.body')]).toEqual(['100', undefined])
    expect(header('link')).toContain('per_page=500&page=2')
  })

  test('since a time are those changed since', async () => {
    const { ask, github } = await withPull()
    const [early, late] = ['1', '2'].map((body) => github.addComment(7, { user: 'alice', body }))
    github.editComment(early ?? 0, 'changed')
    const { at } = await ask(`GET issues/7/comments?since=${github.comments(7)[0]?.updatedAt}`)
    expect([at('0.id'), at('1.id'), late !== early]).toEqual([early, undefined, true])
  })

  test('are hidden through GraphQL, where a bot has no `[bot]`', async () => {
    const { ask, github } = await withPull()
    const id = github.addComment(7, { user: 'github-actions[bot]', body: 'old' })
    const node = (await ask(`GET issues/comments/${id}`)).at('node_id')
    const { json } = await ask('POST /graphql', {
      query: `mutation Hide($id: ID!) {
        minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) {
          minimizedComment { isMinimized minimizedReason ... on IssueComment { author { login __typename } } }
        }
      }`,
      variables: { id: node },
    })
    expect(json).toEqual({
      data: {
        minimizeComment: {
          minimizedComment: {
            isMinimized: true,
            minimizedReason: 'outdated',
            author: { login: 'github-actions', __typename: 'Bot' },
          },
        },
      },
    })
    expect(github.comments(7)).toMatchObject([{ id, isMinimized: true }])
  })
})

describe('GraphQL', () => {
  test.each([
    ['{ viewer { name } }', 'Cannot query field "name" on type "User".'],
    ['{ viewer', 'Syntax Error: Expected Name, found <EOF>.'],
    [
      'mutation { minimizeComment(input: { subjectId: "x", classifier: OLD }) { clientMutationId } }',
      'Value "OLD" does not exist in "ReportedContentClassifiers" enum.',
    ],
    [
      'mutation { minimizeComment(input: { subjectId: "x", classifier: OUTDATED }) { clientMutationId } }',
      "Could not resolve to a node with the global id of 'x'.",
    ],
    [
      '{ repository(owner: "acme", name: "other") { id } }',
      "Could not resolve to a Repository with the name 'acme/other'.",
    ],
    [
      '{ repository(owner: "acme", name: "flags") { pullRequest(number: 7) { comments { totalCount } } } }',
      'You must provide a `first` or `last` value to properly paginate the `comments` connection.',
    ],
  ])('answers errors with 200: %s', async (query, message) => {
    const { ask } = await withPull()
    const heard = await ask('POST /graphql', { query })
    expect([heard.status, heard.at('errors.0.message')]).toEqual([200, message])
  })

  test('lists comments by cursor', async () => {
    const { ask, github } = await withPull()
    for (const body of ['1', '2', '3']) github.addComment(7, { user: 'alice', body })
    const query = `query($after: String) { repository(owner: "Acme", name: "flags") { pullRequest(number: 7) {
      comments(first: 2, after: $after) { totalCount nodes { body } pageInfo { hasNextPage endCursor } } } } }`
    const at = 'data.repository.pullRequest.comments'
    const first = await ask('POST /graphql', { query })
    const second = await ask('POST /graphql', {
      query,
      variables: { after: first.at(`${at}.pageInfo.endCursor`) },
    })
    expect([first.at(`${at}.nodes`), second.at(`${at}.nodes`)]).toEqual([
      [{ body: '1' }, { body: '2' }],
      [{ body: '3' }],
    ])
    expect(second.at(`${at}.pageInfo.hasNextPage`)).toBe(false)
  })

  test('refuses a bad token and a body without a query', async () => {
    const { ask } = await started()
    const body = { query: '{ viewer { login } }' }
    expect((await ask('POST /graphql', body, { authorization: 'Bearer x' })).status).toBe(401)
    expect((await ask('POST /graphql', {})).status).toBe(400)
  })

  test('hides nothing without the permission', async () => {
    const { ask, github } = await withPull({ permissions: { 'pull-requests': 'read' } })
    const id = github.addComment(7, { user: 'alice', body: 'x' })
    const node = (await ask(`GET issues/comments/${id}`)).at('node_id')
    const query = `mutation { minimizeComment(input: { subjectId: "${node}", classifier: OUTDATED }) { clientMutationId } }`
    const { json } = await ask('POST /graphql', { query })
    expect(json).toMatchObject({ data: { minimizeComment: null }, errors: [{ type: 'FORBIDDEN' }] })
  })
})

describe('issues', () => {
  test('are made, closed and opened again', async () => {
    const { ask, github } = await started()
    const made = await ask('POST issues', {
      title: 'Drift',
      body: 'Text',
      labels: ['drift', { name: 'ops' }],
      assignees: ['alice'],
    })
    expect([made.status, made.json]).toMatchObject([
      201,
      {
        number: 1,
        title: 'Drift',
        body: 'Text',
        state: 'open',
        state_reason: null,
        labels: [{ name: 'drift' }, { name: 'ops' }],
        assignee: { login: 'alice' },
        assignees: [{ login: 'alice' }],
        user: { login: 'github-actions[bot]' },
        html_url: 'https://github.com/acme/flags/issues/1',
        closed_at: null,
        comments: 0,
      },
    ])
    const closed = await ask('PATCH issues/1', { state: 'closed', state_reason: 'not_planned' })
    expect(closed.json).toMatchObject({
      state: 'closed',
      state_reason: 'not_planned',
      closed_at: '2026-11-24T12:00:02Z',
      closed_by: { login: 'github-actions[bot]' },
    })
    const again = await ask('PATCH issues/1', { state: 'open', labels: [], title: 'Drift again' })
    expect(again.json).toMatchObject({
      state: 'open',
      state_reason: 'reopened',
      closed_at: null,
      closed_by: null,
      labels: [],
      title: 'Drift again',
    })
    expect(github.issues()).toMatchObject([{ number: 1, state: 'open', body: 'Text' }])
  })

  test('whose new body is too long keep the old one, with 200', async () => {
    const { ask, github } = await started()
    const number = github.addIssue({ title: 'Drift', body: 'old', user: 'github-actions[bot]' })
    const heard = await ask(`PATCH issues/${number}`, { body: 'x'.repeat(65_537), title: 'New' })
    expect([heard.status, heard.at('body'), heard.at('title')]).toEqual([200, 'old', 'New'])
  })

  test.each([
    ['POST issues', {}, `422 | Invalid request.  "title" wasn't supplied.`],
    ['POST issues', { title: ' ' }, '422 | Validation Failed | title'],
    [
      'POST issues',
      { title: 'x'.repeat(257) },
      '422 | Validation Failed | title is too long (maximum is 256 characters)',
    ],
    [
      'POST issues',
      { title: 'x', body: 'x'.repeat(65_537) },
      '422 | Validation Failed | body is too long (maximum is 65536 characters)',
    ],
    ['POST issues', { title: 'x', assignees: ['no name'] }, '422 | Validation Failed | assignees'],
    [
      'POST issues',
      { title: 'x', labels: 'drift' },
      `422 | Invalid request.  For 'properties/labels', "drift" is not an array.`,
    ],
    [
      'PATCH issues/7',
      { state: 'done' },
      `422 | Invalid request.  For 'properties/state', done is not a member of ["open","closed"].`,
    ],
    ['GET issues?state=done', undefined, '422 | Validation Failed | state'],
  ])('%s %j is refused', async (what, body, message) => {
    const { ask } = await withPull()
    expect(await messageOf(ask(what, body))).toBe(message)
  })

  test.each([
    ['', [7, 3, 1]],
    ['state=all', [7, 3, 2, 1]],
    ['state=closed', [2]],
    ['creator=github-actions[bot]&state=all', [2, 1]],
    ['labels=drift', [1]],
    ['labels=drift,ops', []],
    ['assignee=*', []],
    ['direction=asc', [1, 3, 7]],
    ['sort=updated', [1, 7, 3]],
    ['sort=comments', [1, 7, 3]],
    ['since=2026-11-24T12:00:04Z&state=all', [7, 2, 1]],
  ])('listed with `%s` are %j', async (query, numbers) => {
    const { ask, github } = await started()
    github.addIssue({ title: 'one', body: '', user: 'github-actions[bot]', labels: ['Drift'] })
    github.addIssue({ title: 'two', body: '', user: 'github-actions[bot]' })
    github.addIssue({ title: 'three', body: '', user: 'alice' })
    github.closeIssue(2, 'alice')
    github.addPull({
      number: 7,
      head: { sha: sha('a'), ref: 'x' },
      base: { sha: sha('b'), ref: 'main' },
    })
    github.addComment(1, { user: 'alice', body: 'x' })
    const { at, json } = await ask(`GET issues?${query}`)
    expect([json].flat().map((_, index) => at(`${index}.number`))).toEqual(numbers)
    const index = numbers.indexOf(7)
    if (index >= 0)
      expect(at(`${index}.pull_request.url`)).toBe(`${github.url}/repos/acme/flags/pulls/7`)
  })
})

describe('pulls', () => {
  test('have both ends, and say where each is from', async () => {
    const { ask, github } = await started()
    github.addPull({
      number: 4,
      head: { sha: sha('a'), ref: 'patch-1', repo: 'mallory/flags' },
      base: { sha: sha('b'), ref: 'main' },
      user: 'mallory',
    })
    expect((await ask('GET pulls/4')).json).toMatchObject({
      number: 4,
      state: 'open',
      merged: false,
      head: {
        label: 'mallory:patch-1',
        sha: sha('a'),
        repo: { full_name: 'mallory/flags', fork: true },
      },
      base: { label: 'acme:main', ref: 'main', repo: { full_name: 'acme/flags', fork: false } },
      user: { login: 'mallory', type: 'User' },
    })
    github.addPull({
      number: 4,
      head: { sha: sha('c'), ref: 'patch-1' },
      base: { sha: sha('b'), ref: 'main' },
      mergedAt: '2026-11-24T11:00:00Z',
      mergeCommit: sha('d'),
    })
    expect((await ask('GET pulls/4')).json).toMatchObject({
      state: 'closed',
      merged: true,
      merged_at: '2026-11-24T11:00:00Z',
      merge_commit_sha: sha('d'),
      head: { sha: sha('c') },
    })
    expect((await ask('GET pulls?state=all')).at('0.merged')).toBe(undefined)
  })

  test.each([
    ['', [3, 1]],
    ['state=all', [3, 2, 1]],
    ['head=acme:one', [1]],
    ['head=mallory:one', []],
    ['head=one', [3, 1]],
    ['base=main', [1]],
    ['direction=asc', [1, 3]],
    ['sort=updated', [1, 3]],
  ])('listed with `%s` are %j', async (query, numbers) => {
    const { ask, github } = await started()
    const base = { sha: sha('b'), ref: 'main' }
    github.addPull({ number: 1, head: { sha: sha('1'), ref: 'one' }, base })
    github.addPull({ number: 2, head: { sha: sha('2'), ref: 'two' }, base, state: 'closed' })
    github.addPull({
      number: 3,
      head: { sha: sha('3'), ref: 'three' },
      base: { ...base, ref: 'next' },
    })
    const { at, json } = await ask(`GET pulls?${query}`)
    expect([json].flat().map((_, index) => at(`${index}.number`))).toEqual(numbers)
  })

  test.each([
    [{}, `422 | Invalid request.  "head" wasn't supplied.`],
    [{ head: 'fix', base: 'main' }, `422 | Invalid request.  "title" wasn't supplied.`],
    [
      { head: 'ramp', base: 'main', title: 'x' },
      '422 | Validation Failed | A pull request already exists for acme:ramp.',
    ],
    [
      { head: 'fix', base: 'main', title: 'x', draft: 'no' },
      `422 | Invalid request.  For 'properties/draft', "no" is not a boolean.`,
    ],
  ])('made from %j are refused', async (body, message) => {
    const { ask } = await withPull()
    expect(await messageOf(ask('POST pulls', body))).toBe(message)
  })

  test('are made and changed', async () => {
    const { ask, github } = await withPull()
    const made = await ask('POST pulls', {
      title: 'Adopt',
      head: 'adopt',
      base: 'main',
      body: 'Text',
    })
    expect([made.status, made.at('number'), made.at('head.label')]).toEqual([201, 8, 'acme:adopt'])
    const changed = await ask('PATCH pulls/8', { title: 'Adopted', state: 'closed' })
    expect([changed.at('title'), changed.at('state'), changed.at('body')]).toEqual([
      'Adopted',
      'closed',
      'Text',
    ])
    expect(github.pulls()).toMatchObject([
      { number: 7 },
      { number: 8, title: 'Adopted', body: 'Text', head: 'adopt', base: 'main', state: 'closed' },
    ])
  })

  test('of a commit are those that are merged or open and have it', async () => {
    const { ask, github } = await started()
    const base = { sha: sha('b'), ref: 'main' }
    const end = { sha: sha('a'), ref: 'x' }
    github.addPull({
      number: 1,
      head: end,
      base,
      mergedAt: '2026-11-24T11:00:00Z',
      mergeCommit: sha('d'),
    })
    github.addPull({
      number: 2,
      head: { ...end, sha: sha('e') },
      base,
      commits: [sha('a'), sha('e')],
    })
    github.addPull({ number: 3, head: end, base, state: 'closed' })
    const numbers = async (commit: string) => {
      const { at, json } = await ask(`GET commits/${commit}/pulls`)
      return [json].flat().map((_, index) => at(`${index}.number`))
    }
    expect([await numbers(sha('d')), await numbers(sha('a')), await numbers(sha('f'))]).toEqual([
      [1],
      [1, 2],
      [],
    ])
    expect(await messageOf(ask('GET commits/nothing/pulls'))).toBe(
      '422 | No commit found for SHA: nothing',
    )
  })
})

describe('faults', () => {
  const on = 'POST /repos/acme/flags/issues/*/comments'
  const post = (ask: TestRequest) => ask('POST issues/7/comments', { body: 'x' })

  test.each([
    ['forbidden', 403, 'Resource not accessible by integration', 0],
    [
      'not-permitted',
      403,
      'GitHub Actions is not permitted to create or approve pull requests.',
      0,
    ],
    ['too-long', 422, 'Validation Failed', 0],
    ['bad-gateway', 502, undefined, 0],
    ['bad-gateway-after-write', 502, undefined, 1],
    ['rate-limited', 403, 'API rate limit exceeded for installation.', 0],
    ['secondary-limit', 403, expect.stringContaining('secondary rate limit'), 0],
    ['not-found', 404, 'Not Found', 0],
    ['slow', 201, undefined, 1],
    ['race', 201, undefined, 2],
  ] as const)('%s', async (answer, status, message, written) => {
    const { ask, github } = await withPull()
    const fault: Fault =
      answer === 'race' ? { on, times: 1, answer } : { on, times: 1, answer, late: 1 }
    github.faults = [fault]
    const heard = await post(ask)
    expect([heard.status, heard.at('message')]).toEqual([status, message])
    expect(github.comments(7)).toHaveLength(written)
    expect(github.requests).toMatchObject([{ status }])
    expect((await post(ask)).status).toBe(201)
  })

  test('reset breaks the connection, and nothing is done', async () => {
    const { ask, github } = await withPull()
    github.faults = [{ on, times: 1, answer: 'reset' }]
    await expect(post(ask)).rejects.toThrow('fetch failed')
    expect([github.comments(7), github.requests[0]?.status]).toEqual([[], 0])
  })

  test('limits say when to come back', async () => {
    const { ask, github } = await withPull()
    github.faults = [
      { on, times: 1, answer: 'rate-limited' },
      { on, times: 1, answer: 'secondary-limit' },
    ]
    const [first, second] = [await post(ask), await post(ask)]
    expect(first.header('x-ratelimit-remaining')).toBe('0')
    expect(Number(first.header('x-ratelimit-reset'))).toBeGreaterThan(1_700_000_000)
    expect(second.header('retry-after')).toBe('1')
  })

  test('without a number are for ever, and elsewhere are none', async () => {
    const { ask, github } = await withPull()
    github.faults = [{ on, answer: 'forbidden' }]
    expect([(await post(ask)).status, (await post(ask)).status]).toEqual([403, 403])
    expect((await ask('GET issues/7/comments')).status).toBe(200)
  })
})

const withGit = async (
  work: (all: {
    github: FakeGitHub
    ask: TestRequest
    here: TestRepository
    bare: TestRepository
    first: string
    second: string
  }) => Promise<void>,
  options: GitHubOptions = {},
): Promise<void> =>
  withRepository({ 'gates/a.yaml': 'a: 1\n', 'README.md': '# Flags\n' }, async (here) => {
    const first = await here.run('rev-parse', 'HEAD')
    const second = await here.commit({ 'gates/b.yaml': 'b: 1\nc: 2\n' }, 'Add b')
    await here.run('branch', 'feature/one')
    const bare = await here.publish()
    const { github, ask } = await started({ ...options, git: bare })
    await work({ github, ask, here, bare, first, second })
    await github.close()
  })

longRunSuite('references', () => {
  longRunTest('are read, made, moved and taken away', () =>
    withGit(async ({ ask, bare, first, second, github }) => {
      expect((await ask('GET git/ref/heads/feature/one')).json).toEqual({
        ref: 'refs/heads/feature/one',
        node_id: expect.stringMatching(/^REF_/),
        url: `${github.url}/repos/acme/flags/git/refs/heads/feature/one`,
        object: {
          type: 'commit',
          sha: second,
          url: `${github.url}/repos/acme/flags/git/commits/${second}`,
        },
      })
      const ref = 'refs/statsig-gitops/production/applied'
      const made = await ask('POST git/refs', { ref, sha: first })
      expect([made.status, made.at('ref'), made.at('object.sha')]).toEqual([201, ref, first])
      for (const path of [ref, 'refs/statsig-gitops%2Fproduction%2Fapplied'])
        expect((await ask(`PATCH git/${path}`, { sha: second })).at('object.sha')).toBe(second)
      expect(await messageOf(ask(`PATCH git/${ref}`, { sha: first }))).toBe(
        '422 | Update is not a fast forward',
      )
      expect((await ask(`PATCH git/${ref}`, { sha: first, force: true })).status).toBe(200)
      expect(await bare.run('rev-parse', ref)).toBe(first)
      const found = await ask('GET git/matching-refs/statsig-gitops/prod')
      expect([found.at('0.ref'), found.at('1')]).toEqual([ref, undefined])
      expect((await ask(`DELETE git/${ref}`)).status).toBe(204)
      expect((await ask('GET git/matching-refs/statsig-gitops')).json).toEqual([])
    }),
  )

  longRunTest('are refused where GitHub refuses them', () =>
    withGit(async ({ ask, first }) => {
      const refusals: readonly (readonly [string, unknown, string])[] = [
        ['GET git/ref/heads/feature', undefined, '404 | Not Found'],
        ['GET git/ref/refs/heads/main', undefined, '404 | Not Found'],
        ['POST git/refs', { ref: 'refs/heads/main', sha: first }, '422 | Reference already exists'],
        [
          'POST git/refs',
          { ref: 'heads/x', sha: first },
          "422 | Reference name must start with 'refs/' and contain at least two slashes.",
        ],
        [
          'POST git/refs',
          { ref: 'refs/heads/a..b', sha: first },
          '422 | refs/heads/a..b is not a valid ref name.',
        ],
        ['POST git/refs', { ref: 'refs/heads/x', sha: sha('d') }, '422 | Object does not exist'],
        [
          'POST git/refs',
          { ref: 'refs/heads/x', sha: 'main' },
          '422 | The sha parameter must be exactly 40 characters and contain only [0-9a-f].',
        ],
        [
          'POST git/refs',
          { ref: 'refs/heads/x' },
          `422 | Invalid request.  "sha" wasn't supplied.`,
        ],
        ['PATCH git/refs/heads/none', { sha: first }, '422 | Reference does not exist'],
        [
          'PATCH git/refs/heads/main',
          { sha: first, force: 'yes' },
          `422 | Invalid request.  For 'properties/force', "yes" is not a boolean.`,
        ],
        ['DELETE git/refs/heads/none', undefined, '422 | Reference does not exist'],
      ]
      for (const [what, body, message] of refusals)
        expect([what, await messageOf(ask(what, body))]).toEqual([what, message])
    }),
  )

  longRunTest('are not written without the permission', () =>
    withGit(
      async ({ ask, first }) => {
        expect((await ask('GET git/ref/heads/main')).status).toBe(200)
        expect((await ask('POST git/refs', { ref: 'refs/heads/x', sha: first })).status).toBe(403)
        expect((await ask('PATCH git/refs/heads/main', { sha: first })).status).toBe(403)
      },
      { permissions: { contents: 'read' } },
    ),
  )

  longRunTest('made in a race are there already', () =>
    withGit(async ({ ask, first, github }) => {
      github.faults = [{ on: 'POST /repos/acme/flags/git/refs', times: 1, answer: 'race' }]
      expect(await messageOf(ask('POST git/refs', { ref: 'refs/heads/x', sha: first }))).toBe(
        '422 | Reference already exists',
      )
    }),
  )
})

longRunSuite('the git database', () => {
  longRunTest('takes blobs, trees and commits, and gives them back', () =>
    withGit(async ({ ask, bare, second }) => {
      const blob = await ask('POST git/blobs', {
        content: Buffer.from('é\0').toString('base64'),
        encoding: 'base64',
      })
      expect(blob.status).toBe(201)
      const back = await ask(`GET git/blobs/${blob.at('sha')}`)
      expect([back.at('content'), back.at('encoding'), back.at('size')]).toEqual([
        'w6kA\n',
        'base64',
        3,
      ])
      const tree = await ask('POST git/trees', {
        base_tree: second,
        tree: [
          { path: 'gates/a.yaml', mode: '100644', type: 'blob', sha: null },
          { path: 'gates/new/c.yaml', mode: '100644', type: 'blob', content: 'c: é\n' },
          { path: 'bin', mode: '100755', type: 'blob', sha: blob.at('sha') },
        ],
      })
      expect([tree.status, tree.at('truncated')]).toEqual([201, false])
      const all = await ask(`GET git/trees/${tree.at('sha')}?recursive=0`)
      const paths = [all.at('tree')]
        .flat()
        .map((_, at) => `${all.at(`tree.${at}.mode`)} ${all.at(`tree.${at}.path`)}`)
      expect(paths).toEqual([
        '100644 README.md',
        '100755 bin',
        '040000 gates',
        '100644 gates/b.yaml',
        '040000 gates/new',
        '100644 gates/new/c.yaml',
      ])
      const commit = await ask('POST git/commits', {
        message: 'Adopt\n\nMore',
        tree: tree.at('sha'),
        parents: [second],
      })
      expect(commit.json).toMatchObject({
        message: 'Adopt\n\nMore',
        tree: { sha: tree.at('sha') },
        parents: [{ sha: second }],
        author: { name: 'github-actions[bot]', date: expect.stringMatching(/^2026-11-24T12/) },
        verification: { verified: false, reason: 'unsigned' },
      })
      expect((await ask(`GET git/commits/${commit.at('sha')}`)).json).toEqual(commit.json)
      expect(await bare.run('show', `${commit.at('sha')}:gates/new/c.yaml`)).toBe('c: é')
    }),
  )

  longRunTest('takes a folder as a tree, and gives one without the rest', () =>
    withGit(async ({ ask, second, bare }) => {
      const gates = await bare.run('rev-parse', `${second}:gates`)
      const tree = await ask('POST git/trees', {
        tree: [{ path: 'copy', mode: '040000', type: 'tree', sha: gates }],
      })
      expect((await ask(`GET git/trees/${tree.at('sha')}`)).at('tree')).toMatchObject([
        { path: 'copy', type: 'tree', sha: gates },
      ])
      expect((await ask('GET git/trees/feature/one')).at('tree.1.path')).toBe('gates')
    }),
  )

  longRunTest('refuses what is not whole', () =>
    withGit(async ({ ask, first, bare }) => {
      const root = await bare.run('rev-parse', `${first}^{tree}`)
      const file = { path: 'x', mode: '100644', type: 'blob', content: 'x' }
      const refusals: readonly (readonly [string, unknown, string])[] = [
        [
          'GET git/blobs/main',
          undefined,
          '422 | The sha parameter must be exactly 40 characters and contain only [0-9a-f].',
        ],
        [`GET git/blobs/${first}`, undefined, '404 | Not Found'],
        [`GET git/commits/${sha('d')}`, undefined, '404 | Not Found'],
        ['GET git/trees/nothing', undefined, '404 | Not Found'],
        ['POST git/blobs', {}, `422 | Invalid request.  "content" wasn't supplied.`],
        [
          'POST git/blobs',
          { content: '*', encoding: 'base64' },
          '422 | content is not valid Base64',
        ],
        ['POST git/trees', {}, `422 | Invalid request.  "tree" wasn't supplied.`],
        ['POST git/trees', { tree: [] }, '422 | Invalid tree info'],
        ['POST git/trees', { tree: [file], base_tree: sha('d') }, '404 | Not Found'],
        [
          'POST git/trees',
          { tree: [{ ...file, mode: '644' }] },
          '422 | Must supply a valid tree.mode',
        ],
        [
          'POST git/trees',
          { tree: [{ ...file, path: '/x' }] },
          '422 | tree.path contains a malformed path component',
        ],
        [
          'POST git/trees',
          { tree: [{ ...file, path: 'a/../x' }] },
          '422 | tree.path contains a malformed path component',
        ],
        [
          'POST git/trees',
          { tree: [{ ...file, sha: first }] },
          '422 | Must supply either tree.sha or tree.content',
        ],
        [
          'POST git/trees',
          { base_tree: root, tree: [{ path: 'no', mode: '100644', type: 'blob', sha: null }] },
          '422 | GitRPC::BadObjectState',
        ],
        ['POST git/commits', { tree: root }, `422 | Invalid request.  "message" wasn't supplied.`],
        ['POST git/commits', { message: 'x', tree: sha('d') }, '422 | Tree SHA does not exist'],
        [
          'POST git/commits',
          { message: 'x', tree: root, parents: [root] },
          '422 | Parent SHA does not exist or is not a commit object',
        ],
        [
          'POST git/commits',
          { message: 'x', tree: root, author: { name: 'A' } },
          `422 | Invalid request.  "email" wasn't supplied.`,
        ],
      ]
      for (const [what, body, message] of refusals)
        expect([what, body, await messageOf(ask(what, body))]).toEqual([what, body, message])
    }),
  )
})

longRunSuite('commits and files', () => {
  longRunTest('commits are listed newest first, by path and time, a page at a time', () =>
    withGit(async ({ ask, first, second, github }) => {
      const shas = async (query: string) => {
        const { at, json } = await ask(`GET commits?${query}`)
        return [json].flat().map((_, index) => at(`${index}.sha`))
      }
      expect(await shas('')).toEqual([second, first])
      expect(await shas('sha=feature/one&path=README.md')).toEqual([first])
      expect(await shas('since=2026-01-01T00:00:30Z')).toEqual([second])
      const page = await ask('GET commits?per_page=1')
      expect(page.json).toMatchObject([
        {
          sha: second,
          commit: { message: 'Add b', author: { email: 'somebody@example.com' } },
          author: null,
          parents: [{ sha: first }],
        },
      ])
      expect(page.header('link')).toContain(
        `${github.url}/repositories/700000001/commits?per_page=1&page=2>; rel="next"`,
      )
      expect((await ask('GET commits?sha=nothing')).status).toBe(404)
    }),
  )

  longRunTest('one commit has its files', () =>
    withGit(async ({ ask, second }) => {
      for (const ref of [second, 'main', 'heads/feature/one', 'feature/one', 'feature%2Fone']) {
        const { json } = await ask(`GET commits/${ref}`)
        expect(json).toMatchObject({
          sha: second,
          stats: { total: 2, additions: 2, deletions: 0 },
          files: [{ filename: 'gates/b.yaml', status: 'added', additions: 2, changes: 2 }],
        })
      }
      expect(
        (await ask('GET commits/main', undefined, { accept: 'application/vnd.github.sha' })).text,
      ).toBe(second)
      expect(await messageOf(ask('GET commits/nothing'))).toBe(
        '422 | No commit found for SHA: nothing',
      )
    }),
  )

  longRunTest('two commits are compared', () =>
    withGit(async ({ ask, here, bare, first, second }) => {
      await here.run('checkout', '--quiet', '-b', 'side', first)
      await here.run('mv', 'README.md', 'ABOUT.md')
      const side = await here.commit({}, 'Move')
      await here.run('push', '--quiet', bare.root, 'side')
      const said = async (range: string) => {
        const { at } = await ask(`GET compare/${range}`)
        return [
          at('status'),
          at('ahead_by'),
          at('behind_by'),
          at('merge_base_commit.sha'),
          at('commits.0.sha'),
        ]
      }
      expect(await said(`${first}...${second}`)).toEqual(['ahead', 1, 0, first, second])
      expect(await said(`main...${first}`)).toEqual(['behind', 0, 1, first, undefined])
      expect(await said('main...feature/one')).toEqual(['identical', 0, 0, second, undefined])
      expect(await said('main...side')).toEqual(['diverged', 1, 1, first, side])
      expect((await ask('GET compare/main...side')).at('files')).toMatchObject([
        { filename: 'ABOUT.md', previous_filename: 'README.md', status: 'renamed' },
      ])
      expect((await ask('GET compare/main')).status).toBe(404)
      expect((await ask('GET compare/main...nothing')).status).toBe(404)
    }),
  )

  longRunTest('the commits of a comparison come in pages', () =>
    withGit(async ({ ask, here, bare, second }) => {
      const more = [await here.commit(), await here.commit(), await here.commit()]
      await here.run('push', '--quiet', bare.root, 'main')
      const page = await ask(`GET compare/${second}...main?per_page=2&page=2`)
      expect([
        page.at('total_commits'),
        page.at('commits.0.sha'),
        page.at('commits.1'),
        page.at('files'),
      ]).toEqual([3, more[2], undefined, undefined])
    }),
  )

  longRunTest('contents are files in base64 and folders as lists', () =>
    withGit(async ({ ask, here, bare, first }) => {
      await here.link('link', 'gates/a.yaml')
      await here.link('away', '/etc/passwd')
      await here.commit({ 'big.bin': 'x'.repeat(1_048_577) })
      await here.run('push', '--quiet', bare.root, 'main')
      const file = await ask('GET contents/gates/a.yaml')
      expect(file.json).toMatchObject({
        type: 'file',
        encoding: 'base64',
        size: 5,
        name: 'a.yaml',
        path: 'gates/a.yaml',
        content: 'YTogMQo=\n',
      })
      const raw = { accept: 'application/vnd.github.raw+json' }
      expect((await ask('GET contents/gates/a.yaml', undefined, raw)).text).toBe('a: 1\n')
      const folder = await ask(`GET contents/gates?ref=${first}`)
      expect(folder.json).toMatchObject([{ type: 'file', path: 'gates/a.yaml' }])
      expect(folder.at('0.content')).toBe(undefined)
      expect((await ask('GET contents')).at('1.name')).toBe('away')
      expect((await ask('GET contents/link')).json).toMatchObject({
        type: 'file',
        content: 'YTogMQo=\n',
      })
      expect((await ask('GET contents/away')).json).toMatchObject({
        type: 'symlink',
        target: '/etc/passwd',
      })
      expect((await ask('GET contents/big.bin')).json).toMatchObject({
        size: 1_048_577,
        content: '',
        encoding: 'none',
      })
      expect(await messageOf(ask('GET contents/none'))).toBe('404 | Not Found')
      expect(await messageOf(ask('GET contents/README.md/x'))).toBe('404 | Not Found')
      expect(await messageOf(ask('GET contents/README.md?ref=nothing'))).toBe(
        '404 | No commit found for the ref nothing',
      )
    }),
  )

  longRunTest('many files are read at once through GraphQL', () =>
    withGit(async ({ ask, here, bare }) => {
      await here.commit({ 'some.bin': new Uint8Array([0, 1]) })
      await here.run('push', '--quiet', bare.root, 'main')
      const blob = await here.run('rev-parse', 'HEAD:README.md')
      const query = `query($blob: GitObjectID!) { repository(owner: "acme", name: "flags") {
        one: object(expression: "main:gates/a.yaml") { ...file }
        two: object(oid: $blob) { ...file }
        three: object(expression: "main:some.bin") { ...file }
        none: object(expression: "main:nothing") { ...file }
        folder: object(expression: "main:gates") { ... on Tree { entries { name type } } }
      } }
      fragment file on Blob { text isBinary isTruncated byteSize }`
      const { json } = await ask('POST /graphql', { query, variables: { blob } })
      expect(json).toEqual({
        data: {
          repository: {
            one: { text: 'a: 1\n', isBinary: false, isTruncated: false, byteSize: 5 },
            two: { text: '# Flags\n', isBinary: false, isTruncated: false, byteSize: 8 },
            three: { text: null, isBinary: true, isTruncated: false, byteSize: 2 },
            none: null,
            folder: {
              entries: [
                { name: 'a.yaml', type: 'blob' },
                { name: 'b.yaml', type: 'blob' },
              ],
            },
          },
        },
      })
    }),
  )

  longRunTest('the repository says what it is', () =>
    withGit(
      async ({ ask }) => {
        expect((await ask('GET /repos/acme/flags')).json).toMatchObject({
          full_name: 'acme/flags',
          private: false,
          visibility: 'public',
          default_branch: 'main',
        })
      },
      { isPrivate: false },
    ),
  )

  longRunTest('a pull that is made follows its branch', () =>
    withGit(async ({ ask, here, bare, second }) => {
      expect(await messageOf(ask('POST pulls', { title: 'x', head: 'none', base: 'main' }))).toBe(
        '422 | Validation Failed | head',
      )
      expect(
        await messageOf(ask('POST pulls', { title: 'x', head: 'feature/one', base: 'none' })),
      ).toBe('422 | Validation Failed | base')
      expect(
        await messageOf(ask('POST pulls', { title: 'x', head: 'feature/one', base: 'main' })),
      ).toBe('422 | Validation Failed | No commits between main and feature/one')
      await here.run('checkout', '--quiet', 'feature/one')
      const third = await here.commit({ x: 'x' })
      await here.run('push', '--quiet', bare.root, 'feature/one')
      const made = await ask('POST pulls', { title: 'x', head: 'feature/one', base: 'main' })
      expect([made.at('head.sha'), made.at('base.sha')]).toEqual([third, second])
      const fourth = await here.commit({ x: 'y' })
      await here.run('push', '--quiet', bare.root, 'feature/one')
      expect((await ask('GET pulls/1')).at('head.sha')).toBe(fourth)
      expect((await ask(`GET commits/${fourth}/pulls`)).at('0.number')).toBe(1)
      expect((await ask(`GET commits/${second}/pulls`)).json).toEqual([])
    }),
  )
})
