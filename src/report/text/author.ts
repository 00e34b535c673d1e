// Who changed something in Statsig, and since when.
import type { Author } from '../../model.ts'

/** How a text that Statsig holds is shown: as it is on a terminal, as code on a page of Markdown. */
export type Quote = (text: string) => string

const asItIs: Quote = (text) => text

/** Of what nobody can tell how long it has been so. */
export const lastAuthorText = (author: Author, quote: Quote = asItIs): string =>
  author.type === 'unknown'
    ? 'who changed it last is unknown'
    : `changed last by ${whoOf(author, quote)}, ${minuteOf(author.at, quote)}`

/** Of what has been so since then. */
export const authorText = (author: Author, quote: Quote = asItIs): string =>
  author.type === 'unknown'
    ? 'by whom is unknown'
    : `by ${whoOf(author, quote)}, since ${minuteOf(author.at, quote)}`

export const whoOf = (author: Exclude<Author, { type: 'unknown' }>, quote: Quote): string =>
  author.type === 'person' ? quote(author.by) : 'a Console API key'

/** `2026-11-24 14:02 UTC`; the text itself where it is no time. */
export const minuteOf = (at: string, quote: Quote): string => {
  const minute = `${at.slice(0, 10)} ${at.slice(11, 16)}`
  return /^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(minute) ? `${minute} UTC` : quote(at)
}
