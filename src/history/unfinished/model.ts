// Applies that have begun and not ended, and what live state says about each resource that they name.
import type { Kind } from '../../kinds/kind.ts'
import type { BegunOperation } from '../../model/begun-apply.ts'
import type { Address, Definition, DesiredState, Resource } from '../../model/index.ts'
import type { NameResolver } from '../../resources/name-resolver.ts'
import type { UnfinishedApply } from '../history.ts'

/** An apply with the definitions at its commit. */
export interface LoadedApply {
  readonly apply: UnfinishedApply
  readonly definitions: DesiredState
}

/**
 * - `to-do`: nothing of it has arrived.
 * - `unfinished`: live state is one of ours in between.
 * - `done`: all of it has arrived.
 * - `people`: anything else. A person wrote the resource, or may have.
 */
export type Verdict = 'to-do' | 'unfinished' | 'done' | 'people'

/** What the audit log says about a resource since an apply began. */
export interface Evidence {
  /** A person wrote it, or may have. */
  readonly byPerson: boolean
  /** An API key wrote it: an apply, or another client. */
  readonly byKey: boolean
  readonly isCreated: boolean
  readonly isDeleted: boolean
}

/** One resource that an apply names. */
export interface Trace {
  readonly kind: Kind
  /** What was applied before. */
  readonly base: Definition | undefined
  /** The definition at the commit of the apply. */
  readonly begun: Definition | undefined
  readonly live: Resource | undefined
  /** Two live resources have the name. */
  readonly isAmbiguous: boolean
  readonly operations: readonly BegunOperation[]
  /** `undefined` without an audit log. */
  readonly evidence: Evidence | undefined
  /** Whether the resource has the revision that was noted. `undefined` where it cannot be known. */
  readonly hasNotedRevision: boolean | undefined
  readonly resolveName: NameResolver['resolveName']
  /** A later apply wrote it as an own resource: a state that is not of this apply may be of that one. */
  readonly isSuperseded: boolean
}

export interface Judgement {
  readonly verdict: Verdict
  /** What counts as applied from now on. */
  readonly base: Definition | undefined
  /** Members that the apply was to write and has not written. */
  readonly pending: readonly string[]
  /** Its operations of which something has not arrived. */
  readonly left: readonly BegunOperation[]
  /** It is certain that nothing of it has arrived. */
  readonly isProved: boolean
}

export interface Finding {
  readonly apply: UnfinishedApply
  readonly address: Address
  readonly verdict: Verdict
  readonly pending: readonly string[]
  readonly operations: readonly BegunOperation[]
  readonly left: readonly BegunOperation[]
  readonly isProved: boolean
  readonly definition: Definition | undefined
}

export interface Resolution {
  readonly base: DesiredState
  /** The commits of the definitions that an unfinished apply has added to the base. */
  readonly commits: ReadonlyMap<Address, string>
  /** For each resource the one of the last apply that names it. */
  readonly findings: readonly Finding[]
}
