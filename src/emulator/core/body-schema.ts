// Bodies are judged as zod judges them: unknown keys vanish, and all faults are reported at once.
import { isList, isMembers, type Json, type Members, member } from '../../json.ts'
import { badFields, type Trouble } from './api-error.ts'

type Report = (property: string, errorMessage: string) => void
/** Returns the value as the server keeps it, and reports what is wrong with it. */
export type Shape = (value: Json, at: string, report: Report) => Json
export type Keys = { readonly [name: string]: Shape }

/** The body as the server understands it, or a 400 with every fault. */
export const accepted = (
  body: Json | undefined,
  keys: Keys,
  required: readonly string[],
): Members => {
  const value = judged(body ?? {}, record(keys, required))
  return isMembers(value) ? value : {}
}

export const judged = (body: Json, shape: Shape): Json => {
  const troubles: Trouble[] = []
  const value = shape(body, '', (property, errorMessage) =>
    troubles.push({ property, errorMessage }),
  )
  if (troubles.length > 0) throw badFields(troubles)
  return value
}

export const record =
  (keys: Keys, required: readonly string[] = []): Shape =>
  (value, at, report) => {
    if (!isMembers(value)) return wrongType('object', value, at, report)
    for (const name of required)
      if (member(value, name) === undefined) report(under(at, name), 'Required')
    return Object.fromEntries(
      Object.entries(keys).flatMap(([name, shape]) => {
        const given = member(value, name)
        return given === undefined ? [] : [[name, shape(given, under(at, name), report)]]
      }),
    )
  }

export const list =
  (item: Shape, least = 0, most = Number.POSITIVE_INFINITY): Shape =>
  (value, at, report) => {
    if (!isList(value)) return wrongType('array', value, at, report)
    if (value.length < least) report(at, `Array must contain at least ${least} element(s)`)
    if (value.length > most) report(at, `Array must contain at most ${most} element(s)`)
    return value.map((one, index) => item(one, under(at, String(index)), report))
  }

export const text =
  (rule: { min?: number; max?: number; pattern?: RegExp } = {}): Shape =>
  (value, at, report) => {
    if (typeof value !== 'string') return wrongType('string', value, at, report)
    const { min = 0, max = Number.POSITIVE_INFINITY, pattern } = rule
    if (value.length < min) report(at, `String must contain at least ${min} character(s)`)
    if (value.length > max) report(at, `String must contain at most ${max} character(s)`)
    if (pattern && !pattern.test(value)) report(at, 'Invalid')
    return value
  }

export const number =
  (rule: { min?: number; max?: number; step?: number } = {}): Shape =>
  (value, at, report) => {
    if (typeof value !== 'number') return wrongType('number', value, at, report)
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY, step } = rule
    if (value < min) report(at, `Number must be greater than or equal to ${min}`)
    if (value > max) report(at, `Number must be less than or equal to ${max}`)
    // 33.3 / 0.01 is not a whole number in binary, so a little slack is fair.
    if (step && Math.abs(value / step - Math.round(value / step)) > 1e-6)
      report(at, `Number must be a multiple of ${step}`)
    return value
  }

export const integer = (min: number, max?: number): Shape =>
  number(max === undefined ? { min, step: 1 } : { min, max, step: 1 })

export const flag: Shape = (value, at, report) =>
  typeof value === 'boolean' ? value : wrongType('boolean', value, at, report)

export const choice =
  (...words: readonly string[]): Shape =>
  (value, at, report) => {
    if (typeof value === 'string' && words.includes(value)) return value
    const wanted = words.map((word) => `'${word}'`).join(' | ')
    report(at, `Invalid enum value. Expected ${wanted}, received '${String(value)}'`)
    return value
  }

export const nullable =
  (shape: Shape): Shape =>
  (value, at, report) =>
    value === null ? null : shape(value, at, report)

export const either =
  (...shapes: readonly Shape[]): Shape =>
  (value, at, report) => {
    for (const shape of shapes) {
      let fits = true
      const kept = shape(value, at, () => {
        fits = false
      })
      if (fits) return kept
    }
    report(at, 'Invalid input')
    return value
  }

export const anything: Shape = (value) => value

export const bag: Shape = (value, at, report) =>
  isMembers(value) ? value : wrongType('object', value, at, report)

/** A key that the document types as `undefined`. */
export const forbidden: Shape = (value, at, report) => {
  report(at, 'Invalid literal value, expected undefined')
  return value
}

const under = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`)

const wrongType = (wanted: string, value: Json, at: string, report: Report): Json => {
  const given = value === null ? 'null' : isList(value) ? 'array' : typeof value
  report(at, `Expected ${wanted}, received ${given}`)
  return value
}
