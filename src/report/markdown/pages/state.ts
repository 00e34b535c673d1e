// What a page may have to say: how far a plan, or an apply, has come.
import type { Diagnostic } from '../../../diagnostic.ts'
import type { Plan, Report } from '../../../model.ts'
import type { PlanDetails } from '../../results.ts'

export type PageState =
  | {
      readonly is: 'planned'
      readonly plan: Plan
      readonly details: PlanDetails
      readonly diagnostics: readonly Diagnostic[]
      /** Ids that the base branch plans as well: merged before and not applied yet. Absent where nobody has looked. */
      readonly pending?: ReadonlySet<string>
      /** Merging applies it; otherwise an apply would. */
      readonly isPull: boolean
    }
  | { readonly is: 'invalid'; readonly diagnostics: readonly Diagnostic[] }
  /** The files are sound, and no more was asked. */
  | {
      readonly is: 'valid'
      readonly files: number
      readonly definitions: number
      readonly unchecked: number
      readonly diagnostics: readonly Diagnostic[]
    }
  /** Nothing is planned: a key of another project, files behind what was applied. */
  | { readonly is: 'refused'; readonly reason: string }
  | {
      readonly is: 'failed'
      readonly reason: string
      /** The head of a plan that no longer holds. */
      readonly previous?: string
    }
  | {
      readonly is: 'unplanned'
      readonly why: 'fork' | 'dependabot' | 'no-key'
      readonly files: number
      readonly definitions: number
      /** References that only Statsig could tell of. */
      readonly unchecked: number
      readonly diagnostics: readonly Diagnostic[]
    }
  | {
      readonly is: 'applied'
      readonly plan: Plan
      readonly details: PlanDetails
      readonly report: Report
      /** What was recorded, or was not, in sentences. */
      readonly recorded: readonly string[]
      /** Reviewed operations that had nothing to do any more. */
      readonly alreadyApplied: number
    }
  | {
      readonly is: 'not-applied'
      readonly plan: Plan
      readonly details: PlanDetails
      readonly why: 'plan-changed' | 'limit' | 'missing-secret' | 'refused'
      readonly reason: string
      /** Ids of operations that nobody has reviewed. */
      readonly unreviewed: ReadonlySet<string>
    }
