// A project that exists already, met for the first time: nobody's work is overwritten that was not named.
import { expect } from 'vitest'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { gates, withFixture } from './fixture.ts'

const nameOf = (index: number): string => `gate_${String(index).padStart(3, '0')}`

longRunTest(
  'two hundred resources that differ: none is written to that was not named',
  async () => {
    await withFixture(
      gates(200, () => 'description: From git\n'),
      async ({ emulator, run, writes }) => {
        for (let index = 0; index < 200; index += 1)
          emulator.insert('gates', {
            id: nameOf(index),
            name: nameOf(index),
            isEnabled: true,
            description: 'From the console',
          })
        const first = await run('apply --yes')
        expect(first.code).toBe(0)
        expect(writes()).toEqual([])
        expect(first.out).toContain('200 not changed')

        expect((await run('apply --yes --overwrite-unmanaged gate/gate_007')).code).toBe(0)
        expect(writes()).toEqual(['PATCH /console/v1/gates/gate_007'])

        // What was taken over is remembered; the others are still at first contact.
        emulator.edit('gates', 'gate_007', (it) => ({ ...it, description: 'By hand' }))
        const next = await run('apply --yes')
        expect(next.code).toBe(0)
        expect(writes()).toEqual([])
        expect(next.out).toContain('description: By hand → From git')
      },
    )
  },
)

test('without git the files win, as they always did', async () => {
  await withFixture(
    gates(3, () => 'description: From git\n'),
    async ({ emulator, repository, run, writes }) => {
      for (let index = 0; index < 3; index += 1)
        emulator.insert('gates', { id: nameOf(index), name: nameOf(index), isEnabled: true })
      await repository.remove('.git')
      expect((await run('plan')).code).toBe(0)
      expect((await run('drift')).code).toBe(2)
      expect((await run('apply --yes')).code).toBe(0)
      expect(writes()).toHaveLength(3)
      for (const option of [
        '--base HEAD',
        '--overwrite gate/gate_000',
        '--overwrite-unmanaged gate/*',
        '--allow-prune 1',
        '--record-base',
      ])
        expect((await run(`apply --yes ${option}`)).code).toBe(64)
    },
  )
})
