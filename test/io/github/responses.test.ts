import { describe, expect, test } from 'vitest'
import { createFetch } from '../../../src/io/github/fetch.ts'
import {
  GitHubError,
  githubBranches,
  githubCommentWriter,
  githubIssues,
  githubReader,
  isSameLogin,
} from '../../../src/io/github/index.ts'
import { type Script, type Scripted, token, withScriptedServer } from './scripted-server.ts'

const issue = {
  number: 7,
  node_id: 'I_7',
  user: { login: 'a' },
  title: 't',
  body: 'b',
  state: 'open',
  closed_at: null,
  created_at: '2026-01-01T00:00:00Z',
  html_url: 'https://github.com/acme/flags/issues/7',
}
const comment = { id: 1, node_id: 'C_1', user: { login: 'a' }, body: 'b', html_url: '' }
const fine = { status: 200, body: issue }
const broken: Scripted = (response) => response.destroy()
const cutOff: Scripted = (response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '99' })
  response.write('{"number": 7')
  response.destroy()
}

const failure = async (work: Promise<unknown>): Promise<GitHubError> => {
  const cause = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (cause instanceof GitHubError) return cause
  throw new Error(`No error of GitHub: ${String(cause)}`)
}
const readIssue = ({ clock, options }: Script) => githubReader(options, clock).issue(7)
const methods = ({ asked }: Script) => asked.map(({ method }) => method)

describe('a read or an update is sent again', () => {
  const troubles: readonly (readonly [string, Scripted])[] = [
    ['a fault of the server', { status: 502, body: { message: 'Server Error' } }],
    ['a broken connection', broken],
    ['an answer that was cut off', cutOff],
    ['a page of a proxy', { status: 200, headers: { 'content-type': 'text/html' } }],
  ]
  test.each(troubles)('after %s, in growing pauses', (_, trouble) =>
    withScriptedServer([trouble, trouble, trouble, fine], async (script) => {
      expect((await readIssue(script)).number).toBe(7)
      expect(methods(script)).toEqual(['GET', 'GET', 'GET', 'GET'])
      expect(script.pauses).toEqual([1_000, 3_000, 9_000])
    }),
  )
  test('and fails after the fourth time', () =>
    withScriptedServer([broken], async (script) => {
      expect(await failure(readIssue(script))).toMatchObject({ kind: 'unreachable' })
      expect(script.asked).toHaveLength(4)
    }))
  test('when it is a change', () =>
    withScriptedServer([broken, { status: 200, body: comment }], async (script) => {
      const { options, clock } = script
      expect((await githubCommentWriter(options, clock).updateComment(1, 'b')).id).toBe(1)
      expect(methods(script)).toEqual(['PATCH', 'PATCH'])
    }))
  test('when GitHub had an internal error in a GraphQL query', () =>
    withScriptedServer(
      [
        {
          status: 200,
          body: { errors: [{ message: 'Something went wrong while executing your query.' }] },
        },
        { status: 200, body: { data: { viewer: { login: 'octocat' } } } },
      ],
      async (script) => {
        expect(await githubReader(script.options, script.clock).login()).toBe('octocat')
        expect(script.asked).toHaveLength(2)
      },
    ))
})

describe('a creation is sent once', () => {
  const creations: readonly (readonly [string, (script: Script) => Promise<unknown>])[] = [
    [
      'a comment',
      ({ clock, options }) => githubCommentWriter(options, clock).createComment(7, 'b'),
    ],
    [
      'an issue',
      ({ clock, options }) =>
        githubIssues(options, clock).createIssue({
          title: 't',
          body: 'b',
          labels: [],
          assignees: [],
        }),
    ],
    [
      'a pull request',
      ({ clock, options }) =>
        githubBranches(options, clock).createPull({ title: 't', body: 'b', head: 'h', base: 'm' }),
    ],
  ]
  for (const [what, create] of creations)
    test.each<readonly [string, Scripted]>([
      ['a fault of the server', { status: 502 }],
      ['a broken connection', broken],
    ])(`${what}, even after %s`, (_, trouble) =>
      withScriptedServer([trouble], async (script) => {
        await failure(create(script))
        expect(methods(script)).toEqual(['POST'])
        expect(script.pauses).toEqual([])
      }),
    )
})

describe('a creation that GitHub has certainly not carried out is sent again', () => {
  const created = {
    status: 201,
    body: { id: 5, node_id: 'n', body: 'b', html_url: 'u', user: { login: 'x' } },
  }
  const limit = (status: number, headers: Record<string, string>) => ({
    status,
    headers,
    body: { message: 'You have exceeded a secondary rate limit.' },
  })
  test.each<readonly [string, Scripted, readonly number[]]>([
    ['403 with a time', limit(403, { 'retry-after': '1' }), [1_000]],
    ['429 with a time', limit(429, { 'retry-after': '30' }), [30_000]],
    ['403 of a secondary limit without a time', limit(403, {}), [60_000]],
    ['429 without a time', limit(429, {}), [60_000]],
  ])('%s', (_, trouble, pauses) =>
    withScriptedServer([trouble, created], async (script) => {
      await githubCommentWriter(script.options, script.clock).createComment(7, 'b')
      expect(methods(script)).toEqual(['POST', 'POST'])
      expect(script.pauses).toEqual(pauses)
    }),
  )

  test.each<readonly [string, Scripted]>([
    ['the primary limit', limit(403, { 'x-ratelimit-remaining': '0' })],
    ['a limit that lasts longer', limit(429, { 'retry-after': '61' })],
    [
      'a missing permission',
      { status: 403, body: { message: 'Resource not accessible by integration' } },
    ],
    ['an unknown pull request', { status: 404, body: { message: 'Not Found' } }],
    ['a text that is refused', { status: 422, body: { message: 'Validation Failed' } }],
  ])('but not after %s', (_, trouble) =>
    withScriptedServer([trouble], async (script) => {
      await failure(githubCommentWriter(script.options, script.clock).createComment(7, 'b'))
      expect(methods(script)).toEqual(['POST'])
      expect(script.pauses).toEqual([])
    }),
  )

  test('a connection that was refused', async () => {
    const gone: Script[] = []
    await withScriptedServer([created], async (script) => {
      gone.push(script)
    })
    for (const { clock, options, pauses } of gone) {
      expect(
        await failure(githubCommentWriter(options, clock).createComment(7, 'b')),
      ).toMatchObject({
        kind: 'unreachable',
      })
      expect(pauses).toEqual([1_000, 3_000, 9_000])
    }
    expect(gone).toHaveLength(1)
  })
})

describe('a limit', () => {
  const limited = (status: number, seconds: string) => ({
    status,
    headers: { 'retry-after': seconds },
    body: { message: 'You have exceeded a secondary rate limit.' },
  })
  test.each([403, 429])('that ends within a minute is waited for, once (%s)', (status) =>
    withScriptedServer([limited(status, '60'), fine], async (script) => {
      expect((await readIssue(script)).number).toBe(7)
      expect(script.pauses).toEqual([60_000])
    }),
  )
  test('that continues is waited for three times', () =>
    withScriptedServer([limited(429, '2')], async (script) => {
      expect(await failure(readIssue(script))).toMatchObject({ kind: 'rate-limited', status: 429 })
      expect(script.pauses).toEqual([2_000, 2_000, 2_000])
    }))
  test('that continues is not waited for longer than a minute in all', () =>
    withScriptedServer([limited(429, '40')], async (script) => {
      await failure(readIssue(script))
      expect(script.pauses).toEqual([40_000])
    }))
  test('that lasts longer is reported at once', () =>
    withScriptedServer([limited(403, '61')], async (script) => {
      expect((await failure(readIssue(script))).message).toMatchInlineSnapshot(
        `"GitHub refused to read the issue #7: the rate limit of the token is exceeded. Run this again in an hour."`,
      )
      expect(script.pauses).toEqual([])
    }))
})

describe('a refusal of GitHub is a sentence that says what to do', () => {
  const commenting = ({ clock, options }: Script) =>
    githubCommentWriter(options, clock).createComment(7, 'secret text')
  const refused = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
    status,
    body,
    headers: { 'x-github-request-id': 'A:1', ...headers },
  })
  const say = async (
    answer: Scripted,
    ask: (script: Script) => Promise<unknown> = commenting,
  ): Promise<string> => {
    let said = ''
    await withScriptedServer([answer], async (script) => {
      const error = await failure(ask(script))
      said = `${error.kind} ${error.status} ${error.requestId}: ${error.message}`
      expect(said).not.toMatch(/secret text|ghs_/)
    })
    return said
  }
  test('forbidden', async () => {
    const body = { message: 'Resource not accessible by integration' }
    expect(await say(refused(403, body))).toMatchInlineSnapshot(
      `"forbidden 403 A:1: The token has no permission to comment on #7. The job needs \`permissions: pull-requests: write\`. Runs for pull requests from forks never have it. GitHub says: Resource not accessible by integration."`,
    )
    expect(await say(refused(403, body), readIssue)).toMatchInlineSnapshot(
      `"forbidden 403 A:1: The token has no permission to read the issue #7. The job needs \`permissions: issues: read\`. GitHub says: Resource not accessible by integration."`,
    )
  })
  test('forbidden by a setting', async () => {
    const open = ({ clock, options }: Script) =>
      githubBranches(options, clock).createPull({ title: 't', body: 'b', head: 'h', base: 'm' })
    const message = 'GitHub Actions is not permitted to create or approve pull requests.'
    expect(await say(refused(403, { message }), open)).toMatchInlineSnapshot(
      `"forbidden 403 A:1: The token has no permission to open a pull request. Allow GitHub Actions to create pull requests: in the settings of the repository, under Actions. GitHub says: GitHub Actions is not permitted to create or approve pull requests."`,
    )
  })
  test('an invalid token', async () => {
    expect(await say(refused(401, { message: 'Bad credentials' }))).toMatchInlineSnapshot(
      `"unauthorized 401 A:1: GitHub cannot comment on #7: the token is invalid or has expired. Pass a valid token, such as \`\${{ github.token }}\`."`,
    )
  })
  test('not found', async () => {
    expect(await say(refused(404, { message: 'Not Found' }))).toMatchInlineSnapshot(
      `"not-found 404 A:1: GitHub cannot comment on #7: not found, or the token has no access. Access needs \`permissions: pull-requests: write\` in the job. GitHub says: Not Found."`,
    )
  })
  test('too long', async () => {
    const errors = [{ message: 'Body is too long (maximum is 65536 characters)' }]
    const body = { message: 'Validation Failed', errors }
    expect(await say(refused(422, body))).toMatchInlineSnapshot(
      `"too-long 422 A:1: GitHub cannot comment on #7: the text is too long."`,
    )
  })
  test('refused, with the message of GitHub and without sent text', async () => {
    const message = `Invalid ${token} request.\n\n"secret text" is not a string.`
    expect(await say(refused(422, { message }))).toMatchInlineSnapshot(
      `"rejected 422 A:1: GitHub refused to comment on #7 (422). GitHub says: Invalid *** request."`,
    )
  })
  test('without a response', async () => {
    expect(await say(refused(503, '<html>'))).toMatchInlineSnapshot(
      `"unreachable 503 A:1: GitHub did not comment on #7: it had an internal error (503). Run this again."`,
    )
    expect(await say(broken)).toMatchInlineSnapshot(
      `"unreachable undefined undefined: GitHub did not comment on #7: there was no response, or the connection broke. Run this again."`,
    )
  })
  test('refused in GraphQL, with the status 200', async () => {
    const hide = ({ clock, options }: Script) => githubCommentWriter(options, clock).minimize('C_1')
    const answer = (type: string) => ({
      status: 200,
      body: { data: null, errors: [{ type, message: `It is ${type}` }] },
    })
    expect(await say(answer('FORBIDDEN'), hide)).toMatchInlineSnapshot(
      `"forbidden 200 undefined: The token has no permission to hide a comment. The job needs \`permissions: pull-requests: write\`. Runs for pull requests from forks never have it. GitHub says: It is FORBIDDEN."`,
    )
    expect(await say(answer('NOT_FOUND'), hide)).toMatch(/^not-found/)
    expect(await say(answer('RATE_LIMITED'), hide)).toMatch(/^rate-limited/)
    expect(await say(answer('UNPROCESSABLE'), hide)).toMatch(/^rejected/)
  })
})

describe('the token', () => {
  test('is sent with each request, with the user agent', () =>
    withScriptedServer([fine], async (script) => {
      await readIssue(script)
      expect(script.asked[0]).toMatchObject({
        authorization: `token ${token}`,
        userAgent: expect.stringMatching(/^statsig-gitops\/\d+\.\d+\.\d+ /),
      })
    }))
  test('follows a read within GitHub', () =>
    withScriptedServer(
      [{ status: 301, headers: { location: '/repositories/1/issues/7' } }, fine],
      async (script) => {
        expect((await readIssue(script)).number).toBe(7)
        expect(script.asked.map(({ path }) => path)).toEqual([
          '/repos/acme/flags/issues/7',
          '/repositories/1/issues/7',
        ])
      },
    ))
  test.each([301, 302, 307, 308])('is never sent to another host (%s)', (status) =>
    withScriptedServer([fine], (elsewhere) =>
      withScriptedServer([{ status, headers: { location: elsewhere.url } }], async (script) => {
        expect((await failure(readIssue(script))).message).toMatchInlineSnapshot(
          `"GitHub redirects to another host, and the token is not sent there. Use the current name of the repository and the current URL of the API."`,
        )
        expect([script.asked.length, elsewhere.asked.length]).toEqual([1, 0])
      }),
    ),
  )
  test('does not follow redirects of writes', () =>
    withScriptedServer([{ status: 307, headers: { location: '/elsewhere' } }], async (script) => {
      const { clock, options } = script
      expect(
        await failure(githubCommentWriter(options, clock).updateComment(1, 'b')),
      ).toMatchObject({
        kind: 'rejected',
      })
      expect(script.asked).toHaveLength(1)
    }))
  test('does not follow redirects endlessly', () =>
    withScriptedServer([{ status: 301, headers: { location: '/again' } }], async (script) => {
      expect(await failure(readIssue(script))).toMatchObject({ kind: 'rejected' })
      expect(script.asked).toHaveLength(4)
    }))
})

test('a request without a response times out', () =>
  withScriptedServer([() => {}], async ({ url }) => {
    const answer = createFetch([url], 20)(url, { method: 'GET' })
    await expect(answer).rejects.toMatchObject({ name: 'TimeoutError' })
  }))

describe('the login of the token', () => {
  const forbidden = { status: 403, body: { message: 'Resource not accessible by integration' } }
  const login = ({ clock, options }: Script) => githubReader(options, clock).login()
  test.each<readonly [string, readonly Scripted[], string]>([
    ['GraphQL says', [{ status: 200, body: { data: { viewer: { login: 'a[bot]' } } } }], 'a[bot]'],
    ['else REST', [forbidden, { status: 200, body: { login: 'octocat' } }], 'octocat'],
    ['else it is a job’s', [forbidden, forbidden], 'github-actions[bot]'],
  ])('%s', (_, answers, expected) =>
    withScriptedServer(answers, async (script) => {
      expect(await login(script)).toBe(expected)
    }),
  )
  test('is requested once', () =>
    withScriptedServer([forbidden], async (script) => {
      const reader = githubReader(script.options, script.clock)
      expect([await reader.login(), await reader.login()]).toEqual([
        'github-actions[bot]',
        'github-actions[bot]',
      ])
      expect(script.asked.map(({ path }) => path)).toEqual(['/graphql', '/user'])
    }))
  test.each<readonly [Scripted, string]>([
    [{ status: 401, body: {} }, 'unauthorized'],
    [broken, 'unreachable'],
  ])('is an error if GitHub refuses the token or does not respond', (answer, kind) =>
    withScriptedServer([answer], async (script) => {
      expect(await failure(login(script))).toMatchObject({ kind })
    }),
  )
  test('is requested at the URL of GitHub Enterprise Server', () =>
    withScriptedServer(
      [{ status: 200, body: { data: { viewer: { login: 'a' } } } }],
      async (script) => {
        const apiUrl = `${script.url}/api/v3/`
        await githubReader({ ...script.options, apiUrl }, script.clock).login()
        await githubReader(
          { ...script.options, graphqlUrl: `${script.url}/somewhere` },
          script.clock,
        ).login()
        expect(script.asked.map(({ path }) => path)).toEqual(['/api/graphql', '/somewhere'])
      },
    ))
})

test.each([
  ['github-actions', 'github-actions[bot]', true],
  ['GitHub-Actions[bot]', 'github-actions', true],
  ['octocat', 'OctoCat', true],
  ['octocat', 'octocat2', false],
  ['octo[bot]cat', 'octocat', false],
])('%s and %s are the same: %s', (a, b, expected) => {
  expect(isSameLogin(a, b)).toBe(expected)
})

test('a text is too long if GitHub returns 200 and keeps the old text', () =>
  withScriptedServer([fine], async ({ clock, options }) => {
    const issues = githubIssues(options, clock)
    expect(await failure(issues.updateIssue(7, { body: 'x'.repeat(65_001) }))).toMatchObject({
      kind: 'too-long',
      message: 'GitHub cannot change the issue #7: the text is too long.',
    })
    expect(await failure(issues.updateIssue(7, { body: 'another' }))).toMatchObject({
      kind: 'rejected',
    })
    expect((await issues.updateIssue(7, { body: ' b\r\n' })).number).toBe(7)
    expect((await issues.updateIssue(7, { state: 'closed' })).number).toBe(7)
  }))
