// An apply that ends after any of its requests: the next plan finishes it, and writes nothing over what a person has
// changed since. For every kind, as a company of all kinds is created and changed.
import { expect, test } from 'vitest'
import { begunOperationsOf } from '../../src/history/begun-operations.ts'
import type { UnfinishedApply } from '../../src/history/history.ts'
import type { LiveState, Plan, SourceFile } from '../../src/model/index.ts'
import type { Writer } from '../../src/resources/api.ts'
import { registry } from '../support/in-memory-statsig.ts'
import { casesForRun } from '../support/long-run.ts'
import { type PlanResult, type TestProject, troubles, withProject } from '../support/project.ts'
import { companyOf, filesOf, kindsIn } from '../support/samples/company.ts'
import {
  changedOnce,
  collectionOf,
  keyOf,
  mustBeRefused,
  objectOf,
  withoutReviews,
} from '../support/samples/company-run.ts'

/** Ends the run after a number of writes, as a lost machine does. */
const createCut = () => {
  let left = Number.POSITIVE_INFINITY
  const between = (writer: Writer): Writer => ({
    ...writer,
    send: async (request, options) => {
      if (left <= 0) return { status: 'unsent', cause: 'stopped', mayBeWritten: false }
      left -= 1
      return writer.send(request, options)
    },
  })
  return {
    between,
    after: (count: number) => {
      left = count
    },
  }
}

const applyOf = (commit: string, plan: Plan, live: LiveState): UnfinishedApply => {
  const digest = (text: string) => `digest of ${text}`
  return {
    commit,
    at: '2023-11-14T22:00:00Z',
    digest,
    operations: begunOperationsOf(plan.operations, live, registry, digest),
  }
}

/** Ends an apply after a number of writes, and says what it had begun. */
const cutOff = async (
  statsig: TestProject,
  cut: ReturnType<typeof createCut>,
  files: readonly SourceFile[],
  applied: readonly SourceFile[],
  writes: number,
) => {
  const auditPosition = await statsig.auditPosition()
  const { run } = await statsig.planAfter(files, applied, [])
  cut.after(writes)
  await statsig.applyPlan(run)
  cut.after(Number.POSITIVE_INFINITY)
  const apply = applyOf('c'.repeat(40), run.plan, run.live)
  return {
    begun: {
      apply: { ...apply, ...(auditPosition !== undefined && { auditPosition }) },
      files,
    },
    /** What was held before it began. */
    held: new Set(run.plan.kept.map(({ address }) => address)),
  }
}

const keptSince = ({ run }: PlanResult, held: ReadonlySet<string>) =>
  run.plan.kept.filter(({ address }) => !held.has(address))

const operationsLeft = async (
  statsig: TestProject,
  files: readonly SourceFile[],
  held: ReadonlySet<string>,
) => {
  const { run } = await statsig.plan(files)
  return run.plan.operations
    .filter(({ address }) => !held.has(address))
    .map(({ action, address, edits }) => [address, action, edits.map(({ label }) => label)])
}

const company = (salt: number) => {
  const samples = companyOf({
    project: 'cloud',
    count: 1,
    salt,
    fullness: 'all',
    only: kindsIn('cloud').filter(({ routes }) => routes.create !== undefined),
  })
  const changed = changedOnce(samples, 'cloud', salt)
  return {
    samples: changed,
    before: filesOf(changed.map((each) => ({ ...each, members: each.unchanged }))),
    after: filesOf(
      changed.map((each) => (mustBeRefused(each) ? { ...each, members: each.unchanged } : each)),
    ),
  }
}

const boundaries = [3, 9, 17, 26, 38, 51, 70].map((writes, index) => ({
  name: `after ${writes} writes`,
  salt: index + 1,
  writes,
}))
const cases = casesForRun(boundaries, (_, index) => index === 4)
const options = (between: (writer: Writer) => Writer) => ({
  ...withoutReviews,
  between,
  unjudged: true,
})

test.each(cases)(
  'a creation of all kinds that ends $name is finished',
  async ({ salt, writes }) => {
    const cut = createCut()
    await withProject(options(cut.between), async (statsig) => {
      const { before } = company(salt)
      const { begun, held } = await cutOff(statsig, cut, before, [], writes)
      const next = await statsig.planAfter(before, [], [begun])
      expect(keptSince(next, held)).toEqual([])
      expect(troubles(await statsig.applyPlan(next.run))).toEqual([])
      expect(await operationsLeft(statsig, before, held)).toEqual([])
    })
  },
)

test.each(cases)('an update of all kinds that ends $name is finished', async ({ salt, writes }) => {
  const cut = createCut()
  await withProject(options(cut.between), async (statsig) => {
    const { after, before } = company(salt)
    expect(troubles((await statsig.apply(before)).report)).toEqual([])
    const { begun, held } = await cutOff(statsig, cut, after, before, writes)
    const next = await statsig.planAfter(after, before, [begun])
    expect(keptSince(next, held)).toEqual([])
    expect(troubles(await statsig.applyPlan(next.run))).toEqual([])
    expect(await operationsLeft(statsig, after, held)).toEqual([])
  })
})

test.each(cases)('what a person writes $name is not undone', async ({ salt, writes }) => {
  const cut = createCut()
  await withProject(options(cut.between), async (statsig) => {
    const { before, samples } = company(salt)
    const { begun } = await cutOff(statsig, cut, before, [], writes)
    const theirs = samples.flatMap((sample) => {
      const object = objectOf({ ...sample, members: sample.unchanged }, statsig.emulator.snapshot())
      const [own] = Object.keys(sample.unchanged).filter((each) => each === 'description')
      const key = keyOf({ ...sample, members: sample.unchanged }, statsig.emulator.snapshot())
      return object === undefined || own === undefined || key === undefined
        ? []
        : [{ collection: collectionOf(sample), key, sample }]
    })
    expect(theirs.length).toBeGreaterThan(0)
    const description = 'Written by a person.'
    for (const { collection, key } of theirs)
      statsig.emulator.edit(collection, key, (object) => ({ ...object, description }))
    const next = await statsig.planAfter(before, [], [begun])
    await statsig.applyPlan(next.run)
    const now = statsig.emulator.snapshot()
    expect(
      theirs.flatMap(({ sample }) => {
        const object = objectOf({ ...sample, members: sample.unchanged }, now)
        return object?.['description'] === description ? [] : [sample.kind.kind]
      }),
    ).toEqual([])
  })
})
