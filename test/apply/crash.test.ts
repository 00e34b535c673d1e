// A run that dies at any moment: the next one picks up what live state shows, and makes nothing twice.
import { expect } from 'vitest'
import { readSources } from '../../src/io/disk/files.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { casesForRun, longRunTest, randomizedTest } from '../support/long-run.ts'
import { withProject } from '../support/project.ts'
import {
  expectConverged,
  expectNoDuplicates,
  type KillPoint,
  killableRun,
  outcomeStatuses,
} from './fixture.ts'

/** Crashes, and unless the same wreck was seen before, goes on from there. */
const survive = async (
  files: readonly SourceFile[],
  moment: KillPoint,
  width: number,
  seen: Set<string>,
): Promise<void> => {
  const life = killableRun(moment)
  await withProject(
    {
      unjudged: true,
      // What a crash leaves may ask for reviews already.
      settings: 'reviews: bypass',
      between: life.between,
      behaviors: ['duplicate-names-accepted'],
    },
    async (project) => {
      const { report } = await project.apply(files, { width })
      expect(outcomeStatuses(report).some((end) => end.includes('failed'))).toBe(true)
      const wreck = JSON.stringify(project.emulator.snapshot())
      if (width === 1 && seen.has(wreck)) return
      seen.add(wreck)
      life.revive()
      await expectConverged(project, files)
      expectNoDuplicates(project)
    },
  )
}

// As many lives as there are requests, each with an emulator of its own: the usual run takes one in twelve of them, and the
// long run the others.
randomizedTest(
  'a run that dies at any request is completed by the next one, and nothing is there twice',
  async () => {
    const files = await readSources('config-examples/cloud', ['statsig', 'statsig/**/*.txt'])
    const whole = killableRun({ nth: Number.POSITIVE_INFINITY, when: 'before' })
    await withProject({ unjudged: true, between: whole.between }, async (project) => {
      const { report } = await project.apply(files, { width: 1 })
      expect(outcomeStatuses(report).filter((end) => !end.endsWith('done'))).toEqual([])
    })
    // The last requests look back; a run that dies there has done its work.
    const lastWrite = whole.kinds.lastIndexOf('write') + 1
    expect(lastWrite).toBeGreaterThan(40)
    const wrecks = new Set<string>()
    const requests = Array.from({ length: lastWrite }, (_, index) => index + 1)
    const written = new Set<number>()
    for (const nth of casesForRun(requests, (each) => each % 12 === 1)) {
      const before = whole.kinds.slice(0, nth - 1).filter((kind) => kind === 'write').length
      written.add(before)
      await survive(files, { nth, when: 'before' }, 1, wrecks)
      if (whole.kinds[nth - 1] !== 'write') continue
      written.add(before + 1)
      await survive(files, { nth, when: 'after' }, 1, wrecks)
    }
    // Each number of writes leaves a wreck of its own.
    expect(wrecks.size).toBe(written.size)
  },
)

longRunTest('however many operations were under way', async () => {
  const files = await readSources('config-examples/cloud', ['statsig', 'statsig/**/*.txt'])
  for (const nth of [3, 17, 29, 41])
    for (const when of ['before', 'after'] as const)
      await survive(files, { nth, when }, 8, new Set())
})
