// What every handler may see: the content, the time, chance, and which way unknowns fall.
import type { Json, JsonObject } from '../../json.ts'
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
  readonly idRandom: Random
  readonly shuffleRandom: Random
  readonly store: Store
  /** Who makes the changes of this request. */
  readonly author: Author
  /** The seed of a list's order while it is paged; a first page draws a new one. */
  readonly pageSeeds: Map<string, number>
  /** When an object was deleted, by collection and key. */
  readonly deletedAt: Map<string, number>
  /** What was written, by whom, from the oldest on. */
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
  /** What somebody else did while this list was paged. */
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

/** One collection of the API: adding a kind is adding one of these. */
export interface Resource {
  readonly collection: Collection
  /** The object that a create with this body leaves behind. */
  readonly newObject: (context: EmulatorContext, body: JsonObject) => JsonObject
  /** Gives ids and forms to what somebody put in past the routes; fit for an object that has them. */
  readonly completeObject?: (context: EmulatorContext, object: JsonObject) => JsonObject
  /** What a new project of this sort already holds. */
  readonly builtIn?: (context: EmulatorContext) => readonly JsonObject[]
  readonly routes: readonly Route[]
}
