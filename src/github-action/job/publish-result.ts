// Publishes the result of a command: log, annotations, summary, files, outputs and exit code.
import type { ActionFailureReason } from '../../io/actions/outputs.ts'
import { escapeProse } from '../../report/escape/markdown.ts'
import { joinBlocks, renderAlert } from '../../report/markdown/elements/blocks.ts'
import { summaryBody } from '../../report/markdown/pages/comment.ts'
import { titleText } from '../../report/markdown/sections/heading.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'
import { type JobContext, pageContext, workflowRunOf } from './context.ts'
import type { CommandResult, Outputs } from './result.ts'
import {
  annotate,
  fail,
  log,
  notice,
  saveFiles,
  setOutputs,
  warn,
  writeJobSummary,
} from './workflow-output.ts'

/** What was published on GitHub, and messages about what could not be published. */
export interface Published {
  readonly outputs?: Outputs
  readonly notices?: readonly string[]
  readonly warnings?: readonly string[]
  /** Fails a job that was successful, as for a plan that cannot be approved. */
  readonly failure?: { readonly reason: ActionFailureReason; readonly message: string }
  /** The plan can only be applied by hand: a notice that is also in the summary. */
  readonly byHand?: string
  /** Replaces the page for the state. */
  readonly summary?: { readonly title: string; readonly body: string }
}

/** The log comes first, so that it reports what was written even if publishing fails or takes too long. */
export const publishResult = async (
  context: JobContext,
  result: CommandResult,
  publish: () => Promise<Published> = async () => ({}),
): Promise<ExitCode> => {
  const { failure, json, outputs, planCommits, state, text } = result
  log(context, text)
  annotate(
    context,
    result.diagnostics ?? (state && 'diagnostics' in state ? state.diagnostics : []),
  )
  const published = await publish()
  const page = pageContext(context, planCommits, workflowRunOf(context.job))
  const statePage = state && { title: titleText(state, page), body: summaryBody(state, page) }
  const shown = published.summary ?? statePage ?? { body: '', title: '' }
  const { title } = shown
  const body = joinBlocks([...importantTexts(published).map(warningAlert), shown.body])
  const code = published.failure && isSuccess(result.code) ? exitCodes.failed : result.code
  if (published.failure) fail(context, published.failure.message)
  for (const each of [published.byHand ?? [], published.notices ?? []].flat()) notice(context, each)
  for (const each of published.warnings ?? []) warn(context, each)
  // The exit code says what the command did: it stays true where the runner's files cannot be written.
  const publishFile = (name: string, write: () => void): void => {
    try {
      write()
    } catch (error) {
      warn(context, unwrittenText(name, error))
    }
  }
  publishFile('The job summary', () => writeJobSummary(context, body))
  const saved = await saveFiles(context, json, body).catch((error: unknown) => {
    warn(context, unwrittenText('A file of the result', error))
    return {}
  })
  publishFile('An output', () =>
    setOutputs(context, {
      ...outputs,
      ...published.outputs,
      ...saved,
      summary: title,
      ...(code === result.code ? {} : { result: 'failed' as const }),
      'failure-reason': failure ?? published.failure?.reason ?? '',
    }),
  )
  return code
}

const isSuccess = (code: ExitCode): boolean =>
  code === exitCodes.success || code === exitCodes.changes

/** What a reader of the summary has to know first. */
const importantTexts = ({ failure, byHand }: Published): readonly string[] =>
  [failure?.message, byHand].filter((each) => each !== undefined)

const warningAlert = (text: string): string => renderAlert('WARNING', '', escapeProse(text))

const unwrittenText = (name: string, error: unknown): string =>
  `${name} was not written: ${error instanceof Error ? error.message : String(error)}`
