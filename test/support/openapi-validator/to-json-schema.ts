// Converts the published OpenAPI 3.0 schemas to JSON Schema for ajv.
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts'
import { valueAt } from '../../../src/core/pointer.ts'

/** `closed`: what a client may send. A member that no schema names is then a fault. */
export type Openness = 'open' | 'closed'

export const repaired = (
  document: JsonObject,
  schema: Json | undefined,
  as: Openness,
): JsonObject => {
  if (!isJsonObject(schema)) return {}
  const within = (inner: Json | undefined): JsonObject => repaired(document, inner, as)
  const reference = schema['$ref']
  if (typeof reference === 'string') return within(resolved(document, reference))
  const parts = schema['allOf']
  if (isJsonArray(parts)) return merged(parts.map(within))
  return nullable(schema, {
    ...kept(schema),
    ...bounds(schema),
    ...(isJsonObject(schema['items']) ? { items: within(schema['items']) } : {}),
    ...objectOf(schema, within, as),
    ...alternatives(schema, within),
  })
}

const resolved = (document: JsonObject, reference: string): Json => {
  const target = valueAt(document, reference.replace(/^#/, ''))
  if (target === undefined) throw new Error(`The document has nothing at ${reference}.`)
  return target
}

/** An envelope and its `data`: the later part has the last word on a member, where ajv would ask for both. */
const merged = (parts: readonly JsonObject[]): JsonObject => {
  const lists = (keyword: string) =>
    parts.flatMap((part) => (isJsonArray(part[keyword]) ? part[keyword] : []))
  const required = [...new Set(lists('required'))]
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map((part) => part['properties'])),
    ...(required.length > 0 ? { required } : {}),
  }
}

const plain = [
  'type',
  'enum',
  'not',
  'pattern',
  'format',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'multipleOf',
  'required',
]

const kept = (schema: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(schema).filter(([keyword]) => plain.includes(keyword)))

/** `exclusiveMinimum: true` beside `minimum: 1` is one number in JSON Schema. */
const bounds = (schema: JsonObject): JsonObject => ({
  ...bound(schema, 'minimum', 'exclusiveMinimum'),
  ...bound(schema, 'maximum', 'exclusiveMaximum'),
})

const bound = (schema: JsonObject, inclusive: string, exclusive: string): JsonObject => {
  const limit = schema[inclusive]
  if (limit === undefined) return {}
  return schema[exclusive] === true ? { [exclusive]: limit } : { [inclusive]: limit }
}

const objectOf = (
  schema: JsonObject,
  within: (inner: Json | undefined) => JsonObject,
  as: Openness,
): JsonObject => {
  const { properties, patternProperties: families, additionalProperties: others } = schema
  const rest = isJsonObject(others)
    ? { additionalProperties: within(others) }
    : others === false || (as === 'closed' && isJsonObject(properties))
      ? { additionalProperties: false }
      : {}
  if (!isJsonObject(properties)) return rest
  return {
    type: 'object',
    properties: each(properties, within),
    ...(isJsonObject(families) ? { patternProperties: each(families, within) } : {}),
    ...rest,
  }
}

const each = (schemas: JsonObject, within: (inner: Json | undefined) => JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(schemas).map(([name, inner]) => [name, within(inner)]))

/** Statsig's unions take the first branch that fits: `[]` is a list of strings and of numbers, and is welcome. */
const alternatives = (
  schema: JsonObject,
  within: (inner: Json | undefined) => JsonObject,
): JsonObject => {
  const branches = schema['oneOf'] ?? schema['anyOf']
  return isJsonArray(branches) ? { anyOf: branches.map(within) } : {}
}

const nullable = (schema: JsonObject, repaired: JsonObject): JsonObject => {
  if (schema['nullable'] !== true) return repaired
  const { type, enum: values, anyOf: branches } = repaired
  return {
    ...repaired,
    ...(typeof type === 'string' ? { type: [type, 'null'] } : {}),
    ...(isJsonArray(values) ? { enum: [...values, null] } : {}),
    ...(isJsonArray(branches) ? { anyOf: [...branches, { type: 'null' }] } : {}),
  }
}
