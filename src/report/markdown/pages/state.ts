// The states of a plan or an apply that a page can show.
import type { Diagnostic } from '../../../core/diagnostic.ts'
import type { Plan, Report } from '../../../model/index.ts'
import type { PlanDetails } from '../../results.ts'

/** Why a pull request is only validated. */
export const unplannedReasons = ['fork', 'dependabot', 'no-key'] as const
export type UnplannedReason = (typeof unplannedReasons)[number]

export type PageState =
  | {
      readonly is: 'planned'
      readonly plan: Plan
      readonly details: PlanDetails
      readonly diagnostics: readonly Diagnostic[]
      /** Ids that the base branch plans as well: merged before and not applied yet. Absent where the base branch was not planned. */
      readonly pending?: ReadonlySet<string>
      /** Ids of operations that the base branch stops as well: they do not stop this pull request. */
      readonly inherited?: ReadonlySet<string>
      /** The same as `pending` of settings, by `settingKey`. */
      readonly pendingSettings?: ReadonlySet<string>
      /** Merging applies it; otherwise an apply would. */
      readonly isPull: boolean
    }
  | {
      readonly is: 'invalid'
      readonly diagnostics: readonly Diagnostic[]
      readonly during?: 'apply'
      /** Whether the base branch has the errors as well. `all`: the change touches no definition and no setting. */
      readonly onBase?: 'all' | 'some'
    }
  /** The files are valid, and no plan was requested. */
  | {
      readonly is: 'valid'
      readonly files: number
      readonly definitions: number
      readonly unchecked: number
      readonly diagnostics: readonly Diagnostic[]
    }
  /** Nothing is planned: a key of another project, files behind what was applied. */
  | { readonly is: 'refused'; readonly reason: string; readonly during?: 'apply' }
  | {
      readonly is: 'failed'
      readonly reason: string
      /** Absent for a plan. `apply`: it ended before its first write. `writes`: after it. */
      readonly during?: 'apply' | 'writes'
      /** The head of an earlier plan that is out of date. */
      readonly previous?: string
    }
  | {
      readonly is: 'unplanned'
      readonly why: UnplannedReason
      readonly files: number
      readonly definitions: number
      /** References that only Statsig can check. */
      readonly unchecked: number
      readonly diagnostics: readonly Diagnostic[]
    }
  | {
      readonly is: 'applied'
      readonly plan: Plan
      readonly details: PlanDetails
      readonly report: Report
      /** Sentences about the record of the apply. */
      readonly recorded: readonly string[]
      /** The number of reviewed operations that were applied already. */
      readonly alreadyApplied: number
      /** Ids of operations that were refused before this apply as well. */
      readonly inherited?: ReadonlySet<string>
      /** This is the first apply, and what is applied was recorded. */
      readonly isBaselineRecorded?: boolean
      /** Whether the settings of the plan were recorded, so that they are in force. Absent where this is not known yet. */
      readonly areSettingsInForce?: boolean
    }
  | {
      readonly is: 'not-applied'
      readonly plan: Plan
      readonly details: PlanDetails
      readonly why:
        | 'plan-changed'
        | 'limit'
        | 'missing-secret'
        | 'refused'
        | 'record-untrusted'
        | 'not-recorded'
      readonly reason: string
      /** Ids of operations that were not reviewed. */
      readonly unreviewed: ReadonlySet<string>
    }
