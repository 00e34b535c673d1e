// What a validator found, as a sentence that a person can act on.
import type { ErrorObject } from 'ajv'
import { type Diagnostic, type DiagnosticCode, error } from '../../diagnostic.ts'
import type { JsonSchema } from '../../fields/json-schema.ts'
import type { Positions } from '../../model.ts'
import { formatPointer, join, type Pointer } from '../../pointer.ts'
import { nearestWord } from '../../suggest.ts'
import {
  countWithNoun,
  describeValue,
  joinWords,
  listText,
  quoteValue,
  typeHint,
  typesText,
} from '../message-text.ts'
import { explainInlineSecret, isAboutSecret, isFirstFaultOfSecret } from './inline-secrets.ts'
import { describeKey, descriptionOf, propertiesOf, unknownKeyHint } from './unknown-keys.ts'
import { decimalsFault, enumValues, findDisallowedCharacters } from './value-limits.ts'

export interface SchemaFault {
  /** What the fault is about; for something missing, where it would be. */
  readonly pointer: Pointer
  readonly diagnostic: Diagnostic
  /** What live already holds may pass: limits, patterns and enumerations; not types or unknown keys. */
  readonly isDeferrable: boolean
  /** About a word of an enumeration. */
  readonly isEnumValue?: boolean
}

/** What the sentences are about. */
export interface SchemaContext {
  /** Begins a sentence: `A gate`. */
  readonly name: string
  readonly schema: JsonSchema
  readonly positions: Positions
  /** What to do about a key at the top that nothing here resembles. */
  readonly fallbackHint?: string
  /** Keys at the top that are only other spellings. */
  readonly aliases?: readonly string[]
}

/** One sentence for each fault; those that only repeat another are left out. */
export const explainSchemaErrors = (
  errors: readonly ErrorObject[],
  context: SchemaContext,
): readonly SchemaFault[] => {
  const wrongTypePointers = new Set(
    errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath),
  )
  const misspelledPointers = new Set(errors.flatMap(intendedKeys))
  return errors
    .filter(
      (fault) =>
        fault.keyword !== 'discriminator' &&
        // A value of the wrong type breaks its limits too, and a misspelt key is not missing besides.
        !(fault.keyword !== 'type' && wrongTypePointers.has(fault.instancePath)) &&
        !(fault.keyword === 'required' && misspelledPointers.has(missingPointer(fault))),
    )
    .map((fault) => explainSchemaError(fault, context))
    .filter(isFirstFaultOfSecret)
}

const missingPointer = ({ instancePath, params }: ErrorObject): Pointer =>
  join(instancePath, String(params['missingProperty']))

const intendedKeys = ({
  instancePath,
  keyword,
  params,
  parentSchema,
}: ErrorObject): readonly Pointer[] => {
  if (keyword !== 'additionalProperties') return []
  const near = nearestWord(String(params['additionalProperty']), propertiesOf(parentSchema))
  return near === undefined ? [] : [join(instancePath, near)]
}

const explainSchemaError = (fault: ErrorObject, context: SchemaContext): SchemaFault => {
  const { instancePath, keyword, params, parentSchema } = fault
  if (isAboutSecret(fault)) return explainInlineSecret(fault, context.positions)
  const data: unknown = fault.data
  const subjectText = instancePath === '' ? context.name : `\`${formatPointer(instancePath)}\``
  const faultAt = (
    code: DiagnosticCode,
    message: string,
    hint?: string,
    pointer = instancePath,
  ): SchemaFault => ({
    pointer,
    diagnostic: error(code, message, { at: context.positions.value(pointer), hint }),
    isDeferrable: false,
  })
  const limitFault = (message: string, hint?: string): SchemaFault => ({
    ...faultAt('invalid-value', message, hint),
    isDeferrable: true,
  })
  const limitValue = Number(params['limit'])

  switch (keyword) {
    case 'additionalProperties':
      return explainUnknownKey(fault, subjectText, context)
    case 'required': {
      const name = String(params['missingProperty'])
      const hint = `Add the line \`${name}: …\`: ${describeKey(parentSchema, name)}`
      return faultAt(
        'missing-field',
        `${subjectText} needs \`${name}\`.`,
        hint,
        missingPointer(fault),
      )
    }
    case 'type':
      if (data === null)
        return faultAt(
          'empty-value',
          `${subjectText} has nothing after it.`,
          'Write a value, or delete the line.',
        )
      return faultAt(
        'invalid-value',
        `${subjectText} must be ${typesText(params['type'])}, not ${describeValue(data)}.`,
        typeHint(params['type'], data),
      )
    case 'enum': {
      const allowed = enumValues(params['allowedValues'])
      const near = nearestWord(String(data), allowed)
      const hint =
        near === undefined ? `It may be ${listText(allowed)}.` : `Did you mean \`${near}\`?`
      return {
        ...limitFault(`${subjectText} cannot be ${quoteValue(data)}.`, hint),
        isEnumValue: true,
      }
    }
    case 'pattern': {
      const { allowed, disallowed } = findDisallowedCharacters(
        String(data),
        String(params['pattern']),
      )
      return disallowed.length > 0
        ? limitFault(
            `${subjectText} has ${joinWords(disallowed, 'and')}, which Statsig does not allow there.`,
            `It may have ${joinWords(allowed, 'and')}.`,
          )
        : limitFault(
            `${subjectText} is not in the form that Statsig asks for.`,
            `The form is \`${String(params['pattern'])}\`.`,
          )
    }
    case 'minLength':
      return data === ''
        ? limitFault(`${subjectText} is an empty text.`, 'Write a value.')
        : limitFault(
            `${subjectText} must have at least ${countWithNoun(limitValue, 'character')}; it has ${[...String(data)].length}.`,
          )
    case 'maxLength':
      return limitFault(
        `${subjectText} must have at most ${countWithNoun(limitValue, 'character')}; it has ${[...String(data)].length.toLocaleString('en')}.`,
      )
    case 'minimum':
      return limitFault(`${subjectText} must be at least ${limitValue}; it is ${String(data)}.`)
    case 'maximum':
      return limitFault(`${subjectText} must be at most ${limitValue}; it is ${String(data)}.`)
    case 'multipleOf':
      return limitFault(...decimalsFault(subjectText, Number(params['multipleOf']), Number(data)))
    case 'minItems':
      return faultAt(
        'invalid-value',
        `${subjectText} must have at least ${countWithNoun(limitValue, 'item')}.`,
        descriptionOf(parentSchema),
      )
    case 'maxItems':
      return limitFault(
        `${subjectText} must have at most ${countWithNoun(limitValue, 'item')}; it has ${Array.isArray(data) ? data.length : 'more'}.`,
      )
    default:
      return faultAt(
        'invalid-value',
        `${subjectText} does not fit: it ${fault.message ?? 'is amiss'}.`,
      )
  }
}

const explainUnknownKey = (
  { instancePath, params, parentSchema }: ErrorObject,
  subjectText: string,
  context: SchemaContext,
): SchemaFault => {
  const unknownName = String(params['additionalProperty'])
  const pointer = join(instancePath, unknownName)
  return {
    pointer,
    isDeferrable: false,
    diagnostic: error('unknown-field', `${subjectText} has no field ${quoteValue(unknownName)}.`, {
      at: context.positions.key(pointer),
      hint: unknownKeyHint(unknownName, parentSchema, context),
    }),
  }
}
