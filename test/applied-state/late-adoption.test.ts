// An adoption that is merged late, after Statsig was changed back: what the plan says, by what the audit log shows.
import { expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { Behavior } from '../../src/emulator/index.ts'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { gate, withFixture } from './fixture.ts'

const rollout = (share: number): string =>
  `rules: [{ name: All, passPercentage: ${share}, conditions: [{ type: public }] }]\n`
const on = gate('aaa', rollout(10))

/** Statsig has the value, loses it again, and then the file gets it. Times are apart, since the log has seconds. */
const mergeLate = async (
  behaviors: readonly Behavior[],
  change: (members: JsonObject) => JsonObject,
  text: string,
) => {
  const time = { ahead: 0 }
  const results: { code: number; out: string; cautions: unknown; log: number }[] = []
  await withFixture(
    on,
    async ({ emulator, repository, run }) => {
      await run('apply --yes')
      const before = emulator.object('gates', 'aaa') ?? {}
      time.ahead += 60_000
      emulator.edit('gates', 'aaa', change)
      time.ahead += 60_000
      emulator.edit('gates', 'aaa', (it) => ({
        ...it,
        isEnabled: before['isEnabled'] ?? true,
        rules: before['rules'] ?? [],
      }))
      time.ahead += 600_000
      await repository.commit({ 'statsig/gates/aaa.yaml': text })
      const seen = emulator.requests.length
      const said = await run('plan --format json')
      const { operations } = JSON.parse(said.out) as { operations: readonly JsonObject[] }
      results.push({
        code: said.code,
        out: said.out,
        cautions: operations.map(({ cautions, refused }) => refused ?? cautions),
        log: emulator.requests.slice(seen).filter(({ path }) => path.includes('audit_logs')).length,
      })
    },
    { behaviors, clock: { now: () => Date.now() + time.ahead } },
  )
  return results[0]
}

const switchedOff = (behaviors: readonly Behavior[] = []) =>
  mergeLate(
    behaviors,
    (it) => ({ ...it, isEnabled: false }),
    String(on['statsig/gates/aaa.yaml']).replace('isEnabled: true', 'isEnabled: false'),
  )

test('a switch-off that Statsig has taken back is marked, with one page of the audit log', async () => {
  const result = await switchedOff()
  expect([result?.code, result?.log]).toEqual([0, 1])
  expect(result?.cautions).toEqual([
    [{ code: 'changed-back', text: expect.stringContaining('`isEnabled`') }],
  ])
})

longRunTest('a rollout that was lowered again in Statsig is in conflict', async () => {
  const result = await mergeLate(
    [],
    (it) => ({
      ...it,
      rules: ((it['rules'] ?? []) as readonly JsonObject[]).map((each) => ({
        ...each,
        passPercentage: 50,
      })),
    }),
    String(on['statsig/gates/aaa.yaml']).replace('passPercentage: 10', 'passPercentage: 50'),
  )
  expect(result?.code).toBe(4)
  expect(result?.out).toContain('changed-in-both')
})

for (const behavior of ['audit-logs-forbidden', 'audit-changes-left-out'] as const)
  longRunTest(`where the log tells nothing, the plan is as without it: ${behavior}`, async () => {
    const result = await switchedOff([behavior])
    expect([result?.code, result?.cautions]).toEqual([0, [[]]])
  })

longRunTest('a log that is behind by a minute shows it in time', async () => {
  const result = await switchedOff(['audit-logs-delayed'])
  expect(result?.cautions).toEqual([[expect.objectContaining({ code: 'changed-back' })]])
})
