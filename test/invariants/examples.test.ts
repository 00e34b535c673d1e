// The two example projects, under every behavior that Statsig may have.
import { describe, expect, test } from 'vitest'
import { examineProject } from '../../src/commands/doctor/index.ts'
import { behaviors } from '../../src/emulator/index.ts'
import { inclusions } from '../../src/import/select.ts'
import { readSources } from '../../src/io/disk/files.ts'
import { consoleReader } from '../../src/io/statsig/console-api/index.ts'
import { statsigReader } from '../../src/io/statsig/resource-api.ts'
import { createKindRegistry } from '../../src/kinds/registry.ts'
import { readSettings } from '../../src/load/settings/index.ts'
import type { Operation } from '../../src/model/index.ts'
import { isLongRun, usualRunTest } from '../support/long-run.ts'
import { noProgress } from '../support/no-progress.ts'
import { troubles, withProject } from '../support/project.ts'

/** The laws go through all behaviors with generated definitions; the examples do so in a long run. */
const usually: readonly string[] = ['worst-case', 'review-required', 'post-resets']
const behaviorCases = [
  ...(isLongRun ? [] : [undefined]),
  ...behaviors
    .map(({ name }) => name)
    .filter((name) => usually.includes(name) !== isLongRun)
    // Statsig has no such thing to give then: what is told of it stands in tests of its own.
    .filter((name) => !/^keys-|^alerts-read/.test(name)),
]

/** What Statsig adds goes back where an update replaces all there is, and no document names it yet. */
const isOfNextMonth = (finding: string): boolean =>
  /`(.*\.)?(addedNextMonth|permalink)`|\/reviews\?/.test(finding)

/** Behaviors that show less, or under another key, than any document says. */
const undocumented: readonly string[] = ['lists-sparse', 'override-targets-under-name']

/** Whether a change of what the run has created waits for a review: each one, or that of a team which asks for reviews. */
const waits = (
  behavior: string | undefined,
  address: string,
  operations: readonly Operation[],
): boolean => {
  const team = operations.find((each) => each.address === address)?.members['team']
  const asksForReviews = operations.some(
    ({ kind, members }) =>
      kind === 'team' && members['name'] === team && members['requireReviews'] === true,
  )
  return behavior === 'review-required' || (behavior === 'review-header-honoured' && asksForReviews)
}

describe.each(['cloud', 'warehouse'] as const)('%s', (project) => {
  test.each(behaviorCases)('applied is in sync, under %s', async (behavior) => {
    const files = await readSources(`config-examples/${project}`, ['statsig', 'statsig/**/*.txt'])
    await withProject({ project, ...(behavior && { behaviors: [behavior] }) }, async (statsig) => {
      const { report, run: first } = await statsig.apply(files)
      // What acts on something that is there waits for its review and stays to be done; everything else is.
      const awaited = first.plan.operations
        .filter(({ action, subResource }) => action === 'start' || subResource === 'overrides')
        .filter(({ address }) => waits(behavior, address, first.plan.operations))
        .map(({ action, address }) => `${address} ${action}`)
      expect(troubles(report).map((each) => each.split(': ')[0])).toEqual(
        awaited.map((each) => `${each} pending-review`),
      )
      const { run } = await statsig.plan(files)
      const left = run.plan.operations.map(({ action, address }) => `${address} ${action}`)
      expect(left.toSorted()).toEqual(awaited.toSorted())
      expect(run.plan.kept).toEqual([])
      const isKnown = undocumented.includes(behavior ?? '')
      expect(statsig.findings().filter((each) => !isKnown && !isOfNextMonth(each))).toEqual([])
    })
  })

  usualRunTest('the doctor finds nothing to say of it once it is applied', async () => {
    const files = await readSources(`config-examples/${project}`, ['statsig', 'statsig/**/*.txt'])
    await withProject({ project }, async (statsig) => {
      await statsig.apply(files)
      const words = createKindRegistry({})
      const { settings } = readSettings(undefined)
      const findings = await examineProject(
        statsigReader(consoleReader(statsig.api), words),
        settings,
        words,
        noProgress,
        new Set(inclusions),
      )
      expect(findings.examined).toBeGreaterThan(30)
      expect({ ...findings, examined: 0 }).toEqual({
        examined: 0,
        faulty: [],
        changing: [],
        unknown: [],
        refused: [],
        unread: [],
      })
    })
  })
})
