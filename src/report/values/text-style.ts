// How the terminal is spoken to.
import picocolors from 'picocolors'

export interface TextStyle {
  readonly color: boolean
  /** In columns. */
  readonly width: number
}

export type TextColors = ReturnType<typeof picocolors.createColors>

export const colorsOf = ({ color }: TextStyle): TextColors => picocolors.createColors(color)

const colorCodes = new RegExp(`${String.fromCharCode(0x1b)}\\[\\d+m`, 'g')
export const stripColors = (text: string): string => text.replace(colorCodes, '')

export const indentLines = (by: number, lines: readonly string[]): readonly string[] =>
  lines.map((line) => (line === '' ? line : `${' '.repeat(by)}${line}`))

/** By code points: what a terminal makes of wide characters is its own affair. */
export const textWidth = (text: string): number => [...text].length

/** The beginning and the end, when the whole is too long. */
export const truncateMiddle = (text: string, maxWidth: number): string => {
  const characters = [...text]
  if (characters.length <= maxWidth) return text
  const tail = Math.floor((maxWidth - 1) / 2)
  return `${characters.slice(0, maxWidth - 1 - tail).join('')}…${characters.slice(characters.length - tail).join('')}`
}

export const limitLines = (
  lines: readonly string[],
  maxLines: number,
  noun = 'line',
): readonly string[] =>
  lines.length <= maxLines + 1
    ? lines
    : [...lines.slice(0, maxLines), `… ${lines.length - maxLines} more ${noun}s`]

export const pluralize = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`

/** `1,204`, the same on every machine. */
export const formatNumber = (count: number): string =>
  String(count).replace(/\B(?=(\d{3})+$)/g, ',')

export const formatDuration = (seconds: number): string => {
  if (seconds <= 90) return `${Math.round(seconds)} s`
  const minutes = Math.round(seconds / 60)
  return minutes <= 90 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`
}

/** `2 failed, 1 waiting`: what there is none of goes unsaid. */
export const joinCounts = (counts: readonly (readonly [number, string])[]): string =>
  counts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${formatNumber(count)} ${what}`)
    .join(', ')
