// A review is opened and committed only where the resource is still as the plan knows it when the request has its turn.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { Emulator, Fault } from '../../src/emulator/index.ts'
import { reportExitCode } from '../../src/session/apply-exit-code.ts'
import type { TestProject } from '../support/project.ts'
import { outcomeStatuses, waitingEditor } from './fixture.ts'
import { bannerUpdate, share, wanted, withGate } from './review-fixture.ts'

const pause: Omit<Fault, 'path'> = { kind: '429', retryAfter: '8' }

/** Whoever edits does it while the request waits. */
const whileWaiting = (
  path: string,
  edit: (emulator: Emulator) => void,
  work: (project: TestProject, begin: () => void) => Promise<void>,
): Promise<void> => {
  const editor = waitingEditor()
  return withGate({ time: editor.clock }, (project) => {
    const { emulator } = project
    const begin = () => {
      emulator.faults = ['POST', 'PUT'].map((method) => ({ ...pause, method, path }))
      editor.actsOnce(() => {
        emulator.faults = []
        edit(emulator)
      })
    }
    return work(project, begin)
  })
}

const statusOf = (review: JsonObject | undefined) => review?.['status']
const reviewsOf = (emulator: Emulator) => emulator.reviews('gates', 'banner')

describe('while a review waits to be opened', () => {
  test('a change of the resource keeps it from being opened', async () => {
    const edit = (emulator: Emulator) =>
      emulator.edit('gates', 'banner', (each) => ({ ...each, description: 'Theirs' }))
    await whileWaiting('reviews', edit, async ({ apply, emulator }, begin) => {
      begin()
      const { report } = await apply(wanted)
      expect(outcomeStatuses(report)).toEqual([`${bannerUpdate} failed, wrote no, moved`])
      expect(reportExitCode(report)).toBe(5)
      expect(reviewsOf(emulator)).toEqual([])
    })
  })

  test('nothing that changes lets it be opened once', async () => {
    await whileWaiting(
      'reviews',
      () => undefined,
      async ({ apply, emulator }, begin) => {
        begin()
        expect(outcomeStatuses((await apply(wanted)).report)).toEqual([
          `${bannerUpdate} pending-review`,
        ])
        expect(reviewsOf(emulator)).toHaveLength(1)
      },
    )
  })
})

describe('while an accepted review waits to be committed', () => {
  const edits: readonly (readonly [string, (emulator: Emulator) => void, string])[] = [
    [
      'a change of what it proposes',
      (emulator) =>
        emulator.edit('gates', 'banner', ({ rules, ...rest }) => ({
          ...rest,
          rules: Array.isArray(rules)
            ? rules.map((rule) => ({ ...(rule as JsonObject), passPercentage: 0 }))
            : [],
        })),
      'failed, wrote no, moved',
    ],
    [
      'a change beside it',
      (emulator) =>
        emulator.edit('gates', 'banner', (each) => ({ ...each, description: 'Theirs' })),
      'failed, wrote no, moved',
    ],
    ['a rejection', (emulator) => emulator.review('gates', 'banner', 'reject'), 'pending-review'],
  ]
  test.each(edits)('%s keeps it from being committed', async (_, edit, end) => {
    await whileWaiting('commit', edit, async ({ apply, emulator }, begin) => {
      await apply(wanted)
      emulator.review('gates', 'banner', 'approve')
      begin()
      const { report } = await apply(wanted)
      expect(outcomeStatuses(report)).toEqual([`${bannerUpdate} ${end}`])
      expect(share(emulator)).not.toBe(50)
      expect(statusOf(reviewsOf(emulator)[0])).not.toBe('committed')
    })
  })

  test('nothing that changes lets it be committed', async () => {
    await whileWaiting(
      'commit',
      () => undefined,
      async ({ apply, emulator }, begin) => {
        await apply(wanted)
        emulator.review('gates', 'banner', 'approve')
        begin()
        expect(outcomeStatuses((await apply(wanted)).report)).toEqual([`${bannerUpdate} done`])
        expect(share(emulator)).toBe(50)
      },
    )
  })
})
