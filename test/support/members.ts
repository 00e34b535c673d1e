// Compares the members that a schema of the document has with the fields of a descriptor.
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/core/json.ts'
import type { Field, Fields } from '../../src/fields/field.ts'

export type MemberFinding = {
  /** A pointer without the leading slash; `*` stands for each item of a list. */
  readonly at: string
  readonly is: 'not described' | string
}

/** What the schemas of the bodies have and the fields have not, each place once. */
export const compareMembers = (
  fields: Fields,
  schemas: readonly (JsonObject | undefined)[],
): readonly MemberFinding[] => {
  const found = schemas.flatMap((schema) => compareRecord(fields, schema ?? {}, ''))
  const texts = [...new Set(found.map((one) => JSON.stringify(one)))]
  return texts.map((text): MemberFinding => JSON.parse(text))
}

const branchesOf = (schema: JsonObject): readonly JsonObject[] => {
  const branches = ['anyOf', 'oneOf', 'allOf'].flatMap((word): readonly Json[] => {
    const value = schema[word]
    return isJsonArray(value) ? value : []
  })
  return [schema, ...branches.filter(isJsonObject).flatMap(branchesOf)]
}

const compareRecord = (fields: Fields, schema: JsonObject, at: string): readonly MemberFinding[] =>
  branchesOf(schema).flatMap(({ properties }) =>
    Object.entries(isJsonObject(properties) ? properties : {}).flatMap(([name, member]) => {
      if (!isJsonObject(member) || 'not' in member) return []
      const place = at === '' ? name : `${at}/${name}`
      const field = Object.hasOwn(fields, name) ? fields[name] : undefined
      return field === undefined
        ? [{ at: place, is: 'not described' }]
        : compareValue(field, member, place)
    }),
  )

const compareValue = (field: Field, schema: JsonObject, at: string): readonly MemberFinding[] => [
  ...compareBounds(field, schema, at),
  ...branchesOf(schema).flatMap((branch) => {
    const { items } = branch
    if ((field.shape === 'list' || field.shape === 'set') && isJsonObject(items))
      return compareValue(field.of, items, `${at}/*`)
    const fields = memberFields(field)
    return fields === undefined ? [] : compareRecord(fields, { ...branch, anyOf: [] }, at)
  }),
]

const memberFields = (field: Field): Fields | undefined => {
  if (field.shape === 'record') {
    const { fields, readOnly = [] } = field
    const ignored = Object.fromEntries(readOnly.map((name): [string, Field] => [name, anything]))
    return { ...ignored, ...fields }
  }
  if (field.shape !== 'variant') return undefined
  return Object.assign({ [field.tag]: anything }, ...Object.values(field.cases))
}

const anything: Field = { shape: 'opaque', doc: '', type: 'any' }

/** A number that a file may give and the API refuses, or the other way round; and `null`. */
const compareBounds = (field: Field, schema: JsonObject, at: string): readonly MemberFinding[] => {
  const types = [schema['type']].flat()
  if (field.shape !== 'number' || !types.some((type) => type === 'number' || type === 'integer'))
    return []
  const isInteger = types.includes('integer')
  const least = lowest(isInteger, schema['minimum'], schema['exclusiveMinimum'])
  const greatest = lowest(
    isInteger,
    negated(schema['maximum']),
    negated(schema['exclusiveMaximum']),
  )
  const pairs: readonly (readonly [string, Json | undefined, Json | undefined])[] = [
    ['integer', isInteger, field.integer === true],
    ['null', types.includes('null'), field.nullable === true],
    ['least', least, lowest(field.integer === true, field.min, field.above)],
    [
      'greatest',
      greatest,
      lowest(field.integer === true, negated(field.max), negated(field.below)),
    ],
  ]
  return pairs
    .filter(([, document, described]) => document !== described)
    .map(([name, document, described]) => ({
      at,
      is: `${name} is ${JSON.stringify(document)} in the document, and ${JSON.stringify(described)} in the descriptor`,
    }))
}

/** One spelling of a lower bound: above 0 is from 1 for integers. */
const lowest = (
  isInteger: boolean,
  from: Json | undefined,
  above: Json | undefined,
): number | string | undefined => {
  if (typeof above === 'number') return isInteger ? above + 1 : `above ${above}`
  return typeof from === 'number' ? from : undefined
}

const negated = (value: Json | undefined): Json | undefined =>
  typeof value === 'number' ? -value : value
