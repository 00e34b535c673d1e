// What is told where a file holds something else than the name of a variable: never what it holds instead.
import { type Diagnostic, error } from '../../diagnostic.ts'
import { forbidden } from '../../fields/secret.ts'
import { isMembers } from '../../json.ts'
import type { Positions } from '../../model.ts'
import { type Pointer, spoken } from '../../pointer.ts'

/** What a validator says of a fault. */
interface Fault {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
  readonly parentSchema?: unknown
}

interface Told {
  readonly pointer: Pointer
  readonly diagnostic: Diagnostic
  readonly isExcusable: false
}

/** At a secret, inside it, or where a text stands for a record that holds one. */
export const isAboutSecret = ({ keyword, parentSchema }: Fault): boolean =>
  isMarked(parentSchema) || (keyword === 'type' && holdsSecret(parentSchema))

const isMarked = (schema: unknown): boolean => isMembers(schema) && schema['writeOnly'] === true

const holdsSecret = (schema: unknown): boolean =>
  isMarked(schema) ||
  (isMembers(schema) &&
    isMembers(schema['properties']) &&
    Object.values(schema['properties']).some(holdsSecret))

export const plainSecret = (
  { instancePath, params, parentSchema }: Fault,
  positions: Positions,
): Told => {
  const [wrong, hint] = wordsFor(params['pattern'] !== undefined, isMarked(parentSchema))
  return {
    pointer: instancePath,
    isExcusable: false,
    diagnostic: error('plain-secret', `\`${spoken(instancePath)}\` ${wrong} ${unsaid}`, {
      at: positions.value(instancePath),
      hint,
    }),
  }
}

const unsaid = 'What stands there is not repeated here.'
const revoke = 'If a secret stood there, revoke it: git keeps what was once committed.'

const wordsFor = (isName: boolean, isSecret: boolean): readonly [string, string] => {
  if (isName)
    return [
      'is not the name of a variable that may be read.',
      `A name has capital letters, digits and \`_\`, and does not begin as those of Statsig’s keys or of the machine do (${prefixes}). ${revoke}`,
    ]
  return isSecret
    ? ['must name an environment variable.', `Write \`{ env: SOME_NAME }\`. ${revoke}`]
    : ['must be a record of keys and values.', `Write its keys on the lines below. ${revoke}`]
}

const prefixes = forbidden.map((prefix) => `\`${prefix}_\``).join(', ')

/** One word about a secret is enough, however many rules it breaks. */
export const isFirstOfItsSecret = (
  { diagnostic, pointer }: Pick<Told, 'diagnostic' | 'pointer'>,
  index: number,
  all: readonly Pick<Told, 'diagnostic' | 'pointer'>[],
): boolean =>
  diagnostic.code !== 'plain-secret' ||
  all.findIndex(
    (other) => other.pointer === pointer && other.diagnostic.code === diagnostic.code,
  ) === index
