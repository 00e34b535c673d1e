// Numbers and texts within the bounds of a schema.
import fc from 'fast-check'
import type { Json, JsonObject } from '../../../src/core/json.ts'

export const numbersOf = (schema: JsonObject): fc.Arbitrary<number> => {
  const min = lowest(schema)
  const max = highest(schema, min + 1_000_000)
  const [first, last] = [Math.ceil(min), Math.floor(max)]
  const whole = first <= last ? [fc.integer({ min: first, max: last })] : []
  if (schema['type'] === 'integer') return fc.oneof(...whole)
  const step = numberOr(schema['multipleOf'], 0.01)
  const perUnit = Math.round(1 / step)
  const hundredths = fc
    .integer({ min: Math.ceil(min * perUnit), max: Math.floor(max * perUnit) })
    .map((count) => count / perUnit)
  return fc.oneof(...whole, hundredths)
}

export const textsOf = (schema: JsonObject): fc.Arbitrary<string> => {
  const { pattern, format } = schema
  const minLength = numberOr(schema['minLength'], 0)
  const maxLength = Math.min(numberOr(schema['maxLength'], minLength + 20), minLength + 20)
  if (typeof pattern === 'string' && !oneClass.test(pattern))
    return fc.stringMatching(new RegExp(pattern, 'u'))
  if (typeof pattern === 'string') {
    return fc.string({ unit: fc.constantFrom(...charactersOf(pattern)), minLength, maxLength })
  }
  const formatted = typeof format === 'string' ? formats[format] : undefined
  if (formatted) return formatted
  const fits = (text: string) => [...text].length <= maxLength
  return fc.oneof(
    { weight: 3, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength, maxLength }) },
    { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength, maxLength }).filter(fits) },
  )
}

const lowest = (schema: JsonObject): number => {
  const { minimum, exclusiveMinimum } = schema
  if (typeof exclusiveMinimum === 'number') return exclusiveMinimum + 1
  return numberOr(minimum, -1_000_000)
}

const highest = (schema: JsonObject, otherwise: number): number => {
  const { maximum, exclusiveMaximum } = schema
  if (typeof exclusiveMaximum === 'number') return exclusiveMaximum - 1
  return numberOr(maximum, otherwise)
}

const numberOr = (value: Json | undefined, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise

/** One character class, repeated: `^[a-zA-Z0-9_\-. ]*$` is all that the document uses. */
const oneClass = /^\^\[[^\]]*\]\*\$$/

const charactersOf = (pattern: string): readonly string[] => {
  const one = new RegExp(pattern.replace(/\*\$$/, '$'), 'u')
  const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index))
  return ascii.filter((character) => one.test(character))
}

const word = fc.stringMatching(/^[a-z]{1,8}$/)

const formats: { readonly [format: string]: fc.Arbitrary<string> | undefined } = {
  'date-time': fc
    .integer({ min: 0, max: 4_000_000_000 })
    .map((seconds) => new Date(seconds * 1000).toISOString()),
  email: word.map((name) => `${name}@example.com`),
  uri: word.map((name) => `https://example.com/${name}`),
}
