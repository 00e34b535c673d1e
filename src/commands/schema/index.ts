// Runs `schema`: prints the JSON Schema of a kind or of the settings.

import { didYouMean } from '../../core/suggest.ts'
import { UsageError } from '../../core/usage-error.ts'
import { isKindName, kindOf, kinds } from '../../kinds/index.ts'
import { kindSchemaOf } from '../../kinds/schema.ts'
import { settingsSchema } from '../../load/settings/index.ts'
import type { CommandEnvironment } from '../../session/environment.ts'
import { type ExitCode, exitCodes } from '../../session/exit-codes.ts'

const settingsName = 'statsig.yaml'

export const schemaCommand = (
  name: string | undefined,
  { writeOutput }: CommandEnvironment,
): ExitCode => {
  if (name === undefined) {
    writeOutput(`${[...kinds.map(({ kind }) => kind), settingsName].join('\n')}\n`)
    return exitCodes.success
  }
  writeOutput(`${schemaText(name)}\n`)
  return exitCodes.success
}

/** The text of a file in `schemas/`. */
const schemaText = (name: string): string => {
  if (name === settingsName) return JSON.stringify(settingsSchema, null, 2)
  if (isKindName(name)) return JSON.stringify(kindSchemaOf(kindOf(name)), null, 2)
  const names = [...kinds.map(({ kind }) => kind), settingsName]
  throw new UsageError(
    `\`${name}\` is not a kind. ${didYouMean(name, names) ?? `The kinds are ${names.join(', ')}.`}`,
  )
}

/** The files of `schemas/`, by name. */
export const schemaFiles = (): ReadonlyMap<string, string> =>
  new Map([
    ...kinds.map(({ kind }) => [`${kind}.schema.json`, `${schemaText(kind)}\n`] as const),
    ['statsig.schema.json', `${schemaText(settingsName)}\n`] as const,
  ])
