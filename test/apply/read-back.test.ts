// The look back: what was done is what Statsig shows, or the paths that leak are named.
import { expect, test } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { Emulator } from '../../src/emulator/index.ts'
import type { Report } from '../../src/model/index.ts'
import type { Writer } from '../../src/resources/api.ts'
import { reportExitCode } from '../../src/session/apply-exit-code.ts'
import { withProject } from '../support/project.ts'
import { experiment, gate, layer, outcomeOf, outcomeStatuses, reasonOf } from './fixture.ts'

const leaking = ({ nonConverged }: Report): readonly string[] =>
  nonConverged.flatMap(({ address, edits }) => edits.map(({ pointer }) => `${address}#${pointer}`))

test('is empty after everything was done', async () => {
  await withProject({ behaviors: ['worst-case'] }, async (project) => {
    const { report } = await project.apply([gate('banner'), layer('Page'), experiment('rank')])
    expect({ leaks: leaking(report), code: reportExitCode(report) }).toEqual({ leaks: [], code: 0 })
  })
})

test('names the path that Statsig did not take, and the run has failed', async () => {
  await withProject({ behaviors: ['empty-description-kept'] }, async (project) => {
    await project.apply([gate('banner', 'description: Old\n'), gate('other')])
    const { report } = await project.apply([
      gate('banner', "description: ''\nisEnabled: false\n"),
      gate('other', 'isEnabled: false\n'),
    ])
    expect(outcomeStatuses(report)).toEqual(['gate/banner update done', 'gate/other update done'])
    expect(reasonOf(outcomeOf(report, 'gate/banner'))).toBe(
      'Statsig returns another `description` than was sent',
    )
    expect(leaking(report)).toEqual(['gate/banner#/description'])
    expect(reportExitCode(report)).toBe(6)
  })
})

const later: readonly (readonly [string, (object: JsonObject) => JsonObject, readonly string[]])[] =
  [
    ['a value', (it) => ({ ...it, description: 'x' }), ['gate/banner#/description']],
    ['a list', (it) => ({ ...it, tags: ['b'] }), ['gate/banner#/tags']],
    ['a key that the file does not mention', (it) => ({ ...it, targetApps: ['x'] }), []],
  ]
test.each(later)('sees %s that changed under our hands', async (_, change, expected) => {
  const hand = { edit: (): void => undefined }
  await withProject(
    {
      unjudged: true,
      between: (writer) => ({
        ...writer,
        read: async (kinds) => {
          hand.edit()
          return writer.read(kinds)
        },
      }),
    },
    async (project) => {
      project.emulator.insert('target_apps', { name: 'x' })
      hand.edit = () => project.emulator.edit('gates', 'banner', change)
      const { report } = await project.apply([gate('banner', 'description: Ours\ntags: []\n')])
      expect(leaking(report)).toEqual(expected)
    },
  )
})
test('what a read shows a second late is no leak', async () => {
  await withProject(
    { unjudged: true, faults: [{ kind: 'stale', method: 'GET' }] },
    async (project) => {
      const { report } = await project.apply([gate('banner'), layer('Page')])
      expect({ ends: outcomeStatuses(report), leaks: leaking(report) }).toEqual({
        ends: ['gate/banner create done', 'layer/Page create done'],
        leaks: [],
      })
    },
  )
})

test('that cannot be made says why, and the run has failed', async () => {
  await withProject({ unjudged: true }, async (project) => {
    const { run } = await project.plan([gate('banner')])
    project.emulator.faults = [{ kind: '403', method: 'GET', path: 'gates?' }]
    const report = await project.applyPlan(run)
    expect(outcomeStatuses(report)).toEqual(['gate/banner create done'])
    expect(report.verificationError).toMatchObject({
      code: 'read-failed',
      detail: expect.stringMatching(/^GET .* answered 403/),
    })
    expect(reportExitCode(report)).toBe(1)
  })
})

test('asks for the kinds that were written and for nothing else', async () => {
  await withProject({}, async (project) => {
    const { run } = await project.plan([gate('banner'), layer('Page', 'description: x\n')])
    const before = project.emulator.requests.length
    await project.applyPlan({
      ...run,
      plan: { ...run.plan, operations: run.plan.operations.filter(({ kind }) => kind === 'gate') },
    })
    const asked = project.emulator.requests.slice(before).filter(({ method }) => method === 'GET')
    expect(asked.map(({ path }) => path.split('?', 1)[0])).toEqual([
      '/console/v1/gates/banner',
      '/console/v1/gates',
    ])
  })
})

test('a write that was accepted is done, even if the key is refused before it is read again', async () => {
  let emulator: Emulator | undefined
  const between = (writer: Writer): Writer => ({
    ...writer,
    send: async (...args) => {
      const result = await writer.send(...args)
      if (emulator) emulator.faults = [{ kind: '401' }]
      return result.status === 'accepted' ? { ...result, data: undefined } : result
    },
  })
  await withProject({ between }, async (project) => {
    await project.apply([gate('banner', 'description: Old\n'), gate('other')])
    const { run } = await project.plan([
      gate('banner', 'description: New\n'),
      gate('other', 'description: New\n'),
    ])
    emulator = project.emulator
    const report = await project.applyPlan(run, { width: 1 })
    const [banner, other] = report.outcomes
    expect(banner).toMatchObject({ status: 'done', notes: [{ code: 'result-unreadable' }] })
    expect(other).toMatchObject({ status: 'failed', wrote: 'no', isKeyRefused: true })
    expect(reportExitCode(report)).toBe(6)
  })
})
