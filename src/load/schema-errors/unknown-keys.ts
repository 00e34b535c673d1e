// The keys that a JSON Schema knows: which are near to one that it does not, and what each of them is for.
import type { Schema } from '../../fields/json-schema.ts'
import { isMembers } from '../../json.ts'
import { nearest } from '../../suggest.ts'
import { listText, lowered } from '../message-text.ts'
import { hasKey, homeBelow } from './misplaced-keys.ts'
import { membersAllowed } from './value-limits.ts'

/** The whole of what is known: its schema, and what `Subject` says of it. */
interface Known {
  readonly schema: Schema
  readonly otherwise?: string
  readonly aliases?: readonly string[]
}

/** What to do about a key that is not known where it stands. */
export const unknownHint = (
  extra: string,
  parent: unknown,
  { aliases, otherwise, schema }: Known,
): string => {
  const known = propertiesOf(parent)
  const near = nearest(extra, known)
  if (near !== undefined) return `Did you mean \`${near}\`?`
  const home = homeBelow(parent, extra, aliases)
  if (home !== undefined) return `\`${extra}\` belongs in ${home}.`
  if (hasKey(schema, extra)) return `\`${extra}\` belongs at the top of the document.`
  const elsewhere = homeBelow(schema, extra, aliases)
  if (elsewhere !== undefined) return `\`${extra}\` belongs in ${elsewhere}.`
  return (parent === schema ? otherwise : undefined) ?? `It may have ${listText(known)}.`
}

export const propertiesOf = (schema: unknown): readonly string[] =>
  isMembers(schema) && isMembers(schema['properties']) ? Object.keys(schema['properties']) : []

/** What a key is for, or which words it may have: the documentation that editors show. */
export const aboutKey = (parent: unknown, name: string): string => {
  const own =
    isMembers(parent) && isMembers(parent['properties']) ? parent['properties'][name] : undefined
  if (!isMembers(own)) return 'it has no default.'
  const words = membersAllowed(own['enum'])
  if (words.length > 0) return `it may be ${listText(words)}.`
  return lowered(documentation(own) ?? 'it has no default.')
}

export const documentation = (schema: unknown): string | undefined =>
  isMembers(schema) && typeof schema['description'] === 'string' ? schema['description'] : undefined
