// Fold: fields to JSON Schema (draft 7). Behind validation, and behind the files in `schemas/` that editors read.
import type { Field, Fields, OpaqueType } from './field.ts'

export type JsonSchema = Readonly<Record<string, unknown>>

/** A closed object with these members. `marks` are members that are not fields, such as `kind`. */
export const objectSchema = (
  fields: Fields,
  extraProperties: Readonly<Record<string, JsonSchema>> = {},
  readOnly: readonly string[] = [],
): JsonSchema => {
  const required = Object.keys(fields).filter((name) => fields[name]?.required)
  return {
    type: 'object',
    properties: {
      ...extraProperties,
      ...Object.fromEntries(
        Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)]),
      ),
      ...Object.fromEntries(readOnly.map((name) => [name, readOnlySchema])),
    },
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  }
}

/** A key that files may carry and that is not read from them. */
const readOnlySchema: JsonSchema = { description: 'Made by Statsig; ignored here.', readOnly: true }

export const fieldSchema = (field: Field): JsonSchema => ({
  ...allowNull(field, shapeSchema(field)),
  description: field.doc,
  ...(field.default !== undefined &&
    field.default !== null &&
    field.default !== '' && { default: field.default }),
})

const allowNull = ({ nullable: may }: Field, schema: JsonSchema): JsonSchema => {
  if (may !== true) return schema
  const type = schema['type']
  return {
    ...schema,
    ...(type !== undefined && { type: [...typeList(type), 'null'] }),
    ...(Array.isArray(schema['enum']) && { enum: [...schema['enum'], null] }),
  }
}

const typeList = (type: unknown): readonly unknown[] => (Array.isArray(type) ? type : [type])

const shapeSchema = (field: Field): JsonSchema => {
  switch (field.shape) {
    case 'text':
      return withoutUndefined({
        type: field.numeric ? ['string', 'number'] : 'string',
        minLength: field.min,
        maxLength: field.max,
        pattern: field.pattern,
      })
    case 'number':
      return withoutUndefined({
        type: field.integer ? 'integer' : 'number',
        minimum: field.min,
        maximum: field.max,
        multipleOf: field.step,
      })
    case 'flag':
      return { type: 'boolean' }
    case 'choice':
      return {
        type: singleOrList([...new Set(field.of.map((value) => typeof value))]),
        enum: field.of,
      }
    case 'ref':
    case 'item':
      return { type: 'string', minLength: 1 }
    case 'set':
      return field.singleAsList
        ? itemOrArraySchema(fieldSchema(field.of), field)
        : arraySchema(field.of, field)
    case 'list':
      return arraySchema(field.of, field)
    case 'record':
      return field.secret
        ? secretSchema(objectSchema(field.fields))
        : objectSchema(field.fields, {}, field.readOnly)
    case 'variant':
      return variantSchema(field.tag, field.doc, field.cases)
    case 'opaque':
      return opaqueSchemas[field.type]
  }
}

const opaqueSchemas: Readonly<Record<OpaqueType, JsonSchema>> = {
  object: { type: 'object' },
  any: {},
  texts: { type: 'object', additionalProperties: { type: 'string' } },
}

interface ListBounds {
  readonly min?: number
  readonly max?: number
}

const arraySchema = (of: Field, { max, min }: ListBounds) =>
  withoutUndefined({ type: 'array', items: fieldSchema(of), minItems: min, maxItems: max })

/** One item, or a list of them. Their types differ, so one schema can speak of both without an alternative. */
const itemOrArraySchema = (items: JsonSchema, { max, min }: ListBounds): JsonSchema => {
  const { description: _, ...lone } = items
  return withoutUndefined({
    ...lone,
    type: [...typeList(items['type']), 'array'],
    items,
    minItems: min,
    maxItems: max,
  })
}

/** Marked throughout, so that nobody repeats what was written there. */
const secretSchema = (schema: JsonSchema): JsonSchema => ({
  ...schema,
  properties: Object.fromEntries(
    Object.entries(schema['properties'] ?? {}).map(([name, inner]) => [
      name,
      { ...inner, writeOnly: true },
    ]),
  ),
  writeOnly: true,
})

const variantSchema = (
  tag: string,
  doc: string,
  cases: Readonly<Record<string, Fields>>,
): JsonSchema => ({
  type: 'object',
  properties: { [tag]: { type: 'string', enum: Object.keys(cases), description: doc } },
  required: [tag],
  discriminator: { propertyName: tag },
  oneOf: Object.entries(cases).map(([name, fields]) => {
    const { required, ...schema } = objectSchema(fields, { [tag]: { const: name } })
    return { ...schema, required: [tag, ...(Array.isArray(required) ? required : [])] }
  }),
})

const withoutUndefined = (schema: JsonSchema): JsonSchema =>
  Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined))

const singleOrList = (types: readonly string[]): string | readonly string[] =>
  types.length === 1 && types[0] !== undefined ? types[0] : types
