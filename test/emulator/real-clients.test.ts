// What real clients send, replayed against the emulator: it takes what Statsig takes, and a plan over it is empty.
import { describe, expect, test } from 'vitest'
import { type Json, member } from '../../src/core/json.ts'
import type { Emulator } from '../../src/emulator/index.ts'
import { importProject } from '../support/import-project.ts'
import { withProject } from '../support/project.ts'
import {
  type ClientRequest,
  siggyRequests,
  terraformRequests,
  warehouseRequests,
} from './real-clients.ts'

/** Sends as these clients do: with the key, and without a version header. */
const replay = (emulator: Emulator, requests: readonly ClientRequest[]) =>
  requests.map(({ body, method, path, refused, status }) => {
    const send = (by: string, to: string, text = '') =>
      emulator.answer({
        method: by,
        path: `/console/v1/${to}`,
        headers: { 'statsig-api-key': emulator.key, 'content-type': 'application/json' },
        text,
      })
    const live = (): Json | undefined =>
      member(JSON.parse(send('GET', path.split('/').slice(0, 2).join('/')).text), 'data')
    const sent = typeof body === 'function' ? body(live()) : body
    const answer = send(method, path, sent === undefined ? '' : JSON.stringify(sent))
    return {
      asked: `${method} ${path}`,
      expected: `${status}${refused === undefined ? '' : `: ${refused}`}`,
      answered: answer.status === status ? status : `${answer.status}: ${answer.text}`,
    }
  })

describe.each([
  ['Statsig’s command line', 'cloud', siggyRequests],
  ['Statsig’s Terraform provider', 'cloud', terraformRequests],
  ['Statsig’s Terraform provider', 'warehouse', warehouseRequests],
] as const)('the requests of %s to a %s project', (_, project, requests) => {
  test('are answered as Statsig answers them, and what they wrote is in sync once imported', () =>
    withProject({ project, unjudged: true }, async (statsig) => {
      const answers = replay(statsig.emulator, requests)
      expect(
        answers.filter(({ answered, expected }) => answered !== Number(expected.slice(0, 3))),
      ).toEqual([])
      const { files, proof } = await importProject(statsig.emulator, statsig.clock)
      expect(proof.faulty).toEqual([])
      expect(proof.changing).toEqual([])
      expect(files.length).toBeGreaterThan(1)
      const { run } = await statsig.plan(files)
      expect(run.plan.operations).toEqual([])
      expect(run.plan.kept).toEqual([])
    }))
})

test('what is refused is refused by status 4xx, with a reason each', () => {
  const all = [...siggyRequests, ...terraformRequests, ...warehouseRequests]
  for (const { refused, status } of all) expect(refused === undefined).toBe(status < 300)
})
