// A secret that a definition names by its variable is in the request that needs it, and in nothing else.
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test as testInBothRuns } from 'vitest'
import { json, type Respond, serve } from './io/statsig/console-api/fixture.ts'
import { runCli } from './support/cli.ts'
import { casesForRun, usualRunTest as test } from './support/long-run.ts'

const key = 'console-emulator-0123456789abcdef'
const token = 'dapi-CANARY/0123+456 789"abc\\def'
const credentials = JSON.stringify(
  { shareCredentialsVersion: 1, bearerToken: 'another-CANARY-0123456789', endpoint: 'https://x.y' },
  null,
  2,
)
const variables = { DATABRICKS_TOKEN: token, SHARE_CREDENTIALS: credentials }
const source = `
dataset: Events
type: databricks
source_name: orders
query: SELECT 1
connection:
  host: somewhere.example.com
  path: /sql/1
  token: { env: DATABRICKS_TOKEN }
  deltaSharingCredentials: { env: SHARE_CREDENTIALS }
`
let root = ''

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'variables-'))
  await mkdir(join(root, 'statsig/ingestions'), { recursive: true })
  await writeFile(join(root, 'statsig/ingestions/orders.yaml'), source)
})
afterAll(() => rm(root, { recursive: true }))

const connection = '/console/v1/ingestion/connection/databricks'
const missing: Respond = (response) =>
  json(response, 404, { statusCode: 404, message: 'Ingestion of type databricks not found.' })
const cut = token.slice(0, -6)
const part = credentials.slice(40, 90)

/** What a server may do with the request that holds the secrets. */
const answers: Readonly<Record<string, Respond>> = {
  'a refusal that repeats the body': (response, { body }) =>
    json(response, 400, { message: body, errors: [{ property: body, errorMessage: `x${body}y` }] }),
  'a refusal that quotes the values': (response) =>
    json(response, 400, { message: `Bad token ${token} (${credentials})`, error: [token] }),
  'a refusal that quotes parts of them': (response) =>
    json(response, 400, { message: `Bad token ${cut}… and ${part}…` }),
  'a refusal that quotes them as JSON in a text': (response, { body }) =>
    json(response, 422, { message: JSON.stringify(JSON.stringify(JSON.parse(body))) }),
  'a refusal that quotes them in another coding': (response) =>
    json(response, 400, {
      message: `${encodeURIComponent(token)} ${Buffer.from(token).toString('base64')} ${token.replaceAll(/\s/g, '  ')}`,
    }),
  'a page that quotes them': (response) => response.writeHead(403).end(`<p>${token}</p>`),
  'a page so long that it is cut in the middle of them': (response) =>
    response.writeHead(403).end(`${'x'.repeat(192)}${token}`),
  'a redirect to them': (response) =>
    response
      .writeHead(302, { location: `https://x.y/?t=${encodeURIComponent(token)}&u=${token.trim()}` })
      .end(),
  'a key that is refused with them': (response) =>
    json(response, 401, { message: `Invalid key: ${token}` }),
  'a resource that shows them': (response, { body }) =>
    json(response, 200, { message: `Made ${token}`, data: JSON.parse(body) }),
}

describe.each(Object.entries(answers))('%s', (_, answer) => {
  const commands = [
    ['apply --yes --debug', undefined],
    ['apply plan.json --yes --debug --format json', 'plan --out plan.json --debug'],
  ] as const
  testInBothRuns.each(casesForRun(commands, (_, index) => index === 0))(
    'is shown by `%s` without them',
    async (command, before) => {
      const server = await serve((response, request, nth) => {
        const isMade = server.received.some(
          ({ method, path }) => method === 'POST' && path === '/console/v1/ingestion',
        )
        if (request.path === connection) answer(response, request, nth)
        else if (request.method === 'POST')
          answers['a resource that shows them']?.(response, request, nth)
        else if (!isMade) missing(response, request, nth)
        else
          json(response, 200, {
            message: 'Read.',
            data: {
              id: 'a',
              type: 'databricks',
              enabled: true,
              data: { query: `-- ${token}`, token },
            },
          })
      })
      const run = (line: string) =>
        runCli([...line.split(' '), '--api-url', server.url.origin], {
          cwd: root,
          env: { STATSIG_API_KEY: key, ...variables },
        })
      if (before) await run(before)
      const { err, out } = await run(command)
      const sent = server.received.filter(({ path }) => path === connection)
      expect(sent.map(({ body }) => JSON.parse(body))).toEqual([
        {
          host: 'somewhere.example.com',
          path: '/sql/1',
          token,
          deltaSharingCredentials: credentials,
        },
      ])
      const others = server.received.filter(({ path }) => path !== connection)
      const files = await Promise.all(
        (await readdir(root)).map((name) => readFile(join(root, name), 'utf8').catch(() => '')),
      )
      const shown = [out, err, ...files, ...others.map(({ body, path }) => `${path} ${body}`)]
      expect(shown.join('\n')).not.toMatch(/CANARY|dapi-/)
      expect(out).toContain('DATABRICKS_TOKEN')
      expect(err).toContain(`POST ${connection}`)
    },
  )
})

test('`plan` and `validate` do not look at the variables', async () => {
  const server = await serve(missing)
  for (const command of ['validate', `plan --api-url ${server.url.origin}`]) {
    const { asked, code, out } = await runCli(command.split(' '), {
      cwd: root,
      env: { STATSIG_API_KEY: key, ...variables },
    })
    expect(code).toBe(0)
    expect(asked.filter((name) => Object.hasOwn(variables, name))).toEqual([])
    if (command !== 'validate') expect(out).toContain('env: DATABRICKS_TOKEN')
  }
})

test.each([
  ['is not set', { SHARE_CREDENTIALS: credentials }, 'DATABRICKS_TOKEN, which is not set'],
  [
    'is too short to be hidden',
    { ...variables, DATABRICKS_TOKEN: 'dapi' },
    'DATABRICKS_TOKEN, whose',
  ],
])('nothing at all is written where a variable %s', async (_, env, told) => {
  const server = await serve(missing)
  for (const more of [[], ['--format', 'json']]) {
    const { code, err } = await runCli(
      ['apply', '--yes', '--api-url', server.url.origin, ...more],
      { cwd: root, env: { STATSIG_API_KEY: key, ...env } },
    )
    expect(code).toBe(4)
    expect(err).toContain(told)
    expect(err).toContain('nothing was written')
  }
  expect(server.received.filter(({ method }) => method !== 'GET')).toEqual([])
})

test('an embedded emulator is sent none of them', async () => {
  const { asked, code, err } = await runCli(['apply', '--yes', '--emulator'], {
    cwd: root,
    env: variables,
  })
  expect(code, err).toBe(0)
  expect(asked.filter((name) => Object.hasOwn(variables, name))).toEqual([])
})
