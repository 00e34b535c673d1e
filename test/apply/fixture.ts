// What the tests of applying share: small definitions, what is live of them, and how a run ended.
import { expect } from 'vitest'
import type { JsonObject } from '../../src/core/json.ts'
import { collections } from '../../src/emulator/core/collections.ts'
import { keyOf } from '../../src/emulator/core/store.ts'
import type { Collection, Emulator, Fault } from '../../src/emulator/index.ts'
import type { Outcome, Report, SourceFile } from '../../src/model/index.ts'
import {
  failureText,
  noteText,
  pendingReviewText,
  skippedText,
} from '../../src/report/sentences/outcome.ts'
import type { Writer } from '../../src/resources/api.ts'
import type { ApplyResult, ProjectOptions, TestProject } from '../support/project.ts'
import { file } from '../support/project.ts'

/** Short, so that an answer that never comes costs a test little. */
const fastOptions = { timeouts: { read: 1_000, write: 70 } } as const

export const gate = (id: string, more = ''): SourceFile =>
  file(`statsig/gates/${id}.yaml`, `id: ${id}\nname: ${id}\n${more}`)

export const layer = (name: string, more = ''): SourceFile =>
  file(
    `statsig/layers/${name}.yaml`,
    `name: ${name}\nidType: userID\nparameters:\n  - { name: size, type: number, defaultValue: 1 }\n${more}`,
  )

export const tag = (name: string, description: string): SourceFile =>
  file(`statsig/tags/${name}.yaml`, `name: ${name}\ndescription: ${description}\n`)

export const segment = (id: string, country: string): SourceFile =>
  file(
    `statsig/segments/${id}.yaml`,
    `id: ${id}
name: ${id}
type: rule_based
rules:
  - name: Where
    passPercentage: 100
    conditions: [{ type: country, operator: any, targetValue: [${country}] }]
`,
  )

export const source = (name: string, sql: string): SourceFile =>
  file(
    `statsig/metric_sources/${name}.yaml`,
    `name: ${name}
sql: ${sql}
timestampColumn: ts
idTypeMapping: [{ statsigUnitID: userID, column: user_id }]
`,
  )

export const experiment = (id: string, more = ''): SourceFile =>
  file(
    `statsig/experiments/${id}.yaml`,
    `id: ${id}
name: ${id}
groups:
  - { name: Old, size: 50, parameterValues: { size: 1 } }
  - { name: New, size: 50, parameterValues: { size: 2 } }
${more}`,
  )

/** How many live objects bear a name. */
export const countByName = (emulator: Emulator, collection: Collection, name: string): number =>
  emulator.snapshot()[collection].filter((object) => object['name'] === name).length

export const live = (emulator: Emulator, collection: Collection, id: string): JsonObject =>
  emulator.object(collection, id) ?? {}

export const writes = ({ requests }: Emulator): number =>
  requests.filter(({ method }) => method !== 'GET').length

/** An outcome in a few words. */
export const statusText = (outcome: Outcome): string => {
  const { action, address } = outcome.operation
  const what = `${address} ${action} ${outcome.status}`
  switch (outcome.status) {
    case 'done':
      return what
    case 'pending-review':
      return what
    case 'failed':
      return `${what}, wrote ${outcome.wrote}${outcome.isStale ? ', moved' : ''}${outcome.isKeyRefused ? ', key' : ''}`
    case 'skipped':
      return `${what}: ${skippedText(outcome)}`
  }
}

export const outcomeStatuses = ({ outcomes }: Report): readonly string[] => outcomes.map(statusText)

export const outcomeOf = ({ outcomes }: Report, start: string): Outcome => {
  const found = outcomes.find(({ operation }) =>
    `${operation.address} ${operation.action}`.startsWith(start),
  )
  if (found === undefined) throw new Error(`There is no outcome of \`${start}\`.`)
  return found
}

export const reasonOf = (outcome: Outcome): string => {
  switch (outcome.status) {
    case 'done':
      return outcome.notes.map(noteText).join('; ')
    case 'pending-review':
      return pendingReviewText(outcome.reason)
    case 'failed':
      return failureText(outcome.reason)
    case 'skipped':
      return skippedText(outcome)
  }
}

/** Without faults, a second run makes it so and a third writes nothing. */
export const expectConverged = async (
  project: TestProject,
  files: readonly SourceFile[],
): Promise<void> => {
  project.emulator.faults = []
  const second: ApplyResult = await project.apply(files)
  expect(outcomeStatuses(second.report).filter((end) => !end.endsWith(' done'))).toEqual([])
  expect(second.report.nonConverged).toEqual([])
  const before = writes(project.emulator)
  const third = await project.apply(files)
  expect(third.run.plan.operations).toEqual([])
  expect(writes(project.emulator)).toBe(before)
}

/** A project whose network fails so; applying goes on by the clock of the tests. */
export const withFaults = (...faults: readonly Fault[]): ProjectOptions => ({
  unjudged: true,
  faults,
  ...(faults.some(({ kind }) => kind === 'timeout' || kind === 'hang') && { api: fastOptions }),
})

/** Somebody who acts right before each write of ours reaches Statsig. */
export const concurrentEditor = (when: 'before-turn' | 'after-check' = 'before-turn') => {
  let act: () => void = () => undefined
  return {
    does: (next: () => void): void => {
      act = next
    },
    between: (writer: Writer): Writer => ({
      ...writer,
      send: (request, options) => {
        if (when === 'before-turn') act()
        return writer.send(request, {
          ...options,
          check: async (...turn) => {
            const checked = options.check === undefined ? {} : await options.check(...turn)
            if (when === 'after-check') act()
            return checked
          },
        })
      },
    }),
  }
}

/** Somebody who acts once, as soon as the run waits for a second or more. */
export const waitingEditor = () => {
  let now = 1_700_000_000_000
  let act: (() => unknown) | undefined
  return {
    actsOnce: (next: () => unknown) => {
      act = next
    },
    clock: {
      now: () => now,
      sleep: async (ms: number) => {
        now += ms
        const once = ms >= 100 ? act : undefined
        if (once) act = undefined
        await once?.()
        await new Promise((done) => setImmediate(done))
      },
    },
  }
}

export type KillPoint = { readonly nth: number; readonly when: 'before' | 'after' }

/** Dies at the nth request, before it is sent or after it was carried out; nothing is asked or sent from then on. */
export const killableRun = ({ nth, when }: KillPoint) => {
  let last = nth
  let requests = 0
  let isDead = false
  const kinds: string[] = []
  const living = async <Answer>(kind: string, ask: () => Promise<Answer>): Promise<Answer> => {
    requests += 1
    kinds.push(kind)
    const isLast = requests === last
    if (isDead || (isLast && when === 'before')) {
      isDead = true
      throw new Error('The process is dead.')
    }
    const answer = await ask()
    if (isLast) isDead = true
    if (isDead) throw new Error('The process is dead.')
    return answer
  }
  const between = (writer: Writer): Writer => ({
    read: (given) => living('read', () => writer.read(given)),
    find: (...given) => living('read', () => writer.find(...given)),
    readSubResources: (...given) => living('read', () => writer.readSubResources(...given)),
    listSubResources: (...given) => living('read', () => writer.listSubResources(...given)),
    readAuditLog: (...given) => living('read', () => writer.readAuditLog(...given)),
    readReviews: (...given) => living('read', () => writer.readReviews(...given)),
    readReview: (...given) => living('read', () => writer.readReview(...given)),
    send: (...given) => living('write', () => writer.send(...given)),
    sendReview: (...given) => living('write', () => writer.sendReview(...given)),
  })
  const revive = (): void => {
    last = Number.POSITIVE_INFINITY
    isDead = false
  }
  return { between, kinds, revive }
}

export const expectNoDuplicates = ({ emulator }: TestProject): void => {
  const state = emulator.snapshot()
  for (const collection of collections) {
    // What has no name is told apart by its key.
    const names = state[collection].map((object) =>
      collection === 'metrics'
        ? `${object['name']}::${object['type']}`
        : (object['name'] ?? keyOf(collection, object)),
    )
    expect(new Set(names).size, collection).toBe(names.length)
  }
}
