// A reviewed pull request that is merged, and the jobs of the Action that apply it: each draw begins at the same moment, with
// a Statsig of its own.
import { type Emulator, startEmulator } from '../../src/emulator/index.ts'
import {
  type JobFixture,
  key,
  type TestPull,
  withJobFixture,
} from '../github-action/job-fixture.ts'
import { virtualClock } from '../support/clock.ts'
import { type FaultySending, faultySendingTo } from '../support/faulty-sending.ts'
import { filesAt, type Slot } from './random-project.ts'
import { type Result, resultOf } from './result.ts'

export interface ActionStage {
  readonly emulator: Emulator
  readonly sending: FaultySending
  readonly apply: (inputs?: Readonly<Record<string, string>>) => Promise<Result>
}

/** The stage of a merged pull request, at which draws begin. */
export interface MergedPull {
  readonly withDraw: <T>(
    random: () => number,
    work: (stage: ActionStage) => Promise<T>,
  ) => Promise<T>
}

const settings = { 'statsig.yaml': 'reviews: bypass\n' }
/** Where nothing was applied before, the folder is not empty either. */
const always = { 'statsig/tags/first.yaml': 'name: first\ndescription: First\n' }

export const withMergedPull = (
  slots: readonly Slot[],
  work: (merged: MergedPull) => Promise<void>,
): Promise<void> =>
  withJobFixture(
    { ...settings, ...always, ...filesAt(slots, 'then') },
    async (fixture) => {
      const before = await fixture.repository.run('rev-parse', 'main')
      const pull = await fixture.openPullRequest(filesAt(slots, 'now'))
      await fixture.plan(pull, { inputs: { 'allow-archive': 'true' } })
      await fixture.merge(pull)
      await work({ withDraw: await drawsFrom(fixture, pull, before) })
    },
    { applied: true },
  )

const drawsFrom = async (
  fixture: JobFixture,
  pull: TestPull,
  before: string,
): Promise<MergedPull['withDraw']> => {
  const { github } = fixture
  const state = fixture.emulator.snapshot()
  const record = await fixture.readRecord()
  const comments = github.comments(pull.number)
  return async (random, work) => {
    // Git runs in processes of its own: time goes on a little while they are waited for.
    const clock = virtualClock({ quietMs: 3 })
    const emulator = await startEmulator({ seed: 1, limits: 'none', key, clock, state })
    const sending = faultySendingTo(emulator, { clock, random })
    await fixture.moveRecord(record)
    for (const { body, id } of comments) github.editComment(id, body)
    try {
      return await work({
        emulator,
        sending,
        apply: async (inputs = {}) => {
          let out = ''
          const ran = await fixture.apply({
            before,
            statsig: { clock, send: sending.send },
            inputs: { 'allow-archive': 'true', ...inputs },
            onJson: (text) => {
              out = text
            },
          })
          const { text, ...result } = resultOf({ code: ran.code, out, err: '' })
          return { ...result, text: `${text}${ran.out}` }
        },
      })
    } finally {
      await emulator.close()
    }
  }
}
