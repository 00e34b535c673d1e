// How a command speaks: where its root is, what its output looks like.
import { resolve } from 'node:path'
import type { Diagnostic } from '../diagnostic.ts'
import type { Json } from '../json.ts'
import { diagnosticsJson, jsonText } from '../report/json.ts'
import { diagnosticsText, type Look } from '../report/text/plan.ts'
import type { CommonOptions, World } from './environment.ts'

export const rootOf = ({ directory }: CommonOptions, { cwd }: World): string =>
  resolve(cwd, directory ?? '.')

export const looking = ({ color }: CommonOptions, { env, isTerminal, width }: World): Look => ({
  colour: color !== false && isTerminal && (env('NO_COLOR') ?? '') === '',
  width,
})

export const printJson = ({ out }: World, value: Json): void => out(`${jsonText(value)}\n`)

export const reportInvalid = (
  diagnostics: readonly Diagnostic[],
  options: CommonOptions,
  world: World,
): void => {
  if (options.format === 'json') printJson(world, { ...diagnosticsJson(diagnostics), valid: false })
  else world.err(`${diagnosticsText(diagnostics, looking(options, world))}\n`)
}
