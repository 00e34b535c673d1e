// A retired resource is archived or deleted, and a second apply writes nothing.
import { describe, expect, test } from 'vitest'
import { behaviors } from '../../src/emulator/index.ts'
import { randomizedCases, randomizedTitle } from '../support/long-run.ts'
import { troubles, withProject } from '../support/project.ts'
import { kindsAffectedBy } from '../support/samples/affected-kinds.ts'
import { companyOf, filesOf } from '../support/samples/company.ts'
import {
  collectionOf,
  isLowering,
  objectOf,
  storedAs,
  withoutReviews,
} from '../support/samples/company-run.ts'

/** Behaviors that can affect archiving and deletion; other tests cover the rest. */
const behaviorCases = [
  undefined,
  ...behaviors
    .map(({ name }) => name)
    // Nothing is asked of an app whose id is not shown: that is a story of its own.
    .filter((name) => name !== 'target-app-ids-unlisted')
    .filter((name) =>
      /^worst-case|^unknown-(?!users)|archive|delete|review|refused|names|path|status|reply|ids/.test(
        name,
      ),
    ),
]

describe(randomizedTitle('retired is in sync, and retired again writes nothing'), () => {
  test.each(
    randomizedCases(
      behaviorCases.map((behavior, index) => ({
        behavior,
        name: behavior ?? 'the usual behavior',
        salt: 700 + index,
      })),
      (_, index) => index % 5 === 0,
    ),
  )('under $name', async ({ behavior, salt }) => {
    const project = salt % 2 === 0 ? 'cloud' : 'warehouse'
    await withProject(
      {
        project,
        unjudged: true,
        ...withoutReviews,
        ...(behavior && { behaviors: [behavior] }),
      },
      async (statsig) => {
        // Each alone: what is still referred to is not retired.
        const samples = kindsAffectedBy(behavior, project)
          .filter(({ routes }) => routes.delete)
          .flatMap((kind) =>
            companyOf({
              project,
              count: 2,
              salt,
              fullness: 'some',
              lower: isLowering(behavior),
              only: [kind],
            }).map((sample, index) => ({
              ...sample,
              lifecycle: { retired: kind.routes.archive && index % 2 === 0 ? true : 'delete' },
            })),
          )
        for (const sample of samples)
          statsig.emulator.insert(collectionOf(sample), storedAs(sample.kind, sample.members))
        const files = filesOf(samples)
        const first = await statsig.apply(files)
        expect(troubles(first.report)).toEqual([])
        expect(first.report.outcomes.length).toBe(samples.length)
        const left = statsig.emulator.snapshot()
        expect(
          samples
            .filter((each) => each.lifecycle.retired === 'delete' && objectOf(each, left))
            .map(({ path }) => path),
        ).toEqual([])
        const writes = () =>
          statsig.emulator.requests.filter(({ method }) => method !== 'GET').length
        const before = writes()
        const second = await statsig.apply(files)
        expect(second.run.plan.operations).toEqual([])
        expect(second.run.plan.kept).toEqual([])
        expect(writes()).toBe(before)
      },
    )
  })
})
