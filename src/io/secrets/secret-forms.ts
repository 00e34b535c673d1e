// The texts in which a secret is recognised: as it is, as bytes are written, and in parts.

/** All texts that reveal a part of a secret, in small letters, by length. */
export interface SecretParts {
  readonly byLength: Map<number, Set<string>>
  /** Beginnings that everybody knows, as `console-`: they are masked together with what follows. */
  readonly knownPrefixes: Set<string>
}

/** What everybody knows of a key: its beginning alone is no part of the secret. */
const knownPrefix = /^(?:console-(?:emulator-(?:readonly-)?)?|secret-|client-|github_pat_|gh[a-z]_)/
const consoleKeyPrefix = 'console-'
/** Parts of a Console API key of this length are masked. */
const keyPartLength = 8
/** Other secrets hold words, addresses and lines of dashes: a shorter part would mask ordinary text. */
const partLength = 10
/** Shorter lines of a value reveal nothing. */
const minFormLength = 8

export const addSecretParts = (value: string, parts: SecretParts): void => {
  for (const plain of plainForms(value)) {
    const [known = ''] = knownPrefix.exec(plain) ?? []
    if (known !== '' && known.length < plain.length) parts.knownPrefixes.add(known)
    const wanted = plain.startsWith(consoleKeyPrefix) ? keyPartLength : partLength
    addEncodings(plain, known.length === plain.length ? 0 : known.length, wanted, parts)
  }
}

/** The value as it is, as one line, line by line, and with `+` for blanks as forms send it. */
const plainForms = (value: string): readonly string[] => {
  const forms = [value, value.normalize('NFC'), ...value.split(/\r?\n/)].flatMap((each) => [
    each.trim(),
    each.replace(/\s+/gu, ' ').trim(),
    each.replace(/[\p{Cc}\p{Cf}]/gu, '').trim(),
    each.trim().replaceAll(' ', '+'),
  ])
  return [...new Set(forms)].filter((each) => each.length >= minFormLength)
}

/** `known`: how many characters at the beginning are no secret. */
const addEncodings = (plain: string, known: number, wanted: number, parts: SecretParts): void => {
  const length = Math.min(wanted, plain.length)
  addParts(plain, length, known - length, parts)
  const bytes = Buffer.from(plain)
  const pairs = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'))
  for (const separator of ['', ' ', ':']) {
    const step = 2 + separator.length
    const size = length * step - separator.length
    addParts(pairs.join(separator), size, known * step - size, parts)
  }
  for (const offset of [0, 1, 2]) addBase64Parts(bytes, offset, known, length, parts)
}

/** Of base64 that begins `offset` bytes before the secret: only characters that the secret alone decides. */
const addBase64Parts = (
  bytes: Buffer,
  offset: number,
  known: number,
  length: number,
  parts: SecretParts,
): void => {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  const first = Math.ceil((8 * offset) / 6)
  const decided = encoded.slice(first, Math.floor((8 * (offset + bytes.length)) / 6))
  // Ten characters for eight bytes, wherever they begin.
  const size = Math.min(Math.floor((8 * length - 4) / 6), decided.length)
  const knownCharacters = Math.floor((8 * (offset + known)) / 6) - first
  for (const text of [decided, decided.replaceAll('+', '-').replaceAll('/', '_')])
    addParts(text, size, knownCharacters - size, parts)
}

/** All parts of a length that begin after an index. Those of one or two characters are lines and blanks, not a secret. */
const addParts = (text: string, length: number, after: number, { byLength }: SecretParts): void => {
  const set = byLength.get(length) ?? new Set()
  byLength.set(length, set)
  const small = toSmallLetters(text)
  for (let at = Math.max(0, after + 1); at + length <= small.length; at += 1) {
    const part = small.slice(at, at + length)
    if (new Set(part).size > 2) set.add(part)
  }
}

/** Of ASCII alone, so that the length stays the same. */
export const toSmallLetters = (text: string): string =>
  text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
