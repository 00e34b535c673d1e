// Defines secret fields: a file names the environment variable from which `apply` reads the value.
import { isJsonObject, type Json, member } from '../core/json.ts'
import { type Field, fieldsOf, record, text } from './field.ts'

/** Variables of the CI system, of Node.js and of this program. A definition must not send their values to Statsig. */
export const forbiddenPrefixes = [
  'STATSIG',
  'GITHUB',
  'GH',
  'ACTIONS',
  'RUNNER',
  'INPUT',
  'CI',
  'GITLAB',
  'NODE',
  'NPM',
  'SSH',
] as const

const pattern = `^(?!(?:${forbiddenPrefixes.join('|')})_)[A-Z][A-Z0-9_]{0,99}$`

export const secret = (doc: string, options: { readonly required?: true } = {}): Field =>
  record(
    `${doc} Write the name of the environment variable that has it, \`{ env: SOME_NAME }\`, and never the value.`,
    {
      env: text('The name of the environment variable, such as `DATABRICKS_TOKEN`.', {
        required: true,
        example: 'DATABRICKS_TOKEN',
        pattern,
      }),
    },
    { ...options, secret: true, writeOnly: true },
  )

/** The variable that the value of a secret field names. */
export const variableName = (value: Json): string => {
  const name = member(value, 'env')
  return typeof name === 'string' ? name : ''
}

/** For values that no schema has checked, such as those of a saved plan. */
export const isAllowedVariable = (name: string): boolean => new RegExp(pattern, 'u').test(name)

/** All variables that a value names, at any depth. */
export const variableNamesIn = (field: Field, value: Json | undefined): readonly string[] => {
  if (!isJsonObject(value)) return []
  if (field.shape === 'record' && field.secret) return [variableName(value)]
  return Object.entries(fieldsOf(field, value)).flatMap(([name, inner]) =>
    variableNamesIn(inner, member(value, name)),
  )
}

/** Masking a shorter value would also mask ordinary words in the output. */
export const minSecretLength = 8
