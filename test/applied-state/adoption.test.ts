// What is written into files must be readable from them, and mean what Statsig has.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '../../src/core/json.ts'
import type { Emulator } from '../../src/emulator/index.ts'
import { type Files, type Fixture, gate, withFixture } from './fixture.ts'

const path = 'statsig/gates/aaa.yaml'
const confined: Files = {
  ...gate(
    'aaa',
    'rules:\n  - name: People\n    passPercentage: 10\n    conditions: [{ type: public }]\n    environments: [production] # Not elsewhere.\n',
  ),
  ...gate('bbb', 'description: One\n'),
}

const confine = (emulator: Emulator, environments: Json): void =>
  emulator.edit('gates', 'aaa', (it) => ({
    ...it,
    rules: ((it['rules'] ?? []) as readonly JsonObject[]).map((rule) => ({
      ...rule,
      environments,
    })),
  }))

const textIn = ({ repository }: Fixture): Promise<string> =>
  readFile(join(repository.root, path), 'utf8')

describe('environments of a rule that the console has taken out', () => {
  test('all of them are said by `null`, not by none', async () => {
    await withFixture(confined, async (place) => {
      const { emulator, run, writes } = place
      await run('apply --yes')
      confine(emulator, null)
      writes()
      const said = await run('drift --adopt')
      expect([said.code, said.err]).toEqual([0, ''])
      expect(await textIn(place)).toContain('    environments: null # Not elsewhere.\n')
      expect((await run('plan --detailed-exitcode')).code).toBe(0)
      expect(writes()).toEqual([])
    })
  })

  test('none of them is said by `[]`, and is written to Statsig by no apply', async () => {
    await withFixture(confined, async (place) => {
      const { emulator, run, writes } = place
      await run('apply --yes')
      confine(emulator, [])
      writes()
      expect((await run('drift')).out).toContain('rules[People].environments: [] → [production]')
      const said = await run('drift --adopt')
      expect([said.code, said.err]).toEqual([0, ''])
      expect(await textIn(place)).toContain('    environments: [] # Not elsewhere.\n')
      expect((await run('plan --detailed-exitcode')).code).toBe(0)
      expect(writes()).toEqual([])
    })
  })
})
