// The two example projects, under every behaviour that Statsig may have.
import { describe, expect, test } from 'vitest'
import { personalities } from '../../src/emulator/index.ts'
import { readSources } from '../../src/io/files.ts'
import { troubles, withProject } from '../support/project.ts'

/** The laws go through all behaviours with generated definitions; the examples do so in a long run. */
const usual: readonly string[] = ['contrary', 'review-required', 'post-resets']
const behaviours = [
  undefined,
  ...personalities
    .map(({ name }) => name)
    .filter((name) => process.env['LONG'] !== undefined || usual.includes(name)),
]

describe.each(['cloud', 'warehouse'] as const)('%s', (project) => {
  test.each(behaviours)('applied is in sync, under %s', async (personality) => {
    const files = await readSources(`config-examples/${project}`, ['statsig'])
    await withProject(
      { project, ...(personality && { personalities: [personality] }) },
      async (statsig) => {
        const { report } = await statsig.apply(files)
        // A start that waits for its review stays to be done; everything else is.
        const awaited = personality === 'review-required' ? ['start'] : []
        expect(troubles(report)).toEqual(
          awaited.map((action) => expect.stringContaining(` ${action} waiting: `)),
        )
        const { run } = await statsig.plan(files)
        expect(
          run.plan.operations.map(({ action, address, edits }) => ({ action, address, edits })),
        ).toEqual(awaited.map((action) => expect.objectContaining({ action })))
        expect(run.plan.held).toEqual([])
        expect(statsig.findings()).toEqual([])
      },
    )
  })
})
