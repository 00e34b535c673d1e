// What every handler may see: the content, the time, chance, and which way unknowns fall.
import type { Json, Members } from '../../json.ts'
import type { Deed } from './audit-trail.ts'
import type { Personality } from './behaviors.ts'
import type { Random } from './random.ts'
import type { Collection, Store } from './store.ts'

export interface World {
  readonly project: 'cloud' | 'warehouse'
  readonly projectId: string
  readonly has: (personality: Personality) => boolean
  readonly now: () => number
  readonly ids: Random
  readonly shuffles: Random
  readonly store: Store
  /** The seed of a list's order while it is paged; a first page draws a new one. */
  readonly orders: Map<string, number>
  /** When an object was deleted, by collection and key. */
  readonly graves: Map<string, number>
  /** What was written, by whom, from the oldest on. */
  readonly deeds: Deed[]
}

export interface Call {
  readonly world: World
  readonly params: readonly string[]
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Json | undefined
  /** Whether this change must wait for a reviewer. */
  readonly underReview: boolean
  /** What somebody else did while this list was paged. */
  readonly shift: 'inserted' | 'removed' | undefined
}

export interface Answer {
  readonly status: number
  readonly body: Json
}

export interface Route {
  readonly method: string
  /** Segments after `/console/v1/`; `*` takes any one. Fixed segments win over `*`. */
  readonly path: string
  /** Whether it answers with the pages of a collection, which faults may disturb. */
  readonly pages?: true
  readonly handle: (call: Call) => Answer
}

/** One collection of the API: adding a kind is adding one of these. */
export interface Resource {
  readonly collection: Collection
  /** The object that a create with this body leaves behind. */
  readonly fresh: (world: World, body: Members) => Members
  /** Gives ids and forms to what somebody put in past the routes; fit for an object that has them. */
  readonly completed?: (world: World, object: Members) => Members
  /** What a new project of this sort already holds. */
  readonly builtIn?: (world: World) => readonly Members[]
  readonly routes: readonly Route[]
}
