// Takes keys and control characters out of text that people will read.

const anyKey = /console-[A-Za-z0-9_-]{8,}/g
const shownKey = 'console-***'

/** A text that nobody may read, or what takes several of them out. */
export type Hidden = string | ((text: string) => string)

/** The literal key goes first: it may hold characters that the pattern stops at. */
export const redact = (text: string, key?: Hidden): string =>
  without(key, text).replace(anyKey, shownKey)

const without = (hidden: Hidden | undefined, text: string): string => {
  if (typeof hidden === 'function') return hidden(text)
  return hidden ? text.replaceAll(hidden, shownKey) : text
}

/** One line of at most `max` characters. Redacted twice: a control character may hide a key from the pattern. */
export const clean = (text: string, key: Hidden | undefined, max: number): string => {
  const line = redact(text, key)
    .slice(0, 20 * max)
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim()
  return shorten(redact(line.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, ''), key), max)
}

const shorten = (text: string, max: number): string => {
  const characters = Array.from(text.slice(0, 2 * max + 2))
  return characters.length > max ? `${characters.slice(0, max).join('')}…` : text
}
