// What GitHub's runner understands: lines of the log that are commands, files that it reads, variables that it sets.
import { randomUUID } from 'node:crypto'
import { appendFileSync, readFileSync, statSync } from 'node:fs'
import { didYouMean } from '../../suggest.ts'
import type { VariableLookup } from '../variable-lookup.ts'
import { inputs } from './input-table.ts'

import type { OutputName } from './outputs.ts'

/** The environment names an input so; hyphens stay. */
export const inputVariable = (name: string): string =>
  `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`

/** The inputs of the environment, as the runner hands them over. */
export const inputLookup =
  (lookUp: VariableLookup): VariableLookup =>
  (name) =>
    lookUp(inputVariable(name))

/** Inputs that no table knows, each with the name that may have been meant. */
export const unknownInputs = (variables: readonly string[]): readonly string[] => {
  const names = inputs.map(({ name }) => name)
  const knownVariables = new Set(names.map(inputVariable))
  return variables
    .filter((variable) => variable.startsWith('INPUT_') && !knownVariables.has(variable))
    .map((variable) => variable.slice('INPUT_'.length).toLowerCase())
    .map((name) => [`The action has no input \`${name}\`.`, didYouMean(name, names) ?? []])
    .map((sentences) => sentences.flat().join(' '))
}

/** The payload of the event; without one, or where it cannot be read, nothing. */
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

/** The runner cuts at 4,096 and does not say so. */
const maxMessageLength = 4_000

/** A line of the log that GitHub shows at the line of the file. */
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

/** Lines of the log that hide a value from all that follow, whole and in the spellings it may turn up in. */
export const maskCommands = (value: string): readonly string[] => {
  const spellings = [value, ...value.split(/\r\n|\n|\r/)].flatMap((each) => [
    each,
    each.trim(),
    Buffer.from(each).toString('base64').replace(/=+$/, ''),
    // By way of bytes: half a character has no spelling in an address.
    encodeURIComponent(Buffer.from(each).toString()),
  ])
  return [...new Set(spellings)]
    .filter((each) => each.length >= minMaskLength)
    .map((each) => workflowCommand('add-mask', each))
}

/** What is shorter would blacken half of the log. */
const minMaskLength = 4

/** The text that says an output in the file of outputs. */
export const formatOutput = (name: OutputName, value: string, delimiter: () => string): string => {
  const marker = delimiter()
  return value.includes(marker)
    ? formatOutput(name, value, delimiter)
    : `${name}<<${marker}\n${value}\n${marker}\n`
}

/** Outputs go to a file that the runner names; without one there is nobody to read them. */
export const writeOutput = (lookUp: VariableLookup, name: OutputName, value: string): void => {
  const file = lookUp('GITHUB_OUTPUT') ?? ''
  if (file !== '')
    appendFileSync(
      file,
      formatOutput(name, value, () => `end_${randomUUID()}`),
    )
}

/** GitHub drops the whole summary of a step above 1,048,576 bytes. */
export const maxSummaryBytes = 1_000_000

/** Appends to the summary of the step, and says whether it could: a text that is too long is not written at all. */
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

/** By code points, so that none is cut in half. */
const truncateMessage = (message: string): string => {
  if (message.length <= maxMessageLength) return message
  const truncated = message.slice(0, maxMessageLength - 1)
  return `${/[\uD800-\uDBFF]$/.test(truncated) ? truncated.slice(0, -1) : truncated}…`
}
