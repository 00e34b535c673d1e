// What a run leaves behind: outputs for later steps, the summary of the job, files, and marks at lines of files.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Diagnostic } from '../../diagnostic.ts'
import { annotation, writeOutput, writeSummary } from '../../io/actions/runner.ts'
import type { Json } from '../../json.ts'
import { annotationsOf } from '../../report/annotations.ts'
import { guarded } from '../../report/escape/terminal.ts'
import { jsonText } from '../../report/json.ts'
import { type Desk, rootWithin } from './context.ts'
import type { Outputs } from './result.ts'

export const annotate = (desk: Desk, diagnostics: readonly Diagnostic[]): void => {
  if (!desk.inputs.annotate) return
  for (const { level, ...each } of annotationsOf(diagnostics, rootWithin(desk)))
    command(desk, annotation(level, each))
}

export const notice = (desk: Pick<Desk, 'world'>, message: string): void =>
  command(desk, annotation('notice', { message }))

export const warn = (desk: Pick<Desk, 'world'>, message: string): void =>
  command(desk, annotation('warning', { message }))

/** The only lines that the runner is to obey. */
const command = ({ world }: Pick<Desk, 'world'>, line: string): void => world.out(`${line}\n`)

/** Lines that others may have a hand in. */
export const log = ({ world }: Pick<Desk, 'world'>, text: string): void =>
  world.out(`${guarded(text)}\n`)

export const summarise = ({ inputs, world }: Desk, text: string): void => {
  if (!inputs.summary) return
  if (!writeSummary(world.env, `${world.veil.over(text)}\n`))
    log({ world }, 'The summary of the job was not written: there is no file for it, or no room.')
}

export const hand = ({ world }: Pick<Desk, 'world'>, outputs: Outputs): void => {
  for (const [name, value] of entriesOf(outputs))
    writeOutput(world.env, name, world.veil.over(String(value)))
}

const entriesOf = (outputs: Outputs) =>
  Object.entries(outputs) as readonly (readonly [keyof Outputs, string | number | boolean])[]

export interface Written {
  readonly 'plan-json-path'?: string
  readonly 'plan-markdown-path': string
}

/** For a later step, such as one that keeps them. */
export const keep = async (
  { job, label, world }: Desk,
  json: Json | undefined,
  markdown: string,
): Promise<Written> => {
  const name = `statsig-gitops-${label.replaceAll(/[^\w-]/g, '_')}`
  const [jsonPath, markdownPath] = [join(job.temp, `${name}.json`), join(job.temp, `${name}.md`)]
  await writeFile(markdownPath, `${world.veil.over(markdown)}\n`)
  if (json === undefined) return { 'plan-markdown-path': markdownPath }
  await writeFile(jsonPath, `${world.veil.over(jsonText(json))}\n`)
  return { 'plan-json-path': jsonPath, 'plan-markdown-path': markdownPath }
}
