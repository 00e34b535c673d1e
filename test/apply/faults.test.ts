// Every sort of write, met by every sort of fault: nothing is made twice, nothing is lost, and nothing is said that is
// not so.
import { describe, expect, test as testInBothRuns } from 'vitest'
import type { Behavior, Collection, Fault, FaultKind } from '../../src/emulator/index.ts'
import type { SourceFile } from '../../src/model/index.ts'
import { casesForRun, usualRunTest as test } from '../support/long-run.ts'
import { type TestProject, withProject } from '../support/project.ts'
import {
  countByName,
  expectConverged,
  experiment,
  gate,
  layer,
  live,
  outcomeOf,
  outcomeStatuses,
  reasonOf,
  segment,
  source,
  withFaults,
} from './fixture.ts'

interface Change {
  readonly what: string
  readonly project?: 'warehouse'
  readonly before?: readonly SourceFile[]
  readonly after: readonly SourceFile[]
  /** The operation that meets the fault, by address and action. */
  readonly operation: string
  readonly strikes: Pick<Fault, 'method' | 'path'>
  readonly at: readonly [Collection, string]
  /** What live state shows once it is done. */
  readonly isDone: (project: TestProject) => boolean
  /** Whether a part of the operation is done before the fault. */
  readonly isHalf?: true
}

const shows =
  (collection: Collection, id: string, name: string, value: unknown) =>
  ({ emulator }: TestProject): boolean =>
    JSON.stringify(live(emulator, collection, id)[name]) === JSON.stringify(value)

const changes: readonly Change[] = [
  {
    what: 'a creation',
    after: [gate('banner', 'description: New\n')],
    operation: 'gate/banner create',
    strikes: { method: 'POST', path: '/gates' },
    at: ['gates', 'banner'],
    isDone: shows('gates', 'banner', 'description', 'New'),
  },
  {
    what: 'the first step of a creation in two',
    after: [layer('Page')],
    operation: 'layer/Page create',
    strikes: { method: 'POST', path: '/layers' },
    at: ['layers', 'Page'],
    isDone: ({ emulator }) => JSON.stringify(emulator.snapshot().layers).includes('"size"'),
  },
  {
    what: 'the second step of a creation in two',
    after: [layer('Page')],
    operation: 'layer/Page create',
    strikes: { method: 'PATCH', path: '/layers' },
    at: ['layers', 'Page'],
    isDone: ({ emulator }) => JSON.stringify(emulator.snapshot().layers).includes('"size"'),
    isHalf: true,
  },
  {
    what: 'a patch',
    before: [gate('banner', 'description: Old\n')],
    after: [gate('banner', 'description: New\n')],
    operation: 'gate/banner update',
    strikes: { method: 'PATCH', path: '/gates' },
    at: ['gates', 'banner'],
    isDone: shows('gates', 'banner', 'description', 'New'),
  },
  {
    what: 'an update of the whole',
    project: 'warehouse',
    before: [source('orders', 'select 1')],
    after: [source('orders', 'select 2')],
    operation: 'metric_source/orders update',
    strikes: { method: 'POST', path: '/metric_source/orders' },
    at: ['metric_sources', 'orders'],
    isDone: shows('metric_sources', 'orders', 'sql', 'select 2'),
  },
  {
    what: 'an update by a bare value',
    before: [segment('europe', 'FR')],
    after: [segment('europe', 'DE')],
    operation: 'segment/europe update',
    strikes: { method: 'POST', path: '/conditional' },
    at: ['segments', 'europe'],
    isDone: ({ emulator }) => JSON.stringify(live(emulator, 'segments', 'europe')).includes('"DE"'),
  },
  {
    what: 'the start of an experiment',
    before: [experiment('rank')],
    after: [experiment('rank', 'status: active\n')],
    operation: 'experiment/rank start',
    strikes: { method: 'PUT', path: '/start' },
    at: ['experiments', 'rank'],
    isDone: shows('experiments', 'rank', 'status', 'active'),
  },
  {
    what: 'a decision',
    before: [experiment('rank', 'status: active\n')],
    after: [
      experiment('rank', 'status: decision_made\nlaunchedGroupID: New\ndecisionReason: Better\n'),
    ],
    operation: 'experiment/rank decide',
    strikes: { method: 'PUT', path: '/make_decision' },
    at: ['experiments', 'rank'],
    isDone: shows('experiments', 'rank', 'decisionReason', 'Better'),
  },
  {
    what: 'archiving',
    before: [gate('banner')],
    after: [gate('banner', 'lifecycle: { retired: true }\n')],
    operation: 'gate/banner archive',
    strikes: { method: 'PUT', path: '/archive' },
    at: ['gates', 'banner'],
    isDone: shows('gates', 'banner', 'status', 'Archived'),
  },
  {
    what: 'deleting',
    before: [gate('banner')],
    after: [gate('banner', 'lifecycle: { retired: delete }\n')],
    operation: 'gate/banner delete',
    strikes: { method: 'DELETE', path: '/gates' },
    at: ['gates', 'banner'],
    isDone: ({ emulator }) => countByName(emulator, 'gates', 'banner') === 0,
  },
]

/** Runs a change against a fault and holds what is said against what is. */
const meeting = async (change: Change, fault: Fault, ...behaviors: readonly Behavior[]) =>
  withProject(
    {
      ...withFaults(fault),
      behaviors,
      ...(change.project && { project: change.project }),
    },
    async (project) => {
      const { emulator } = project
      const { faults } = emulator
      emulator.faults = []
      await project.apply(change.before ?? [])
      const before = JSON.stringify(emulator.snapshot())
      emulator.faults = faults
      const { report } = await project.apply(change.after)
      const outcome = outcomeOf(report, change.operation)
      const isDone = change.isDone(project)
      expect(countByName(emulator, ...change.at)).toBeLessThanOrEqual(1)
      if (outcome.status === 'done') expect(isDone, reasonOf(outcome)).toBe(true)
      if (outcome.status === 'failed' && outcome.wrote === 'no')
        expect(JSON.stringify(emulator.snapshot())).toBe(before)
      await expectConverged(project, change.after)
      expect(change.isDone(project)).toBe(true)
      expect(countByName(emulator, ...change.at)).toBe(change.what === 'deleting' ? 0 : 1)
      return { report, outcome, isDone }
    },
  )

const passing: readonly FaultKind[] = ['reset', '429', '500', '503', 'html', 'hang']
const losing: readonly FaultKind[] = ['lost', 'lost-html', 'truncated', 'empty', 'cut', 'timeout']
const refusing: readonly FaultKind[] = ['401', '403', 'errors-object', 'redirect']

describe.each(changes)('$what', (change) => {
  testInBothRuns.each(
    casesForRun(
      [...passing, ...losing, 'twice'] as const,
      (_, index) => (index + changes.indexOf(change)) % 5 === 0,
    ),
  )('is done once although it met %s', async (kind) => {
    const { report } = await meeting(change, { kind, ...change.strikes, times: 1 })
    expect(outcomeStatuses(report)).toEqual([`${change.operation} done`])
    expect(report.nonConverged).toEqual([])
    expect(report.verificationError).toBeUndefined()
  })

  testInBothRuns.each(
    casesForRun(refusing, (_, index) => (index + changes.indexOf(change)) % 2 === 0),
  )('that is refused by %s failed, and says what was written', async (kind) => {
    const { outcome } = await meeting(change, { kind, ...change.strikes, times: 1 })
    expect(outcome).toMatchObject({
      status: 'failed',
      wrote: change.isHalf ? 'yes' : 'no',
      isKeyRefused: kind === '401',
    })
  })

  test.each(['lost', 'lost-html', 'truncated', 'empty', 'cut'] as const)(
    'is found done when every answer is %s',
    async (kind) => {
      const { isDone, outcome } = await meeting(change, { kind, ...change.strikes })
      expect({ isDone, status: outcome.status }).toEqual({ isDone: true, status: 'done' })
      expect(reasonOf(outcome)).toMatch(/lost|so already/)
    },
  )

  test.each(['reset', '500', 'html'] as const)(
    'that never gets through %s failed, and nobody claims to know more',
    async (kind) => {
      const { isDone, outcome } = await meeting(change, { kind, ...change.strikes })
      expect(isDone).toBe(false)
      expect(outcome).toMatchObject({ status: 'failed', wrote: change.isHalf ? 'yes' : 'unknown' })
    },
  )
})

test.each([
  ['gate/banner create', [], [gate('banner')], 'POST'],
  ['experiment/rank start', [experiment('rank')], [experiment('rank', 'status: active\n')], 'PUT'],
  ['gate/banner update', [gate('banner')], [gate('banner', 'isEnabled: false\n')], 'PATCH'],
] as const)(
  '%s that is refused after an answer was lost may have been written, and says so',
  async (operation, before, after, method) => {
    await withProject({ unjudged: true }, async (project) => {
      await project.apply(before)
      project.emulator.faults = [
        { kind: 'reset', method, nth: 1 },
        { kind: '403', method, nth: 2 },
      ]
      const { report } = await project.apply(after)
      expect(outcomeStatuses(report)).toEqual([`${operation} failed, wrote unknown`])
      await expectConverged(project, after)
    })
  },
)

describe('where Statsig takes a name twice', () => {
  const creations = changes.filter(({ operation }) => operation.endsWith('create'))
  const faults = [...passing, ...losing]
  const cells = creations.flatMap((change) => faults.map((kind) => ({ ...change, kind })))

  testInBothRuns.each(casesForRun(cells, (_, index) => index % 5 === 0))(
    '$what that met $kind is still made once',
    async ({ kind, ...change }) => {
      const fault: Fault = { kind, ...change.strikes, times: 1 }
      const { report } = await meeting(change, fault, 'duplicate-names-accepted')
      expect(outcomeStatuses(report)).toEqual([`${change.operation} done`])
    },
  )

  test('a twin that a proxy made is named by the next plan', async () => {
    await withProject(
      {
        ...withFaults({ kind: 'twice', method: 'POST', path: '/layers' }),
        behaviors: ['duplicate-names-accepted'],
      },
      async (project) => {
        await project.apply([layer('Page')])
        expect(countByName(project.emulator, 'layers', 'Page')).toBe(2)
        const { diagnostics } = await project.plan([layer('Page')])
        expect(diagnostics.map(({ message }) => message)).toEqual([
          'Statsig has more than one `layer/Page`.',
        ])
      },
    )
  })
})

describe('the limit', () => {
  test.each(['1', '0', '-1', '86400', 'Wed, 21 Oct 2015 07:28:00 GMT', 'soon'])(
    'is waited for when Retry-After says `%s`',
    async (retryAfter) => {
      const [change] = changes
      if (change === undefined) throw new Error('There is no change.')
      const { report } = await meeting(change, {
        kind: '429',
        ...change.strikes,
        times: 2,
        retryAfter,
      })
      expect(outcomeStatuses(report)).toEqual(['gate/banner create done'])
    },
  )
})

describe('reading', () => {
  test.each(['reset', '429', '500', '503', 'html', 'truncated', 'empty', 'cut', 'lost'] as const)(
    'goes on after %s, wherever it strikes',
    async (kind) => {
      for (const nth of [1, 2, 3, 4])
        await withProject(withFaults({ kind, method: 'GET', nth }), async (project) => {
          const { report } = await project.apply([gate('banner'), layer('Page')])
          expect(outcomeStatuses(report)).toEqual([
            'gate/banner create done',
            'layer/Page create done',
          ])
          await expectConverged(project, [gate('banner'), layer('Page')])
        })
    },
  )

  test('that is a second behind makes no twin', async () => {
    await withProject(
      { ...withFaults({ kind: 'stale', method: 'GET' }), behaviors: ['duplicate-names-accepted'] },
      async (project) => {
        project.emulator.faults = [
          ...project.emulator.faults,
          { kind: 'lost', method: 'POST', times: 2 },
        ]
        const files = [gate('banner', 'description: x\n'), layer('Page')]
        const { report } = await project.apply(files)
        expect(outcomeStatuses(report)).toEqual([
          'gate/banner create done',
          'layer/Page create done',
        ])
        await project.clock.sleep(2_000)
        await expectConverged(project, files)
        expect(countByName(project.emulator, 'gates', 'banner')).toBe(1)
        expect(countByName(project.emulator, 'layers', 'Page')).toBe(1)
      },
    )
  })

  test.each(['true', 'delete'])(
    'that is a second behind proves no retirement (%s)',
    async (how) => {
      const after = [gate('banner', `lifecycle: { retired: ${how} }\n`)]
      await withProject({ unjudged: true }, async (project) => {
        await project.apply([gate('banner')])
        const { run } = await project.plan(after)
        // A second ago the gate was not there yet.
        project.emulator.faults = [{ kind: 'stale', method: 'GET' }, { kind: 'errors-object' }]
        const report = await project.applyPlan(run)
        expect(outcomeStatuses(report)).toEqual([expect.stringMatching(/ failed, wrote no$/)])
        await expectConverged(project, after)
      })
    },
  )

  test('pages that shift lose nothing and make nothing twice', async () => {
    const many = Array.from({ length: 120 }, (_, n) => gate(`gate_${n}`))
    await withProject({ unjudged: true }, async (project) => {
      await project.apply(many)
      project.emulator.faults = [{ kind: 'page-shift', times: 2 }]
      const { run } = await project.plan(many)
      expect(run.plan.operations).toEqual([])
    })
  })

  test('that fails for good while applying fails the operation and names what it asked', async () => {
    await withProject(
      withFaults({ kind: '500', method: 'GET', path: 'gates/banner' }),
      async (one) => {
        const { report } = await one.apply([gate('banner'), gate('other')])
        expect(outcomeStatuses(report)).toEqual([
          'gate/banner create failed, wrote no',
          'gate/other create done',
        ])
        expect(reasonOf(outcomeOf(report, 'gate/banner'))).toContain('GET /console/v1/gates/banner')
      },
    )
  })
})

describe('a refused key', () => {
  const files = Array.from({ length: 30 }, (_, n) => gate(`gate_${String(n).padStart(2, '0')}`))

  test('stops whatever has not begun, and what was under way is told', async () => {
    await withProject(withFaults({ kind: '401', method: 'POST', nth: 10 }), async (project) => {
      const { report } = await project.apply(files, { width: 4 })
      const posts = project.emulator.requests.filter(({ method }) => method === 'POST')
      // Three others may have been on their way when the tenth was refused.
      expect(posts.length).toBeLessThanOrEqual(13)
      const counts = (status: string) =>
        report.outcomes.filter((outcome) => outcome.status === status).length
      expect(counts('done')).toBe(posts.length - 1)
      expect(project.emulator.snapshot().gates).toHaveLength(counts('done'))
      expect(counts('skipped')).toBeGreaterThanOrEqual(30 - 16)
      const because = report.outcomes.flatMap((each) =>
        each.status === 'skipped' ? each.reason.code : [],
      )
      expect([...new Set(because)]).toEqual(['key-refused'])
      expect(report.verificationError).toMatchObject({ detail: expect.stringMatching(/401/) })
      await expectConverged(project, files)
    })
  })

  test('is recognised by a question as well as by a write', async () => {
    await withProject(
      withFaults({ kind: '401', method: 'GET', path: 'gates/gate_0' }),
      async (project) => {
        const { report } = await project.apply(files, { width: 1 })
        expect(outcomeStatuses(report)[0]).toBe('gate/gate_00 create failed, wrote no, key')
        expect(report.outcomes.filter(({ status }) => status === 'skipped')).toHaveLength(29)
      },
    )
  })
})

test('one entity that is forbidden stops itself and what depends on it, nothing else', async () => {
  const files = [
    gate('first'),
    gate(
      'second',
      'rules:\n  - name: r\n    passPercentage: 100\n    conditions: [{ type: passes_gate, targetValue: first }]\n',
    ),
    gate('third'),
  ]
  await withProject(
    { ...withFaults({ kind: '403', method: 'POST', times: 1 }) },
    async (project) => {
      const { report } = await project.apply(files, { width: 1 })
      expect(outcomeStatuses(report)).toEqual([
        'gate/first create failed, wrote no',
        'gate/third create done',
        'gate/second create skipped: `gate/first` failed (create)',
      ])
      await expectConverged(project, files)
    },
  )
})

test('a bug is no failure of the network: its name is told', async () => {
  await withProject(
    {
      unjudged: true,
      between: (writer) => ({
        ...writer,
        send: async (_, { check }) => {
          await check?.(writer, false)
          throw new TypeError('x is not a function')
        },
      }),
    },
    async (project) => {
      const { report } = await project.apply([gate('banner')])
      expect(outcomeStatuses(report)).toEqual(['gate/banner create failed, wrote unknown'])
      expect(reasonOf(outcomeOf(report, 'gate/banner'))).toBe(
        'internal error in statsig-gitops, please report it: TypeError: x is not a function',
      )
    },
  )
})
