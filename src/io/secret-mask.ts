// Masks secrets in all output: whole, in other encodings, and in parts.

/** Replaces a secret. */
const placeholder = '***'
/** Parts of this length are masked too, because messages may truncate a value. */
const partLength = 10

export interface SecretMask {
  readonly addSecret: (value: string) => void
  readonly mask: (text: string) => string
}

export const createSecretMask = (): SecretMask => {
  const forms = new Set<string>()
  const parts = new Set<string>()
  return {
    addSecret: (value) => {
      for (const form of secretForms(value)) {
        forms.add(form)
        for (let at = 0; at + partLength <= form.length; at += 1)
          parts.add(form.slice(at, at + partLength))
      }
    },
    mask: (text) => {
      if (forms.size === 0) return text
      const longestFirst = [...forms].sort((a, b) => b.length - a.length)
      const masked = longestFirst.reduce((shown, each) => shown.replaceAll(each, placeholder), text)
      return maskParts(masked, parts)
    },
  }
}

/** The value as it is, as one line, line by line, and as JSON, a query and base64 encode it. */
const secretForms = (value: string): readonly string[] => {
  const plainForms = [value, value.normalize('NFC'), ...value.split(/\r?\n/)].flatMap((each) => [
    each.trim(),
    each.replace(/\s+/gu, ' ').trim(),
    each.replace(/[\p{Cc}\p{Cf}]/gu, '').trim(),
  ])
  const escapeJson = (text: string) => JSON.stringify(text).slice(1, -1)
  const allForms = plainForms.flatMap((each) => [
    each,
    escapeJson(each),
    escapeJson(escapeJson(each)),
    encodeQueryValue(each),
    encodeQueryValue(each).replaceAll('+', '%20'),
    Buffer.from(each).toString('base64').replace(/=+$/, ''),
  ])
  return [...new Set(allForms)].filter((each) => each.length >= minFormLength)
}

const encodeQueryValue = (text: string): string =>
  new URLSearchParams([['', text]]).toString().slice(1)

/** Shorter lines of a value reveal nothing. */
const minFormLength = 8

/** Masks each range of the text in which all parts are parts of a secret. */
const maskParts = (text: string, parts: ReadonlySet<string>): string => {
  let shown = ''
  let at = 0
  while (at < text.length) {
    let end = at
    while (end + partLength <= text.length && parts.has(text.slice(end, end + partLength))) end += 1
    shown += end > at ? placeholder : text.charAt(at)
    at = end > at ? end + partLength - 1 : at + 1
  }
  return shown
}
