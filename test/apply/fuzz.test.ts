// Chance: random projects, random faults, other hands and sudden deaths. Whatever happens, nothing is there twice,
// nothing of anybody's is lost, nothing is called done that is not, and the next run completes it.
import fc from 'fast-check'
import { expect } from 'vitest'
import { type Fault, type FaultKind, faultKinds, type State } from '../../src/emulator/index.ts'
import type { Outcome, SourceFile } from '../../src/model/index.ts'
import type { Writer } from '../../src/resources/api.ts'
import { virtualClock } from '../support/clock.ts'
import { drawsForRun, randomizedTest } from '../support/long-run.ts'
import { withProject } from '../support/project.ts'
import {
  concurrentEditor,
  expectConverged,
  expectNoDuplicates,
  experiment,
  gate,
  type KillPoint,
  killableRun,
  layer,
  outcomeStatuses,
  segment,
  statusText,
  tag,
} from './fixture.ts'

const runs = drawsForRun('network', { usual: 120, long: 800, whole: 8_000 })
const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const

interface Slot {
  readonly kind: 'gate' | 'layer' | 'tag' | 'segment' | 'experiment'
  readonly was: boolean
  readonly becomes: 'same' | 'changed' | 'ended'
  readonly leans: boolean
}
interface Schedule {
  readonly slots: readonly Slot[]
  readonly faults: readonly Fault[]
  readonly death: KillPoint | undefined
  /** The writes right before which somebody edits a gate, in a key that no file mentions. */
  readonly edits: readonly number[]
  readonly takesDoubles: boolean
  readonly width: number
}

/** About lists alone, or about answers that only a waiting review gives. */
const elsewhere: readonly FaultKind[] = ['page-shift', 'no-pagination', 'review']
const kinds = faultKinds.map(({ name }) => name).filter((name) => !elsewhere.includes(name))
const slow: readonly FaultKind[] = ['timeout', 'hang']
const quick = kinds.filter((name) => !slow.includes(name))

const schedules: fc.Arbitrary<Schedule> = fc.record({
  slots: fc.array(
    fc.record({
      kind: fc.constantFrom('gate', 'gate', 'layer', 'tag', 'segment', 'experiment'),
      was: fc.constantFrom(true, true, false),
      becomes: fc.constantFrom('same', 'changed', 'changed', 'ended', 'ended', 'ended'),
      leans: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  faults: fc.array(
    fc.record({
      kind: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...quick) },
        { weight: 1, arbitrary: fc.constantFrom(...slow) },
      ),
      // Fewer requests archive, start or delete than read, so faults look for them more often.
      method: fc.constantFrom(...methods, 'PUT', 'DELETE', 'PUT', 'DELETE'),
      nth: fc.constantFrom(1, 1, 1, 2, 4),
    }),
    { maxLength: 8 },
  ),
  death: fc.option(
    fc.record({ nth: fc.integer({ min: 1, max: 12 }), when: fc.constantFrom('before', 'after') }),
    { nil: undefined, freq: 4 },
  ),
  edits: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 2 }),
  takesDoubles: fc.boolean(),
  width: fc.constantFrom(1, 2, 8),
})

const idOf = ({ kind }: Slot, at: number): string => `${kind}_${at}`

const fileOf = (
  slot: Slot,
  at: number,
  slots: readonly Slot[],
  time: 'then' | 'now',
): SourceFile => {
  const id = idOf(slot, at)
  const isNew = time === 'now' && slot.becomes !== 'same'
  const text = isNew ? 'new' : 'old'
  const isEnding = time === 'now' && slot.becomes === 'ended' && slot.was
  const retired = (how: string) => (isEnding ? `lifecycle: { retired: ${how} }\n` : '')
  switch (slot.kind) {
    case 'gate': {
      const other = slots[at - 1]
      const leans =
        slot.leans && time === 'now' && other?.kind === 'gate' && other.becomes !== 'ended'
      const rules = leans
        ? `rules:\n  - name: r\n    passPercentage: 50\n    conditions: [{ type: passes_gate, targetValue: gate_${at - 1} }]\n`
        : ''
      return gate(id, `description: ${text}\n${rules}${retired(slot.leans ? 'delete' : 'true')}`)
    }
    case 'layer':
      return layer(id, `description: ${text}\n${retired('delete')}`)
    case 'tag':
      return { ...tag(id, text), text: `name: ${id}\ndescription: ${text}\n${retired('delete')}` }
    case 'segment': {
      const plain = segment(id, isNew ? 'DE' : 'FR')
      return { ...plain, text: `${plain.text}${retired('true')}` }
    }
    case 'experiment':
      return experiment(id, `hypothesis: ${text}\n${isEnding ? 'status: active\n' : ''}`)
  }
}

/** Whether live state shows what an outcome claims. */
const isTrue = ({ operation }: Outcome, state: State): boolean => {
  const name = operation.address.slice(operation.kind.length + 1)
  const object = Object.values(state)
    .flat()
    .find((each) => each['name'] === name)
  switch (operation.action) {
    case 'create':
    case 'update': {
      const { description, hypothesis, rules } = operation.members
      const shown = JSON.stringify(object)
      return (
        object !== undefined &&
        (description === undefined || object['description'] === description) &&
        (hypothesis === undefined || object['hypothesis'] === hypothesis) &&
        (!JSON.stringify(rules)?.includes('DE') || shown.includes('"DE"')) &&
        (operation.kind !== 'layer' || shown.includes('"size"'))
      )
    }
    case 'start':
      return object?.['status'] === 'active'
    case 'archive':
      return object?.['status'] === 'Archived' || object?.['isEnabled'] === false
    case 'delete':
      return object === undefined
    default:
      return false
  }
}

const struck = new Map<string, number>()

const live = async ({
  death,
  edits,
  faults,
  slots,
  takesDoubles,
  width,
}: Schedule): Promise<void> => {
  const then = slots.flatMap((slot, at) => (slot.was ? [fileOf(slot, at, slots, 'then')] : []))
  const now = slots.map((slot, at) => fileOf(slot, at, slots, 'now'))
  const life = killableRun(death ?? { nth: Number.POSITIVE_INFINITY, when: 'before' })
  const somebody = concurrentEditor()
  let isOn = false
  const between = (writer: Writer): Writer => {
    const [plain, bent] = [writer, life.between(somebody.between(writer))]
    return {
      read: (given) => (isOn ? bent : plain).read(given),
      find: (...given) => (isOn ? bent : plain).find(...given),
      readSubResources: (...given) => (isOn ? bent : plain).readSubResources(...given),
      listSubResources: (...given) => (isOn ? bent : plain).listSubResources(...given),
      readAuditLog: (...given) => (isOn ? bent : plain).readAuditLog(...given),
      readReviews: (...given) => (isOn ? bent : plain).readReviews(...given),
      readReview: (...given) => (isOn ? bent : plain).readReview(...given),
      send: (...given) => (isOn ? bent : plain).send(...given),
      sendReview: (...given) => (isOn ? bent : plain).sendReview(...given),
    }
  }
  await withProject(
    {
      unjudged: true,
      time: virtualClock(),
      api: { timeouts: { read: 50, write: 50 } },
      between,
      behaviors: takesDoubles ? ['duplicate-names-accepted'] : [],
    },
    async (project) => {
      const { clock, emulator } = project
      await project.apply(then)
      const theirs = new Map<string, string>()
      let nthWrite = 0
      somebody.does(() => {
        nthWrite += 1
        const { gates } = emulator.snapshot()
        const id = String(gates[nthWrite % Math.max(1, gates.length)]?.['id'] ?? '')
        if (!edits.includes(nthWrite) || id === '') return
        const app = `app_${nthWrite}`
        theirs.set(id, app)
        emulator.insert('target_apps', { name: app })
        emulator.edit('gates', id, (it) => ({ ...it, targetApps: [app] }))
      })
      const { run } = await project.plan(now)
      const before = emulator.requests.length
      isOn = true
      // A proxy that delivers twice to a server that takes doubles makes twins that no client can prevent.
      emulator.faults = faults.filter(({ kind }) => kind !== 'twice' || !takesDoubles)
      const report = await project.applyPlan(run, { width })
      isOn = false
      for (const { kind, method = '', nth = 1 } of emulator.faults) {
        const seen = emulator.requests.slice(before).filter((request) => request.method === method)
        const cell = `${method} ${kind}`
        if (seen.length >= nth) struck.set(cell, (struck.get(cell) ?? 0) + 1)
      }
      const state = emulator.snapshot()
      const lies = report.outcomes.filter((each) => each.status === 'done' && !isTrue(each, state))
      expect(lies.map(statusText)).toEqual([])
      expectNoDuplicates(project)

      emulator.faults = []
      await clock.sleep(2_000)
      await expectConverged(project, now)
      expectNoDuplicates(project)
      const after = emulator.snapshot()
      for (const [id, app] of theirs) {
        const object = after.gates.find((each) => each['id'] === id)
        if (object) expect(object['targetApps']).toEqual([app])
      }
      const wanted = report.outcomes.map(({ operation }) => operation.address)
      const again = report.outcomes.filter((each) => !isTrue(each, after))
      expect(again.map(statusText), `${outcomeStatuses(report)} of ${wanted}`).toEqual([])
    },
  )
}

/** Only reads can be behind. */
const cells = methods.flatMap((method) =>
  kinds.flatMap((kind) => (kind === 'stale' && method !== 'GET' ? [] : [{ method, kind }])),
)
/** One project in which every method is used, so that chance passes over no cell. */
const everyMethod: readonly Slot[] = [
  { kind: 'gate', was: true, becomes: 'changed', leans: false },
  { kind: 'gate', was: true, becomes: 'ended', leans: false },
  { kind: 'tag', was: true, becomes: 'ended', leans: false },
  { kind: 'layer', was: false, becomes: 'changed', leans: false },
]
const examples = cells.map(({ kind, method }): [Schedule] => [
  {
    slots: everyMethod,
    faults: [{ kind, method, nth: 1 }],
    death: undefined,
    edits: [2],
    takesDoubles: kind !== 'twice',
    width: 1,
  },
])

randomizedTest(
  'whatever happens, nothing is twice, lost or claimed, and the next run completes it',
  async () => {
    await fc.assert(fc.asyncProperty(schedules, live), { numRuns: runs, examples })
    const missed = cells
      .map(({ kind, method }) => `${method} ${kind}`)
      .filter((cell) => !struck.has(cell))
    expect(missed).toEqual([])
  },
)
