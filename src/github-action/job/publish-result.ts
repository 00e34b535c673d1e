// The end of every command: log, summary, files, marks, outputs, exit code.
import { summaryBody, titleOf } from '../../report/markdown/pages/comment.ts'
import type { ExitCode } from '../../session/environment.ts'
import { type Desk, pageOf, runMarkOf } from './context.ts'
import type { Ending, Outputs } from './result.ts'
import { annotate, hand, keep, log, notice, summarise, warn } from './workflow-output.ts'

/** What was told elsewhere, and what of it could not be. */
export interface Told {
  readonly outputs?: Outputs
  readonly notices?: readonly string[]
  readonly warnings?: readonly string[]
  /** In place of the page for the state. */
  readonly summary?: { readonly title: string; readonly body: string }
}

/** The log comes first: what was written is said, even where telling it elsewhere takes too long or is cut off. */
export const finish = async (
  desk: Desk,
  ending: Ending,
  tell: () => Promise<Told> = async () => ({}),
): Promise<ExitCode> => {
  const { failure, json, outputs, planned, state, text } = ending
  log(desk, text)
  annotate(desk, ending.diagnostics ?? (state && 'diagnostics' in state ? state.diagnostics : []))
  const told = await tell()
  const page = pageOf(desk, planned, runMarkOf(desk.job))
  const own = state && { title: titleOf(state, page), body: summaryBody(state, page) }
  const { body, title } = told.summary ?? own ?? { body: '', title: '' }
  for (const each of told.notices ?? []) notice(desk, each)
  for (const each of told.warnings ?? []) warn(desk, each)
  summarise(desk, body)
  hand(desk, {
    ...outputs,
    ...told.outputs,
    ...(await keep(desk, json, body)),
    summary: title,
    'failure-reason': failure ?? '',
  })
  return ending.code
}
