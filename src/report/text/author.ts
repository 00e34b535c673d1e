// Who changed a resource in Statsig, and when, as a phrase.
import type { Author } from '../../model/index.ts'

/** How a text that Statsig holds is shown: as it is on a terminal, as code on a page of Markdown. */
export type Quote = (text: string) => string

const asItIs: Quote = (text) => text

/** For a difference of unknown age: the last change may not have caused it. */
export const lastAuthorText = (author: Author, quote: Quote = asItIs): string =>
  author.type === 'unknown'
    ? 'last changed by an unknown author'
    : `last changed by ${authorName(author, quote)}, ${minuteOf(author.at, quote)}`

/** For a difference that this change has caused. */
export const authorText = (author: Author, quote: Quote = asItIs): string =>
  author.type === 'unknown'
    ? 'by an unknown author'
    : `by ${authorName(author, quote)}, since ${minuteOf(author.at, quote)}`

export const authorName = (author: Exclude<Author, { type: 'unknown' }>, quote: Quote): string =>
  author.type === 'person' ? quote(author.by) : 'a Console API key'

/** `2026-11-24 14:02 UTC`; the text itself where it is no time. */
export const minuteOf = (at: string, quote: Quote): string => {
  const minute = `${at.slice(0, 10)} ${at.slice(11, 16)}`
  return /^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(minute) ? `${minute} UTC` : quote(at)
}
