// Validates bodies as zod does: unknown keys are dropped, and all faults are reported at once.
import { isJsonArray, isJsonObject, type Json, type JsonObject, member } from '../../core/json.ts'
import { badFields, type FieldError } from './api-error.ts'

type ReportError = (property: string, errorMessage: string) => void
/** Returns the value as the server stores it, and reports its faults. */
export type BodySchema = (value: Json, path: string, report: ReportError) => Json
export type BodyKeys = { readonly [name: string]: BodySchema }

/** The body as the server understands it, or a 400 with every fault. */
export const parseBody = (
  body: Json | undefined,
  keys: BodyKeys,
  required: readonly string[],
): JsonObject => {
  const value = validateBody(body ?? {}, record(keys, required))
  return isJsonObject(value) ? value : {}
}

export const validateBody = (body: Json, schema: BodySchema): Json => {
  const errors: FieldError[] = []
  const value = schema(body, '', (property, errorMessage) =>
    errors.push({ property, errorMessage }),
  )
  if (errors.length > 0) throw badFields(errors)
  return value
}

export const record =
  (keys: BodyKeys, required: readonly string[] = []): BodySchema =>
  (value, path, report) => {
    if (!isJsonObject(value)) return wrongType('object', value, path, report)
    for (const name of required)
      if (member(value, name) === undefined) report(childPath(path, name), 'Required')
    return Object.fromEntries(
      Object.entries(keys).flatMap(([name, schema]) => {
        const received = member(value, name)
        return received === undefined
          ? []
          : [[name, schema(received, childPath(path, name), report)]]
      }),
    )
  }

export const list =
  (item: BodySchema, minItems = 0, maxItems = Number.POSITIVE_INFINITY): BodySchema =>
  (value, path, report) => {
    if (!isJsonArray(value)) return wrongType('array', value, path, report)
    if (value.length < minItems) report(path, `Array must contain at least ${minItems} element(s)`)
    if (value.length > maxItems) report(path, `Array must contain at most ${maxItems} element(s)`)
    return value.map((element, index) => item(element, childPath(path, String(index)), report))
  }

export const text =
  (rule: { min?: number; max?: number; pattern?: RegExp } = {}): BodySchema =>
  (value, path, report) => {
    if (typeof value !== 'string') return wrongType('string', value, path, report)
    const { min = 0, max = Number.POSITIVE_INFINITY, pattern } = rule
    if (value.length < min) report(path, `String must contain at least ${min} character(s)`)
    if (value.length > max) report(path, `String must contain at most ${max} character(s)`)
    if (pattern && !pattern.test(value)) report(path, 'Invalid')
    return value
  }

export const number =
  (
    rule: { min?: number; max?: number; above?: number; below?: number; step?: number } = {},
  ): BodySchema =>
  (value, path, report) => {
    if (typeof value !== 'number') return wrongType('number', value, path, report)
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, step } = rule
    if (value < min) report(path, `Number must be greater than or equal to ${min}`)
    if (value > max) report(path, `Number must be less than or equal to ${max}`)
    const { above = Number.NEGATIVE_INFINITY, below = Number.POSITIVE_INFINITY } = rule
    if (value <= above) report(path, `Number must be greater than ${above}`)
    if (value >= below) report(path, `Number must be less than ${below}`)
    // 33.3 / 0.01 is not an integer in binary, so a small tolerance is needed.
    if (step && Math.abs(value / step - Math.round(value / step)) > 1e-6)
      report(path, `Number must be a multiple of ${step}`)
    return value
  }

export const integer = (min: number, max?: number): BodySchema =>
  number(max === undefined ? { min, step: 1 } : { min, max, step: 1 })

export const flag: BodySchema = (value, path, report) =>
  typeof value === 'boolean' ? value : wrongType('boolean', value, path, report)

export const choice =
  (...choices: readonly string[]): BodySchema =>
  (value, path, report) => {
    if (typeof value === 'string' && choices.includes(value)) return value
    const expected = choices.map((choiceText) => `'${choiceText}'`).join(' | ')
    report(path, `Invalid enum value. Expected ${expected}, received '${String(value)}'`)
    return value
  }

export const nullable =
  (schema: BodySchema): BodySchema =>
  (value, path, report) =>
    value === null ? null : schema(value, path, report)

export const anyOf =
  (...schemas: readonly BodySchema[]): BodySchema =>
  (value, path, report) => {
    for (const schema of schemas) {
      let isValid = true
      const parsed = schema(value, path, () => {
        isValid = false
      })
      if (isValid) return parsed
    }
    report(path, 'Invalid input')
    return value
  }

export const anything: BodySchema = (value) => value

export const anyObject: BodySchema = (value, path, report) =>
  isJsonObject(value) ? value : wrongType('object', value, path, report)

/** A key that the document types as `undefined`. */
export const forbidden: BodySchema = (value, path, report) => {
  report(path, 'Invalid literal value, expected undefined')
  return value
}

const childPath = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)

const wrongType = (expected: string, value: Json, path: string, report: ReportError): Json => {
  const received = value === null ? 'null' : isJsonArray(value) ? 'array' : typeof value
  report(path, `Expected ${expected}, received ${received}`)
  return value
}
