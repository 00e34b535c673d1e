// An experiment that is stopped before its decision, and a decision that holds users back.
import { describe, expect, test } from 'vitest'
import type { Behavior } from '../../src/emulator/index.ts'
import { file, troubles, withProject } from '../support/project.ts'
import { outcomeStatuses } from './fixture.ts'

const experiment = (more: string) => [
  file('statsig/experiments/colours.yaml', `id: colours\nname: colours\n${more}`),
]
const active = experiment('status: active\n')
const stopped = experiment('status: experiment_stopped\nstopReason: enough users\n')
const decided = experiment(
  'status: decision_made\nlaunchedGroupID: Test\ndecisionReason: better\nholdout: 5\n',
)

describe.each<readonly Behavior[]>([[], ['holdback-stays-active'], ['worst-case']])(
  '%s',
  (...behaviors) => {
    test('an experiment is concluded, then decided with a holdback, and stays in sync', async () => {
      await withProject({ behaviors }, async (project) => {
        expect(troubles((await project.apply(active)).report)).toEqual([])
        const concluded = await project.apply(stopped)
        expect(outcomeStatuses(concluded.report)).toEqual(['experiment/colours conclude done'])
        expect(troubles(concluded.report)).toEqual([])
        expect((await project.plan(stopped)).run.plan.operations).toEqual([])
        const last = await project.apply(decided)
        expect(outcomeStatuses(last.report)).toEqual(['experiment/colours decide done'])
        expect(troubles(last.report)).toEqual([])
        const { kept, operations } = (await project.plan(decided)).run.plan
        expect({ kept, operations }).toEqual({ kept: [], operations: [] })
        const bodies = project.emulator.requests
          .filter(({ method }) => method === 'PUT')
          .map(({ body, path }) => [path.split('/').at(-1), body])
        expect(bodies).toEqual([
          ['start', {}],
          ['defer_decision', { stopReason: 'enough users' }],
          ['make_decision', { id: expect.any(String), decisionReason: 'better', holdout: 5 }],
        ])
        expect(project.findings()).toEqual([])
      })
    })
  },
)

test('an experiment that is concluded is not started again', async () => {
  await withProject({}, async (project) => {
    await project.apply(active)
    await project.apply(stopped)
    const { kept, operations } = (await project.plan(active)).run.plan
    expect(operations).toEqual([])
    expect(kept).toMatchObject([{ reason: { code: 'status-ahead', live: 'experiment_stopped' } }])
  })
})
