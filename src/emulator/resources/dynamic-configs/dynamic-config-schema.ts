// A dynamic config can have a JSON Schema that each of its values must match.
import { Ajv2020 } from 'ajv/dist/2020.js'
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import { badFields, type FieldError } from '../../core/api-error.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { membersIn } from '../../shared/rules.ts'

export const refuseBySchema = (context: EmulatorContext, config: JsonObject): void => {
  const { schema } = config
  if (typeof schema !== 'string' || context.has('config-schemas-unchecked')) return
  const isValid = compileSchema(schema)
  const fieldErrors: readonly FieldError[] =
    isValid === undefined
      ? [{ property: 'schema', errorMessage: 'Expected a JSON Schema' }]
      : valuesOf(config)
          .filter(({ value }) => value !== undefined && !isValid(value))
          .map(({ property }) => ({ property, errorMessage: 'Does not satisfy the schema' }))
  if (fieldErrors.length > 0) throw badFields(fieldErrors)
}

// One validator for all schemas, because it compiles the meta-schema once. Each schema is removed after its use.
const ajv = new Ajv2020({ strict: false, validateFormats: false, addUsedSchema: false })

const compileSchema = (text: string): ((value: Json) => boolean) | undefined => {
  try {
    const schema: Json = JSON.parse(text)
    if (!isJsonObject(schema)) return undefined
    const validate = ajv.compile(schema)
    ajv.removeSchema(schema)
    return (value) => validate(value) === true
  } catch {
    return undefined
  }
}

interface SchemaValue {
  readonly property: string
  readonly value: Json | undefined
}

const valuesOf = ({ defaultValue, rules }: JsonObject): readonly SchemaValue[] => [
  { property: 'defaultValue', value: defaultValue },
  ...membersIn(rules).flatMap((rule, index) => [
    { property: `rules.${index}.returnValue`, value: rule['returnValue'] },
    ...membersIn(rule['variants']).map((variant, variantIndex) => ({
      property: `rules.${index}.variants.${variantIndex}.returnValue`,
      value: variant['returnValue'],
    })),
  ]),
]
