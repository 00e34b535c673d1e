// Reports values that must be names of environment variables and are not. The value may be a secret: no message repeats it.
import { type Diagnostic, error } from '../../core/diagnostic.ts'
import { isJsonObject } from '../../core/json.ts'
import { formatPointer, type Pointer } from '../../core/pointer.ts'
import { forbiddenPrefixes } from '../../fields/secret.ts'
import type { Positions } from '../../model/index.ts'

/** An error of the JSON Schema validator. */
interface ValidatorError {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly parentSchema?: unknown
}

interface SecretFault {
  readonly pointer: Pointer
  readonly diagnostic: Diagnostic
  readonly isDeferrable: false
}

/** Whether the error is at a secret, inside one, or at a value that should be a record with a secret. */
export const isAboutSecret = ({ keyword, parentSchema }: ValidatorError): boolean =>
  isSecretSchema(parentSchema) || (keyword === 'type' && containsSecret(parentSchema))

const isSecretSchema = (schema: unknown): boolean =>
  isJsonObject(schema) && schema['writeOnly'] === true

const containsSecret = (schema: unknown): boolean =>
  isSecretSchema(schema) ||
  (isJsonObject(schema) &&
    isJsonObject(schema['properties']) &&
    Object.values(schema['properties']).some(containsSecret))

export const explainInlineSecret = (
  { instancePath, params, parentSchema }: ValidatorError,
  positions: Positions,
): SecretFault => {
  const [problem, hint] = inlineSecretTexts(
    params['pattern'] !== undefined,
    isSecretSchema(parentSchema),
  )
  return {
    pointer: instancePath,
    isDeferrable: false,
    diagnostic: error(
      'plaintext-secret',
      `\`${formatPointer(instancePath)}\` ${problem} ${notRepeatedText}`,
      {
        at: positions.value(instancePath),
        hint,
      },
    ),
  }
}

const notRepeatedText = 'The value is not shown.'
const revokeHint = 'If the value is a secret, revoke it: git keeps every committed value.'

const inlineSecretTexts = (isName: boolean, isSecret: boolean): readonly [string, string] => {
  if (isName)
    return [
      'is not the name of an environment variable that definitions may read.',
      `Use capital letters, digits and \`_\`. Names with these prefixes are reserved for keys and for the machine: ${forbiddenPrefixesText}. ${revokeHint}`,
    ]
  return isSecret
    ? ['must name an environment variable.', `Write \`{ env: SOME_NAME }\`. ${revokeHint}`]
    : ['must be a record of keys and values.', `Write its keys on the lines below. ${revokeHint}`]
}

const forbiddenPrefixesText = forbiddenPrefixes.map((prefix) => `\`${prefix}_\``).join(', ')

/** A secret is reported once, even if it breaks several rules. */
export const isFirstFaultOfSecret = (
  { diagnostic, pointer }: Pick<SecretFault, 'diagnostic' | 'pointer'>,
  index: number,
  all: readonly Pick<SecretFault, 'diagnostic' | 'pointer'>[],
): boolean =>
  diagnostic.code !== 'plaintext-secret' ||
  all.findIndex(
    (other) => other.pointer === pointer && other.diagnostic.code === diagnostic.code,
  ) === index
