import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { keyFilter, redact } from '../../../../src/io/statsig/console-api/redact.ts'
import { client, json, key, type Respond, refusal, serve } from './fixture.ts'

const leaks: Readonly<Record<string, Respond>> = {
  'a refusal that quotes the key': (response) =>
    json(response, 401, { message: `Invalid key: ${key}` }),
  'a fault of a field that quotes it': (response) =>
    json(response, 400, { message: 'Bad', errors: [{ property: key, errorMessage: `x${key}y` }] }),
  'a page that quotes it': (response) => response.writeHead(502).end(`<p>${key.slice(0, -3)}</p>`),
  'a success that quotes it': (response) => response.writeHead(200).end(key),
  'one with a control character inside': (response) =>
    json(response, 400, { message: `${key.slice(0, 10)}\u200b${key.slice(10)}` }),
  'a redirect to it': (response) =>
    response.writeHead(302, { location: `https://evil.com/${key}` }).end(),
  'an answer that never comes': (response) => response.destroy(),
}

describe.each(Object.entries(leaks))('%s', (_, respond) => {
  test('shows the key in no error, no trace and no inspection', async () => {
    const server = await serve(respond)
    const lines: string[] = []
    const api = client(server, { trace: (line) => lines.push(line) })
    const path = `/console/v1/gates/${key}`
    const errors = [
      await refusal(api.send({ method: 'POST', path }, { isIdempotent: true })),
      await refusal(api.get(path)),
      await refusal(api.list('/console/v1/gates', { tag: key }, () => '')),
    ]
    const everything = [
      ...lines,
      ...errors.map((error) => inspect(error, { depth: 9, showHidden: true })),
      ...errors.map((error) => (error instanceof Error ? `${error.stack}` : '')),
      JSON.stringify(errors),
      inspect(api, { depth: 9, showHidden: true }),
    ].join('\n')
    expect(lines.length).toBeGreaterThan(0)
    expect(everything).not.toContain('canary')
  })
})

test('a trace has one line with the request and its result', async () => {
  const lines: string[] = []
  const server = await serve((response, _, nth) =>
    nth === 1 ? response.destroy() : json(response, 200, { data: {} }),
  )
  await client(server, { trace: (line) => lines.push(line) }).get('/console/v1/gates/a')
  expect(lines.map((line) => line.replace(/\d+ ms/, 'n ms'))).toEqual([
    'GET /console/v1/gates/a connection-broken (ECONNRESET) n ms, attempt 1',
    'GET /console/v1/gates/a 200 n ms, attempt 2',
  ])
})

test.each([
  ['console-abcDEF_123-x and more', undefined, 'console-*** and more'],
  ['x console-ab!cd"ef y', 'console-ab!cd"ef', 'x console-*** y'],
  ['console-log and console-error', undefined, 'console-log and console-error'],
])('%s is redacted', (text, secret, shown) => {
  expect(redact(text, secret === undefined ? undefined : keyFilter(secret))).toBe(shown)
})
