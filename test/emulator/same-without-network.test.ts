// Called as a function, the emulator answers, keeps and logs just what it does over HTTP.
import { describe, expect, test } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import { open, type Project } from './client.ts'

interface Sent {
  readonly method: string
  readonly path: string
  readonly body?: Json
  readonly headers?: Readonly<Record<string, string>>
}

const gate = { name: 'A Gate', description: 'First' }
const conversations: Readonly<Record<string, readonly Sent[]>> = {
  'what is made, read, changed and deleted': [
    { method: 'POST', path: 'gates', body: gate },
    { method: 'GET', path: 'gates/a_gate' },
    { method: 'PATCH', path: 'gates/a_gate', body: { description: 'Second, ü' } },
    { method: 'GET', path: 'gates?limit=1&page=1' },
    { method: 'DELETE', path: 'gates/a_gate' },
    { method: 'GET', path: 'gates/a_gate' },
  ],
  'what is refused': [
    { method: 'POST', path: 'gates', body: {} },
    { method: 'POST', path: 'gates', body: { ...gate, unknown: 1 } },
    { method: 'GET', path: 'nowhere' },
    { method: 'PUT', path: 'gates' },
    { method: 'GET', path: 'gates', headers: { 'statsig-api-key': 'console-wrong' } },
    {
      method: 'POST',
      path: 'gates',
      body: gate,
      headers: { 'statsig-api-key': 'console-emulator-readonly-1' },
    },
  ],
  'what waits for a review': [
    { method: 'POST', path: 'gates', body: gate },
    {
      method: 'PATCH',
      path: 'gates/a_gate',
      body: { description: 'Later' },
      headers: { 'x-respect-review-settings': 'true' },
    },
    { method: 'GET', path: 'gates/a_gate' },
  ],
  'an id that is percent-encoded': [
    { method: 'POST', path: 'tags', body: { name: 'a tag/é', description: 'Odd' } },
    { method: 'GET', path: `tags/${encodeURIComponent('a tag/é')}` },
  ],
}
const options = {
  seed: 5,
  clock: { now: () => 1_700_000_000_000 },
  limits: [{ count: 3, ms: 1000 }],
}

const overHttp = async ({ emulator, send }: Project, each: Sent) => {
  const { body, headers, status } = await send(each.method, each.path, each.body, each.headers)
  expect(emulator.faults).toEqual([])
  return { status, body, type: headers.get('content-type'), length: headers.get('content-length') }
}

const called = ({ emulator }: Project, { body, headers, method, path }: Sent) => {
  const answer = emulator.answer({
    method,
    path: `/console/v1/${path}`,
    headers: { 'statsig-api-key': emulator.key, ...headers },
    text: body === undefined ? '' : JSON.stringify(body),
  })
  return {
    status: answer.status,
    body: JSON.parse(answer.text),
    type: answer.headers['content-type'],
    length: answer.headers['content-length'],
  }
}

describe.each(Object.entries(conversations))('%s', (_, conversation) => {
  test.each([
    { name: 'as usual', more: { limits: 'none' as const } },
    { name: 'where there is little to spend', more: {} },
    {
      name: 'where every change is reviewed',
      more: { limits: 'none' as const, behaviors: ['review-required' as const] },
    },
  ])('$name', async ({ more }) => {
    const [one, other] = [await open({ ...options, ...more }), await open({ ...options, ...more })]
    for (const each of conversation) expect(called(other, each)).toEqual(await overHttp(one, each))
    expect(other.emulator.requests).toEqual(one.emulator.requests)
    expect(other.emulator.snapshot()).toEqual(one.emulator.snapshot())
  })
})
