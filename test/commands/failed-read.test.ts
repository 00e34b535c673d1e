// A read that fails ends the run: what goes on side by side with it is given up, and nothing more is sent.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, onTestFinished } from 'vitest'
import { runCli } from '../support/cli.ts'
import { usualRunTest as test } from '../support/long-run.ts'

/** Tags are refused; every other list is endless, or is never answered. */
const startTrouble = async (others: 'endless' | 'silent') => {
  let requests = 0
  let refusedAt = 0
  const answer = (response: ServerResponse, status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  }
  const server = createServer((request, response) => {
    requests += 1
    const url = new URL(request.url ?? '', 'http://127.0.0.1')
    const page = Number(url.searchParams.get('page'))
    const path = url.pathname.replace('/console/v1/', '')
    if (path === 'tags')
      return void setTimeout(() => {
        refusedAt = performance.now()
        answer(response, 400, { message: 'no' })
      }, 150)
    if (path === 'project' || path === 'company')
      return answer(response, 200, { data: { id: 'p' } })
    if (others === 'silent') return
    const data = [{ id: `i${page}`, name: `n${page}` }]
    const pagination = { nextPage: `/console/v1/${path}?page=${page + 1}` }
    setTimeout(() => answer(response, 200, { data, pagination }), 5)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const place = server.address()
  return {
    url: `http://127.0.0.1:${typeof place === 'object' ? place?.port : ''}`,
    requests: () => requests,
    refusedAt: () => refusedAt,
    openRequests: () =>
      new Promise<number>((resolve) => server.getConnections((_, count) => resolve(count))),
  }
}

const folder = (): string => {
  const root = mkdtempSync(join(tmpdir(), 'failed-read-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  for (const name of ['gates', 'tags', 'segments'])
    mkdirSync(join(root, 'statsig', name), { recursive: true })
  writeFileSync(join(root, 'statsig/gates/a.yaml'), 'id: a_gate\nname: A gate\ntags: [core]\n')
  writeFileSync(join(root, 'statsig/tags/core.yaml'), 'name: core\ndescription: Core\n')
  writeFileSync(join(root, 'statsig/segments/s.yaml'), 'id: s\nname: s\ntype: id_list\nids: [a]\n')
  return root
}

const commands: readonly { readonly args: readonly string[] }[] = [
  { args: ['plan'] },
  { args: ['apply', '--yes'] },
  { args: ['drift', '--two-way'] },
  { args: ['import', '--all', '--dry-run'] },
  { args: ['doctor'] },
]

describe.each(['endless', 'silent'] as const)('where other lists are %s', (others) => {
  test.each(commands)('$args ends', async ({ args }) => {
    const { openRequests, refusedAt, requests, url } = await startTrouble(others)
    const key = 'console-emulator-canary0123456789'
    const { code, err } = await runCli(args, {
      cwd: folder(),
      env: { STATSIG_API_URL: url, STATSIG_API_KEY: key },
    })
    expect(performance.now() - refusedAt()).toBeLessThan(2_000)
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining('GET /console/v1/tags?limit=100&page=1 answered 400: no'),
    })
    // What was on its way has arrived.
    await delay(50)
    const atEnd = requests()
    await delay(100)
    expect(requests()).toBe(atEnd)
    expect(await openRequests()).toBeLessThanOrEqual(others === 'silent' ? 1 : 8)
  })
})
