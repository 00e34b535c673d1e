// A kind's JSON Schema: what an editor checks and completes while people type, and what the loader checks again.
import { type Fields, opaque } from '../fields/field.ts'
import { fieldSchema, type JsonSchema, objectSchema } from '../fields/json-schema.ts'
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
      kind: { const: kind.kind, description: `May be left out below a folder \`${kind.folder}\`.` },
      lifecycle: fieldSchema(lifecycleField),
      ...((identity.by === 'name' || (identity.by === 'members' && !identity.forbidsId)) && {
        id: matchingIdSchema,
      }),
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
  description: 'The id that Statsig made. It finds the resource again after a change of its name.',
}

/** A kind with further keys that the settings let pass. */
export const withExtraKeys = (kind: Kind, extraKeys: readonly string[]): Kind => ({
  ...kind,
  fields: {
    ...Object.fromEntries(extraKeys.map((name) => [name, passThroughField(name)])),
    ...kind.fields,
  },
})

const passThroughField = (name: string): Fields[string] =>
  opaque(`\`${name}\` is not known here; the settings let it pass as it is.`, 'any')
