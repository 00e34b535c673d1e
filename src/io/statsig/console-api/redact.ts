// Removes keys and control characters from text that is shown.

const keyPattern = /console-[A-Za-z0-9_-]{8,}/g
const keyPlaceholder = 'console-***'

/** A secret, or a function that masks several secrets. */
export type SecretFilter = string | ((text: string) => string)

/** The key itself is replaced first: it may contain characters that the pattern does not match. */
export const redact = (text: string, secrets?: SecretFilter): string =>
  removeSecrets(secrets, text).replace(keyPattern, keyPlaceholder)

const removeSecrets = (secretFilter: SecretFilter | undefined, text: string): string => {
  if (typeof secretFilter === 'function') return secretFilter(text)
  return secretFilter ? text.replaceAll(secretFilter, keyPlaceholder) : text
}

/** One line of at most `max` characters. Redacted twice, because a control character may hide a key from the pattern. */
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
