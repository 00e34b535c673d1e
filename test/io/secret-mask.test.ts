// A secret is recognised in any case, in other encodings and in parts, and nothing else is masked.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createSecretMask } from '../../src/io/secrets/secret-mask.ts'

const key = 'console-Kq7Zt0XyW3bLm9RfVh2Jd'
/** What everybody knows is no part of the secret. */
const known = 'console-'

const maskOf = (...values: readonly string[]) => {
  const { addSecret, mask } = createSecretMask()
  for (const value of values) addSecret(value)
  return mask
}

const perCharacter = (toEscape: (code: number) => string) => (text: string) =>
  [...text].map((each) => toEscape(each.charCodeAt(0))).join('')
const hex = (code: number, length = 2): string => code.toString(16).padStart(length, '0')
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const encodings: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  capitals: (text) => text.toUpperCase(),
  'small letters': (text) => text.toLowerCase(),
  base64,
  'base64 from the second byte on': (text) => base64(`{${text}}`),
  'base64 from the third byte on': (text) => base64(`a:${text}, b`),
  'base64 in capitals': (text) => base64(text).toUpperCase(),
  base64url: (text) => Buffer.from(`>>?${text}`).toString('base64url'),
  hex: (text) => Buffer.from(text).toString('hex'),
  'hex in capitals': (text) => Buffer.from(text).toString('hex').toUpperCase(),
  'hex with colons': perCharacter((code) => `${hex(code)}:`),
  'hex with blanks': perCharacter((code) => `${hex(code)} `),
  'percent signs': perCharacter((code) => `%${hex(code)}`),
  'percent signs twice': perCharacter((code) => `%25${hex(code)}`),
  'some percent signs': (text) =>
    text.replace(/[aeiou0-9]/gi, (each) => `%${hex(each.charCodeAt(0))}`),
  'escapes of JSON': perCharacter((code) => `\\u${hex(code, 4)}`),
  'escapes of JSON in JSON': (text) =>
    JSON.stringify(perCharacter((code) => `\\u${hex(code, 4)}`)(text)),
  'escapes of JavaScript': perCharacter((code) => `\\x${hex(code)}`),
  'character references': perCharacter((code) => `&#${code};`),
  'hexadecimal character references': perCharacter((code) => `&#x${hex(code)};`),
}

/** Whether a part of the secret can be read from a masked text. */
const reveals = (masked: string, encode: (text: string) => string, text: string): boolean =>
  masked.includes(encode(text).slice(2, -2))

describe.each(Object.entries(encodings))('%s', (_, encode) => {
  const mask = maskOf(key)

  test('is masked in a text, and the rest stays', () => {
    const masked = mask(`Not allowed for ${encode(key)} here`)
    expect(masked).toMatch(/^Not allowed for .*\*\*\*.* here$/)
    expect(reveals(masked, encode, key.slice(known.length))).toBe(false)
  })

  test('is masked in each part of eight characters', () => {
    for (let at = 1; at + 8 <= key.length; at += 1) {
      const masked = mask(`[${encode(key.slice(at, at + 8))}]`)
      expect(masked, `from ${at} on`).toContain('***')
    }
  })

  test('is masked wherever a cut ends it', () => {
    const encoded = encode(key)
    const size = Math.ceil((encoded.length / key.length) * 12)
    for (let at = 0; at + size <= encoded.length; at += 1)
      if (at > (known.length / key.length) * encoded.length)
        expect(mask(encoded.slice(at, at + size)), `from ${at} on`).toContain('***')
  })
})

test.each([
  'console-',
  'The input `console-api-key` is empty.',
  'Kq7Zt0X is seven characters, and so is 2VhfR9m',
  'f3a9d0c4b1e2f3a9d0c4b1e2f3a9d0c4b1e2f3a9',
  'A description with 100 % of words, \\n, \\u00e9 and %20.',
  `console-${'z'.repeat(40)}`,
])('%s is told as it is', (text) => {
  expect(maskOf(key, 'console-apiZ9q8Z7y6X5w4')(text)).toBe(text)
})

test('texts without the secret stay as they are, byte for byte', () => {
  const mask = maskOf(key, 'correct horse battery staple 0123')
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      expect(mask(text)).toBe(text)
    }),
  )
})

test('whatever stands around a part of the secret, nothing of it is left', () => {
  const mask = maskOf(key)
  const part = fc.tuple(fc.nat({ max: key.length - 8 }), fc.integer({ min: 8, max: key.length }))
  const encoding = fc.constantFrom(...Object.keys(encodings))
  const around = fc.string({ maxLength: 20 })
  fc.assert(
    fc.property(around, around, part, encoding, (before, after, [at, length], name) => {
      const secret = key.slice(Math.max(1, at), at + length)
      if (secret.length < 8) return
      const encode = encodings[name] ?? ((text: string) => text)
      expect(mask(`${before} ${encode(secret)} ${after}`)).toContain('***')
    }),
  )
})

test('the lines of a long secret are masked, and its rules and blanks alone are not', () => {
  const line = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7'
  const mask = maskOf(`-----BEGIN KEY-----\n${line}\n${' '.repeat(20)}x\n-----END KEY-----\n`)
  expect(mask(`x ${line.slice(10, 20)} y`)).toBe('x *** y')
  expect(mask(`----------  ${' '.repeat(20)}`)).toBe(`----------  ${' '.repeat(20)}`)
})
