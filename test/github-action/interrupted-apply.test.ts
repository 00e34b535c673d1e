// The second signal to a job ends it with a report, also where neither Statsig nor GitHub answers.
import { expect } from 'vitest'
import { usualRunTest as test } from '../support/long-run.ts'
import { gateOff, planAndMerge, withAppliedGates } from './gate-fixture.ts'

const silentGitHub = [
  'POST /repos/*/*/git/*',
  'POST /repos/*/*/git/refs',
  'PATCH /repos/*/*/git/refs/*/*/*',
  'PATCH /repos/*/*/issues/comments/*',
  'GET /repos/*/*/issues/*/comments',
  'GET /repos/*/*/git/matching-refs/*/*/*',
].map((on) => ({ on, answer: 'slow', late: 3_600_000 }) as const)

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((done) => setTimeout(done, 5))
}

test('an apply whose record GitHub does not take any more ends at the second signal', () =>
  withAppliedGates(async (stage) => {
    const before = await stage.repository.run('rev-parse', 'main')
    await planAndMerge(stage, { ...gateOff(), ...gateOff('search') })
    stage.emulator.faults = [{ kind: 'hang', method: 'PATCH', nth: 2 }]
    let stop = (): void => {}
    const running = stage.apply({
      before,
      inputs: { concurrency: '1' },
      onStop: (given) => {
        stop = given
      },
    })
    const writes = () => stage.emulator.requests.filter(({ method }) => method === 'PATCH').length
    await until(() => writes() === 2)
    stage.github.faults = silentGitHub
    stop()
    stop()
    const ran = await running
    expect([ran.code, ran.outputs['result']]).toEqual([6, 'partial'])
    expect(ran.out).toContain('It may or may not have been written.')
    expect(ran.out).toContain('Not recorded as applied: the run was interrupted')
    expect(ran.out).toContain('The comment was not updated: the run was interrupted.')
    stage.emulator.faults = []
    stage.github.faults = []
    expect((await stage.apply({ before })).code).toBe(0)
  }))
