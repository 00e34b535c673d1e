// Builds the JSON Schema of a kind, for editors (check and complete) and for the loader (validate).
import { type Field, type Fields, opaque } from '../fields/field.ts'
import { fieldSchema, type JsonSchema, objectSchema } from '../fields/json-schema.ts'
import { acceptsMatchingId, matchingIdDoc } from './file-fields.ts'
import type { Kind } from './kind.ts'
import { lifecycleField } from './lifecycle.ts'
import { listFileFields } from './list-file-keys.ts'

export const jsonSchemaDraft = 'http://json-schema.org/draft-07/schema#'

export const kindSchemaOf = (kind: Kind): JsonSchema => {
  const { aliases = {}, doc, fields, identity, readOnlyFields } = kind
  const aliasSchemas = Object.fromEntries(
    Object.entries(aliases).flatMap(([alias, name]) => {
      const field = fields[name]
      return field ? [[alias, fieldSchema({ ...field, required: false })]] : []
    }),
  )
  const { required, ...schema } = objectSchema(
    fields,
    {
      kind: {
        const: kind.kind,
        description: `The kind. Optional for a file in a folder \`${kind.folder}\`.`,
      },
      lifecycle: fieldSchema(lifecycleField),
      ...(acceptsMatchingId(identity) && { id: matchingIdSchema }),
      ...aliasSchemas,
      ...schemasOf(listFileFields(fields)),
    },
    readOnlyFields.filter((name) => !Object.hasOwn(fields, name)),
  )
  const requiredKeys = [
    ...(identity.by === 'id' ? ['id'] : []),
    ...(Array.isArray(required) ? required : []),
  ]
  return {
    $schema: jsonSchemaDraft,
    title: kind.kind,
    description: doc,
    ...schema,
    required: requiredKeys,
  }
}

const schemasOf = (fields: Fields): Readonly<Record<string, JsonSchema>> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)]))

const matchingIdSchema: JsonSchema = {
  type: 'string',
  minLength: 1,
  description: matchingIdDoc,
}

/** A kind with the further keys that `extraFields` of the settings allow: `permissions/new_one` is within a record. */
export const withExtraKeys = (kind: Kind, extraKeys: readonly string[]): Kind => ({
  ...kind,
  extraKeys,
  fields: extraKeys.reduce(
    (fields, key) =>
      addField(
        fields,
        key.split('/').filter((name) => name !== '*'),
      ),
    kind.fields,
  ),
})

const addField = (fields: Fields, [name = '', ...rest]: readonly string[]): Fields => {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined
  if (field === undefined)
    return rest.length === 0 ? { [name]: extraField(name), ...fields } : fields
  return rest.length === 0 ? fields : { ...fields, [name]: addWithin(field, rest) }
}

/** In the items of a list, and in every case of a variant. */
const addWithin = (field: Field, path: readonly string[]): Field => {
  switch (field.shape) {
    case 'record':
      return { ...field, fields: addField(field.fields, path) }
    case 'variant':
      return {
        ...field,
        cases: Object.fromEntries(
          Object.entries(field.cases).map(([name, fields]) => [name, addField(fields, path)]),
        ),
      }
    case 'list':
    case 'set':
      return { ...field, of: addWithin(field.of, path) }
    case 'text':
    case 'number':
    case 'flag':
    case 'choice':
    case 'ref':
    case 'item':
    case 'opaque':
      return field
  }
}

const extraField = (name: string): Fields[string] =>
  opaque(`\`${name}\` has no description: \`extraFields\` of the settings allows it.`, 'any')
