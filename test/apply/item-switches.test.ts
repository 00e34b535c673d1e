// Groups of an experiment are switched by the update, or by routes of their own where the update has not.
import { expect, test } from 'vitest'
import type { Behavior } from '../../src/emulator/index.ts'
import { reportExitCode } from '../../src/session/apply-exit-code.ts'
import { file, troubles, withProject } from '../support/project.ts'
import { concurrentEditor, live, outcomeStatuses } from './fixture.ts'

const experiment = (control: boolean, other: boolean, size = 50) => [
  file(
    'statsig/experiments/colours.yaml',
    `id: colours\nname: colours\ngroups:\n` +
      `  - { name: Control, size: ${size}, parameterValues: { a: 1 }, disabled: ${control} }\n` +
      `  - { name: Test, size: ${100 - size}, parameterValues: { a: 2 }, disabled: ${other} }\n`,
  ),
]

const cases: readonly (readonly [string, readonly Behavior[], readonly string[]])[] = [
  ['the update switches them', [], ['PATCH']],
  [
    'the update leaves them as they are',
    ['groups-switched-by-route'],
    ['PATCH', 'POST disable_groups Test', 'POST enable_groups Control'],
  ],
]

test.each(cases)('%s', async (_, behaviors, expected) => {
  await withProject({ behaviors }, async (project) => {
    expect(troubles((await project.apply(experiment(true, false))).report)).toEqual([])
    const before = project.emulator.requests.length
    const wanted = experiment(false, true, 40)
    expect(troubles((await project.apply(wanted)).report)).toEqual([])
    const sent = project.emulator.requests
      .slice(before)
      .filter(({ method }) => method !== 'GET')
      .map(({ body, method, path }) =>
        method === 'PATCH'
          ? method
          : `${method} ${path.split('/').at(-1)} ${Object.values(body ?? {}).join()}`,
      )
    expect(sent).toEqual(expected)
    const { kept, operations } = (await project.plan(wanted)).run.plan
    expect({ kept, operations }).toEqual({ kept: [], operations: [] })
    expect(project.findings()).toEqual([])
  })
})

test.each<[string, string, readonly string[]]>([
  ['the update and the first switch', 'PATCH', []],
  ['the first switch and the second', 'disable_groups', ['disable_groups']],
])('an edit between %s is not overwritten', async (_, last, switches) => {
  const editor = concurrentEditor()
  await withProject(
    { behaviors: ['groups-switched-by-route'], between: editor.between },
    async (project) => {
      const { emulator } = project
      await project.apply(experiment(true, false))
      const before = emulator.requests.length
      const sent = () =>
        emulator.requests
          .slice(before)
          .filter(({ method }) => method !== 'GET')
          .map(({ method, path }) => (method === 'POST' ? path.split('/').at(-1) : method))
      editor.does(() => {
        if (sent().at(-1) !== last) return
        editor.does(() => undefined)
        emulator.edit('experiments', 'colours', (it) => ({ ...it, description: 'Theirs' }))
      })
      const { report } = await project.apply(experiment(false, true, 40))
      expect(outcomeStatuses(report)).toEqual([
        'experiment/colours update failed, wrote yes, moved',
      ])
      expect(reportExitCode(report)).toBe(6)
      expect(sent()).toEqual(['PATCH', ...switches])
      expect(live(emulator, 'experiments', 'colours')['description']).toBe('Theirs')
    },
  )
})
