// Suggests the known word that is nearest to a misspelled one.
import distanceOf from 'damerau-levenshtein'
import { compareText } from './diagnostic.ts'

/** Allows one insertion, deletion, replacement or swap of neighbours for every three characters, and at least one. */
export const nearestWord = (word: string, known: Iterable<string>): string | undefined => {
  const limit = Math.max(1, Math.floor(word.length / 3))
  const lowerCased = word.toLowerCase()
  const candidates = [...new Set(known)]
    .filter((other) => other !== word && Math.abs(other.length - word.length) <= limit)
    .map((other) => ({ other, steps: distanceOf(lowerCased, other.toLowerCase()).steps }))
    .filter(({ steps }) => steps <= limit)
  return candidates.sort((a, b) => a.steps - b.steps || compareText(a.other, b.other))[0]?.other
}

/** Whether a word is another one with a slip or two: longer differences may be words of their own. */
export const isMisspelt = (word: string, other: string): boolean =>
  distanceOf(word.toLowerCase(), other.toLowerCase()).steps <= 2

export const didYouMean = (word: string, known: Iterable<string>): string | undefined => {
  const other = nearestWord(word, known)
  return other === undefined ? undefined : `Did you mean \`${other}\`?`
}

/** The id that Statsig makes from a name: lower case, with an underscore for each space. */
export const slugOf = (name: string): string => name.toLowerCase().replaceAll(' ', '_')
