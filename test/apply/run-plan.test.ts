// How the operations of a plan are run: which wait, which are skipped and why, and what the report says at the end.
import { describe, expect } from 'vitest'
import { type ApplyOptions, apply } from '../../src/apply/index.ts'
import type { JsonObject } from '../../src/core/json.ts'
import type { KindName } from '../../src/kinds/index.ts'
import type { Operation, Outcome, Plan } from '../../src/model/index.ts'
import { ReadError, type Writer } from '../../src/resources/api.ts'
import { planFrom } from '../plan/in-words.ts'
import {
  createInMemoryStatsig,
  type InMemoryStatsig,
  registry,
} from '../support/in-memory-statsig.ts'
import { usualRunTest as test } from '../support/long-run.ts'
import { operationFrom } from './write-context.ts'

const planOf = (operations: readonly Operation[]): Plan => ({
  ...planFrom({ base: [], files: [], live: [] }),
  operations,
})

const creation = (id: string, ...after: readonly string[]): Operation => ({
  ...operationFrom('gate', undefined, { id, name: id }),
  id,
  dependsOn: after,
})

interface Run {
  readonly operations: readonly Operation[]
  readonly between?: (api: Writer, statsig: InMemoryStatsig) => Partial<Writer>
  readonly options?: Partial<ApplyOptions>
  readonly kinds?: readonly KindName[]
  readonly live?: readonly (readonly [KindName, JsonObject])[]
}

const run = async ({ between, kinds = ['gate'], live = [], operations, options }: Run) => {
  const statsig = createInMemoryStatsig(kinds)
  for (const [kind, members] of live) statsig.put(kind, members)
  const told: string[] = []
  const waits: (readonly [number, AbortSignal | undefined])[] = []
  const report = await apply(planOf(operations), {
    api: { ...statsig.api, ...between?.(statsig.api, statsig) },
    clock: {
      now: statsig.clock.now,
      sleep: async (ms, signal) => {
        waits.push([ms, signal])
        await statsig.clock.sleep(ms)
      },
    },
    registry,
    live: statsig.live(),
    readAt: statsig.clock.now(),
    parallelism: 4,
    respectsReviews: true,
    readSecret: (name) => name,
    onOutcome: ({ operation, status }) => told.push(`${operation.id} ${status}`),
    ...options,
  })
  return { report, statsig, told, waits }
}

const inWords = ({ operation, ...outcome }: Outcome): string => {
  switch (outcome.status) {
    case 'skipped': {
      const { reason } = outcome
      return reason.code === 'prerequisite'
        ? `${operation.id} skipped: ${reason.address} ${reason.action} ${reason.outcome}`
        : `${operation.id} skipped: ${reason.code}`
    }
    case 'done':
    case 'failed':
    case 'pending-review':
      return `${operation.id} ${outcome.status}`
  }
}
const ends = async (given: Run) => (await run(given)).report.outcomes.map(inWords)

const refuses =
  (id: string, cause: 'other' | 'key-refused' = 'other') =>
  (api: Writer): Partial<Writer> => ({
    send: async (request, options) =>
      JSON.stringify(request.body).includes(`"${id}"`)
        ? { status: 'refused', cause, reason: 'No' }
        : api.send(request, options),
  })

describe('an operation', () => {
  test('is told as it ends, and reported in the order of the plan', async () => {
    const { report, told } = await run({
      operations: [creation('root'), creation('child', 'root')],
    })
    expect(told).toEqual(['root done', 'child done'])
    expect(report.outcomes.map(inWords)).toEqual(['root done', 'child done'])
    expect(report).not.toHaveProperty('verificationError')
  })

  test.each<[string, Run, readonly string[]]>([
    [
      'what comes after a failure, with its cause',
      {
        operations: [creation('root'), creation('child', 'root'), creation('leaf', 'child')],
        between: refuses('root'),
      },
      [
        'root failed',
        'child skipped: gate/root create failed',
        'leaf skipped: gate/child create skipped',
      ],
    ],
    [
      'what comes after two, by the one that failed',
      {
        operations: [creation('root'), creation('child'), creation('leaf', 'root', 'child')],
        between: refuses('child'),
      },
      ['root done', 'child failed', 'leaf skipped: gate/child create failed'],
    ],
    [
      'nothing for an operation that is not in the plan',
      { operations: [creation('root', 'gone')] },
      ['root done'],
    ],
  ])('skips %s', async (_, given, expected) => {
    expect(await ends(given)).toEqual(expected)
  })

  test('that is refused writes nothing, and is the cause for what comes after it', async () => {
    const refusal = { code: 'unknown-reference' } as unknown as NonNullable<Operation['refusal']>
    const { report, statsig } = await run({
      operations: [
        { ...creation('root'), refusal },
        creation('child', 'root'),
        creation('leaf', 'child'),
      ],
    })
    expect(report.outcomes.map(inWords)).toEqual([
      'root skipped: refused',
      'child skipped: gate/root create refused',
      'leaf skipped: gate/child create skipped',
    ])
    expect(statsig.writes).toEqual([])
  })

  test('that is refused says so, also after a failure', async () => {
    const refusal = { code: 'unknown-reference' } as unknown as NonNullable<Operation['refusal']>
    const operations = [creation('root'), { ...creation('child', 'root'), refusal }]
    expect(await ends({ operations, between: refuses('root') })).toEqual([
      'root failed',
      'child skipped: refused',
    ])
  })

  test('does not begin after the key was refused', async () => {
    const operations = [creation('root'), creation('child'), creation('leaf')]
    const given: Run = {
      operations,
      between: refuses('root', 'key-refused'),
      options: { parallelism: 1 },
    }
    expect(await ends(given)).toEqual([
      'root failed',
      'child skipped: key-refused',
      'leaf skipped: key-refused',
    ])
    expect(
      await ends({ operations, between: refuses('root'), options: { parallelism: 1 } }),
    ).toEqual(['root failed', 'child done', 'leaf done'])
  })

  test('does not begin after an interrupt', async () => {
    const interrupt = new AbortController()
    const given: Run = {
      operations: [creation('root'), creation('child')],
      options: { parallelism: 1, interrupted: interrupt.signal },
      between: (api) => ({
        send: (...args) => {
          interrupt.abort()
          return api.send(...args)
        },
      }),
    }
    expect(await ends(given)).toEqual(['root done', 'child skipped: interrupted'])
  })

  test('may be one of several of this run that write a resource, as its version shows', async () => {
    const banner = { id: 'banner', name: 'banner', description: 'Old', version: 1 }
    const update = operationFrom('gate', banner, { ...banner, description: 'New' })
    const overrides = operationFrom('gate', banner, {
      ...banner,
      overrides: { passingUserIDs: ['a'] },
    })
    const given = (operations: readonly Operation[]): Run => ({
      operations,
      live: [['gate', banner]],
      between: (api, statsig) => ({
        send: async (request, options) => {
          const result = await api.send(request, options)
          if (result.status !== 'accepted' || request.method !== 'PATCH') return result
          const data = { ...statsig.membersOf(update.address), version: 3 }
          statsig.put('gate', data)
          return { ...result, data }
        },
      }),
    })
    const endOf = async (operations: readonly Operation[]) =>
      (await run(given(operations))).report.outcomes[0]?.status
    expect(await endOf([update])).toBe('failed')
    expect(await endOf([update, overrides])).toBe('done')
    expect(await endOf([update, creation('root')])).toBe('failed')
  })
})

test('waits end with an interrupt', async () => {
  const interrupt = new AbortController()
  const { waits } = await run({
    operations: [creation('root')],
    between: () => ({ send: async () => ({ status: 'unknown', reason: 'Lost' }) }),
    options: { interrupted: interrupt.signal },
  })
  expect(waits.length).toBeGreaterThan(0)
  for (const [, signal] of waits) expect(signal).toBe(interrupt.signal)
})

describe('the report', () => {
  test('has the ids that Statsig has made', async () => {
    const team = { name: 'Growth', changeTeamConfigs: 'anyone', reviewApproval: 'anyone' }
    const { report } = await run({
      kinds: ['team', 'gate'],
      operations: [{ ...operationFrom('team', undefined, team), id: 't' }, creation('root')],
      between: (api) => ({
        send: async (request, options) => {
          if (!request.path.includes('team')) return api.send(request, options)
          await options.check?.(api, false)
          return { status: 'accepted', data: { ...team, id: 'generated' } }
        },
      }),
    })
    expect([...(report.createdIds ?? [])]).toEqual([
      ['team/Growth', 'generated'],
      ['gate/root', 'root'],
    ])
  })

  test('has no ids of what was not created, and none that is a secret', async () => {
    const { report } = await run({ operations: [creation('root')], between: refuses('root') })
    expect(report).not.toHaveProperty('createdIds')
    const gate = { id: 'banner', name: 'banner', description: 'Old' }
    const update = operationFrom('gate', gate, { ...gate, description: 'New' })
    const updated = await run({ operations: [update], live: [['gate', gate]] })
    expect(updated.report.outcomes.map(({ status }) => status)).toEqual(['done'])
    expect(updated.report).not.toHaveProperty('createdIds')
    const secret: ApplyOptions['registry'] = (name) => {
      const { kind, ...rest } = registry(name)
      return { ...rest, kind: { ...kind, routes: { ...kind.routes, isPathIdSecret: true } } }
    }
    const made = await run({
      operations: [creation('root')],
      options: { registry: secret },
      between: () => ({ send: async () => ({ status: 'accepted', data: gate }) }),
    })
    expect(made.report.outcomes.map(({ status }) => status)).toEqual(['done'])
    expect(made.report).not.toHaveProperty('createdIds')
  })

  test('says why the look back failed', async () => {
    let isWritten = false
    const { report } = await run({
      operations: [creation('root')],
      between: (api) => ({
        send: async (request, options) => {
          const result = await api.send(request, options)
          isWritten = true
          return result
        },
        read: (...given) =>
          isWritten
            ? Promise.reject(new ReadError('No answer', false, undefined))
            : api.read(...given),
      }),
    })
    expect(report).toMatchObject({
      nonConverged: [],
      verificationError: { code: 'read-failed', detail: 'No answer' },
    })
  })
})

describe('the look back', () => {
  const gate = { id: 'banner', name: 'banner', description: 'Old', isEnabled: true }
  const update = operationFrom('gate', gate, { ...gate, description: 'New' })
  const remove = operationFrom('gate', gate, { ...gate, lifecycle: { retired: 'delete' } })
  const archive = operationFrom('gate', gate, { ...gate, lifecycle: { retired: true } })

  /** What the reads of the list show after the write, in order. The last one stays. */
  const lookBack = async (
    operation: Operation,
    shown: readonly (JsonObject | undefined)[],
    kind: KindName = 'gate',
  ) => {
    const left = [...shown]
    const asked: (readonly KindName[])[] = []
    const before = operation.action === 'create' ? [] : [[kind, gate] as const]
    const { report, waits } = await run({
      operations: [operation],
      kinds: [kind],
      live: before,
      between: (api, statsig) => {
        let isWritten = false
        return {
          send: async (request, options) => {
            const result = await api.send(request, options)
            isWritten = true
            return result
          },
          read: async (kinds, ...given) => {
            if (!isWritten) return api.read(kinds, ...given)
            asked.push([...kinds])
            const next = left.length > 1 ? left.shift() : left[0]
            if (next === undefined) statsig.remove(operation.address)
            else statsig.put(kind, next)
            return api.read(kinds, ...given)
          },
        }
      },
    })
    return { found: report.nonConverged, asked, waits: waits.map(([ms]) => ms) }
  }
  const wanted = { ...gate, description: 'New' }
  const archived = { ...gate, status: 'Archived' }

  test.each<[string, Operation, readonly (JsonObject | undefined)[], readonly unknown[]]>([
    ['shows what was wanted', update, [wanted], []],
    ['shows it a moment later', update, [gate, wanted], []],
    [
      'shows another value',
      update,
      [gate],
      [
        {
          address: 'gate/banner',
          edits: [{ pointer: '/description', label: 'description', before: 'Old', after: 'New' }],
        },
      ],
    ],
    ['shows another value of what was not written', update, [{ ...wanted, isEnabled: false }], []],
    [
      'shows nothing',
      update,
      [undefined],
      [{ address: 'gate/banner', edits: [], resource: 'missing' }],
    ],
    [
      'shows what was deleted',
      remove,
      [gate],
      [{ address: 'gate/banner', edits: [], resource: 'present' }],
    ],
    ['shows what was deleted for a moment', remove, [gate, undefined], []],
    ['shows what was archived as archived', archive, [archived], []],
    ['shows what was archived no more', archive, [undefined], []],
    [
      'shows what was archived as it was',
      archive,
      [gate],
      [{ address: 'gate/banner', edits: [], resource: 'present' }],
    ],
  ])('%s', async (_, operation, shown, expected) => {
    expect((await lookBack(operation, shown)).found).toEqual(expected)
  })

  test('is repeated after two seconds, for what differs', async () => {
    const { asked, waits } = await lookBack(update, [gate])
    expect(asked).toEqual([['gate'], ['gate']])
    expect(waits).toEqual([2_000])
    expect((await lookBack(update, [wanted])).asked).toHaveLength(1)
  })

  test('is at all that was created', async () => {
    const created = operationFrom('gate', undefined, wanted)
    const { found } = await lookBack(created, [{ ...wanted, isEnabled: false }])
    expect(found.flatMap(({ edits }) => edits.map(({ label }) => label))).toEqual(['isEnabled'])
  })

  test('asks for nothing where nothing was done', async () => {
    const given: Run = { operations: [update], live: [['gate', gate]] }
    let reads = 0
    await run({
      ...given,
      between: (api) => ({
        send: async () => ({ status: 'refused', cause: 'other', reason: 'No' }),
        read: (...args) => {
          reads += 1
          return api.read(...args)
        },
      }),
    })
    expect(reads).toBe(0)
  })

  test('is at what differed, and not at the rest', async () => {
    const second = { ...gate, id: 'second', name: 'second' }
    const other = operationFrom('gate', second, { ...second, description: 'New' })
    const asked: (readonly string[])[] = []
    const { report } = await run({
      operations: [update, other],
      live: [
        ['gate', gate],
        ['gate', second],
      ],
      between: (api, statsig) => ({
        read: async (kinds, optional, addresses) => {
          asked.push([...(addresses ?? [])])
          // The first look shows the one as it was, the second look the other.
          const late = asked.length === 1 ? gate : second
          statsig.put('gate', { ...gate, description: 'New' })
          statsig.put('gate', { ...second, description: 'New' })
          statsig.put('gate', late)
          return api.read(kinds, optional, addresses)
        },
      }),
    })
    expect(report.nonConverged).toEqual([])
    expect(asked).toEqual([['gate/banner', 'gate/second'], ['gate/banner']])
  })

  test('is at all members that an update touches, and at no sub-resource', async () => {
    const both = operationFrom('gate', gate, { ...gate, description: 'New', isEnabled: false })
    const { found } = await lookBack(both, [gate])
    expect(found.flatMap(({ edits }) => edits.map(({ label }) => label))).toEqual([
      'description',
      'isEnabled',
    ])
    let reads = 0
    const sub: Operation = {
      ...operationFrom('gate', gate, {
        ...gate,
        overrides: { passingUserIDs: ['a'] },
      }),
    }
    expect(sub.subResource).toBe('overrides')
    const { report } = await run({
      operations: [sub],
      live: [['gate', gate]],
      between: (api) => ({
        read: (...args) => {
          reads += 1
          return api.read(...args)
        },
      }),
    })
    expect(report.outcomes.map(({ status }) => status)).toEqual(['done'])
    expect([reads, report.nonConverged]).toEqual([0, []])
  })

  test('finds a resource by its id in paths where it has another name now', async () => {
    const team = { id: 't1', name: 'Growth', changeTeamConfigs: 'anyone', reviewApproval: 'anyone' }
    const operation = operationFrom('team', team, { ...team, changeTeamConfigs: 'team_only' })
    const wantedTeam = { ...team, changeTeamConfigs: 'team_only' }
    const look = async (shown: JsonObject) => {
      let isWritten = false
      const { report } = await run({
        operations: [operation],
        kinds: ['team'],
        live: [['team', team]],
        between: (api, statsig) => ({
          send: async (request, options) => {
            const result = await api.send(request, options)
            isWritten = true
            return result
          },
          read: async (...given) => {
            if (isWritten) statsig.remove(operation.address)
            if (isWritten) statsig.put('team', shown)
            return api.read(...given)
          },
        }),
      })
      return report.nonConverged.map(({ resource }) => resource)
    }
    expect(await look(wantedTeam)).toEqual([])
    expect(await look({ ...wantedTeam, id: 't2', name: 'Other' })).toEqual(['missing'])
    expect(await look({ ...wantedTeam, name: 'Renamed' })).not.toContain('missing')
  })

  test('is at the status of an experiment', async () => {
    const groups = [
      { name: 'Old', size: 50, parameterValues: {} },
      { name: 'New', size: 50, parameterValues: {} },
    ]
    const rank = { id: 'rank', name: 'rank', status: 'setup', groups }
    const start: Operation = {
      ...operationFrom('experiment', rank, { ...rank, description: 'New' }),
      action: 'start',
      members: { status: 'active' },
    }
    const look = async (shown: JsonObject | undefined, operation = start) => {
      let isWritten = false
      const { report } = await run({
        operations: [operation],
        kinds: ['experiment'],
        live: [['experiment', rank]],
        between: (api, statsig) => ({
          send: async (request, options) => {
            const result = await api.send(request, options)
            isWritten = true
            return result
          },
          read: async (...given) => {
            if (isWritten && shown) statsig.put('experiment', shown)
            if (isWritten && !shown) statsig.remove(start.address)
            return api.read(...given)
          },
        }),
      })
      return report.nonConverged
    }
    const edit = { pointer: '/status', label: 'status', after: 'active' }
    const at = { address: 'experiment/rank' }
    expect(await look({ ...rank, status: 'active' })).toEqual([])
    expect(await look(rank)).toEqual([{ ...at, edits: [{ ...edit, before: 'setup' }] }])
    expect(await look(undefined)).toEqual([{ ...at, edits: [{ ...edit, before: null }] }])
    for (const { action, to } of registry('experiment').kind.statusMachine?.transitions ?? []) {
      if (action === 'archive') continue
      const other = { ...start, action, members: {} }
      expect(await look({ ...rank, status: to }, other)).toEqual([])
      const edits = [{ ...edit, before: 'another', after: to }]
      expect(await look({ ...rank, status: 'another' }, other)).toEqual([{ ...at, edits }])
    }
  })

  test('names a second resource of the name', async () => {
    const created = operationFrom('gate', undefined, gate)
    const look = async (operation: Operation) => {
      const { report } = await run({
        operations: [operation],
        live: operation === created ? [] : [['gate', gate]],
        between: (api) => ({
          read: async (...given) => {
            const live = await api.read(...given)
            return { ...live, ambiguous: new Set([operation.address]) }
          },
        }),
      })
      return report.nonConverged
    }
    expect(await look(created)).toEqual([
      { address: 'gate/banner', edits: [], resource: 'duplicate' },
    ])
    expect(await look(update)).toEqual([])
  })
})
