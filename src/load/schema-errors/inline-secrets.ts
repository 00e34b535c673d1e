// What is told where a file holds something else than the name of a variable: never what it holds instead.
import { type Diagnostic, error } from '../../diagnostic.ts'
import { forbiddenPrefixes } from '../../fields/secret.ts'
import { isJsonObject } from '../../json.ts'
import type { Positions } from '../../model.ts'
import { formatPointer, type Pointer } from '../../pointer.ts'

/** What a validator says of a fault. */
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

/** At a secret, inside it, or where a text stands for a record that holds one. */
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
      'plain-secret',
      `\`${formatPointer(instancePath)}\` ${problem} ${notRepeatedText}`,
      {
        at: positions.value(instancePath),
        hint,
      },
    ),
  }
}

const notRepeatedText = 'What stands there is not repeated here.'
const revokeHint = 'If a secret stood there, revoke it: git keeps what was once committed.'

const inlineSecretTexts = (isName: boolean, isSecret: boolean): readonly [string, string] => {
  if (isName)
    return [
      'is not the name of a variable that may be read.',
      `A name has capital letters, digits and \`_\`, and does not begin as those of Statsig’s keys or of the machine do (${forbiddenPrefixesText}). ${revokeHint}`,
    ]
  return isSecret
    ? ['must name an environment variable.', `Write \`{ env: SOME_NAME }\`. ${revokeHint}`]
    : ['must be a record of keys and values.', `Write its keys on the lines below. ${revokeHint}`]
}

const forbiddenPrefixesText = forbiddenPrefixes.map((prefix) => `\`${prefix}_\``).join(', ')

/** One word about a secret is enough, however many rules it breaks. */
export const isFirstFaultOfSecret = (
  { diagnostic, pointer }: Pick<SecretFault, 'diagnostic' | 'pointer'>,
  index: number,
  all: readonly Pick<SecretFault, 'diagnostic' | 'pointer'>[],
): boolean =>
  diagnostic.code !== 'plain-secret' ||
  all.findIndex(
    (other) => other.pointer === pointer && other.diagnostic.code === diagnostic.code,
  ) === index
