// The command `emulator`: what it prints at the start, in its help, and for options that are wrong.
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Json } from '../../src/core/json.ts'
import { gate, withFixture } from '../applied-state/fixture.ts'
import { runCli } from '../support/cli.ts'
import { at } from './client.ts'

const cwd = mkdtempSync(join(tmpdir(), 'emulator-command-'))

/** Sends the request of the `curl` command in a text, whose lines end with a backslash. */
const runCurl = async (text: string, env: Readonly<Record<string, string>>): Promise<Response> => {
  const command = /curl (?:.*\\\n)*.*/.exec(text)?.[0] ?? ''
  const values = command.replaceAll(/\$(\w+)/g, (_, name: string) => env[name] ?? '')
  const partOf = (pattern: RegExp) => pattern.exec(values)?.[1] ?? ''
  const headers = [...values.matchAll(/--header ['"]([^:]+): ([^'"]+)['"]/g)]
  return fetch(partOf(/"(http[^"]+)"/), {
    method: partOf(/--request (\w+)/),
    headers: headers.map(([, name = '', value = '']): [string, string] => [name, value]),
    body: partOf(/--data '([^']+)'/),
  })
}

const bodyOf = async (response: Response): Promise<Json> => JSON.parse(await response.text())

const exportsIn = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/(STATSIG_\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  )

test('the printed `curl` command disables a gate of the project as a person', async () => {
  let logged: Json = null
  const { code } = await runCli(['emulator', '--port', '0', '--seed', 'config-examples/cloud'], {
    cwd: process.cwd(),
    untilStopped: async (out) => {
      const env = exportsIn(out)
      expect((await runCurl(out, env)).status).toBe(200)
      const headers = { 'STATSIG-API-KEY': env['STATSIG_API_KEY'] ?? '' }
      logged = await bodyOf(
        await fetch(`${env['STATSIG_API_URL']}/console/v1/audit_logs`, { headers }),
      )
    },
  })
  expect(code).toBe(0)
  expect(at(logged, 'data', 0)).toMatchObject({
    updatedBy: 'On Call',
    modifierEmail: 'on.call@example.com',
    changes: { isEnabled: { new: false } },
  })
})

test('`drift` names the person whose address the request carries', async () => {
  await withFixture(gate('new_checkout'), async ({ emulator, run }) => {
    expect((await run('apply --yes')).code).toBe(0)
    const help = (await runCli(['emulator', '--help'], { cwd })).out
    const response = await runCurl(help, {
      STATSIG_API_URL: emulator.url,
      STATSIG_API_KEY: emulator.key,
    })
    expect(response.status).toBe(200)
    const { code, out } = await run('drift')
    expect(code, out).toBe(2)
    expect(out).toContain('on.call@example.com')
  })
})

test('an emulator without gates shows the command for `new_checkout`', async () => {
  const { out } = await runCli(['emulator', '--port', '0'], { cwd })
  expect(out).toContain('"$STATSIG_API_URL/console/v1/gates/new_checkout"')
})
