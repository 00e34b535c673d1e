// Somebody else at the same time: nothing of theirs is overwritten unseen.
import { describe, expect, test } from 'vitest'
import type { Collection, FaultKind } from '../../src/emulator/index.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { reportExitCode } from '../../src/session/apply-exit-code.ts'
import { withProject } from '../support/project.ts'
import {
  concurrentEditor,
  expectConverged,
  experiment,
  gate,
  layer,
  live,
  outcomeStatuses,
  reasonOf,
  tag,
  withFaults,
  writes,
} from './fixture.ts'

/** Long enough for an answer of this process, and short enough to wait for one that does not come. */
const fastAnswers = { api: { timeouts: { read: 1_000, write: 70 } } } as const

const old = [gate('banner', 'description: Old\n')]
const fresh = [gate('banner', 'description: New\n')]

describe('an edit between plan and apply', () => {
  const changes: readonly {
    readonly what: string
    readonly before: readonly SourceFile[]
    readonly after: readonly SourceFile[]
    readonly id: readonly [Collection, string]
  }[] = [
    { what: 'an update', before: old, after: fresh, id: ['gates', 'banner'] },
    {
      what: 'archiving',
      before: old,
      after: [gate('banner', 'lifecycle: { retired: true }\n')],
      id: ['gates', 'banner'],
    },
    {
      what: 'deleting',
      before: old,
      after: [gate('banner', 'lifecycle: { retired: delete }\n')],
      id: ['gates', 'banner'],
    },
    {
      what: 'a start',
      before: [experiment('rank')],
      after: [experiment('rank', 'status: active\n')],
      id: ['experiments', 'rank'],
    },
    {
      what: 'a change of a layer',
      before: [layer('Page')],
      after: [layer('Page', 'description: New\n')],
      id: ['layers', 'page'],
    },
  ]

  test.each(changes)('stops $what, and nothing of it is written', async ({ after, before, id }) => {
    await withProject({}, async (project) => {
      const { clock, emulator } = project
      await project.apply(before)
      const { run } = await project.plan(after)
      emulator.edit(...id, (object) => ({ ...object, description: 'Theirs' }))
      await clock.sleep(6_000)
      const [theirs, sent] = [live(emulator, ...id), writes(emulator)]
      const report = await project.applyPlan(run)
      expect(outcomeStatuses(report)).toEqual([expect.stringMatching(/ failed, wrote no, moved$/)])
      expect(live(emulator, ...id)).toEqual(theirs)
      expect(writes(emulator)).toBe(sent)
      expect(reportExitCode(report)).toBe(5)
    })
  })

  test('of another object stops nothing', async () => {
    await withProject({}, async (project) => {
      await project.apply([...old, gate('other')])
      const { run } = await project.plan(fresh)
      project.emulator.edit('gates', 'other', (it) => ({ ...it, description: 'Theirs' }))
      await project.clock.sleep(6_000)
      expect(outcomeStatuses(await project.applyPlan(run))).toEqual(['gate/banner update done'])
    })
  })

  test('of what Statsig counts by itself stops nothing', async () => {
    await withProject({}, async (project) => {
      await project.apply(old)
      const { run } = await project.plan(fresh)
      project.emulator.edit('gates', 'banner', (it) => ({ ...it, checksPerHour: 12 }))
      await project.clock.sleep(6_000)
      expect(outcomeStatuses(await project.applyPlan(run))).toEqual(['gate/banner update done'])
    })
  })

  test.each([0, 4_999, 5_001])('is seen %s ms after the reading', async (wait) => {
    await withProject({}, async (project) => {
      await project.apply(old)
      const { run } = await project.plan(fresh)
      project.emulator.edit('gates', 'banner', (it) => ({ ...it, isEnabled: false }))
      await project.clock.sleep(wait)
      const sent = writes(project.emulator)
      expect(outcomeStatuses(await project.applyPlan(run))).toEqual([
        'gate/banner update failed, wrote no, moved',
      ])
      expect(writes(project.emulator)).toBe(sent)
    })
  })
})

describe('an object that is made in between', () => {
  const equal = { id: 'banner', name: 'banner', description: 'New' }

  test('is adopted where it is as described', async () => {
    await withProject({}, async (project) => {
      const { run } = await project.plan(fresh)
      project.emulator.insert('gates', equal)
      const report = await project.applyPlan(run)
      expect(report.outcomes[0]).toMatchObject({
        status: 'done',
        wrote: 'no',
        notes: [{ code: 'already-exists' }],
      })
      expect(writes(project.emulator)).toBe(0)
      expect(reportExitCode(report)).toBe(0)
      await expectConverged(project, fresh)
    })
  })

  test('is left alone where it is not, and the next plan shows the difference', async () => {
    await withProject({}, async (project) => {
      const { run } = await project.plan(fresh)
      project.emulator.insert('gates', { ...equal, description: 'Theirs' })
      const report = await project.applyPlan(run)
      expect(outcomeStatuses(report)).toEqual(['gate/banner create failed, wrote no, moved'])
      expect(writes(project.emulator)).toBe(0)
      expect(reportExitCode(report)).toBe(5)
      const next = await project.plan(fresh)
      expect(next.run.plan.operations.map(({ action }) => action)).toEqual(['update'])
    })
  })

  test.each([
    ['New', 'done'],
    ['Theirs', 'failed, wrote no, moved'],
  ] as const)(
    'at the very moment of ours is told from ours: %s is %s',
    async (description, end) => {
      const somebody = concurrentEditor()
      await withProject({ between: somebody.between }, async (project) => {
        somebody.does(() => project.emulator.insert('gates', { ...equal, description }))
        const { report } = await project.apply(fresh)
        expect(outcomeStatuses(report)).toEqual([`gate/banner create ${end}`])
        expect(project.emulator.snapshot().gates).toHaveLength(1)
        expect(live(project.emulator, 'gates', 'banner')['description']).toBe(description)
      })
    },
  )
})

describe('an edit within the round trip of a write', () => {
  const edited = async (fault: FaultKind, isEdited: boolean) => {
    const editor = concurrentEditor('after-check')
    return withProject(
      { ...withFaults(), between: editor.between, ...fastAnswers },
      async (project) => {
        const { emulator } = project
        await project.apply(old)
        let isDone = !isEdited
        editor.does(() => {
          if (!isDone) emulator.edit('gates', 'banner', (it) => ({ ...it, description: 'Theirs' }))
          isDone = true
        })
        const { run } = await project.plan(fresh)
        emulator.faults = [{ kind: fault, method: 'PATCH', nth: 1 }]
        const report = await project.applyPlan(run)
        return { code: reportExitCode(report), reason: report.outcomes.map(reasonOf) }
      },
    )
  }

  test.each(['lost', 'timeout', 'lost-html'] as const)(
    'is told where the answer to the write does not come: %s',
    async (fault) => {
      const { code, reason } = await edited(fault, true)
      expect([code, ...reason]).toEqual([6, expect.stringContaining('at the same moment')])
      expect((await edited(fault, false)).code).toBe(0)
    },
  )

  test('is told of the second request of a creation as well', async () => {
    const editor = concurrentEditor('after-check')
    await withProject(
      { ...withFaults(), between: editor.between, ...fastAnswers },
      async (project) => {
        const { emulator } = project
        editor.does(() => {
          if (emulator.object('layers', 'page') === undefined) return
          editor.does(() => undefined)
          emulator.edit('layers', 'page', (it) => ({ ...it, parameters: [], tags: ['theirs'] }))
        })
        emulator.faults = [{ kind: 'lost', method: 'PATCH', nth: 1 }]
        const { report } = await project.apply([layer('Page', 'description: Ours\n')])
        expect(report.outcomes.map(reasonOf)).toEqual([
          expect.stringContaining('at the same moment'),
        ])
      },
    )
  })

  test('is told from a request that was carried out twice', async () => {
    expect((await edited('twice', false)).code).toBe(0)
    expect((await edited('503', false)).code).toBe(0)
  })
})

test('what somebody deletes in between is not made anew', async () => {
  await withProject({}, async (project) => {
    await project.apply(old)
    const { run } = await project.plan(fresh)
    await fetch(`${project.emulator.url}/console/v1/gates/banner`, {
      method: 'DELETE',
      headers: { 'statsig-api-key': project.emulator.key },
    })
    const report = await project.applyPlan(run)
    expect(outcomeStatuses(report)).toEqual(['gate/banner update failed, wrote no, moved'])
    expect(project.emulator.snapshot().gates).toEqual([])
  })
})

test('what is to be retired and is gone by then is done, and nothing was written', async () => {
  await withProject({}, async (project) => {
    await project.apply(old)
    const { run } = await project.plan([gate('banner', 'lifecycle: { retired: delete }\n')])
    await fetch(`${project.emulator.url}/console/v1/gates/banner`, {
      method: 'DELETE',
      headers: { 'statsig-api-key': project.emulator.key },
    })
    await project.clock.sleep(6_000)
    const report = await project.applyPlan(run)
    expect(report.outcomes[0]).toMatchObject({
      status: 'done',
      notes: [{ code: 'already-removed' }],
    })
  })
})

test('an experiment that somebody decides otherwise is not decided by us', async () => {
  const somebody = concurrentEditor()
  await withProject({ between: somebody.between }, async (project) => {
    await project.apply([experiment('rank', 'status: active\n')])
    somebody.does(() =>
      project.emulator.edit('experiments', 'rank', (it) => ({
        ...it,
        status: 'decision_made',
        launchedGroupID: 'another',
        decisionReason: 'Theirs',
      })),
    )
    const { report } = await project.apply([
      experiment('rank', 'status: decision_made\nlaunchedGroupID: New\ndecisionReason: Ours\n'),
    ])
    expect(outcomeStatuses(report)).toEqual(['experiment/rank decide failed, wrote no, moved'])
    expect(live(project.emulator, 'experiments', 'rank')['decisionReason']).toBe('Theirs')
  })
})

describe.each(['tag-path-id-only', 'tag-path-name-only'] as const)('under %s', (behavior) => {
  test('a tag is created, changed and deleted', async () => {
    await withProject({ behaviors: [behavior] }, async (project) => {
      const path = 'statsig/tags/growth.yaml'
      for (const [files, end] of [
        [[tag('growth', 'First')], 'tag/growth create done'],
        [[tag('growth', 'Second')], 'tag/growth update done'],
        [
          [{ path, text: 'name: growth\ndescription: x\nlifecycle: { retired: delete }\n' }],
          'tag/growth delete done',
        ],
      ] as const) {
        const { report } = await project.apply(files)
        expect(outcomeStatuses(report)).toEqual([end])
        expect(report.nonConverged).toEqual([])
        const next = await project.apply(files)
        expect(next.run.plan.operations).toEqual([])
        // Long enough for the tag to be read again before it is written.
        await project.clock.sleep(6_000)
      }
      expect(project.emulator.snapshot().tags.map(({ name }) => name)).not.toContain('growth')
      expect(project.findings()).toEqual([])
    })
  })
})
