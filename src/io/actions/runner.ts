// The protocol of GitHub's runner: workflow commands in the log, files that it reads, variables that it sets.
import { randomUUID } from 'node:crypto'
import { appendFileSync, readFileSync, statSync } from 'node:fs'
import { didYouMean } from '../../core/suggest.ts'
import type { VariableLookup } from '../variable-lookup.ts'
import { inputs } from './input-table.ts'

import type { OutputName } from './outputs.ts'

/** The environment variable of an input; hyphens are kept. */
export const inputVariable = (name: string): string =>
  `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`

/** Inputs, read from the environment. */
export const inputLookup =
  (lookUp: VariableLookup): VariableLookup =>
  (name) =>
    lookUp(inputVariable(name))

/** A sentence for each input that does not exist, with the most similar name. */
export const unknownInputs = (variables: readonly string[]): readonly string[] => {
  const names = inputs.map(({ name }) => name)
  const knownVariables = new Set(names.map(inputVariable))
  return variables
    .filter((variable) => variable.startsWith('INPUT_') && !knownVariables.has(variable))
    .map((variable) => variable.slice('INPUT_'.length).toLowerCase())
    .map((name) => [`The Action has no input \`${name}\`.`, didYouMean(name, names) ?? []])
    .map((sentences) => sentences.flat().join(' '))
}

/** The payload of the event; `undefined` if there is none or it cannot be read. */
export const readPayload = (lookUp: VariableLookup): string | undefined => {
  try {
    return readFileSync(lookUp('GITHUB_EVENT_PATH') ?? '', 'utf8')
  } catch {
    return undefined
  }
}

export type AnnotationLevel = 'error' | 'warning' | 'notice'

export interface AnnotationProperties {
  readonly message: string
  readonly title?: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
}

/** The runner truncates silently at 4,096. */
const maxMessageLength = 4_000

/** The workflow command for an annotation: GitHub shows it at the line of the file. */
export const annotationCommand = (
  level: AnnotationLevel,
  { message, title, file, line, column }: AnnotationProperties,
): string => {
  const properties = Object.entries({ file, line, col: column, title }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${escapeProperty(String(value))}`],
  )
  return workflowCommand(
    properties.length === 0 ? level : `${level} ${properties.join(',')}`,
    truncateMessage(message),
  )
}

/** Workflow commands that mask a value in the rest of the log: as it is, each of its lines, and encoded. */
export const maskCommands = (value: string): readonly string[] => {
  const spellings = [value, ...value.split(/\r\n|\n|\r/)].flatMap((each) => [
    each,
    each.trim(),
    Buffer.from(each).toString('base64').replace(/=+$/, ''),
    // Through bytes, because `encodeURIComponent` throws on half a surrogate pair.
    encodeURIComponent(Buffer.from(each).toString()),
  ])
  return [...new Set(spellings)]
    .filter((each) => each.length >= minMaskLength)
    .map((each) => workflowCommand('add-mask', each))
}

/** A mask for a shorter text would hide half of the log. */
const minMaskLength = 4

/** The entry of an output in the file `GITHUB_OUTPUT`. */
export const formatOutput = (name: OutputName, value: string, delimiter: () => string): string => {
  const marker = delimiter()
  return value.includes(marker)
    ? formatOutput(name, value, delimiter)
    : `${name}<<${marker}\n${value}\n${marker}\n`
}

/** Without `GITHUB_OUTPUT` nothing can read outputs, and none is written. */
export const writeOutput = (lookUp: VariableLookup, name: OutputName, value: string): void => {
  const file = lookUp('GITHUB_OUTPUT') ?? ''
  if (file !== '')
    appendFileSync(
      file,
      formatOutput(name, value, () => `end_${randomUUID()}`),
    )
}

/** GitHub drops a step summary above 1,048,576 bytes. */
export const maxSummaryBytes = 1_000_000

/** Appends to the step summary. `false` if there is no file, or the summary would be too long: then nothing is written. */
export const writeSummary = (lookUp: VariableLookup, text: string): boolean => {
  const file = lookUp('GITHUB_STEP_SUMMARY') ?? ''
  if (file === '') return false
  const currentBytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (currentBytes + Buffer.byteLength(text) > maxSummaryBytes) return false
  appendFileSync(file, text)
  return true
}

const workflowCommand = (commandHead: string, message: string): string =>
  `::${commandHead}::${escapeMessage(message)}`

const escapeMessage = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const escapeProperty = (text: string): string =>
  escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** Does not cut a surrogate pair in half. */
const truncateMessage = (message: string): string => {
  if (message.length <= maxMessageLength) return message
  const truncated = message.slice(0, maxMessageLength - 1)
  return `${/[\uD800-\uDBFF]$/.test(truncated) ? truncated.slice(0, -1) : truncated}…`
}
