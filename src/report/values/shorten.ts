// Shortens two values that differ, so that they still look different.
import { truncateMiddle } from './text-style.ts'

/** Both at most `maxWidth` wide. Where their ends are equal, a window around the first difference is shown. */
export const shortenApart = (
  one: string,
  other: string,
  maxWidth: number,
): readonly [string, string] => {
  const [shortOne, shortOther] = [truncateMiddle(one, maxWidth), truncateMiddle(other, maxWidth)]
  if (one === other || shortOne !== shortOther) return [shortOne, shortOther]
  const [characters, others] = [[...one], [...other]]
  const first = characters.findIndex((character, index) => character !== others[index])
  const start = Math.max(0, (first < 0 ? characters.length : first) - Math.floor(maxWidth / 3))
  return [windowFrom(characters, start, maxWidth), windowFrom(others, start, maxWidth)]
}

/** From `start` on, with an ellipsis on each side that is cut. */
const windowFrom = (characters: readonly string[], start: number, maxWidth: number): string => {
  const end = start + maxWidth - 2
  const before = start > 0 ? '…' : ''
  const after = end < characters.length ? '…' : ''
  return `${before}${characters.slice(start, end).join('')}${after}`
}
