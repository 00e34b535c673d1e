// Defines what is known about one operation when it is judged.
import type { Difference } from '../../fields/difference.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Action, Effect, Refusal, Resource } from '../../model/index.ts'

export interface OperationFacts {
  readonly action: Action
  readonly kind: Kind
  /** Absent where Statsig does not have the resource. */
  readonly live: Resource | undefined
  readonly effects: readonly Effect[]
  readonly findings: Findings
}

/** What the comparison of a definition and a resource has found that bears on whether the operation may run. */
export interface Findings {
  /** The name that users see. */
  readonly name?: string
  /** `preventDestroy` of the definition. */
  readonly preventsDestroy?: boolean
  /** Changes of fields that cannot be changed, and of fields that only a creation sets. */
  readonly immutable?: readonly Difference[]
  readonly createOnly?: readonly Difference[]
  /** A status that cannot be reached. */
  readonly transition?: Extract<Refusal, { code: 'illegal-transition' }>
  /** The sub-resource that the operation writes. */
  readonly subResource?: string
  /** Labels of what the file and Statsig have both changed, and no option lets the file win. */
  readonly conflicts?: readonly string[]
  /** Labels of what was changed in Statsig since the last apply, of a resource whose definition was removed. */
  readonly changedSinceApply?: readonly string[]
  /** The definition was changed, and Statsig no longer has the resource. */
  readonly isDeletedInStatsig?: boolean
}
