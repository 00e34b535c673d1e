// How the terminal is spoken to.
import picocolors from 'picocolors'

export interface Look {
  readonly colour: boolean
  /** In columns. */
  readonly width: number
}

export type Ink = ReturnType<typeof picocolors.createColors>

export const inkOf = ({ colour }: Look): Ink => picocolors.createColors(colour)

const colours = new RegExp(`${String.fromCharCode(0x1b)}\\[\\d+m`, 'g')
export const uncoloured = (text: string): string => text.replace(colours, '')

export const indented = (by: number, lines: readonly string[]): readonly string[] =>
  lines.map((line) => (line === '' ? line : `${' '.repeat(by)}${line}`))

/** By code points: what a terminal makes of wide characters is its own affair. */
export const lengthOf = (text: string): number => [...text].length

/** The beginning and the end, when the whole is too long. */
export const shortened = (text: string, room: number): string => {
  const characters = [...text]
  if (characters.length <= room) return text
  const tail = Math.floor((room - 1) / 2)
  return `${characters.slice(0, room - 1 - tail).join('')}…${characters.slice(characters.length - tail).join('')}`
}

export const capped = (lines: readonly string[], most: number, what = 'line'): readonly string[] =>
  lines.length <= most + 1
    ? lines
    : [...lines.slice(0, most), `… ${lines.length - most} more ${what}s`]

export const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`

/** `1,204`, the same on every machine. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',')
