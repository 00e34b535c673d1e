// Groups of an experiment are switched by the update, or by routes of their own where the update has not.
import { expect, test } from 'vitest'
import type { Behavior } from '../../src/emulator/index.ts'
import { file, troubles, withProject } from '../support/project.ts'

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
