// Compiles conditions of the Console API to conditions of config specs.
import { type Json, type JsonObject, member } from '../core/json.ts'
import { textIn, textsOf, valuesIn } from './members.ts'
import type { SpecCondition, UnknownReason } from './spec.ts'

export interface ConditionContext {
  readonly idType: string
  /** Why it is unknown whether users pass this gate or segment. Absent where it is known. */
  readonly unknownTarget: (target: 'gate' | 'segment', id: string) => UnknownReason | undefined
}

export interface CompiledCondition {
  readonly condition: SpecCondition
  readonly unknown?: { readonly reason: UnknownReason; readonly of: string }
}

export const compileCondition = (
  condition: JsonObject,
  context: ConditionContext,
): CompiledCondition => {
  const type = textIn(condition, 'type')
  switch (type) {
    case 'public':
      return known(publicCondition(context.idType))
    case 'passes_gate':
      return referenceCondition('pass_gate', 'gate', condition, context)
    case 'fails_gate':
      return referenceCondition('fail_gate', 'gate', condition, context)
    case 'passes_segment':
      return referenceCondition('pass_gate', 'segment', condition, context)
    case 'fails_segment':
      return referenceCondition('fail_gate', 'segment', condition, context)
    default:
      return comparingCondition(type, condition, context)
  }
}

export const publicCondition = (idType: string): SpecCondition => ({
  type: 'public',
  targetValue: null,
  operator: null,
  field: null,
  additionalValues: {},
  idType,
})

export const gateCondition = (
  type: 'pass_gate' | 'fail_gate',
  name: string,
  idType: string,
): SpecCondition => ({ ...publicCondition(idType), type, targetValue: name })

/** The name of a segment among the gates. */
export const segmentName = (id: string): string => `segment:${id}`

export const environmentCondition = (
  environments: readonly string[],
  idType: string,
): SpecCondition => ({
  ...publicCondition(idType),
  type: 'environment_field',
  field: 'tier',
  operator: 'any',
  targetValue: environments,
})

/** `userID` is a field of the user; any other unit is a custom id. */
export const unitCondition = (unit: string, ids: readonly string[]): SpecCondition => ({
  ...publicCondition(unit),
  ...unitSource(unit),
  operator: 'any',
  targetValue: ids,
})

/** Whether the hash of the unit falls into one of a thousand buckets, or below one. */
export const bucketCondition = (
  salt: string,
  operator: 'any' | 'none' | 'lt',
  targetValue: Json,
  idType: string,
): SpecCondition => ({
  ...publicCondition(idType),
  type: 'user_bucket',
  operator,
  targetValue,
  additionalValues: { salt },
})

/** No SDK supports a type of this name, so that an evaluation that reaches it says so. */
export const unsupportedCondition = (of: string, idType: string): SpecCondition => ({
  ...publicCondition(idType),
  type: 'unsupported',
  additionalValues: { of },
})

const known = (condition: SpecCondition): CompiledCondition => ({ condition })

export const unknownCondition = (
  reason: UnknownReason,
  of: string,
  idType: string,
): CompiledCondition => ({
  condition: unsupportedCondition(of, idType),
  unknown: { reason, of },
})

const referenceCondition = (
  type: 'pass_gate' | 'fail_gate',
  target: 'gate' | 'segment',
  condition: JsonObject,
  { idType, unknownTarget }: ConditionContext,
): CompiledCondition => {
  const [id, ...others] = textsOf(condition['targetValue'])
  if (id === undefined) return unknownCondition('no-value', target, idType)
  if (others.length > 0) return unknownCondition('several-values', target, idType)
  const reason = unknownTarget(target, id)
  if (reason !== undefined) return unknownCondition(reason, `${target}/${id}`, idType)
  return known(gateCondition(type, target === 'segment' ? segmentName(id) : id, idType))
}

type Source = Pick<SpecCondition, 'type' | 'field'> &
  Partial<Pick<SpecCondition, 'additionalValues' | 'idType'>>

const userField = (field: string): Source => ({ type: 'user_field', field })
const userAgentField = (field: string): Source => ({ type: 'ua_based', field })

const unitSource = (unit: string): Source =>
  unit.toLowerCase() === 'userid'
    ? userField('userID')
    : { type: 'unit_id', field: unit, additionalValues: { custom_id: unit }, idType: unit }

/** What of a user each type of condition compares. A type that is not here is not known. */
const sources: Readonly<Record<string, (condition: JsonObject) => Source>> = {
  user_id: () => userField('userID'),
  unit_id: (condition) => unitSource(textIn(condition, 'customID') || 'userID'),
  email: () => userField('email'),
  locale: () => userField('locale'),
  ip_address: () => userField('ip'),
  device_model: () => userField('device_model'),
  app_version: () => userField('appVersion'),
  custom_field: (condition) => {
    const field = textIn(condition, 'field')
    return { ...userField(field), additionalValues: { custom_field: field } }
  },
  country: () => ({ type: 'ip_based', field: 'country' }),
  browser_name: () => userAgentField('browser_name'),
  browser_version: () => userAgentField('browser_version'),
  os_name: () => userAgentField('os_name'),
  os_version: () => userAgentField('os_version'),
  environment_tier: () => ({ type: 'environment_field', field: 'tier' }),
  time: () => ({ type: 'current_time', field: null }),
}

const comparingCondition = (
  type: string,
  condition: JsonObject,
  { idType }: ConditionContext,
): CompiledCondition => {
  const source = Object.hasOwn(sources, type) ? sources[type]?.(condition) : undefined
  if (source === undefined) return unknownCondition('condition-type', type, idType)
  if (source.field === '') return unknownCondition('no-value', type, idType)
  const operator = textIn(condition, 'operator') || (type === 'environment_tier' ? 'any' : '')
  const shape = Object.hasOwn(operatorShapes, operator) ? operatorShapes[operator] : undefined
  if (shape === undefined || !fitsType(shape, type))
    return unknownCondition('operator', operator, idType)
  const target = targetOf(shape, operator, member(condition, 'targetValue'))
  return 'reason' in target
    ? unknownCondition(target.reason, operator, idType)
    : known({ ...publicCondition(idType), ...source, ...target })
}

/** A custom field may hold a date. */
const fitsType = (shape: OperatorShape, type: string): boolean =>
  type === 'time' ? shape === 'time' : shape !== 'time' || type === 'custom_field'

type OperatorShape = 'list' | 'number' | 'text' | 'time' | 'null'

/** The value that the SDKs expect for each operator. */
const operatorShapes: Readonly<Record<string, OperatorShape>> = {
  any: 'list',
  none: 'list',
  any_case_sensitive: 'list',
  none_case_sensitive: 'list',
  str_contains_any: 'list',
  str_contains_none: 'list',
  str_starts_with_any: 'list',
  str_ends_with_any: 'list',
  array_contains_any: 'list',
  array_contains_none: 'list',
  array_contains_all: 'list',
  not_array_contains_all: 'list',
  gt: 'number',
  lt: 'number',
  gte: 'number',
  lte: 'number',
  version_gt: 'text',
  version_lt: 'text',
  version_gte: 'text',
  version_lte: 'text',
  version_eq: 'text',
  str_matches: 'text',
  after: 'time',
  before: 'time',
  on: 'time',
  is_null: 'null',
  is_not_null: 'null',
}

type Target =
  | Pick<SpecCondition, 'targetValue' | 'operator'>
  | { readonly reason: 'several-values' | 'no-value' }

const targetOf = (shape: OperatorShape, operator: string, value: Json | undefined): Target => {
  if (shape === 'list') return { operator, targetValue: textsOf(value) }
  // The SDKs have no operators of these names: they compare with nothing.
  if (shape === 'null')
    return { operator: operator === 'is_null' ? 'eq' : 'neq', targetValue: null }
  const [single, ...others] = valuesIn(value)
  if (single === undefined || single === null) return { reason: 'no-value' }
  if (others.length > 0) return { reason: 'several-values' }
  return { operator, targetValue: shape === 'text' ? String(single) : numeralOf(single) }
}

/** A numeral in a text is a number for the SDKs; a date stays a text. */
const numeralOf = (value: Json): Json =>
  typeof value === 'string' && value.trim() !== '' && !Number.isNaN(Number(value))
    ? Number(value)
    : value
