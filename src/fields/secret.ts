// Values that no file holds: a file names the environment variable that has the value while the definitions are applied.
import { isJsonObject, type Json, member } from '../json.ts'
import { type Field, fieldsOf, record, text } from './field.ts'

/** Variables of whatever runs us, and our own keys: no definition may send them anywhere. */
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
    `${doc} It is never written here: \`{ env: SOME_NAME }\` names the environment variable that holds it.`,
    {
      env: text('The environment variable that holds the value, such as `DATABRICKS_TOKEN`.', {
        required: true,
        pattern,
      }),
    },
    { ...options, secret: true, writeOnly: true },
  )

/** The variable that a value of such a field names. */
export const variableName = (value: Json): string => {
  const name = member(value, 'env')
  return typeof name === 'string' ? name : ''
}

/** Asked of what comes from elsewhere than a definition that was checked. */
export const isAllowedVariable = (name: string): boolean => new RegExp(pattern, 'u').test(name)

/** The variables that a value names, wherever in it. */
export const variableNamesIn = (field: Field, value: Json | undefined): readonly string[] => {
  if (!isJsonObject(value)) return []
  if (field.shape === 'record' && field.secret) return [variableName(value)]
  return Object.entries(fieldsOf(field, value)).flatMap(([name, inner]) =>
    variableNamesIn(inner, member(value, name)),
  )
}

/** A mask could not keep a shorter value out of what is printed without taking words out as well. */
export const minSecretLength = 8
