// Starts an emulator of Statsig’s Console API on this machine.

import { randomBytes } from 'node:crypto'
import type { Server } from 'node:http'
import type { JsonObject } from '../core/json.ts'
import type { UnknownResult } from '../specs/index.ts'
import {
  editObject,
  insertObject,
  readObject,
  removeObject,
  resaltObject,
  reviewObject,
  reviewsOfObject,
} from './console-edits.ts'
import { consoleApiAuthor, type Person } from './core/author.ts'
import { type Behavior, createBehaviorTest } from './core/behaviors.ts'
import type { Collection } from './core/collections.ts'
import type { EmulatorContext } from './core/context.ts'
import type { Fault } from './core/faults.ts'
import { opaqueId } from './core/ids.ts'
import { hashOf, randomOf } from './core/random.ts'
import { ATTEMPT_LIMITS, createRateLimiter, DEFAULT_LIMITS, type Limit } from './core/rate-limit.ts'
import { createInMemoryStore, type InMemoryStore, type State } from './core/store.ts'
import type { RawRequest, RawResponse } from './http/raw-message.ts'
import type { AccessControl } from './http/request-pipeline.ts'
import {
  answerInProcess,
  createEmulatorServer,
  type LoggedRequest,
  type ServerOptions,
} from './http/server.ts'
import { resources } from './resources/index.ts'
import type { ReviewAction } from './resources/reviews/review-records.ts'
import { PROJECT_ID } from './resources/workspace/company.ts'
import { createSdkAnswers } from './sdk/answer.ts'
import { createSpecsSource } from './sdk/specs-source.ts'

export interface EmulatorOptions {
  readonly project?: 'cloud' | 'warehouse'
  /** The id of the project, to tell several emulators apart. */
  readonly projectId?: string
  readonly port?: number
  readonly key?: string
  readonly acceptAnyKey?: boolean
  readonly behaviors?: readonly Behavior[]
  readonly faults?: readonly Fault[]
  readonly seed?: number
  readonly clock?: { now(): number }
  readonly limits?: readonly Limit[] | 'none'
  readonly state?: State
  readonly onRequest?: (line: string) => void
  /** Serves config specs and ID lists to server SDKs, too. */
  readonly servesSdks?: boolean
  /** Gets what the config specs leave unknown, whenever this has changed. */
  readonly onUnknownResults?: (unknowns: readonly UnknownResult[]) => void
}

export interface Emulator {
  readonly url: string
  readonly key: string
  readonly requests: readonly LoggedRequest[]
  /** Answers a request without a network. Faults do not apply. */
  answer(incoming: RawRequest): RawResponse
  snapshot(): State
  /** Edits an object as a person in the console: without the rules of the API, but with a new version. */
  edit(
    collection: Collection,
    id: string,
    change: (object: JsonObject) => JsonObject,
    author?: Person,
  ): void
  /** Deletes an object as a person in the console, even if something refers to it. */
  remove(collection: Collection, id: string, author?: Person): void
  /** Gives an object another salt as a person in the console: no member shows it, only the audit log. */
  resalt(
    collection: 'gates' | 'dynamic_configs' | 'segments' | 'experiments',
    id: string,
    author?: Person,
  ): void
  /** Adds an object as another client would have created it. */
  insert(collection: Collection, object: JsonObject, author?: Person): void
  object(collection: Collection, id: string): JsonObject | undefined
  /** Decides about the open review of an object as a person in the console, or as a webhook. */
  review(collection: Collection, id: string, action: ReviewAction, author?: Person): void
  /** The reviews of an object, the newest first. */
  reviews(collection: Collection, id: string): readonly JsonObject[]
  faults: Fault[]
  /** From now on requests are limited as Statsig documents it. */
  limitAsDocumented(): void
  close(): Promise<void>
}

const READ_ONLY_KEY_PREFIX = 'console-emulator-readonly-'

export const startEmulator = async (options: EmulatorOptions = {}): Promise<Emulator> => {
  const seed = options.seed ?? randomBytes(4).readUInt32LE()
  const context = createContext(options, seed)
  const key = options.key ?? `console-emulator-${opaqueId(() => randomBytes(1).readUInt8() / 256)}`
  const requests: LoggedRequest[] = []
  let faults: Fault[] = [...(options.faults ?? [])]
  const access = createAccessControl(options, key, context)
  const serverOptions: ServerOptions = {
    context,
    access,
    faultRandom: randomOf(seed + 2),
    faults: () => faults,
    ...(options.servesSdks && {
      answerSdk: createSdkAnswers(
        createSpecsSource(context, options.onUnknownResults ?? (() => undefined)),
      ),
    }),
    log: (request, ms) => {
      requests.push(request)
      const { method, path, status, user } = request
      const by = user === undefined ? '' : ` by ${user}`
      options.onRequest?.(`${method} ${path} ${status} ${Math.round(ms)}ms${by}`)
    },
  }
  const server = createEmulatorServer(serverOptions)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  return {
    url: serverUrl(server),
    key,
    requests,
    answer: (incoming) => answerInProcess(serverOptions, incoming),
    snapshot: context.store.snapshot,
    edit: (collection, id, change, author) => editObject(context, collection, id, change, author),
    remove: (collection, id, author) => removeObject(context, collection, id, author),
    resalt: (collection, id, author) => resaltObject(context, collection, id, author),
    insert: (collection, object, author) => insertObject(context, collection, object, author),
    object: (collection, id) => readObject(context, collection, id),
    review: (collection, id, action, author) =>
      reviewObject(context, collection, id, action, author),
    reviews: (collection, id) => reviewsOfObject(context, collection, id),
    get faults() {
      return faults
    },
    limitAsDocumented: access.limitAsDocumented,
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

const serverUrl = (server: Server): string => {
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`
}

// Milliseconds since 1970, by a clock that never runs backwards.
const wallClock = { now: () => Math.round(performance.timeOrigin + performance.now()) }

const createContext = (
  options: EmulatorOptions,
  seed: number,
): EmulatorContext & { readonly store: InMemoryStore } => {
  const stateText = options.state === undefined ? '' : JSON.stringify(options.state)
  const continuation = stateText === '' ? '' : `${hashOf(stateText)} `
  const clock = options.clock ?? wallClock
  const now = (): number => clock.now()
  const context = {
    project: options.project ?? 'cloud',
    projectId: options.projectId ?? PROJECT_ID,
    has: createBehaviorTest(options.behaviors ?? []),
    now,
    newId: createIdSource(continuation === '' ? seed : hashOf(`${continuation}${seed}`), stateText),
    continuation,
    shuffleRandom: randomOf(seed + 1),
    store: createInMemoryStore(options.state ?? {}, now),
    author: consoleApiAuthor,
    pageSeeds: new Map<string, number>(),
    deletedAt: new Map<string, number>(),
    auditLog: [],
  }
  for (const { builtIn, collection } of resources)
    if (options.state?.[collection] === undefined)
      for (const object of builtIn?.(context) ?? []) context.store.put(collection, object)
  return context
}

/** The same seed and the same state make the same ids, and none of them is in the state. */
const createIdSource = (seed: number, stateText: string): (() => string) => {
  const random = randomOf(seed)
  const taken = new Set(stateText.match(/[0-9A-Za-z]+/g))
  return () => {
    let id = opaqueId(random)
    while (taken.has(id)) id = opaqueId(random)
    return id
  }
}

const createAccessControl = (
  options: EmulatorOptions,
  key: string,
  { has, now }: Pick<EmulatorContext, 'has' | 'now'>,
): AccessControl & Pick<Emulator, 'limitAsDocumented'> => {
  const countsRefusals = has('refusals-count')
  const documented = countsRefusals ? ATTEMPT_LIMITS : DEFAULT_LIMITS
  const { acceptAnyKey = false, limits = documented } = options
  const rules = { countsRefusals, isApartForSegments: has('segments-have-quota') }
  let reserve: AccessControl['reserve'] =
    limits === 'none' ? () => 0 : createRateLimiter(limits, now, rules)
  return {
    accepts: (sentKey) =>
      sentKey === key ||
      (sentKey?.startsWith(READ_ONLY_KEY_PREFIX) ?? false) ||
      (acceptAnyKey && (sentKey?.startsWith('console-') ?? false)),
    isReadOnly: (sentKey) => sentKey?.startsWith(READ_ONLY_KEY_PREFIX) ?? false,
    reserve: (request) => reserve(request),
    limitAsDocumented: () => {
      reserve = createRateLimiter(documented, now, rules)
    },
  }
}
