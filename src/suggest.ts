// The nearest of the known words, if it is near enough to be a slip of the fingers.
import distanceOf from 'damerau-levenshtein'
import { compareText } from './diagnostic.ts'

/** Insertions, deletions, replacements and swaps of neighbours each count one; a third of the word may be wrong. */
export const nearestWord = (word: string, known: Iterable<string>): string | undefined => {
  const limit = Math.max(1, Math.floor(word.length / 3))
  const lowerCased = word.toLowerCase()
  const candidates = [...new Set(known)]
    .filter((other) => other !== word && Math.abs(other.length - word.length) <= limit)
    .map((other) => ({ other, steps: distanceOf(lowerCased, other.toLowerCase()).steps }))
    .filter(({ steps }) => steps <= limit)
  return candidates.sort((a, b) => a.steps - b.steps || compareText(a.other, b.other))[0]?.other
}

export const didYouMean = (word: string, known: Iterable<string>): string | undefined => {
  const other = nearestWord(word, known)
  return other === undefined ? undefined : `Did you mean \`${other}\`?`
}

/** What Statsig makes of a name: lower case, each blank an underscore. */
export const slugOf = (name: string): string => name.toLowerCase().replaceAll(' ', '_')
