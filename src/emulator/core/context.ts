// What every handler gets: the store, the clock, randomness and the behaviors.
import type { Json, JsonObject } from '../../core/json.ts'
import type { AuditEntry } from './audit-trail.ts'
import type { Author } from './author.ts'
import type { Behavior } from './behaviors.ts'
import type { Collection } from './collections.ts'
import type { Random } from './random.ts'
import type { Store } from './store.ts'

export interface EmulatorContext {
  readonly project: 'cloud' | 'warehouse'
  readonly projectId: string
  readonly has: (behavior: Behavior) => boolean
  readonly now: () => number
  /** Never one that is in the state already. */
  readonly newId: () => string
  /** Empty where the emulator began without a state; otherwise it differs from that of earlier runs. */
  readonly continuation: string
  readonly shuffleRandom: Random
  readonly store: Store
  /** Who makes the changes of this request. */
  readonly author: Author
  /** The seed of the order of a list while a client reads its pages; a first page draws a new one. */
  readonly pageSeeds: Map<string, number>
  /** When an object was deleted, by collection and key. */
  readonly deletedAt: Map<string, number>
  /** What was written and by whom, the oldest first. */
  readonly auditLog: AuditEntry[]
}

export interface ApiCall {
  readonly context: EmulatorContext
  readonly params: readonly string[]
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Json | undefined
  /** Whether this change must wait for a reviewer. */
  readonly underReview: boolean
  /** What another client did while this client read the pages of the list. */
  readonly pageShift: 'inserted' | 'removed' | undefined
}

export interface HandlerResponse {
  readonly status: number
  readonly body: Json
}

export interface Route {
  readonly method: string
  /** Segments after `/console/v1/`; `*` takes any one. Fixed segments win over `*`. */
  readonly path: string
  /** Whether it answers with the pages of a collection, which faults may disturb. */
  readonly isPaged?: true
  readonly handle: (call: ApiCall) => HandlerResponse
}

/** One collection of the API, with its routes. */
export interface Resource {
  readonly collection: Collection
  /** The object that a creation with this body stores. */
  readonly newObject: (context: EmulatorContext, body: JsonObject) => JsonObject
  /** Adds ids and defaults to an object that did not pass through a route. It changes no object that has them. */
  readonly completeObject?: (context: EmulatorContext, object: JsonObject) => JsonObject
  /** The objects of a new project of this type. */
  readonly builtIn?: (context: EmulatorContext) => readonly JsonObject[]
  readonly routes: readonly Route[]
}
