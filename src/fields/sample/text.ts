// A text that fits a field: what its documentation gives as an example, else a word that means nothing.
import type { Field } from '../field.ts'

type TextField = Extract<Field, { shape: 'text' }>

export const sampleText = (field: TextField, name: string): string => {
  const { significantPattern, max = Number.POSITIVE_INFINITY, min = 0, pattern } = field
  const fits = (text: string): boolean =>
    text.length >= min &&
    text.length <= max &&
    (pattern === undefined || new RegExp(pattern, 'u').test(text)) &&
    (significantPattern === undefined || new RegExp(significantPattern, 'u').test(text))
  return (
    [...textsForDoc(field.doc), ...textsForName(name), ...fallbackTexts].find(fits) ?? 'example'
  )
}

/** The word after `such as`, or the first of those that follow a colon. */
export const exampleIn = (doc: string): string | undefined => examplesIn(doc)[0]

const examplesIn = (doc: string): readonly string[] =>
  [...doc.matchAll(/(?:such as|:) `([^`]+)`/g)].map(([, text]) => text ?? '')

const textsForDoc = (doc: string): readonly string[] => [
  ...examplesIn(doc),
  ...subjects.flatMap(([about, text]) => (about.test(doc) ? [text] : [])),
]

/** What a text is about, and one that is about it. */
const subjects: readonly (readonly [RegExp, string])[] = [
  [/milliseconds since 1970/i, '1767225600000'],
  [/\bISO\b/, '2026-01-01T00:00:00Z'],
  [/mail address/i, 'ada@example.com'],
  [/\bJSON Schema\b/, '{"type":"object"}'],
  [/\bJSON5?\b/, '{"key": "value"}'],
  [/\b(query|SQL)\b/i, 'SELECT * FROM events'],
  [/\bURL\b/, 'https://example.com'],
  [/\bcountr(y|ies)\b/i, 'DE'],
  [/\bIP address/i, '192.0.2.1'],
]

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
