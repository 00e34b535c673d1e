// What a format is: one function for each result that commands and the Action print.
import type { Diagnostic } from '../core/diagnostic.ts'
import type { Outcome } from '../model/index.ts'
import type { Redactor } from '../redaction/public-repository.ts'
import type { FieldExplanation } from './explain/field.ts'
import type { KindExplanation } from './explain/kind.ts'
import type {
  AdoptionResult,
  ApplyResult,
  DoctorResult,
  DriftResult,
  ImportResult,
  PlanResult,
  StopResult,
  ValidationResult,
} from './results.ts'
import type { TextStyle } from './values/text-style.ts'

/** Text for standard output and for standard error, exactly as it is to be written. */
export interface Rendered {
  readonly out: string
  readonly err: string
}

export interface RendererOptions {
  readonly style: TextStyle
  /** Print results and nothing else. */
  readonly isQuiet: boolean
  /** Hides values before they are rendered. */
  readonly redactor?: Redactor
}

/** An explanation, with YAML that validates. */
export interface Explained<Explanation> {
  readonly explanation: Explanation
  readonly example: string
}

export interface KindSummary {
  readonly kind: string
  readonly folder: string
  readonly doc: string
}

export interface Renderer {
  /** A person reads the output as it appears: a command may ask a question and show progress. */
  readonly isInteractive: boolean
  readonly validation: (result: ValidationResult) => Rendered
  readonly plan: (result: PlanResult) => Rendered
  /** Warnings and notes of a command whose result comes later. */
  readonly warnings: (diagnostics: readonly Diagnostic[]) => Rendered
  /** The plan, before anything is written. */
  readonly applyStart: (result: PlanResult) => Rendered
  /** One operation, as soon as it has ended: a line for standard error, whatever the format is. */
  readonly outcome: (outcome: Outcome) => Rendered
  readonly applyEnd: (result: ApplyResult) => Rendered
  readonly drift: (result: DriftResult) => Rendered
  readonly adoption: (result: AdoptionResult) => Rendered
  readonly importWarning: (warning: string) => Rendered
  readonly importResult: (result: ImportResult) => Rendered
  readonly doctor: (result: DoctorResult) => Rendered
  readonly kindList: (kinds: readonly KindSummary[]) => Rendered
  readonly kind: (explained: Explained<KindExplanation>) => Rendered
  readonly field: (explained: Explained<FieldExplanation>) => Rendered
  readonly stop: (stop: StopResult) => Rendered
}

export const nothing: Rendered = { out: '', err: '' }

/** Whole lines for standard output. */
export const toOut = (text: string): Rendered => ({ out: `${text}\n`, err: '' })

/** Whole lines for standard error. */
export const toErr = (text: string): Rendered => ({ out: '', err: `${text}\n` })
