// Takes keys and control characters out of text that people will read.

const keyPattern = /console-[A-Za-z0-9_-]{8,}/g
const keyPlaceholder = 'console-***'

/** A text that nobody may read, or what takes several of them out. */
export type SecretFilter = string | ((text: string) => string)

/** The literal key goes first: it may hold characters that the pattern stops at. */
export const redact = (text: string, secrets?: SecretFilter): string =>
  removeSecrets(secrets, text).replace(keyPattern, keyPlaceholder)

const removeSecrets = (secretFilter: SecretFilter | undefined, text: string): string => {
  if (typeof secretFilter === 'function') return secretFilter(text)
  return secretFilter ? text.replaceAll(secretFilter, keyPlaceholder) : text
}

/** One line of at most `max` characters. Redacted twice: a control character may hide a key from the pattern. */
export const redactToLine = (
  text: string,
  secrets: SecretFilter | undefined,
  max: number,
): string => {
  const line = redact(text, secrets)
    .slice(0, 20 * max)
    .normalize('NFC')
    .replace(/\s+/gu, ' ')
    .trim()
  return truncateText(redact(line.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, ''), secrets), max)
}

const truncateText = (text: string, max: number): string => {
  const characters = Array.from(text.slice(0, 2 * max + 2))
  return characters.length > max ? `${characters.slice(0, max).join('')}…` : text
}
