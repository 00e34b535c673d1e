// A dynamic config may bring a JSON Schema that each of its values must satisfy.
import { Ajv2020 } from 'ajv/dist/2020.js'
import { isMembers, type Json, type Members } from '../../../json.ts'
import { badFields, type Trouble } from '../../core/api-error.ts'
import type { World } from '../../core/context.ts'
import { membersIn } from '../../shared/rules.ts'

export const refuseBySchema = (world: World, config: Members): void => {
  const { schema } = config
  if (typeof schema !== 'string' || world.has('config-schemas-unchecked')) return
  const fits = judgeOf(schema)
  const troubles: readonly Trouble[] =
    fits === undefined
      ? [{ property: 'schema', errorMessage: 'Expected a JSON Schema' }]
      : valuesOf(config)
          .filter(({ value }) => value !== undefined && !fits(value))
          .map(({ property }) => ({ property, errorMessage: 'Does not satisfy the schema' }))
  if (troubles.length > 0) throw badFields(troubles)
}

// One for all: it compiles the schema of schemas once. What it was given is forgotten again.
const ajv = new Ajv2020({ strict: false, validateFormats: false, addUsedSchema: false })

const judgeOf = (text: string): ((value: Json) => boolean) | undefined => {
  try {
    const schema: Json = JSON.parse(text)
    if (!isMembers(schema)) return undefined
    const validate = ajv.compile(schema)
    ajv.removeSchema(schema)
    return (value) => validate(value) === true
  } catch {
    return undefined
  }
}

interface Held {
  readonly property: string
  readonly value: Json | undefined
}

const valuesOf = ({ defaultValue, rules }: Members): readonly Held[] => [
  { property: 'defaultValue', value: defaultValue },
  ...membersIn(rules).flatMap((rule, index) => [
    { property: `rules.${index}.returnValue`, value: rule['returnValue'] },
    ...membersIn(rule['variants']).map((variant, place) => ({
      property: `rules.${index}.variants.${place}.returnValue`,
      value: variant['returnValue'],
    })),
  ]),
]
