// Whether a cloud project may have definitions that a warehouse usually needs: it may where it shows such resources.
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { ApiError } from '../../src/io/statsig/console-api/error.ts'
import { exampleDefinition } from '../../src/kinds/example.ts'
import { kinds } from '../../src/kinds/index.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import { runPreflight } from '../../src/prepare/preflight.ts'
import { ReadError, type Reader } from '../../src/resources/api.ts'
import { createLiveState, toResource } from '../../src/resources/live.ts'
import { registry } from '../support/in-memory-statsig.ts'
import { loadOnce } from '../support/load-files.ts'

describe.each(kinds.filter(({ projectType }) => projectType === 'warehouse'))(
  'of a cloud project is decided by what it shows of each $kind',
  (descriptor) => {
    const { folder, kind } = descriptor
    const details = {
      summary: 'no',
      method: 'GET',
      path: '/',
      apiMessage: undefined,
      errors: [],
      written: 'no',
      fatal: false,
    } as const
    const cloud = { readProjectId: async () => '', hasWarehouse: async () => false }
    const { desired } = loadOnce(
      [
        {
          path: `statsig/${folder}/a.yaml`,
          text: stringify(exampleDefinition(descriptor, { steps: [] })),
        },
      ],
      readSettings(undefined).settings,
    )
    const codesWith = async (read: Reader['read']) => {
      const connection = { projectInfo: cloud, reader: { read } }
      const { diagnostics } = await runPreflight(undefined, desired, registry, connection)
      return diagnostics.map(({ code }) => code)
    }
    const answer =
      (status: number, isKeyRefused = false) =>
      async () => {
        throw new ReadError('no', isKeyRefused, new ApiError('no', { ...details, status }))
      }

    test('where it has one, there is no fault', async () => {
      const live = createLiveState(new Set([kind]), [
        ...[toResource(registry(kind).kind, kind, { id: 'one', name: 'one' }) ?? []].flat(),
      ])
      expect(await codesWith(async () => live)).toEqual([])
    })
    test('where it has none, or answers 4xx, the kind needs a warehouse', async () => {
      const none = createLiveState(new Set([kind]), [])
      for (const read of [async () => none, answer(400), answer(403), answer(404)])
        expect(await codesWith(read)).toEqual(['needs-warehouse'])
    })
    test('where Statsig does not answer, nothing is decided', async () => {
      for (const read of [answer(401, true), answer(503)])
        await expect(codesWith(read)).rejects.toThrow(ReadError)
    })
  },
)
