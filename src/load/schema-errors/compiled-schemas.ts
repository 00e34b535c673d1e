// The compiled JSON Schemas. Compiling takes time, so a kind is compiled when the first file of it is met.
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import type { JsonSchema } from '../../fields/json-schema.ts'
import type { Json } from '../../json.ts'

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
    // A file is seldom checked twice: short code that is quickly made wins over code that runs fast.
    code: { optimize: false },
    loopEnum: 2,
  })

/** Every fault of a value; none when the schema holds. The schema's identity is the key of the cache. */
export const schemaErrors = (schema: JsonSchema, value: Json): readonly ErrorObject[] => {
  const cached = validatorCache.get(schema)
  const validate = cached ?? createCompiler().compile(schema)
  if (cached === undefined) validatorCache.set(schema, validate)
  return validate(value) ? [] : (validate.errors ?? [])
}
