// What somebody changes in the console while a request waits stays as it is: for every kind of request, and for every wait.
import { describe, test as eachRunTest, expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import type { Behavior, Collection, Emulator, Fault } from '../../src/emulator/index.ts'
import type { SourceFile } from '../../src/model/index.ts'
import type { CheckBeforeSend, Writer } from '../../src/resources/api.ts'
import { reportExitCode } from '../../src/session/apply-exit-code.ts'
import { casesForRun, usualRunTest as test } from '../support/long-run.ts'
import { file, type ProjectOptions, withProject } from '../support/project.ts'
import {
  countByName,
  experiment,
  gate,
  layer,
  live,
  outcomeOf,
  outcomeStatuses,
  reasonOf,
  source,
  tag,
  waitingEditor,
  writes,
} from './fixture.ts'
import { askForReviews } from './review-fixture.ts'

const overridden = (users: string) => gate('banner', `overrides: { passingUserIDs: [${users}] }\n`)
const idList = (ids: string) =>
  file('statsig/segments/vip.yaml', `id: vip\nname: vip\ntype: id_list\nids: [${ids}]\n`)
const withRules = (share: number) =>
  gate(
    'banner',
    `rules:\n  - { name: One, passPercentage: ${share}, conditions: [{ type: public }] }\n`,
  )

interface Case {
  readonly what: string
  readonly before: readonly SourceFile[]
  readonly after: readonly SourceFile[]
  readonly object: readonly [Collection, string]
  readonly path: string
  readonly project?: 'warehouse'
  /** What is done in the console. Default: another description. */
  readonly edit?: (emulator: Emulator) => unknown
}

const theirs = (object: JsonObject): JsonObject => ({ ...object, description: 'Theirs' })

const put = async ({ key, url }: Emulator, method: string, path: string, body: unknown) => {
  const answer = await fetch(`${url}/console/v1/${path}`, {
    method,
    headers: { 'statsig-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBeLessThan(300)
}

const cases: readonly Case[] = [
  {
    what: 'an update of one text',
    before: [gate('banner', 'description: Old\n')],
    after: [gate('banner', 'description: New\n')],
    object: ['gates', 'banner'],
    path: 'gates/banner',
  },
  {
    what: 'an update of a list',
    before: [withRules(10)],
    after: [withRules(20)],
    object: ['gates', 'banner'],
    path: 'gates/banner',
    edit: (emulator) =>
      emulator.edit('gates', 'banner', ({ rules, ...rest }) => ({
        ...rest,
        rules: Array.isArray(rules)
          ? rules.map((rule) => ({ ...(rule as JsonObject), passPercentage: 0 }))
          : [],
      })),
  },
  {
    what: 'an update of a whole document',
    before: [layer('Page')],
    after: [layer('Page', 'description: New\n')],
    object: ['layers', 'page'],
    path: 'layers/page',
  },
  {
    what: 'an update of a kind without a version',
    before: [tag('core', 'Old')],
    after: [tag('core', 'New')],
    object: ['tags', 'core'],
    path: 'tags/',
  },
  {
    what: 'an update of a warehouse source',
    before: [source('orders', 'select 1')],
    after: [source('orders', 'select 2')],
    object: ['metric_sources', 'orders'],
    path: 'metrics/metric_source/orders',
    project: 'warehouse',
    edit: (emulator) =>
      emulator.edit('metric_sources', 'orders', (it) => ({ ...it, sql: 'select 0' })),
  },
  {
    what: 'archiving',
    before: [gate('banner', 'description: Old\n')],
    after: [gate('banner', 'lifecycle: { retired: true }\n')],
    object: ['gates', 'banner'],
    path: 'gates/banner/archive',
  },
  {
    what: 'deleting',
    before: [gate('banner', 'description: Old\n')],
    after: [gate('banner', 'lifecycle: { retired: delete }\n')],
    object: ['gates', 'banner'],
    path: 'gates/banner',
  },
  {
    what: 'a start',
    before: [experiment('rank')],
    after: [experiment('rank', 'status: active\n')],
    object: ['experiments', 'rank'],
    path: 'experiments/rank/start',
  },
  {
    what: 'overrides',
    before: [overridden('a')],
    after: [overridden('a, b')],
    object: ['gates', 'banner'],
    path: 'gates/banner/overrides',
    edit: (emulator) =>
      put(emulator, 'POST', 'gates/banner/overrides', {
        passingUserIDs: [],
        failingUserIDs: ['a'],
      }),
  },
  {
    what: 'ids of a segment',
    before: [idList('a, b')],
    after: [idList('a, c')],
    object: ['segments', 'vip'],
    path: 'segments/vip/id_list',
    edit: (emulator) => put(emulator, 'DELETE', 'segments/vip/id_list', { ids: ['a'] }),
  },
]

/** Why a request waits. After the last two, its answer might have been lost, and was not. */
const waits: readonly { readonly why: string; readonly fault: Omit<Fault, 'path'> }[] = [
  { why: 'a pause', fault: { kind: '429', retryAfter: '8', nth: 1 } },
  { why: 'a repetition after 503', fault: { kind: '503', nth: 1 } },
  { why: 'a repetition after a broken connection', fault: { kind: 'reset', nth: 1 } },
]

const isWrite = ({ method }: { readonly method: string }) => method !== 'GET'

const played = async (
  { after, before, edit, object: [collection, id], path, project: kind }: Case,
  fault: Omit<Fault, 'path'>,
  options: ProjectOptions = {},
) => {
  const editor = waitingEditor()
  return withProject(
    {
      unjudged: true,
      time: editor.clock,
      ...(kind && { project: kind }),
      ...options,
      api: { random: () => 1 },
    },
    async (project) => {
      const { emulator } = project
      await project.apply(before)
      const { run } = await project.plan(after)
      expect(run.plan.operations).toHaveLength(1)
      const writes = () => emulator.requests.filter(isWrite)
      const sent = writes().length
      const method = run.plan.operations[0]?.action === 'delete' ? { method: 'DELETE' } : {}
      // The first write of the run, and no read.
      for (const each of ['POST', 'PATCH', 'PUT', 'DELETE'])
        emulator.faults.push({ ...fault, ...method, path, method: each })
      let isEdited = false
      let seen: JsonObject = {}
      editor.actsOnce(async () => {
        emulator.faults = []
        if (edit) await edit(emulator)
        else emulator.edit(collection, id, theirs)
        isEdited = true
        seen = live(emulator, collection, id)
      })
      const report = await project.applyPlan(run)
      return {
        isEdited,
        seen,
        report,
        now: live(emulator, collection, id),
        attempts: writes().length - sent,
      }
    },
  )
}

const cells = cases.flatMap((each) => waits.map((wait) => ({ ...each, ...wait })))

describe('is left as it is changed in the console', () => {
  eachRunTest.each(casesForRun(cells, (_, nth) => nth % 3 === 0 || nth % 5 === 0))(
    'during $why: $what',
    async ({ fault, ...each }) => {
      const { isEdited, now, report, seen } = await played(each, fault)
      expect(isEdited).toBe(true)
      expect(now).toEqual(seen)
      expect(outcomeStatuses(report)).toEqual([expect.stringMatching(/ failed, wrote .*moved$/)])
      // After 503 or a broken connection it is not known whether the first attempt was carried out.
      expect(reportExitCode(report)).toBe(fault.kind === '429' ? 5 : 6)
    },
  )
})

describe('a creation', () => {
  const page = ['layers', 'page'] as const
  const withWaitBefore = async (
    files: readonly SourceFile[],
    fault: Fault,
    edit: (emulator: Emulator) => void,
  ) => {
    const editor = waitingEditor()
    return withProject({ unjudged: true, time: editor.clock }, async (project) => {
      const { emulator } = project
      emulator.faults = [fault]
      editor.actsOnce(() => {
        emulator.faults = []
        edit(emulator)
      })
      const { report } = await project.apply(files)
      return { report, layer: live(emulator, ...page), sent: writes(emulator), emulator }
    })
  }

  test('is not sent where somebody has made it while it waited', async () => {
    const { emulator, report, sent } = await withWaitBefore(
      [gate('banner', 'description: Ours\n')],
      { kind: '429', retryAfter: '8', method: 'POST' },
      ({ insert }) => insert('gates', { id: 'banner', name: 'banner', description: 'Theirs' }),
    )
    expect(outcomeStatuses(report)).toEqual(['gate/banner create failed, wrote no, moved'])
    expect(live(emulator, 'gates', 'banner')['description']).toBe('Theirs')
    expect(sent).toBe(1)
    expect(reportExitCode(report)).toBe(5)
  })

  const second: Fault = { kind: '429', retryAfter: '8', path: 'layers/' }

  test('keeps in its second step what somebody has changed beside it', async () => {
    const { layer: now, report } = await withWaitBefore([layer('Page')], second, ({ edit }) =>
      edit(...page, theirs),
    )
    expect(outcomeStatuses(report)).toEqual(['layer/Page create done'])
    expect(now).toMatchObject({ description: 'Theirs', parameters: [{ name: 'size' }] })
  })

  test('leaves its second step where somebody has taken it', async () => {
    const parameters = [{ name: 'size', type: 'number', defaultValue: 7 }]
    const { layer: now, report } = await withWaitBefore([layer('Page')], second, ({ edit }) =>
      edit(...page, (it) => ({ ...it, parameters })),
    )
    expect(outcomeStatuses(report)).toEqual(['layer/Page create failed, wrote yes, moved'])
    expect(now).toMatchObject({ parameters })
    expect(reportExitCode(report)).toBe(6)
  })
})

/** Somebody who acts once, after the check of a request and before it arrives. */
const editorInRoundTrip = () => {
  let act: (() => void) | undefined
  const acting =
    (check: CheckBeforeSend | undefined): CheckBeforeSend =>
    async (...turn) => {
      const checked = check === undefined ? {} : await check(...turn)
      act?.()
      act = undefined
      return checked
    }
  return {
    actsOnce: (next: () => void): void => {
      act = next
    },
    between: (writer: Writer): Writer => ({
      ...writer,
      send: (request, options) =>
        writer.send(request, { ...options, check: acting(options.check) }),
      sendReview: (kind, ids, request, check) =>
        writer.sendReview(kind, ids, request, acting(check)),
    }),
  }
}

const certainly = 'another client or a person changed it in Statsig at the same moment'
const perhaps = 'may have changed it in Statsig at the same moment'

/** `says`: absent where the operation is done. */
const roundTrips: readonly {
  readonly behaviors: readonly Behavior[]
  readonly isEdited: boolean
  readonly says?: string
}[] = [
  { behaviors: [], isEdited: true, says: certainly },
  { behaviors: ['audit-logs-forbidden'], isEdited: true, says: perhaps },
  { behaviors: ['audit-logs-delayed'], isEdited: true, says: perhaps },
  { behaviors: ['audit-changes-left-out'], isEdited: true, says: certainly },
  { behaviors: ['version-skips'], isEdited: true, says: certainly },
  { behaviors: ['version-skips', 'audit-logs-forbidden'], isEdited: true, says: perhaps },
  { behaviors: [], isEdited: false },
  { behaviors: ['audit-logs-forbidden'], isEdited: false },
  // The audit log shows that there was one write.
  { behaviors: ['version-skips'], isEdited: false },
  { behaviors: ['version-skips', 'audit-changes-left-out'], isEdited: false },
  // Nothing tells this server from an edit that was overwritten.
  { behaviors: ['version-skips', 'audit-logs-forbidden'], isEdited: false, says: perhaps },
]

/** A request of each sort after which the version is compared. */
const sorts: readonly {
  readonly what: string
  readonly before: readonly SourceFile[]
  readonly after: readonly SourceFile[]
  readonly object: readonly [Collection, string]
  readonly isReviewed?: true
}[] = [
  {
    what: 'gate/banner update',
    before: [withRules(10)],
    after: [withRules(20)],
    object: ['gates', 'banner'],
  },
  {
    what: 'experiment/rank start',
    before: [experiment('rank')],
    after: [experiment('rank', 'status: active\n')],
    object: ['experiments', 'rank'],
  },
  {
    what: 'gate/banner archive',
    before: [withRules(10)],
    after: [gate('banner', 'lifecycle: { retired: true }\n')],
    object: ['gates', 'banner'],
  },
  {
    what: 'gate/banner update',
    isReviewed: true,
    before: [withRules(10)],
    after: [withRules(20)],
    object: ['gates', 'banner'],
  },
]

const roundTripCells = sorts.flatMap((sort) =>
  roundTrips.map((trip) => ({ ...sort, ...trip, under: trip.behaviors?.join(' and ') ?? 'none' })),
)

eachRunTest.each(casesForRun(roundTripCells, (_, nth) => nth < roundTrips.length || nth % 4 === 0))(
  'within the last round trip of $what (reviewed: $isReviewed), an edit ($isEdited) is found by the version, under $under',
  async ({ after, before, behaviors, isEdited, isReviewed, object, says, what }) => {
    const editor = editorInRoundTrip()
    await withProject({ behaviors, between: editor.between }, async (project) => {
      const { emulator } = project
      await project.apply(before)
      if (isReviewed) {
        askForReviews(project)
        await project.apply(after)
        emulator.review(...object, 'approve')
      }
      await project.clock.sleep(60_000)
      const { run } = await project.plan(after)
      editor.actsOnce(() => isEdited && emulator.edit(...object, theirs))
      const sent = writes(emulator)
      const report = await project.applyPlan(run)
      const end = says === undefined ? 'done' : 'failed, wrote yes'
      expect(outcomeStatuses(report)).toEqual([`${what} ${end}`])
      // Nothing is restored.
      expect(writes(emulator)).toBe(sent + 1)
      expect(reportExitCode(report)).toBe(says === undefined ? 0 : 6)
      if (says !== undefined) expect(reasonOf(outcomeOf(report, what))).toContain(says)
    })
  },
)

test('two applies that make an alert at the same moment find the second one', async () => {
  const name = 'Search is slow'
  const alert = file('statsig/alerts/slow.yaml', `name: ${name}\ncondition: greater\n`)
  const options: ProjectOptions = {
    between: (writer) => ({
      ...writer,
      // Both have looked before one of them sends.
      send: (request, { check, ...rest }) =>
        writer.send(request, {
          ...rest,
          check: async (...turn) => {
            const checked = await check?.(...turn)
            arrived += 1
            while (arrived < 2) await new Promise((done) => setImmediate(done))
            return checked
          },
        }),
    }),
  }
  let arrived = 0
  await withProject(options, async (project) => {
    const { run } = await project.plan([alert])
    const reports = await Promise.all([project.applyPlan(run), project.applyPlan(run)])
    expect(countByName(project.emulator, 'alerts', name)).toBe(2)
    const [first, second] = project.emulator
      .snapshot()
      .alerts.map(({ id }) => String(id))
      .sort()
    for (const report of reports) {
      expect(outcomeStatuses(report)).toEqual([`alert/${name} create failed, wrote yes`])
      expect(reasonOf(outcomeOf(report, 'alert'))).toContain(
        `keep \`${first}\`, and remove \`${second}\` by hand`,
      )
      expect(reportExitCode(report)).toBe(6)
    }
    // One after the other, the second finds the first: nothing is made.
    expect((await project.plan([alert])).diagnostics.length).toBeGreaterThan(0)
  })
  await withProject({}, async (project) => {
    const { run } = await project.plan([alert])
    await project.applyPlan(run)
    await project.applyPlan(run)
    expect(countByName(project.emulator, 'alerts', name)).toBe(1)
  })
})
