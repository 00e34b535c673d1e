// Removes keys and control characters from text that is shown.
import { createSecretMask } from '../../secrets/secret-mask.ts'

const keyPattern = /console-[A-Za-z0-9_-]{8,}/g
const keyPlaceholder = 'console-***'

/** Masks secrets in a text. */
export type SecretFilter = (text: string) => string

/** Masks a key: whole and in parts, in any case and in other encodings. */
export const keyFilter = (key: string): SecretFilter => {
  const { addSecret, mask } = createSecretMask(keyPlaceholder)
  addSecret(key)
  return mask
}

/** The key itself is replaced first: it may contain characters that the pattern does not match. */
export const redact = (text: string, secrets?: SecretFilter): string =>
  (secrets === undefined ? text : secrets(text)).replace(keyPattern, keyPlaceholder)

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
