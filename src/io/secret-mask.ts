// Keeps values that were read from the environment out of everything that is written: whole, in other spellings, in part.

/** What stands in the place of what is hidden. */
const blank = '***'
/** Parts of this length are hidden as well: somebody who repeats a value may cut it. */
const part = 10

export interface Veil {
  readonly hide: (value: string) => void
  readonly over: (text: string) => string
}

export const veil = (): Veil => {
  const spellings = new Set<string>()
  const parts = new Set<string>()
  return {
    hide: (value) => {
      for (const spelling of spellingsOf(value)) {
        spellings.add(spelling)
        for (let at = 0; at + part <= spelling.length; at += 1)
          parts.add(spelling.slice(at, at + part))
      }
    },
    over: (text) => {
      if (spellings.size === 0) return text
      const longestFirst = [...spellings].sort((a, b) => b.length - a.length)
      const whole = longestFirst.reduce((shown, each) => shown.replaceAll(each, blank), text)
      return withoutParts(whole, parts)
    },
  }
}

/** As it is, as one line, line by line, and as JSON, a query and base64 spell it. */
const spellingsOf = (value: string): readonly string[] => {
  const plain = [value, value.normalize('NFC'), ...value.split(/\r?\n/)].flatMap((each) => [
    each.trim(),
    each.replace(/\s+/gu, ' ').trim(),
    each.replace(/[\p{Cc}\p{Cf}]/gu, '').trim(),
  ])
  const json = (text: string) => JSON.stringify(text).slice(1, -1)
  const spelled = plain.flatMap((each) => [
    each,
    json(each),
    json(json(each)),
    inQuery(each),
    inQuery(each).replaceAll('+', '%20'),
    Buffer.from(each).toString('base64').replace(/=+$/, ''),
  ])
  return [...new Set(spelled)].filter((each) => each.length >= shortest)
}

const inQuery = (text: string): string => new URLSearchParams([['', text]]).toString().slice(1)

/** Lines of a value that are shorter say nothing by themselves. */
const shortest = 8

/** Stretches of the text all of whose parts are parts of something hidden. */
const withoutParts = (text: string, parts: ReadonlySet<string>): string => {
  let shown = ''
  let at = 0
  while (at < text.length) {
    let end = at
    while (end + part <= text.length && parts.has(text.slice(end, end + part))) end += 1
    shown += end > at ? blank : text.charAt(at)
    at = end > at ? end + part - 1 : at + 1
  }
  return shown
}
