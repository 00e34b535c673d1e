// The keys that a JSON Schema knows: which are near to one that it does not, and what each of them is for.
import type { JsonSchema } from '../../fields/json-schema.ts'
import { isJsonObject } from '../../json.ts'
import { nearestWord } from '../../suggest.ts'
import { listText, lowercaseFirst } from '../message-text.ts'
import { findKeyLocation, hasKey } from './misplaced-keys.ts'
import { enumValues } from './value-limits.ts'

/** The whole of what is known: its schema, and what `Subject` says of it. */
interface KnownKeys {
  readonly schema: JsonSchema
  readonly fallbackHint?: string
  readonly aliases?: readonly string[]
}

/** What to do about a key that is not known where it stands. */
export const unknownKeyHint = (
  unknownName: string,
  parent: unknown,
  { aliases, fallbackHint, schema }: KnownKeys,
): string => {
  const names = propertiesOf(parent)
  const near = nearestWord(unknownName, names)
  if (near !== undefined) return `Did you mean \`${near}\`?`
  const location = findKeyLocation(parent, unknownName, aliases)
  if (location !== undefined) return `\`${unknownName}\` belongs in ${location}.`
  if (hasKey(schema, unknownName)) return `\`${unknownName}\` belongs at the top of the document.`
  const otherLocation = findKeyLocation(schema, unknownName, aliases)
  if (otherLocation !== undefined) return `\`${unknownName}\` belongs in ${otherLocation}.`
  return (parent === schema ? fallbackHint : undefined) ?? `It may have ${listText(names)}.`
}

export const propertiesOf = (schema: unknown): readonly string[] =>
  isJsonObject(schema) && isJsonObject(schema['properties'])
    ? Object.keys(schema['properties'])
    : []

/** What a key is for, or which words it may have: the documentation that editors show. */
export const describeKey = (parent: unknown, name: string): string => {
  const own =
    isJsonObject(parent) && isJsonObject(parent['properties'])
      ? parent['properties'][name]
      : undefined
  if (!isJsonObject(own)) return 'it has no default.'
  const allowed = enumValues(own['enum'])
  if (allowed.length > 0) return `it may be ${listText(allowed)}.`
  return lowercaseFirst(descriptionOf(own) ?? 'it has no default.')
}

export const descriptionOf = (schema: unknown): string | undefined =>
  isJsonObject(schema) && typeof schema['description'] === 'string'
    ? schema['description']
    : undefined
