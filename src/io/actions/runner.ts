// What GitHub's runner understands: lines of the log that are commands, files that it reads, variables that it sets.
import { randomUUID } from 'node:crypto'
import { appendFileSync, readFileSync, statSync } from 'node:fs'
import { didYouMean } from '../../suggest.ts'
import { inputs } from './input-table.ts'
import type { Given } from './inputs.ts'
import type { OutputName } from './outputs.ts'

/** The environment names an input so; hyphens stay. */
export const variableOf = (name: string): string =>
  `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`

/** The inputs of the environment, as the runner hands them over. */
export const inputOf =
  (env: Given): Given =>
  (name) =>
    env(variableOf(name))

/** Inputs that no table knows, each with the name that may have been meant. */
export const unknownInputs = (variables: readonly string[]): readonly string[] => {
  const names = inputs.map(({ name }) => name)
  const known = new Set(names.map(variableOf))
  return variables
    .filter((variable) => variable.startsWith('INPUT_') && !known.has(variable))
    .map((variable) => variable.slice('INPUT_'.length).toLowerCase())
    .map((name) => [`The action has no input \`${name}\`.`, didYouMean(name, names) ?? []])
    .map((sentences) => sentences.flat().join(' '))
}

/** The payload of the event; without one, or where it cannot be read, nothing. */
export const readPayload = (env: Given): string | undefined => {
  try {
    return readFileSync(env('GITHUB_EVENT_PATH') ?? '', 'utf8')
  } catch {
    return undefined
  }
}

export type Level = 'error' | 'warning' | 'notice'

export interface Annotation {
  readonly message: string
  readonly title?: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
}

/** The runner cuts at 4,096 and does not say so. */
const longestMessage = 4_000

/** A line of the log that GitHub shows at the line of the file. */
export const annotation = (
  level: Level,
  { message, title, file, line, column }: Annotation,
): string => {
  const properties = Object.entries({ file, line, col: column, title }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${inProperty(String(value))}`],
  )
  return command(properties.length === 0 ? level : `${level} ${properties.join(',')}`, cut(message))
}

/** Lines of the log that hide a value from all that follow, whole and in the spellings it may turn up in. */
export const mask = (value: string): readonly string[] => {
  const spellings = [value, ...value.split(/\r\n|\n|\r/)].flatMap((each) => [
    each,
    each.trim(),
    Buffer.from(each).toString('base64').replace(/=+$/, ''),
    // By way of bytes: half a character has no spelling in an address.
    encodeURIComponent(Buffer.from(each).toString()),
  ])
  return [...new Set(spellings)]
    .filter((each) => each.length >= shortestMask)
    .map((each) => command('add-mask', each))
}

/** What is shorter would blacken half of the log. */
const shortestMask = 4

/** The text that says an output in the file of outputs. */
export const outputText = (name: OutputName, value: string, delimiter: () => string): string => {
  const mark = delimiter()
  return value.includes(mark)
    ? outputText(name, value, delimiter)
    : `${name}<<${mark}\n${value}\n${mark}\n`
}

/** Outputs go to a file that the runner names; without one there is nobody to read them. */
export const writeOutput = (env: Given, name: OutputName, value: string): void => {
  const file = env('GITHUB_OUTPUT') ?? ''
  if (file !== '')
    appendFileSync(
      file,
      outputText(name, value, () => `end_${randomUUID()}`),
    )
}

/** GitHub drops the whole summary of a step above 1,048,576 bytes. */
export const largestSummary = 1_000_000

/** Appends to the summary of the step, and says whether it could: a text that is too long is not written at all. */
export const writeSummary = (env: Given, text: string): boolean => {
  const file = env('GITHUB_STEP_SUMMARY') ?? ''
  if (file === '') return false
  const before = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (before + Buffer.byteLength(text) > largestSummary) return false
  appendFileSync(file, text)
  return true
}

const command = (head: string, message: string): string => `::${head}::${inMessage(message)}`

const inMessage = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const inProperty = (text: string): string =>
  inMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')

/** By code points, so that none is cut in half. */
const cut = (message: string): string => {
  if (message.length <= longestMessage) return message
  const end = message.slice(0, longestMessage - 1)
  return `${/[\uD800-\uDBFF]$/.test(end) ? end.slice(0, -1) : end}…`
}
