// Writes the outputs, the job summary, the files, the log and the annotations of a run.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Diagnostic } from '../../core/diagnostic.ts'
import { annotationCommand, writeOutput, writeSummary } from '../../io/actions/runner.ts'
import { annotationsOf } from '../../report/annotations.ts'
import { neutralizeCommands } from '../../report/escape/terminal.ts'
import { type JobContext, rootWithin } from './context.ts'
import type { Outputs } from './result.ts'

export const annotate = (context: JobContext, diagnostics: readonly Diagnostic[]): void => {
  if (!context.inputs.annotate) return
  for (const { level, ...each } of annotationsOf(diagnostics, rootWithin(context)))
    writeWorkflowCommand(context, annotationCommand(level, each))
}

export const notice = (context: Pick<JobContext, 'environment'>, message: string): void =>
  writeWorkflowCommand(context, annotationCommand('notice', { message }))

export const warn = (context: Pick<JobContext, 'environment'>, message: string): void =>
  writeWorkflowCommand(context, annotationCommand('warning', { message }))

export const fail = (context: Pick<JobContext, 'environment'>, message: string): void =>
  writeWorkflowCommand(context, annotationCommand('error', { message }))

/** Only these lines may contain workflow commands. */
const writeWorkflowCommand = (
  { environment }: Pick<JobContext, 'environment'>,
  line: string,
): void => environment.writeOutput(`${line}\n`)

/** Text that may contain input from others: workflow commands in it are neutralised. */
export const log = ({ environment }: Pick<JobContext, 'environment'>, text: string): void =>
  environment.writeOutput(`${neutralizeCommands(text)}\n`)

export const writeJobSummary = ({ inputs, environment }: JobContext, text: string): void => {
  if (!inputs.summary) return
  if (!writeSummary(environment.readVariable, `${environment.secretMask.mask(text)}\n`))
    log(
      { environment },
      'The job summary was not written: `GITHUB_STEP_SUMMARY` is not set, or the summary is too long.',
    )
}

export const setOutputs = (
  { environment }: Pick<JobContext, 'environment'>,
  outputs: Outputs,
): void => {
  for (const [name, value] of entriesOf(outputs))
    writeOutput(environment.readVariable, name, environment.secretMask.mask(String(value)))
}

const entriesOf = (outputs: Outputs) =>
  Object.entries(outputs) as readonly (readonly [keyof Outputs, string | number | boolean])[]

export interface SavedFiles {
  readonly 'plan-json-path'?: string
  readonly 'plan-markdown-path': string
}

/** Files for a later step, such as one that uploads them. */
export const saveFiles = async (
  { job, targetLabel, environment }: JobContext,
  json: string | undefined,
  markdown: string,
): Promise<SavedFiles> => {
  const name = `statsig-gitops-${targetLabel.replaceAll(/[^\w-]/g, '_')}`
  const [jsonPath, markdownPath] = [join(job.temp, `${name}.json`), join(job.temp, `${name}.md`)]
  await writeFile(markdownPath, `${environment.secretMask.mask(markdown)}\n`)
  if (json === undefined) return { 'plan-markdown-path': markdownPath }
  await writeFile(jsonPath, environment.secretMask.mask(json))
  return { 'plan-json-path': jsonPath, 'plan-markdown-path': markdownPath }
}
