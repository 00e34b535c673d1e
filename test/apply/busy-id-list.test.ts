// An ID list that another update holds: the write is repeated, and given up after a while.
import { expect, test } from 'vitest'
import { reportExitCode } from '../../src/session/apply-exit-code.ts'
import { file, withProject } from '../support/project.ts'

const files = [
  file('statsig/segments/crew.yaml', 'id: crew\nname: crew\ntype: id_list\nids: [a, b]\n'),
]

/** Applies while the first `times` writes of ids meet another update. */
const applyBusy = (times: number) => {
  let left = times
  return withProject(
    {
      between: (writer) => ({
        ...writer,
        send: async (request, options) => {
          if (!request.path.endsWith('/id_list') || left === 0) return writer.send(request, options)
          left -= 1
          return { status: 'refused', cause: 'busy', reason: 'answered 409' }
        },
      }),
    },
    async ({ apply, clock, emulator }) => {
      emulator.insert('segments', { id: 'crew', name: 'crew', type: 'id_list' })
      const began = clock.now()
      const { report } = await apply(files)
      return {
        code: reportExitCode(report),
        seconds: (clock.now() - began) / 1_000,
        ids: emulator.snapshot().segments.map(({ $ids }) => $ids),
      }
    },
  )
}

test('the write is repeated until the other update has ended', async () => {
  const { code, ids, seconds } = await applyBusy(2)
  expect({ code, ids }).toEqual({ code: 0, ids: [['a', 'b']] })
  expect(seconds).toBeLessThan(20)
})

test('it is given up after two minutes, with exit code 1', async () => {
  const { code, ids, seconds } = await applyBusy(1_000)
  expect({ code, ids }).toEqual({ code: 1, ids: [undefined] })
  expect(seconds).toBeGreaterThan(100)
  expect(seconds).toBeLessThan(200)
})
