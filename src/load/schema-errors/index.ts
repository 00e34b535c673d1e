// Turns the errors of the JSON Schema validator into diagnostics.
import type { ErrorObject } from 'ajv'
import { type Diagnostic, type DiagnosticCode, error } from '../../core/diagnostic.ts'
import { formatPointer, join, type Pointer } from '../../core/pointer.ts'
import { isMisspelt, nearestWord } from '../../core/suggest.ts'
import type { JsonSchema } from '../../fields/json-schema.ts'
import type { Positions } from '../../model/index.ts'
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
  /** The value that the fault is about; for a missing key, the pointer that it would have. */
  readonly pointer: Pointer
  readonly diagnostic: Diagnostic
  /** Accepted if the live value is the same: for limits, patterns and enumerations, not for types or unknown keys. */
  readonly isDeferrable: boolean
  /** The value is not one of an enumeration. */
  readonly isEnumValue?: boolean
  /** What to say in place of a fault where Statsig may have the value: it knows more values and longer texts than we do. */
  readonly keptMessage?: string
}

/** The value that is checked. */
export interface SchemaContext {
  /** The start of a sentence: `A gate`. */
  readonly name: string
  readonly schema: JsonSchema
  readonly positions: Positions
  /** The hint for an unknown top-level key that resembles no known key. */
  readonly fallbackHint?: string
  /** Top-level keys that are aliases. */
  readonly aliases?: readonly string[]
  /** The keys that `extraFields` of the settings allows. */
  readonly extraKeys?: readonly string[]
}

/** One fault for each error, without those that only repeat another. */
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
        // A value of the wrong type also breaks its limits, and a misspelled key is also missing.
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
  const keptLimitFault = (message: string, hint?: string): SchemaFault => ({
    ...limitFault(message, hint),
    keptMessage: message,
  })
  const limitValue = Number(params['limit'])
  const written = context.positions.spelling(instancePath)

  switch (keyword) {
    case 'additionalProperties':
      return explainUnknownKey(fault, subjectText, context)
    case 'required': {
      const name = String(params['missingProperty'])
      const hint = `Add the line \`${name}: …\`: ${describeKey(parentSchema, name)}`
      return faultAt(
        'missing-field',
        `${subjectText} requires \`${name}\`.`,
        hint,
        missingPointer(fault),
      )
    }
    case 'type':
      if (data === null)
        return faultAt(
          'empty-value',
          `${subjectText} has no value.`,
          'Write a value, or delete the line.',
        )
      return faultAt(
        'invalid-value',
        `${subjectText} must be ${typesText(params['type'])}, not ${describeValue(data, written)}.`,
        enumHint(parentSchema, written ?? String(data)) ?? typeHint(params['type'], data, written),
      )
    case 'enum': {
      const allowed = enumValues(params['allowedValues'])
      const near = nearestWord(String(data), allowed)
      const hint =
        near === undefined ? `It may be ${listText(allowed)}.` : `Did you mean \`${near}\`?`
      const shown = quoteValue(written ?? data)
      return {
        ...limitFault(`${subjectText} cannot be ${shown}.`, hint),
        isEnumValue: true,
        ...((near === undefined || !isMisspelt(String(data), near)) && {
          keptMessage: `${subjectText} is ${shown}, which is no known value. It is kept where Statsig has it.`,
        }),
      }
    }
    case 'pattern': {
      const { allowed, disallowed } = findDisallowedCharacters(
        String(data),
        String(params['pattern']),
      )
      return disallowed.length > 0
        ? keptLimitFault(
            `${subjectText} contains ${joinWords(disallowed, 'and')}, which Statsig does not allow.`,
            `It may contain ${joinWords(allowed, 'and')}.`,
          )
        : keptLimitFault(
            `${subjectText} does not have the format that Statsig requires.`,
            `The format is the regular expression \`${String(params['pattern'])}\`.`,
          )
    }
    case 'minLength':
      return data === ''
        ? keptLimitFault(`${subjectText} is an empty text.`, 'Write a value.')
        : keptLimitFault(
            `${subjectText} must have at least ${countWithNoun(limitValue, 'character')}; it has ${[...String(data)].length}.`,
          )
    case 'maxLength':
      return keptLimitFault(
        `${subjectText} must have at most ${countWithNoun(limitValue, 'character')}; it has ${[...String(data)].length.toLocaleString('en')}.`,
      )
    case 'minimum':
      return limitFault(`${subjectText} must be at least ${limitValue}; it is ${String(data)}.`)
    case 'maximum':
      return limitFault(`${subjectText} must be at most ${limitValue}; it is ${String(data)}.`)
    case 'exclusiveMinimum':
      return limitFault(`${subjectText} must be greater than ${limitValue}; it is ${String(data)}.`)
    case 'exclusiveMaximum':
      return limitFault(`${subjectText} must be less than ${limitValue}; it is ${String(data)}.`)
    case 'multipleOf':
      return keptLimitFault(
        ...decimalsFault(subjectText, Number(params['multipleOf']), Number(data)),
      )
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
        `${subjectText} is not allowed: it ${fault.message ?? 'does not match'}.`,
      )
  }
}

/** The value to write where another type than that of an enumeration is given. Absent where quotes are all that lacks. */
const enumHint = (parentSchema: ErrorObject['parentSchema'], text: string): string | undefined => {
  const allowed = enumValues(parentSchema?.['enum'])
  if (allowed.length === 0 || allowed.includes(text)) return undefined
  const near = allowed.find((each) => each.startsWith(text)) ?? nearestWord(text, allowed)
  return near === undefined ? `It may be ${listText(allowed)}.` : `Did you mean \`${near}\`?`
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
      hint: unknownKeyHint(unknownName, parentSchema, { ...context, pointer }),
    }),
  }
}
