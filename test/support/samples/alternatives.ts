// Values that are spelled twice: a definition gives one of the two spellings, and the texts are ones that can be read.

import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts'
import { topLevelName } from '../../../src/core/pointer.ts'
import { type Field, fieldsOf } from '../../../src/fields/field.ts'
import type { Kind } from '../../../src/kinds/kind.ts'

type Pair = readonly [string, string]

export const withAlternatives = (kind: Kind, drawn: JsonObject, turn: number): JsonObject => {
  const pairs = (kind.requirements ?? []).flatMap(({ needs }): readonly Pair[] =>
    needs.rule === 'same-value' && !needs.at.includes('*')
      ? [[topLevelName(needs.at), topLevelName(needs.alternative)]]
      : [],
  )
  const inside = Object.fromEntries(
    Object.entries(drawn).map(([name, value]) => {
      const field = kind.fields[name]
      return [name, field ? within(field, value, turn) : value]
    }),
  )
  return oneOfEach(pairs, inside, turn)
}

const within = (field: Field, value: Json, turn: number): Json => {
  if (isJsonArray(value) && (field.shape === 'set' || field.shape === 'list'))
    return value.map((item, index) => within(field.of, item, turn + index))
  if (!isJsonObject(value) || (field.shape !== 'record' && field.shape !== 'variant')) return value
  const fields = fieldsOf(field, value)
  const members = Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const own = fields[name]
      return [name, own ? within(own, inner, turn) : inner]
    }),
  )
  return oneOfEach((field.shape === 'record' && field.alternatives) || [], members, turn)
}

const oneOfEach = (pairs: readonly Pair[], members: JsonObject, turn: number): JsonObject =>
  pairs.reduce((all, [plain, text]) => {
    const { [plain]: value, [text]: other, ...rest } = all
    if (value === undefined && other === undefined) return all
    // A JSON Schema is a text in both spellings.
    const isText = plain.startsWith('schema')
    const worth: Json = isText ? { type: 'object' } : isJsonObject(value) ? value : { kept: turn }
    return turn % 2 === 0
      ? { ...rest, [plain]: isText ? JSON.stringify(worth) : worth }
      : { ...rest, [text]: `// As text.\n${JSON.stringify(worth)}` }
  }, members)

/** Values of the type that another member names. */
export const withTypes = (kind: Kind, drawn: JsonObject): JsonObject =>
  (kind.requirements ?? []).reduce((members, { needs }) => {
    if (needs.rule !== 'typed') return members
    const name = topLevelName(needs.at)
    const items = members[name]
    if (!isJsonArray(items)) return members
    return {
      ...members,
      [name]: items.map((item) =>
        isJsonObject(item)
          ? {
              ...item,
              ...Object.fromEntries(
                needs.of
                  .filter((each) => Object.hasOwn(item, each))
                  .map((each) => [each, ofType(String(item[needs.by]), item[each] ?? null)]),
              ),
            }
          : item,
      ),
    }
  }, drawn)

const ofType = (type: string, value: Json): Json => {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean' ? value : JSON.stringify(value).length % 2 === 0
    case 'number':
      return typeof value === 'number' ? value : JSON.stringify(value).length
    case 'string':
      return typeof value === 'string' ? value : JSON.stringify(value)
    case 'array':
      return isJsonArray(value) ? value : [JSON.stringify(value)]
    default:
      return isJsonObject(value) ? value : { value }
  }
}
