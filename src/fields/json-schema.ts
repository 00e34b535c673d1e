// Fold: fields to JSON Schema (draft 7). Behind validation, and behind the files in `schemas/` that editors read.
import type { Field, Fields, Free } from './field.ts'

export type Schema = Readonly<Record<string, unknown>>

/** A closed object with these members. `marks` are members that are not fields, such as `kind`. */
export const objectOf = (
  fields: Fields,
  marks: Readonly<Record<string, Schema>> = {},
  made: readonly string[] = [],
): Schema => {
  const needed = Object.keys(fields).filter((name) => fields[name]?.required)
  return {
    type: 'object',
    properties: {
      ...marks,
      ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOf(field)])),
      ...Object.fromEntries(made.map((name) => [name, madeByStatsig])),
    },
    ...(needed.length > 0 && { required: needed }),
    additionalProperties: false,
  }
}

/** A key that files may carry and that is not read from them. */
const madeByStatsig: Schema = { description: 'Made by Statsig; ignored here.', readOnly: true }

export const schemaOf = (field: Field): Schema => ({
  ...nullable(field, shapeSchema(field)),
  description: field.doc,
  ...(field.default !== undefined &&
    field.default !== null &&
    field.default !== '' && { default: field.default }),
})

const nullable = ({ nullable: may }: Field, schema: Schema): Schema => {
  if (may !== true) return schema
  const type = schema['type']
  return {
    ...schema,
    ...(type !== undefined && { type: [...typesOf(type), 'null'] }),
    ...(Array.isArray(schema['enum']) && { enum: [...schema['enum'], null] }),
  }
}

const typesOf = (type: unknown): readonly unknown[] => (Array.isArray(type) ? type : [type])

const shapeSchema = (field: Field): Schema => {
  switch (field.shape) {
    case 'text':
      return given({
        type: field.numeric ? ['string', 'number'] : 'string',
        minLength: field.min,
        maxLength: field.max,
        pattern: field.pattern,
      })
    case 'number':
      return given({
        type: field.integer ? 'integer' : 'number',
        minimum: field.min,
        maximum: field.max,
        multipleOf: field.step,
      })
    case 'flag':
      return { type: 'boolean' }
    case 'choice':
      return {
        type: oneOrMore([...new Set(field.of.map((value) => typeof value))]),
        enum: field.of,
      }
    case 'ref':
    case 'item':
      return { type: 'string', minLength: 1 }
    case 'set':
      return field.lone ? loneOr(schemaOf(field.of), field) : arrayOf(field.of, field)
    case 'list':
      return arrayOf(field.of, field)
    case 'record':
      return field.secret
        ? secretOf(objectOf(field.fields))
        : objectOf(field.fields, {}, field.made)
    case 'variant':
      return variantOf(field.tag, field.doc, field.cases)
    case 'opaque':
      return freely[field.type]
  }
}

const freely: Readonly<Record<Free, Schema>> = {
  object: { type: 'object' },
  any: {},
  texts: { type: 'object', additionalProperties: { type: 'string' } },
}

interface Size {
  readonly min?: number
  readonly max?: number
}

const arrayOf = (of: Field, { max, min }: Size) =>
  given({ type: 'array', items: schemaOf(of), minItems: min, maxItems: max })

/** One item, or a list of them. Their types differ, so one schema can speak of both without an alternative. */
const loneOr = (items: Schema, { max, min }: Size): Schema => {
  const { description: _, ...lone } = items
  return given({
    ...lone,
    type: [...typesOf(items['type']), 'array'],
    items,
    minItems: min,
    maxItems: max,
  })
}

/** Marked throughout, so that nobody repeats what was written there. */
const secretOf = (schema: Schema): Schema => ({
  ...schema,
  properties: Object.fromEntries(
    Object.entries(schema['properties'] ?? {}).map(([name, inner]) => [
      name,
      { ...inner, writeOnly: true },
    ]),
  ),
  writeOnly: true,
})

const variantOf = (tag: string, doc: string, cases: Readonly<Record<string, Fields>>): Schema => ({
  type: 'object',
  properties: { [tag]: { type: 'string', enum: Object.keys(cases), description: doc } },
  required: [tag],
  discriminator: { propertyName: tag },
  oneOf: Object.entries(cases).map(([name, fields]) => {
    const { required, ...schema } = objectOf(fields, { [tag]: { const: name } })
    return { ...schema, required: [tag, ...(Array.isArray(required) ? required : [])] }
  }),
})

const given = (schema: Schema): Schema =>
  Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined))

const oneOrMore = (types: readonly string[]): string | readonly string[] =>
  types.length === 1 && types[0] !== undefined ? types[0] : types
