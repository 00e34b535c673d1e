// Masks secrets in all output: whole and in parts, in any case, and in other encodings.
import { decodeEscapes } from './decode-escapes.ts'
import { addSecretParts, type SecretParts, toSmallLetters } from './secret-forms.ts'

export interface SecretMask {
  readonly addSecret: (value: string) => void
  readonly mask: (text: string) => string
  /** Whether a text that cannot be masked, as that of a file, reveals enough of a secret to be kept back. */
  readonly reveals: (text: string) => boolean
}

type Range = readonly [start: number, end: number]

/** Words that a secret happens to hold are shorter. */
const revealingLength = 16

/** How many times escapes of escapes are undone. */
const maxReadings = 3

/** `placeholder` replaces each range of a text that reveals a part of a secret. */
export const createSecretMask = (placeholder = '***'): SecretMask => {
  const parts: SecretParts = { byLength: new Map(), knownPrefixes: new Set() }
  let filter: Filter | undefined
  const rangesIn = (text: string): readonly Range[] => {
    if (parts.byLength.size === 0) return []
    filter ??= createFilter(parts)
    return findRanges(text, parts, filter)
  }
  return {
    addSecret: (value) => {
      addSecretParts(value, parts)
      filter = undefined
    },
    mask: (text) => replaceRanges(text, rangesIn(text), placeholder),
    reveals: (text) => rangesIn(text).some(([start, end]) => end - start >= revealingLength),
  }
}

/** In the text as it is, and as one reads it who undoes its escapes. */
const findRanges = (
  text: string,
  parts: SecretParts,
  filter: Filter,
  readings = 0,
): readonly Range[] => {
  const found = findParts(text, parts, filter)
  const decoded = readings < maxReadings ? decodeEscapes(text) : undefined
  if (decoded === undefined) return found
  const inDecoded = findRanges(decoded.text, parts, filter, readings + 1)
  return [...found, ...inDecoded.map(([start, end]) => decoded.toSource(start, end))]
}

const filterSize = 0x10000
/** Of four characters: adding one drops the oldest. */
const addToHash = (hash: number, code: number): number => ((hash << 4) ^ code) & (filterSize - 1)
const hashedLength = 4

/** For each hash of four characters, the parts that begin with it are of these lengths, one bit for each. */
interface Filter {
  readonly lengthsOf: Uint32Array
  readonly lengths: readonly (readonly [length: number, parts: ReadonlySet<string>])[]
}

const createFilter = ({ byLength }: SecretParts): Filter => {
  const lengths = [...byLength].sort(([a], [b]) => b - a)
  const lengthsOf = new Uint32Array(filterSize)
  for (const [index, [, set]] of lengths.entries())
    for (const part of set) {
      const hash = hashOf(part)
      lengthsOf[hash] = (lengthsOf[hash] ?? 0) | (1 << (index % 32))
    }
  return { lengthsOf, lengths }
}

const hashOf = (part: string): number => {
  let hash = 0
  for (let at = 0; at < hashedLength; at += 1) hash = addToHash(hash, part.charCodeAt(at))
  return hash
}

/** Most places of a text are passed over by their hash: a text of ten megabytes takes a fraction of a second. */
const findParts = (text: string, parts: SecretParts, filter: Filter): readonly Range[] => {
  const small = inSmallLetters(text)
  const found: [number, number][] = []
  let hash = 0
  for (let next = 0; next < small.length; next += 1) {
    hash = addToHash(hash, small.charCodeAt(next))
    const at = next + 1 - hashedLength
    const bits = filter.lengthsOf[hash] ?? 0
    if (bits === 0 || at < 0) continue
    const length = lengthAt(small, at, bits, filter)
    if (length === undefined) continue
    const last = found.at(-1)
    if (last !== undefined && at <= last[1]) last[1] = Math.max(last[1], at + length)
    else found.push([startWithPrefix(small, at, parts), at + length])
  }
  return found
}

/** Nearly always the function of the language, which is much faster, keeps the length. */
const inSmallLetters = (text: string): string => {
  const small = text.toLowerCase()
  return small.length === text.length ? small : toSmallLetters(text)
}

/** The length of the longest part that is at a place. */
const lengthAt = (
  small: string,
  at: number,
  bits: number,
  { lengths }: Filter,
): number | undefined => {
  for (const [index, [length, set]] of lengths.entries())
    if ((bits & (1 << (index % 32))) !== 0 && set.has(small.slice(at, at + length)))
      return isOwnWord(small, at, length) ? undefined : length
  return undefined
}

/** Messages name this input. A key may begin as it does. */
const ownWord = 'console-api-key'

const isOwnWord = (small: string, at: number, length: number): boolean => {
  const index = small.slice(Math.max(0, at - ownWord.length), at + ownWord.length).indexOf(ownWord)
  const start = Math.max(0, at - ownWord.length) + index
  return index >= 0 && start <= at && at + length <= start + ownWord.length
}

/** The start of the known prefix that ends in the found part, or right before it. */
const startWithPrefix = (small: string, at: number, { knownPrefixes }: SecretParts): number => {
  const starts = [...knownPrefixes].map((prefix) => {
    const from = Math.max(0, at - prefix.length)
    const index = small.slice(from, at + prefix.length).lastIndexOf(prefix)
    return index < 0 ? at : from + index
  })
  return Math.min(at, ...starts)
}

const replaceRanges = (text: string, ranges: readonly Range[], placeholder: string): string => {
  let shown = ''
  let copied = 0
  for (const [start, end] of [...ranges].sort(([a], [b]) => a - b)) {
    if (end <= copied) continue
    if (start >= copied) shown += text.slice(copied, start) + placeholder
    copied = end
  }
  return ranges.length === 0 ? text : shown + text.slice(copied)
}
