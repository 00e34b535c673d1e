// How a command speaks: where its root is, what its output looks like.
import { resolve } from 'node:path'
import type { Diagnostic } from '../diagnostic.ts'
import type { Json } from '../json.ts'
import { diagnosticsJson, jsonText } from '../report/json.ts'
import { diagnosticsText, type TextStyle } from '../report/text/plan.ts'
import type { CommandEnvironment, CommonOptions } from './environment.ts'

export const resolveRoot = ({ directory }: CommonOptions, { cwd }: CommandEnvironment): string =>
  resolve(cwd, directory ?? '.')

export const textStyle = (
  { color }: CommonOptions,
  { readVariable, isTerminal, width }: CommandEnvironment,
): TextStyle => ({
  color: color !== false && isTerminal && (readVariable('NO_COLOR') ?? '') === '',
  width,
})

export const printJson = ({ writeOutput }: CommandEnvironment, value: Json): void =>
  writeOutput(`${jsonText(value)}\n`)

export const printInvalid = (
  diagnostics: readonly Diagnostic[],
  options: CommonOptions,
  environment: CommandEnvironment,
): void => {
  if (options.format === 'json')
    printJson(environment, { ...diagnosticsJson(diagnostics), valid: false })
  else environment.writeError(`${diagnosticsText(diagnostics, textStyle(options, environment))}\n`)
}
