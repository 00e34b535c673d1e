// How a command of the Action has ended: what to publish, what to hand to later steps, and the exit code.
import type { Diagnostic } from '../../diagnostic.ts'
import type { ActionResult, FailureReason, OutputName } from '../../io/actions/outputs.ts'
import type { Json } from '../../json.ts'
import { isConflict, type Plan } from '../../model.ts'
import { diagnosticsJson } from '../../report/json.ts'
import type { PageState } from '../../report/markdown/pages/state.ts'
import { diagnosticsText, type TextStyle } from '../../report/text/plan.ts'
import { type ExitCode, exitCodes } from '../../session/environment.ts'
import type { Stop } from '../../session/stop.ts'
import type { PlanMetadata } from './comment-metadata.ts'
import type { PlanCommits } from './context.ts'

export type Outputs = Readonly<
  Partial<Record<Exclude<OutputName, 'result'>, string | number | boolean>>
> & { readonly result?: ActionResult }

export interface CommandResult {
  readonly code: ExitCode
  /** What the page says; absent where it is a page of its own. */
  readonly state?: PageState
  /** To be marked at the lines of the files; those of the state unless given. */
  readonly diagnostics?: readonly Diagnostic[]
  readonly planCommits: PlanCommits
  readonly outputs: Outputs
  readonly failure?: FailureReason
  /** What the comment keeps of the plan, so that an apply knows it again. */
  readonly planMetadata?: Pick<PlanMetadata, 'operations' | 'plan'>
  /** The same for programs. */
  readonly json?: Json
  /** The same for the log. */
  readonly text: string
}

/** Of a log, which has neither colours nor a width. */
export const logStyle: TextStyle = { color: false, width: 120 }

export const joinTexts = (...texts: readonly string[]): string =>
  texts.filter((each) => each !== '').join('\n\n')

/** Why a plan ends as refused; a conflict has a way out of its own. */
export const refusalFailure = ({ operations }: Plan): 'conflict' | 'refused' =>
  operations.some(({ refusal }) => isConflict(refusal)) ? 'conflict' : 'refused'

/** Nothing came of it. */
export const stopResult = (stop: Stop, planCommits: PlanCommits): CommandResult => {
  switch (stop.is) {
    case 'invalid':
      return invalidResult(stop.diagnostics, planCommits)
    case 'refused':
      return {
        code: exitCodes.refused,
        state: { is: 'refused', reason: stop.reason },
        planCommits,
        outputs: { result: 'failed' },
        failure: 'refused',
        json: { version: 1, refused: stop.reason },
        text: stop.reason,
      }
  }
}

export const invalidResult = (
  diagnostics: readonly Diagnostic[],
  planCommits: PlanCommits,
): CommandResult => ({
  code: exitCodes.invalid,
  state: { is: 'invalid', diagnostics },
  planCommits,
  outputs: { result: 'failed' },
  failure: 'invalid-definitions',
  json: { ...diagnosticsJson(diagnostics), valid: false },
  text: diagnosticsText(diagnostics, logStyle),
})
