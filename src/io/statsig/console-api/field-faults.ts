// Reads the faults of fields that an answer names. Statsig writes them as objects or as texts; both are shown whole.
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../../core/json.ts'
import { redactToLine, type SecretFilter } from './redact.ts'

export interface FieldFault {
  /** A path of members, such as `idTypeMapping.0.column`. Empty where the fault is a text, which may begin with it. */
  readonly property: string
  readonly errorMessage: string
}

/**
 * `errors` of an answer: `[{ property, errorMessage }]` (Statsig's documentation and its sync example), `['sql: …']` (the
 * recorded output of Statsig's command line), both, or one of them without a list.
 */
export const fieldFaultsIn = (
  body: JsonObject | undefined,
  secrets: SecretFilter,
): readonly FieldFault[] => {
  const errors = member(body, 'errors')
  const faults: readonly Json[] = isJsonArray(errors) ? errors : errors ? [errors] : []
  return faults.map((fault) => ({
    property: redactedText(propertyOf(fault), secrets),
    errorMessage: redactedText(messageOf(fault), secrets),
  }))
}

const propertyOf = (fault: Json): Json => {
  const property = member(fault, 'property')
  return messageOf(fault) === fault || property === undefined ? '' : property
}

/** The whole fault where it is no object with a message. */
const messageOf = (fault: Json): Json => {
  const message = isJsonObject(fault) ? member(fault, 'errorMessage') : undefined
  return message ?? fault
}

const redactedText = (value: Json, secrets: SecretFilter): string =>
  redactToLine(typeof value === 'string' ? value : JSON.stringify(value), secrets, 1_000)

const maxShown = 50

/** All faults, as a list in brackets; `undefined` without any. */
export const faultsText = (faults: readonly FieldFault[]): string | undefined => {
  if (faults.length === 0) return undefined
  const shown = faults.slice(0, maxShown).map(faultText)
  const others = faults.length - shown.length
  return `(${[...shown, ...(others > 0 ? [`and ${others} more`] : [])].join('; ')})`
}

const faultText = ({ errorMessage, property }: FieldFault): string =>
  property === '' ? errorMessage : `${property}: ${errorMessage}`
