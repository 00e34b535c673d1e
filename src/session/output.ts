// Where a command's root is, which renderer prints its results, and how they are printed.
import { resolve } from 'node:path'
import { createSensitiveRedactor } from '../redaction/sensitive-redaction.ts'
import { createRenderer } from '../report/formats.ts'
import type { Rendered, Renderer } from '../report/renderer.ts'
import type { TextStyle } from '../report/values/text-style.ts'
import type { CommandEnvironment, CommonOptions } from './environment.ts'
import { sensitiveDigest } from './sensitive-digests.ts'

export const resolveRoot = ({ directory }: CommonOptions, { cwd }: CommandEnvironment): string =>
  resolve(cwd, directory ?? '.')

export const rendererFor = (options: CommonOptions, environment: CommandEnvironment): Renderer =>
  createRenderer(options.format, {
    style: textStyle(options, environment),
    isQuiet: options.quiet ?? false,
    redactor: createSensitiveRedactor({
      digest: sensitiveDigest(environment),
      hasKeyedIds: false,
    }),
  })

export const print = (
  { writeError, writeOutput }: Pick<CommandEnvironment, 'writeError' | 'writeOutput'>,
  { err, out }: Rendered,
): void => {
  if (err !== '') writeError(err)
  if (out !== '') writeOutput(out)
}

const maxWidth = 80

/** At most 80 columns where there is no terminal. */
const textStyle = (
  { color }: CommonOptions,
  { readVariable, isTerminal, width }: CommandEnvironment,
): TextStyle => ({
  color: color !== false && isTerminal && (readVariable('NO_COLOR') ?? '') === '',
  width: isTerminal ? width : Math.min(width, maxWidth),
})
