// A kind's JSON Schema: what an editor checks and completes while people type, and what the loader checks again.
import { type Fields, opaque } from '../fields/field.ts'
import { objectOf, type Schema, schemaOf } from '../fields/json-schema.ts'
import type { Kind } from './kind.ts'
import { lifecycle } from './lifecycle.ts'
import { listFiles } from './list-file-keys.ts'

export const draft = 'http://json-schema.org/draft-07/schema#'

export const schemaOfKind = (kind: Kind): Schema => {
  const { aliases = {}, doc, fields, identity, made } = kind
  const others = Object.fromEntries(
    Object.entries(aliases).flatMap(([alias, name]) => {
      const field = fields[name]
      return field ? [[alias, schemaOf({ ...field, required: false })]] : []
    }),
  )
  const { required, ...closed } = objectOf(
    fields,
    {
      kind: { const: kind.kind, description: `May be left out below a folder \`${kind.folder}\`.` },
      lifecycle: schemaOf(lifecycle),
      ...((identity.by === 'name' || (identity.by === 'members' && !identity.isOnly)) && {
        id: matching,
      }),
      ...others,
      ...named(listFiles(fields)),
    },
    made.filter((name) => !Object.hasOwn(fields, name)),
  )
  const needed = [
    ...(identity.by === 'id' ? ['id'] : []),
    ...(Array.isArray(required) ? required : []),
  ]
  return { $schema: draft, title: kind.kind, description: doc, ...closed, required: needed }
}

const named = (fields: Fields): Readonly<Record<string, Schema>> =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOf(field)]))

const matching: Schema = {
  type: 'string',
  minLength: 1,
  description: 'The id that Statsig made. It finds the resource again after a change of its name.',
}

/** A kind with further keys that the settings let pass. */
export const withExtra = (kind: Kind, extra: readonly string[]): Kind => ({
  ...kind,
  fields: {
    ...Object.fromEntries(extra.map((name) => [name, passing(name)])),
    ...kind.fields,
  },
})

const passing = (name: string): Fields[string] =>
  opaque(`\`${name}\` is not known here; the settings let it pass as it is.`, 'any')
