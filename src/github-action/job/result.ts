// How a command of the Action has ended: what to publish, what to hand to later steps, and the exit code.
import type { Diagnostic } from '../../diagnostic.ts'
import type { FailureReason, OutputName, Result } from '../../io/actions/outputs.ts'
import type { Json } from '../../json.ts'
import { isConflict, type Plan } from '../../model.ts'
import { diagnosticsJson } from '../../report/json.ts'
import type { State } from '../../report/markdown/pages/state.ts'
import { diagnosticsText, type Look } from '../../report/text/plan.ts'
import { type ExitCode, exits } from '../../session/environment.ts'
import type { Stop } from '../../session/stop.ts'
import type { PlanMark } from './comment-metadata.ts'
import type { Planned } from './context.ts'

export type Outputs = Readonly<
  Partial<Record<Exclude<OutputName, 'result'>, string | number | boolean>>
> & { readonly result?: Result }

export interface Ending {
  readonly code: ExitCode
  /** What the page says; absent where it is a page of its own. */
  readonly state?: State
  /** To be marked at the lines of the files; those of the state unless given. */
  readonly diagnostics?: readonly Diagnostic[]
  readonly planned: Planned
  readonly outputs: Outputs
  readonly failure?: FailureReason
  /** What the comment keeps of the plan, so that an apply knows it again. */
  readonly mark?: Pick<PlanMark, 'operations' | 'plan'>
  /** The same for programs. */
  readonly json?: Json
  /** The same for the log. */
  readonly text: string
}

/** Of a log, which has neither colours nor a width. */
export const look: Look = { colour: false, width: 120 }

export const logged = (...texts: readonly string[]): string =>
  texts.filter((each) => each !== '').join('\n\n')

/** Why a plan ends as refused; a conflict has a way out of its own. */
export const refusalOf = ({ operations }: Plan): 'conflict' | 'refused' =>
  operations.some(({ refused }) => isConflict(refused)) ? 'conflict' : 'refused'

/** Nothing came of it. */
export const stopped = (stop: Stop, planned: Planned): Ending => {
  switch (stop.is) {
    case 'invalid':
      return invalid(stop.diagnostics, planned)
    case 'refused':
      return {
        code: exits.refused,
        state: { is: 'refused', reason: stop.reason },
        planned,
        outputs: { result: 'failed' },
        failure: 'refused',
        json: { version: 1, refused: stop.reason },
        text: stop.reason,
      }
  }
}

export const invalid = (diagnostics: readonly Diagnostic[], planned: Planned): Ending => ({
  code: exits.invalid,
  state: { is: 'invalid', diagnostics },
  planned,
  outputs: { result: 'failed' },
  failure: 'invalid-definitions',
  json: { ...diagnosticsJson(diagnostics), valid: false },
  text: diagnosticsText(diagnostics, look),
})
