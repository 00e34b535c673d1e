// What a validator found, as a sentence that a person can act on.
import type { ErrorObject } from 'ajv'
import { type Code, type Diagnostic, error } from '../../diagnostic.ts'
import type { Schema } from '../../fields/json-schema.ts'
import type { Positions } from '../../model.ts'
import { join, type Pointer, spoken } from '../../pointer.ts'
import { nearest } from '../../suggest.ts'
import { counted, inWords, listText, quoted, sortOf, typeHint, typesText } from '../message-text.ts'
import { isAboutSecret, isFirstOfItsSecret, plainSecret } from './inline-secrets.ts'
import { aboutKey, documentation, propertiesOf, unknownHint } from './unknown-keys.ts'
import { decimals, foreignIn, membersAllowed } from './value-limits.ts'

export interface Found {
  /** What the fault is about; for something missing, where it would be. */
  readonly pointer: Pointer
  readonly diagnostic: Diagnostic
  /** What live already holds may pass: limits, patterns and enumerations; not types or unknown keys. */
  readonly isExcusable: boolean
  /** About a word of an enumeration. */
  readonly isWord?: boolean
}

/** What the sentences are about. */
export interface Subject {
  /** Begins a sentence: `A gate`. */
  readonly name: string
  readonly schema: Schema
  readonly positions: Positions
  /** What to do about a key at the top that nothing here resembles. */
  readonly otherwise?: string
  /** Keys at the top that are only other spellings. */
  readonly aliases?: readonly string[]
}

/** One sentence for each fault; those that only repeat another are left out. */
export const explained = (errors: readonly ErrorObject[], subject: Subject): readonly Found[] => {
  const typed = new Set(
    errors.filter(({ keyword }) => keyword === 'type').map(({ instancePath }) => instancePath),
  )
  const slips = new Set(errors.flatMap(meant))
  return errors
    .filter(
      (fault) =>
        fault.keyword !== 'discriminator' &&
        // A value of the wrong type breaks its limits too, and a misspelt key is not missing besides.
        !(fault.keyword !== 'type' && typed.has(fault.instancePath)) &&
        !(fault.keyword === 'required' && slips.has(missingIn(fault))),
    )
    .map((fault) => explain(fault, subject))
    .filter(isFirstOfItsSecret)
}

const missingIn = ({ instancePath, params }: ErrorObject): Pointer =>
  join(instancePath, String(params['missingProperty']))

const meant = ({
  instancePath,
  keyword,
  params,
  parentSchema,
}: ErrorObject): readonly Pointer[] => {
  if (keyword !== 'additionalProperties') return []
  const near = nearest(String(params['additionalProperty']), propertiesOf(parentSchema))
  return near === undefined ? [] : [join(instancePath, near)]
}

const explain = (fault: ErrorObject, subject: Subject): Found => {
  const { instancePath, keyword, params, parentSchema } = fault
  if (isAboutSecret(fault)) return plainSecret(fault, subject.positions)
  const data: unknown = fault.data
  const it = instancePath === '' ? subject.name : `\`${spoken(instancePath)}\``
  const found = (code: Code, message: string, hint?: string, pointer = instancePath): Found => ({
    pointer,
    diagnostic: error(code, message, { at: subject.positions.value(pointer), hint }),
    isExcusable: false,
  })
  const limit = (message: string, hint?: string): Found => ({
    ...found('invalid-value', message, hint),
    isExcusable: true,
  })
  const number = Number(params['limit'])

  switch (keyword) {
    case 'additionalProperties':
      return unknownKey(fault, it, subject)
    case 'required': {
      const name = String(params['missingProperty'])
      const hint = `Add the line \`${name}: …\`: ${aboutKey(parentSchema, name)}`
      return found('missing-field', `${it} needs \`${name}\`.`, hint, missingIn(fault))
    }
    case 'type':
      if (data === null)
        return found(
          'empty-value',
          `${it} has nothing after it.`,
          'Write a value, or delete the line.',
        )
      return found(
        'invalid-value',
        `${it} must be ${typesText(params['type'])}, not ${sortOf(data)}.`,
        typeHint(params['type'], data),
      )
    case 'enum': {
      const allowed = membersAllowed(params['allowedValues'])
      const near = nearest(String(data), allowed)
      const hint =
        near === undefined ? `It may be ${listText(allowed)}.` : `Did you mean \`${near}\`?`
      return { ...limit(`${it} cannot be ${quoted(data)}.`, hint), isWord: true }
    }
    case 'pattern': {
      const { allowed, foreign } = foreignIn(String(data), String(params['pattern']))
      return foreign.length > 0
        ? limit(
            `${it} has ${inWords(foreign, 'and')}, which Statsig does not allow there.`,
            `It may have ${inWords(allowed, 'and')}.`,
          )
        : limit(
            `${it} is not in the form that Statsig asks for.`,
            `The form is \`${String(params['pattern'])}\`.`,
          )
    }
    case 'minLength':
      return data === ''
        ? limit(`${it} is an empty text.`, 'Write a value.')
        : limit(
            `${it} must have at least ${counted(number, 'character')}; it has ${[...String(data)].length}.`,
          )
    case 'maxLength':
      return limit(
        `${it} must have at most ${counted(number, 'character')}; it has ${[...String(data)].length.toLocaleString('en')}.`,
      )
    case 'minimum':
      return limit(`${it} must be at least ${number}; it is ${String(data)}.`)
    case 'maximum':
      return limit(`${it} must be at most ${number}; it is ${String(data)}.`)
    case 'multipleOf':
      return limit(...decimals(it, Number(params['multipleOf']), Number(data)))
    case 'minItems':
      return found(
        'invalid-value',
        `${it} must have at least ${counted(number, 'item')}.`,
        documentation(parentSchema),
      )
    case 'maxItems':
      return limit(
        `${it} must have at most ${counted(number, 'item')}; it has ${Array.isArray(data) ? data.length : 'more'}.`,
      )
    default:
      return found('invalid-value', `${it} does not fit: it ${fault.message ?? 'is amiss'}.`)
  }
}

const unknownKey = (
  { instancePath, params, parentSchema }: ErrorObject,
  it: string,
  subject: Subject,
): Found => {
  const extra = String(params['additionalProperty'])
  const pointer = join(instancePath, extra)
  return {
    pointer,
    isExcusable: false,
    diagnostic: error('unknown-field', `${it} has no field ${quoted(extra)}.`, {
      at: subject.positions.key(pointer),
      hint: unknownHint(extra, parentSchema, subject),
    }),
  }
}
