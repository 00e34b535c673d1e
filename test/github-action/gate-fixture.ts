// Two gates that were applied before the story begins, and what a pull request does to them.
import {
  gate,
  type JobFixture,
  type JobFixtureOptions,
  type TestPull,
  withJobFixture,
} from './job-fixture.ts'

export const files = { ...gate('checkout'), ...gate('search') }

export const withAppliedGates = (
  work: (stage: JobFixture) => Promise<void>,
  options: JobFixtureOptions = {},
): Promise<void> => withJobFixture(files, work, { applied: true, ...options })

/** Turned off. */
export const gateOff = (id = 'checkout', more = ''): Readonly<Record<string, string>> => ({
  [`statsig/gates/${id}.yaml`]: `id: ${id}\nname: ${id}\nisEnabled: false\n${more}`,
})

/** Opened, planned and merged. */
export const planAndMerge = async (
  stage: JobFixture,
  changes: Parameters<JobFixture['openPullRequest']>[0],
): Promise<TestPull> => {
  const pull = await stage.openPullRequest(changes)
  await stage.plan(pull)
  await stage.merge(pull)
  return pull
}

export const patchRequests = (id: string): string => `PATCH /console/v1/gates/${id}`
