// The emulator as Statsig's server SDKs see it: config specs, ID lists and keys. What is applied to it reaches an
// application with an official SDK.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Statsig, StatsigUser } from '@statsig/statsig-node-core'
import { StatsigServer } from 'statsig-node'
import { describe, expect } from 'vitest'
import { type Json, member } from '../../src/core/json.ts'
import type { Emulator, EmulatorOptions } from '../../src/emulator/index.ts'
import { runCli } from '../support/cli.ts'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { at, open, type Project, rule } from './client.ts'

const openForSdks = (options: EmulatorOptions = {}): Promise<Project> =>
  open({ servesSdks: true, ...options })

/** The answer to a request of an SDK, without a network. */
const ask = (
  emulator: Emulator,
  path: string,
  { headers = {}, method = 'GET', text = '' } = {},
): { readonly status: number; readonly body: Json; readonly text: string } => {
  const answer = emulator.answer({
    method,
    path,
    headers: { host: '127.0.0.1:1', ...headers },
    text,
  })
  const isJson = answer.headers['content-type']?.startsWith('application/json') === true
  return {
    status: answer.status,
    text: answer.text,
    body: isJson ? JSON.parse(answer.text) : null,
  }
}

const specs = (emulator: Emulator, query = ''): Json =>
  ask(emulator, `/v1/download_config_specs/secret-key.json${query}`).body

const timeOf = (document: Json): number => Number(at(document, 'time'))

describe('config specs', () => {
  test('are those of the state, in both formats', async () => {
    const { emulator, send } = await openForSdks()
    await send('POST', 'gates', { name: 'a_gate', rules: [rule('Everyone')] })
    expect(at(specs(emulator), 'feature_gates', 0, 'name')).toBe('a_gate')
    const second = ask(emulator, '/v2/download_config_specs/secret-key.json').body
    expect(at(second, 'feature_gates', 'a_gate', 'rules', 0, 'passPercentage')).toBe(100)
  })

  test('have a time that grows with each change that an SDK can see, also within a millisecond', async () => {
    const { emulator, send } = await openForSdks({ clock: { now: () => 1_700_000_000_000 } })
    const first = timeOf(specs(emulator))
    expect(specs(emulator, `?sinceTime=${first}`)).toEqual({ has_updates: false })
    await send('POST', 'tags', { name: 'a tag', description: '' })
    expect(specs(emulator, `?sinceTime=${first}`)).toEqual({ has_updates: false })
    await send('POST', 'gates', { name: 'a_gate' })
    const second = specs(emulator, `?sinceTime=${first}`)
    expect(at(second, 'has_updates')).toBe(true)
    expect(timeOf(second)).toBeGreaterThan(first)
    const posted = ask(emulator, '/v1/download_config_specs', {
      method: 'POST',
      headers: { 'statsig-api-key': 'secret-key' },
      text: JSON.stringify({ sinceTime: timeOf(second) }),
    })
    expect(posted.body).toEqual({ has_updates: false })
  })

  test('keep their salts when the emulator starts again, and a person renews one', async () => {
    const { emulator, send } = await openForSdks()
    await send('POST', 'gates', { name: 'a_gate', rules: [rule('Everyone', 10)] })
    const saltIn = (document: Json) => at(document, 'feature_gates', 0, 'salt')
    const salt = saltIn(specs(emulator))
    const again = await openForSdks({ state: emulator.snapshot() })
    expect(saltIn(specs(again.emulator))).toBe(salt)
    again.emulator.resalt('gates', 'a_gate')
    expect(saltIn(specs(again.emulator))).not.toBe(salt)
  })

  test('divide the users of an experiment in another way when it starts again', async () => {
    const { emulator, send } = await openForSdks()
    const saltNow = () => at(specs(emulator), 'dynamic_configs', 0, 'salt')
    await send('POST', 'experiments', { name: 'an_experiment', status: 'active' })
    const first = saltNow()
    await send('PATCH', 'experiments/an_experiment', { allocation: 100, description: 'Same' })
    expect(saltNow()).toBe(first)
    await send('PUT', 'experiments/an_experiment/abandon', { decisionReason: 'Wrong' })
    await send('PUT', 'experiments/an_experiment/reset', {})
    await send('PUT', 'experiments/an_experiment/start', {})
    expect(saltNow()).not.toBe(first)
  })

  test('name the production environment for users without one', async () => {
    const environmentIn = async (options: EmulatorOptions) =>
      at(specs((await openForSdks(options)).emulator), 'default_environment')
    expect(await environmentIn({})).toBe('production')
    expect(await environmentIn({ behaviors: ['sdk-without-default-environment'] })).toBeUndefined()
  })
})

describe('keys', () => {
  const download = (emulator: Emulator, key: string): number =>
    ask(emulator, `/v2/download_config_specs/${key}.json`).status

  test('any server key is accepted, and no other', async () => {
    const { emulator } = await openForSdks()
    expect(download(emulator, 'secret-anything')).toBe(200)
    for (const key of ['client-key', 'console-key', 'secret-'])
      expect(download(emulator, key), key).toBe(401)
    expect(ask(emulator, '/v1/get_id_lists', { method: 'POST' }).status).toBe(401)
  })

  test('without `servesSdks` there is no such route', async () => {
    const { emulator } = await open()
    const headers = { 'statsig-api-key': emulator.key }
    expect(ask(emulator, '/v1/download_config_specs/secret-key.json', { headers }).status).toBe(404)
  })

  test('are in no log', async () => {
    const lines: string[] = []
    const { emulator } = await openForSdks({ onRequest: (line) => lines.push(line) })
    ask(emulator, '/v1/download_config_specs/secret-Xy.Z_1.json?sinceTime=1&k=secret-Xy.Z_1')
    ask(emulator, '/v1/log_event', { method: 'POST', text: 'secret-Xy' })
    const logged = JSON.stringify([lines, emulator.requests])
    expect(logged).not.toContain('Xy')
    expect(lines[0]).toMatch(
      /^GET \/v1\/download_config_specs\/secret-\(hidden\)\.json\?sinceTime=1&k=secret-\(hidden\) 200 /,
    )
  })
})

test('events are accepted and discarded', async () => {
  const { emulator } = await openForSdks()
  for (const path of ['/v1/log_event', '/v1/rgstr', '/v1/sdk_exception'])
    expect(ask(emulator, path, { method: 'POST', text: '{}' })).toMatchObject({
      status: 202,
      body: { success: true },
    })
})

test('faults and rate limits of the Console API do not concern SDKs', async () => {
  const { emulator } = await openForSdks({ faults: [{ kind: '500' }], limits: [] })
  const response = await fetch(`${emulator.url}/v1/download_config_specs/secret-key.json`)
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'application/json; charset=utf-8',
  ])
})

test('the file of an ID list grows, and an SDK reads on from where it stopped', async () => {
  const { emulator, send } = await openForSdks()
  await send('POST', 'segments', { name: 'list', type: 'id_list' })
  await send('PATCH', 'segments/list/id_list', { ids: ['ann', 'ben'] })
  const entry = () =>
    at(
      ask(emulator, '/v1/get_id_lists', {
        method: 'POST',
        headers: { 'statsig-api-key': 'secret-key' },
      }).body,
      'list',
    )
  const pathOf = (): string => new URL(String(member(entry(), 'url'))).pathname
  const path = pathOf()
  const first = ask(emulator, path).text
  const listed = (id: string): string =>
    createHash('sha256').update(id).digest('base64').slice(0, 8)
  expect(first).toBe(`+${listed('ann')}\n+${listed('ben')}\n`)
  expect(member(entry(), 'size')).toBe(first.length)
  await send('DELETE', 'segments/list/id_list', { ids: ['ann'] })
  await send('PATCH', 'segments/list/id_list', { ids: ['cem'] })
  expect(pathOf()).toBe(path)
  const whole = ask(emulator, path).text
  expect(whole.startsWith(first)).toBe(true)
  const rest = ask(emulator, path, { headers: { range: `bytes=${first.length}-` } })
  expect([rest.status, rest.text]).toEqual([206, whole.slice(first.length)])
  expect(rest.text).toBe(`+${listed('cem')}\n-${listed('ann')}\n`)
  const beyond = ask(emulator, path, { headers: { range: `bytes=${whole.length}-` } })
  expect(beyond.status).toBe(416)
})

const folder = mkdtempSync(join(tmpdir(), 'emulator-sdk-'))
const define = (path: string, text: string): void => {
  mkdirSync(join(folder, 'statsig', path, '..'), { recursive: true })
  writeFileSync(join(folder, 'statsig', path), text)
}
const applyTo = (out: string) => {
  const [, url = '', key = ''] = /STATSIG_API_URL=(\S+) STATSIG_API_KEY=(\S+)/.exec(out) ?? []
  return async () => {
    const env = { STATSIG_API_URL: url, STATSIG_API_KEY: key }
    const { code, err } = await runCli(['apply', '--yes'], { cwd: folder, env })
    expect(code, err).toBe(0)
  }
}
const optionIn = (out: string, name: string): string =>
  new RegExp(`${name}: '([^']+)'`).exec(out)?.[1] ?? ''

const gateFile = (percentage: number): string => `id: new_checkout
name: New checkout
rules:
  - name: Staff
    passPercentage: 100
    conditions:
      - type: passes_segment
        targetValue: staff
  - name: Everyone
    passPercentage: ${percentage}
    environments: [production]
    conditions:
      - type: public
`
const segmentFile = (id: string): string => `id: staff
name: staff
type: id_list
ids: [${id}]
`

test('an application with the server SDK gets what an apply changes', async () => {
  define('gates/new_checkout.yaml', gateFile(0))
  define('segments/staff.yaml', segmentFile('ann'))
  const seen: boolean[][] = []
  const { code, err, out } = await runCli(['emulator', '--port', '0', '--sdk', '--log'], {
    cwd: folder,
    untilStopped: async (printed) => {
      const apply = applyTo(printed)
      await apply()
      const application = new StatsigServer('secret-application', {
        api: optionIn(printed, 'api'),
        initStrategyForIP3Country: 'none',
        disableDiagnostics: true,
      })
      await application.initializeAsync()
      const look = () =>
        seen.push(
          ['ann', 'ben'].map((userID) => application.checkGateSync({ userID }, 'new_checkout')),
        )
      look()
      define('gates/new_checkout.yaml', gateFile(100))
      await apply()
      await application.syncStoreSpecs()
      look()
      define('gates/new_checkout.yaml', gateFile(0))
      define('segments/staff.yaml', segmentFile('ben'))
      await apply()
      await application.syncStoreSpecs()
      await application.syncStoreIdLists()
      look()
      await application.shutdownAsync()
    },
  })
  expect(seen).toEqual([
    [true, false],
    [true, true],
    [false, true],
  ])
  expect(code, err).toBe(0)
  expect(err).not.toContain('secret-application')
  expect(out).not.toContain('secret-application')
  expect(err).toContain('POST /v1/log_event 202')
})

longRunTest(
  'an application with the server core polls, and gets what an apply changes',
  async () => {
    define('gates/new_checkout.yaml', gateFile(0))
    define('segments/staff.yaml', segmentFile('ann'))
    await runCli(['emulator', '--port', '0', '--sdk'], {
      cwd: folder,
      untilStopped: async (printed) => {
        const apply = applyTo(printed)
        await apply()
        const application = new Statsig('secret-application', {
          specsUrl: optionIn(printed, 'specsUrl'),
          idListsUrl: optionIn(printed, 'idListsUrl'),
          logEventUrl: optionIn(printed, 'logEventUrl'),
          enableIdLists: true,
          specsSyncIntervalMs: 1000,
          outputLogLevel: 'none',
        })
        const { isSuccess } = await application.initialize()
        expect(isSuccess).toBe(true)
        const passes = (userID: string) =>
          application.checkGate(new StatsigUser({ userID }), 'new_checkout')
        expect([passes('ann'), passes('ben')]).toEqual([true, false])
        define('gates/new_checkout.yaml', gateFile(100))
        await apply()
        await expect.poll(() => passes('ben'), { timeout: 30_000 }).toBe(true)
        await application.shutdown()
      },
    })
  },
)

test('what is not known of results is printed once', async () => {
  const { err } = await runCli(['emulator', '--port', '0', '--sdk'], {
    cwd: folder,
    untilStopped: async (printed) => {
      const [, url = '', key = ''] =
        /STATSIG_API_URL=(\S+) STATSIG_API_KEY=(\S+)/.exec(printed) ?? []
      await fetch(`${url}/console/v1/gates`, {
        method: 'POST',
        headers: { 'statsig-api-key': key },
        body: JSON.stringify({
          name: 'by_page',
          rules: [
            {
              name: 'Start page',
              passPercentage: 100,
              conditions: [{ type: 'url', operator: 'any', targetValue: ['/'] }],
            },
          ],
        }),
      })
      for (const _ of [1, 2]) await fetch(`${url}/v1/download_config_specs/secret-key.json`)
    },
  })
  expect(err.trim()).toBe(
    'warning: `gate/by_page` (rule `Start page`): how Statsig evaluates conditions of type `url` is not documented. SDKs answer "unsupported".',
  )
})

test('the guide names the addresses that the emulator prints', async () => {
  const { out } = await runCli(['emulator', '--port', '0', '--sdk'], { cwd: folder })
  const guide = readFileSync('docs/guides/local-flags.md', 'utf8')
  for (const name of ['api', 'specsUrl', 'idListsUrl', 'logEventUrl']) {
    const address = optionIn(out, name).replace(/:\d+\//, ':3006/')
    expect(guide).toContain(`  ${name}: '${address}',`)
  }
})
