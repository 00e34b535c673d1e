// What commands and the Action print, as data: one type for each kind of result.
import type { Diagnostic } from '../core/diagnostic.ts'
import type { Pointer } from '../core/pointer.ts'
import type { Edit } from '../fields/difference.ts'
import type { ApplyUnderWay, KeptReason, Operation, Plan, Report } from '../model/index.ts'
import type { Drift } from '../summary/drift.ts'
import type { ManualRun } from './sentences/refusal.ts'

/** What is to be printed with a plan and does not stand in it. */
export interface PlanDetails {
  readonly forecastSeconds: number
  /** API requests that an apply would send. */
  readonly requests: number
  /** What the plan was compared with, as a sentence. */
  readonly source?: string
  /** Set where no command line is at hand to resolve a conflict. */
  readonly byHand?: ManualRun
}

export interface ValidationResult {
  readonly diagnostics: readonly Diagnostic[]
  readonly isValid: boolean
  readonly files: number
  readonly definitions: number
  /** References that only Statsig can check. */
  readonly unchecked: number
}

/** What `--server-validate` has checked, and which changes it could not check. */
export interface ServerValidationResult {
  readonly checked: number
  readonly skipped: readonly { readonly address: string; readonly needs: string }[]
}

export interface PlanResult {
  readonly plan: Plan
  readonly details: PlanDetails
  /** Warnings and notes. */
  readonly diagnostics: readonly Diagnostic[]
  /** Absent where no server validation was requested. */
  readonly serverValidation?: ServerValidationResult | undefined
}

export interface MissingVariable {
  readonly address: string
  readonly name: string
  readonly reason: string
}

export interface ApplyResult extends PlanResult {
  /** Absent where no operation was started. */
  readonly report?: Report
  /** Environment variables that the plan needs and that cannot be used: nothing is applied. */
  readonly missingVariables?: readonly MissingVariable[]
}

export interface DriftResult {
  readonly drift: Drift
  readonly diagnostics: readonly Diagnostic[]
  readonly source: string
}

export interface AdoptionResult {
  readonly adopted: readonly {
    readonly address: string
    readonly path: string
    readonly labels: readonly string[]
  }[]
  readonly refused: readonly AddressReason[]
  /** Left as the file has it. */
  readonly left: readonly LeftResult[]
  readonly files: readonly { readonly path: string }[]
}

export interface LeftResult {
  readonly address: string
  /** Empty for the resource as a whole. */
  readonly labels: readonly string[]
  readonly code: 'conflict' | 'not-committed' | 'deleted-and-changed' | 'removed-and-changed'
}

export interface AddressReason {
  readonly address: string
  readonly reason: string
}

/** A key of a definition, and why no file can have it. */
export interface FieldReason {
  readonly field: string
  readonly reason: string
}

/** A kind that Statsig does not return to this key, or in this project. */
export interface UnreadableKind {
  readonly kind: string
  readonly reason: string
}

/** A sub-resource that was not read, since each takes a request of its own. */
export interface UnreadSubResource {
  readonly name: string
  readonly resources: number
}

export interface ImportSkip extends AddressReason {
  /** Absent where the file would have a fault, or would change something. */
  readonly why?: 'archived' | 'generated' | 'defined' | 'internal' | 'referenced'
}

export interface WrittenFile {
  readonly path: string
  readonly text: string
}

export interface ImportResult {
  readonly isDryRun: boolean
  readonly written: readonly {
    readonly resource: { readonly address: string }
    readonly file: WrittenFile
    /** The list of ids that the file refers to. */
    readonly list?: WrittenFile
    /** What the resource has and no file can say: it stays as it is in Statsig. */
    readonly leftOut: readonly FieldReason[]
  }[]
  readonly skipped: readonly ImportSkip[]
  readonly refused: readonly UnreadableKind[]
  readonly unread: readonly UnreadSubResource[]
  /** Why the files would not be loaded from where they are. */
  readonly warning?: string
}

/** Why an imported file does not describe exactly what is live. */
export type RoundTripReason =
  | { readonly code: 'planned'; readonly operation: Operation }
  | { readonly code: 'kept'; readonly reason: KeptReason }

export interface DoctorFindings {
  readonly examined: number
  /** Resources that no file can describe, as a whole or with some of their members. */
  readonly faulty: readonly (AddressReason & {
    /** The key that no file can have. Absent where the reason concerns the resource as a whole. */
    readonly field?: string
    /** Another resource has the same name: nothing would change, and nothing can be managed. */
    readonly isIndistinct?: true
  })[]
  /** Resources that would change once their own file is applied. */
  readonly changing: readonly {
    readonly address: string
    readonly because: RoundTripReason
    readonly edits: readonly Edit[]
  }[]
  readonly unknown: readonly {
    readonly kind: string
    /** With `*` for the items of lists. */
    readonly pointer: Pointer
    readonly count: number
    readonly example: string
  }[]
  readonly refused: readonly UnreadableKind[]
  readonly unread: readonly UnreadSubResource[]
}

export interface DoctorResult {
  readonly findings: DoctorFindings
  readonly source: string
}

/** Why a command ends before its result. */
export type StopResult =
  | { readonly is: 'invalid'; readonly diagnostics: readonly Diagnostic[] }
  /** `reason` is a sentence. */
  | { readonly is: 'refused'; readonly reason: string }
  /** Another apply is under way. */
  | ({ readonly is: 'locked' } & Omit<ApplyUnderWay, 'code'>)
  /** A plan that must not be applied any more, with the resources that were written since it was made. */
  | {
      readonly is: 'stale'
      readonly cause: 'applied' | 'other-apply' | 'record-moved' | 'written-in-statsig'
      readonly addresses: readonly string[]
    }
