// Two gates that are applied before a test begins, and pull requests that change them.
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

/** A gate that is disabled. */
export const gateOff = (id = 'checkout', more = ''): Readonly<Record<string, string>> => ({
  [`statsig/gates/${id}.yaml`]: `id: ${id}\nname: ${id}\nisEnabled: false\n${more}`,
})

/** Opens, plans and merges a pull request. */
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
