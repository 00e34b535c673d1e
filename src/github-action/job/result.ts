// The result of a command of the Action: what to publish, the outputs for later steps, and the exit code.
import type { Diagnostic } from '../../core/diagnostic.ts'
import type { ActionFailureReason, ActionResult, OutputName } from '../../io/actions/outputs.ts'
import { isConflict, type Plan } from '../../model/index.ts'
import { createRenderer } from '../../report/formats.ts'
import type { PageState } from '../../report/markdown/pages/state.ts'
import type { Rendered } from '../../report/renderer.ts'
import { stopText } from '../../report/text/stop.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'
import type { Stop } from '../../session/stop.ts'
import type { PlanMetadata } from './comment-metadata.ts'
import type { PlanCommits } from './context.ts'

export type Outputs = Readonly<
  Partial<Record<Exclude<OutputName, 'result'>, string | number | boolean>>
> & { readonly result?: ActionResult }

/** `held` is the deprecated name of `kept`. */
export const keptOutputs = (kept: number) => ({ kept, held: kept }) satisfies Outputs

export interface CommandResult {
  readonly code: ExitCode
  /** The content of the page; absent if `publish` builds the page. */
  readonly state?: PageState
  /** For annotations; default: those of the state. */
  readonly diagnostics?: readonly Diagnostic[]
  readonly planCommits: PlanCommits
  readonly outputs: Outputs
  readonly failure?: ActionFailureReason
  /** Stored in the comment, so that an apply recognises the plan. */
  readonly planMetadata?: Pick<PlanMetadata, 'branch' | 'operations' | 'plan' | 'settings'>
  /** The result as a JSON document. */
  readonly json?: string
  /** The result for the log. */
  readonly text: string
}

/** A log has no colours and no width. */
const options = { style: { color: false, width: 120 }, isQuiet: false }

export const logRenderer = createRenderer('text', options)
export const jsonRenderer = createRenderer('json', options)

/** Both outputs of a renderer, without the empty lines around them. */
export const logText = ({ err, out }: Rendered): string =>
  joinTexts(...[err, out].map((text) => text.replace(/^\n+|\n+$/g, '')))

export const joinTexts = (...texts: readonly string[]): string =>
  texts.filter((each) => each !== '').join('\n\n')

/** Why a plan is refused. A conflict has its own reason, because it is resolved differently. */
export const refusalFailure = ({ operations }: Plan): 'conflict' | 'refused' =>
  operations.some(({ refusal }) => isConflict(refusal)) ? 'conflict' : 'refused'

/** The result of a run that stopped before a plan. */
/** `during` is set for an apply. */
export const stopResult = (
  stop: Stop,
  planCommits: PlanCommits,
  during: { readonly during?: 'apply' } = {},
): CommandResult => {
  switch (stop.is) {
    case 'invalid':
      return invalidResult(stop.diagnostics, planCommits, during)
    case 'locked':
    case 'refused':
      return {
        code: stop.is === 'locked' ? exitCodes.locked : exitCodes.refused,
        state: {
          is: 'refused',
          reason: stop.is === 'locked' ? stopText(stop) : stop.reason,
          ...during,
        },
        planCommits,
        outputs: { result: 'failed' },
        failure: stop.is === 'locked' ? 'locked' : 'refused',
        json: jsonRenderer.stop(stop).out,
        text: logText(logRenderer.stop(stop)),
      }
  }
}

export const invalidResult = (
  diagnostics: readonly Diagnostic[],
  planCommits: PlanCommits,
  during: { readonly during?: 'apply' } = {},
): CommandResult => ({
  code: exitCodes.invalid,
  state: { is: 'invalid', diagnostics, ...during },
  planCommits,
  outputs: { result: 'failed' },
  failure: 'invalid-definitions',
  json: jsonRenderer.stop({ is: 'invalid', diagnostics }).out,
  text: logText(logRenderer.stop({ is: 'invalid', diagnostics })),
})
