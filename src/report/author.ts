// Who changed something in Statsig, and since when.
import type { Author } from '../model.ts'

/** Of what nobody can tell how long it has been so. */
export const lastAuthorText = (author: Author): string => {
  if (author.is === 'unknown') return 'who changed it last is unknown'
  const who = author.is === 'person' ? author.by : 'a Console API key'
  return `changed last by ${who}, ${minute(author.at)}`
}

/** Of what has been so since then. */
export const authorText = (author: Author): string => {
  if (author.is === 'unknown') return 'by whom is unknown'
  const since = `since ${minute(author.at)}`
  return author.is === 'person' ? `by ${author.by}, ${since}` : `by a Console API key, ${since}`
}

/** `2026-11-24 14:02 UTC`. */
const minute = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`
