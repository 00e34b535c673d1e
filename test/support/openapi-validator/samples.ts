// Values that satisfy a repaired schema: samples that do not come from our own descriptors.
import fc from 'fast-check'
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../src/core/json.ts'
import { numbersOf, textsOf } from './scalars.ts'

export const samplesOf = (schema: JsonObject): fc.Arbitrary<Json> => {
  const { enum: values, anyOf: branches, type } = schema
  if (isJsonArray(values)) return fc.constantFrom(...values)
  if (isJsonArray(branches)) return fc.oneof(...branches.filter(isJsonObject).map(samplesOf))
  if (isJsonArray(type)) return fc.oneof(...type.map((one) => samplesOf({ ...schema, type: one })))
  switch (type) {
    case 'null':
      return fc.constant(null)
    case 'boolean':
      return fc.boolean()
    case 'integer':
    case 'number':
      return numbersOf(schema)
    case 'string':
      return textsOf(schema)
    case 'array':
      return listsOf(schema)
    case 'object':
      return objectsOf(schema)
    default:
      return smallJson
  }
}

const key = fc.stringMatching(/^[a-z][a-z_]{0,8}$/)

const smallJson: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'xsmall', withCrossShrink: true },
    fc.oneof(fc.constant(null), fc.boolean(), numbersOf({}), textsOf({})),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value

/** Lists hold no value twice, and no name twice: the API refuses two rules of one name (facts 5.1). */
const listsOf = (schema: JsonObject): fc.Arbitrary<Json> => {
  const items = isJsonObject(schema['items']) ? schema['items'] : {}
  const minLength = Number(schema['minItems'] ?? 0)
  const maxLength = Math.max(minLength, Math.min(Number(schema['maxItems'] ?? 3), 3))
  return fc.uniqueArray(samplesOf(items), { minLength, maxLength, selector: identityOf })
}

const identityOf = (item: Json): string =>
  JSON.stringify(isJsonObject(item) && item['name'] !== undefined ? item['name'] : item)

const objectsOf = (schema: JsonObject): fc.Arbitrary<Json> => {
  const { properties, additionalProperties: others } = schema
  if (!isJsonObject(properties)) {
    const values = isJsonObject(others) ? samplesOf(others) : smallJson
    return fc.dictionary(key, values, { maxKeys: 3, noNullPrototype: true })
  }
  const required = isJsonArray(schema['required']) ? schema['required'] : []
  const model: Record<string, fc.Arbitrary<Json>> = {}
  for (const [name, inner] of Object.entries(properties)) {
    if (isJsonObject(inner) && !('not' in inner)) model[name] = samplesOf(inner)
  }
  const requiredKeys = Object.keys(model).filter((name) => required.includes(name))
  return fc.record(model, { requiredKeys, noNullPrototype: true })
}
