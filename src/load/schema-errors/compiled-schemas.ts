// Compiles JSON Schemas and caches the validators. A schema is compiled when the first value is checked against it.
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { Json } from '../../core/json.ts'
import type { JsonSchema } from '../../fields/json-schema.ts'

const validatorCache = new WeakMap<object, ValidateFunction>()

const createCompiler = (): Ajv =>
  new Ajv({
    allErrors: true,
    verbose: true,
    discriminator: true,
    strict: true,
    strictTypes: true,
    strictRequired: true,
    strictTuples: true,
    allowUnionTypes: true,
    ownProperties: true,
    multipleOfPrecision: 6,
    validateSchema: false,
    // Most schemas check few files, so that fast compilation matters more than fast validation.
    code: { optimize: false },
    loopEnum: 2,
  })

/** All errors of a value. The cache uses the identity of the schema object as its key. */
export const schemaErrors = (schema: JsonSchema, value: Json): readonly ErrorObject[] => {
  const cached = validatorCache.get(schema)
  const validate = cached ?? createCompiler().compile(schema)
  if (cached === undefined) validatorCache.set(schema, validate)
  return validate(value) ? [] : (validate.errors ?? [])
}
