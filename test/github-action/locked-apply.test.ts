// A job does not apply while an apply of the command line holds the lease in the record.
import { expect } from 'vitest'
import { longRunTest, usualRunTest as test } from '../support/long-run.ts'
import { gateOff, planAndMerge, withAppliedGates } from './gate-fixture.ts'

const soon = (minutes: number): string =>
  new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z')

test('while another apply holds the lease, nothing is written and the lease stays', () =>
  withAppliedGates(async (stage) => {
    await planAndMerge(stage, gateOff())
    await stage.recordLease({ holder: 'another', until: soon(9) })
    const before = await stage.readRecord()
    const { code, out, outputs } = await stage.apply()
    expect([code, outputs['failure-reason'], stage.writes()]).toEqual([7, 'locked', []])
    expect(out).toContain('is under way')
    expect(await stage.readRecord()).toBe(before)
  }))

longRunTest('a lease that has ended stops nothing', () =>
  withAppliedGates(async (stage) => {
    await planAndMerge(stage, gateOff())
    await stage.recordLease({ holder: 'another', until: soon(-1) })
    const { code } = await stage.apply()
    expect([code, stage.writes().length]).toEqual([0, 1])
  }),
)
