// Who changed something in Statsig, and since when.
import type { Author } from '../../model.ts'
import { shortened } from '../look.ts'
import { code } from '../markup.ts'

const widest = 80

/** Of what nobody can tell how long it has been so. */
export const lastBy = (author: Author): string =>
  author.is === 'unknown'
    ? 'who changed it last is unknown'
    : `changed last by ${whoOf(author)}, ${minute(author.at)}`

/** Of what has been so since then. */
export const changedBy = (author: Author): string =>
  author.is === 'unknown' ? 'by whom is unknown' : `by ${whoOf(author)}, since ${minute(author.at)}`

export const whoOf = (author: Exclude<Author, { is: 'unknown' }>): string =>
  author.is === 'person' ? code(shortened(author.by, widest)) : 'a Console API key'

/** `2026-11-24 14:02 UTC`. */
export const minute = (at: string): string => {
  const [day, time] = [at.slice(0, 10), at.slice(11, 16)]
  return /^\d{4}-\d\d-\d\d \d\d:\d\d$/.test(`${day} ${time}`)
    ? `${day} ${time} UTC`
    : code(shortened(at, widest))
}
