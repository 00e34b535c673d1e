// Keeps values that were read from the environment out of everything that is written: whole, in other spellings, in part.

/** What stands in the place of what is hidden. */
const placeholder = '***'
/** Parts of this length are hidden as well: somebody who repeats a value may cut it. */
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

/** As it is, as one line, line by line, and as JSON, a query and base64 spell it. */
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

/** Lines of a value that are shorter say nothing by themselves. */
const minFormLength = 8

/** Stretches of the text all of whose parts are parts of something hidden. */
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
