// Chooses an example text that fits a text field.
import type { Field } from '../field.ts'

type TextField = Extract<Field, { shape: 'text' }>

export const sampleText = (field: TextField, name: string): string => {
  const { example, significantPattern, max = Number.POSITIVE_INFINITY, min = 0, pattern } = field
  const fits = (text: string): boolean =>
    text.length >= min &&
    text.length <= max &&
    (pattern === undefined || new RegExp(pattern, 'u').test(text)) &&
    (significantPattern === undefined || new RegExp(significantPattern, 'u').test(text))
  return example ?? [...textsForName(name), ...fallbackTexts].find(fits) ?? 'example'
}

const textsForName = (name: string): readonly string[] =>
  /name$/i.test(name) ? ['Example', 'example'] : ['example']

const fallbackTexts: readonly string[] = [
  'Example',
  '1',
  '2026-01-01',
  '2026-01-01T00:00:00Z',
  '12:00',
  'https://example.com',
  'ada@example.com',
  '#336699',
  'EXAMPLE',
  '1d',
  '1hrs',
  'example text that is long enough',
]
