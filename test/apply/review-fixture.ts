// What the tests of reviews in Statsig share: a project that asks for reviews, and a gate whose change needs one.
import type { Emulator } from '../../src/emulator/index.ts'
import { membersIn } from '../../src/emulator/shared/rules.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { file, type ProjectOptions, type TestProject, withProject } from '../support/project.ts'
import { gate, live } from './fixture.ts'

export const ruled = (percentage: number): string =>
  `rules:\n  - { name: All, passPercentage: ${percentage}, conditions: [{ type: public }] }\n`
export const config = (more: string): SourceFile =>
  file('statsig/dynamic_configs/texts.yaml', `id: texts\nname: texts\n${more}`)

/** From now on the project asks for reviews of everything. */
export const askForReviews = ({ emulator }: Pick<TestProject, 'emulator'>): void =>
  emulator.edit('settings', 'reviews', (each) => ({ ...each, is_config_review_required: true }))

export const share = (emulator: Emulator): unknown => {
  const [rule] = membersIn(live(emulator, 'gates', 'banner')['rules'])
  return rule?.['passPercentage']
}

export const withGate = (
  options: ProjectOptions,
  work: (project: TestProject) => Promise<void>,
): Promise<void> =>
  withProject({ unjudged: true, ...options }, async (project) => {
    await project.apply([gate('banner', ruled(10))])
    askForReviews(project)
    await work(project)
  })

export const wanted = [gate('banner', ruled(50))]

export const bannerUpdate = 'gate/banner update'
