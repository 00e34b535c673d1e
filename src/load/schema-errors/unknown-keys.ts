// Finds hints for unknown and missing keys in the keys that a JSON Schema has.

import { isJsonObject } from '../../core/json.ts'
import { type Pointer, segments } from '../../core/pointer.ts'
import { nearestWord } from '../../core/suggest.ts'
import type { JsonSchema } from '../../fields/json-schema.ts'
import { listText, lowercaseFirst } from '../message-text.ts'
import { findKeyLocation, hasKey } from './misplaced-keys.ts'
import { enumValues } from './value-limits.ts'

/** The schema of the whole document; the other members are those of `SchemaContext`. */
interface KnownKeys {
  readonly schema: JsonSchema
  readonly fallbackHint?: string
  readonly aliases?: readonly string[]
  readonly extraKeys?: readonly string[]
  /** Where the unknown key is. */
  readonly pointer: Pointer
}

/** The hint for a key that its location does not allow. */
export const unknownKeyHint = (
  unknownName: string,
  parent: unknown,
  { aliases, extraKeys = [], fallbackHint, pointer, schema }: KnownKeys,
): string => {
  const names = propertiesOf(parent)
  const near = nearestWord(unknownName, names)
  if (near !== undefined) return `Did you mean \`${near}\`?`
  const location = findKeyLocation(parent, unknownName, aliases)
  if (location !== undefined) return `\`${unknownName}\` belongs in ${location}.`
  if (extraKeys.includes(unknownName))
    return `\`extraFields\` in \`statsig.yaml\` allows it at the top of the document. Write \`${patternOf(pointer)}\` there to allow it here.`
  if (hasKey(schema, unknownName)) return `\`${unknownName}\` belongs at the top of the document.`
  const otherLocation = findKeyLocation(schema, unknownName, aliases)
  if (otherLocation !== undefined) return `\`${unknownName}\` belongs in ${otherLocation}.`
  return (
    (parent === schema ? fallbackHint : undefined) ??
    `The known keys are ${listText(names, 'and')}.`
  )
}

/** A pointer without the leading slash, with `*` for list items. */
const patternOf = (pointer: Pointer): string =>
  segments(pointer)
    .map((name) => (/^\d+$/.test(name) ? '*' : name))
    .join('/')

export const propertiesOf = (schema: unknown): readonly string[] =>
  isJsonObject(schema) && isJsonObject(schema['properties'])
    ? Object.keys(schema['properties'])
    : []

/** The documentation of a key, or its allowed values. */
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
