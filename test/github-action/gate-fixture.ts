// Two gates that were applied before the story begins, and what a pull request does to them.
import { gate, type Pull, type Stage, type StageOptions, withStage } from './job-fixture.ts'

export const files = { ...gate('checkout'), ...gate('search') }

export const staged = (
  work: (stage: Stage) => Promise<void>,
  options: StageOptions = {},
): Promise<void> => withStage(files, work, { applied: true, ...options })

/** Turned off. */
export const off = (id = 'checkout', more = ''): Readonly<Record<string, string>> => ({
  [`statsig/gates/${id}.yaml`]: `id: ${id}\nname: ${id}\nisEnabled: false\n${more}`,
})

/** Opened, planned and merged. */
export const reviewed = async (
  stage: Stage,
  changes: Parameters<Stage['open']>[0],
): Promise<Pull> => {
  const pull = await stage.open(changes)
  await stage.plan(pull)
  await stage.merge(pull)
  return pull
}

export const patched = (id: string): string => `PATCH /console/v1/gates/${id}`
