// The Console API of Statsig on this machine: nothing here knows the engine, so it can refute it.

import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { Members } from '../json.ts'
import type { Person } from './core/audit-trail.ts'
import { type Personality, personalityTest } from './core/behaviors.ts'
import type { World } from './core/context.ts'
import type { Fault } from './core/faults.ts'
import { opaqueId } from './core/ids.ts'
import { randomOf } from './core/random.ts'
import { DEFAULT_LIMITS, type Limit, limiter } from './core/rate-limit.ts'
import { type Collection, type Memory, memory, type State } from './core/store.ts'
import { edited, inserted, removed, stored } from './http/console-edits.ts'
import type { Gatekeeper } from './http/request-pipeline.ts'
import { resources } from './http/routes.ts'
import {
  type Answered,
  answerOf,
  type Incoming,
  type LoggedRequest,
  type Side,
  serverOf,
} from './http/server.ts'
import { PROJECT_ID } from './shared/company.ts'

export { isPersonality, type Personality, personalities } from './core/behaviors.ts'
export { type Fault, type FaultKind, faultKinds, parseFault } from './core/faults.ts'
export { type Collection, isCollection, type State } from './core/store.ts'
export type { Answered, Incoming, LoggedRequest } from './http/server.ts'

export interface EmulatorOptions {
  readonly project?: 'cloud' | 'warehouse'
  /** Which project it is, where several are played. */
  readonly projectId?: string
  readonly port?: number
  readonly key?: string
  readonly acceptAnyKey?: boolean
  readonly personalities?: readonly Personality[]
  readonly faults?: readonly Fault[]
  readonly seed?: number
  readonly clock?: { now(): number }
  readonly limits?: readonly Limit[] | 'none'
  readonly state?: State
  readonly onRequest?: (line: string) => void
}

export interface Emulator {
  readonly url: string
  readonly key: string
  readonly requests: readonly LoggedRequest[]
  /** What a request is answered, without a network; faults do not strike here. */
  answer(incoming: Incoming): Answered
  snapshot(): State
  /** What somebody does in the console: past the API’s rules, but with a new version. */
  edit(collection: Collection, id: string, change: (object: Members) => Members, by?: Person): void
  /** What somebody deletes in the console, whatever refers to it. */
  remove(collection: Collection, id: string, by?: Person): void
  /** An object as another client would have left it. */
  insert(collection: Collection, object: Members, by?: Person): void
  object(collection: Collection, id: string): Members | undefined
  faults: Fault[]
  close(): Promise<void>
}

const READ_ONLY = 'console-emulator-readonly-'

export const startEmulator = async (options: EmulatorOptions = {}): Promise<Emulator> => {
  const seed = options.seed ?? randomBytes(4).readUInt32LE()
  const world = worldOf(options, seed)
  const key = options.key ?? `console-emulator-${opaqueId(() => randomBytes(1).readUInt8() / 256)}`
  const requests: LoggedRequest[] = []
  let faults: Fault[] = [...(options.faults ?? [])]
  const side: Side = {
    world,
    keeper: keeperOf(options, key, world.now),
    chance: randomOf(seed + 2),
    faults: () => faults,
    log: (request, ms) => {
      requests.push(request)
      const { method, path, status } = request
      options.onRequest?.(`${method} ${path} ${status} ${Math.round(ms)}ms`)
    },
  }
  const server = serverOf(side)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  return {
    url: urlOf(server),
    key,
    requests,
    answer: (incoming) => answerOf(side, incoming),
    snapshot: world.store.snapshot,
    edit: (collection, id, change, by) => edited(world, collection, id, change, by),
    remove: (collection, id, by) => removed(world, collection, id, by),
    insert: (collection, object, by) => inserted(world, collection, object, by),
    object: (collection, id) => stored(world, collection, id),
    get faults() {
      return faults
    },
    set faults(replaced) {
      faults = replaced
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const urlOf = (server: Server): string => {
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`
}

// The time since 1970 in milliseconds, by a clock that never goes back.
const wallClock = { now: () => Math.round(performance.timeOrigin + performance.now()) }

const worldOf = (options: EmulatorOptions, seed: number): World & { readonly store: Memory } => {
  const clock = options.clock ?? wallClock
  const now = (): number => clock.now()
  const world = {
    project: options.project ?? 'cloud',
    projectId: options.projectId ?? PROJECT_ID,
    has: personalityTest(options.personalities ?? []),
    now,
    ids: randomOf(seed),
    shuffles: randomOf(seed + 1),
    store: memory(options.state ?? {}, now),
    orders: new Map<string, number>(),
    graves: new Map<string, number>(),
    deeds: [],
  }
  for (const { builtIn, collection } of resources)
    if (options.state?.[collection] === undefined)
      for (const object of builtIn?.(world) ?? []) world.store.put(collection, object)
  return world
}

const keeperOf = (options: EmulatorOptions, key: string, now: () => number): Gatekeeper => {
  const { acceptAnyKey = false, limits = DEFAULT_LIMITS } = options
  return {
    accepts: (given) =>
      given === key ||
      (given?.startsWith(READ_ONLY) ?? false) ||
      (acceptAnyKey && (given?.startsWith('console-') ?? false)),
    isReadOnly: (given) => given?.startsWith(READ_ONLY) ?? false,
    admit: limits === 'none' ? () => 0 : limiter(limits, now),
  }
}
