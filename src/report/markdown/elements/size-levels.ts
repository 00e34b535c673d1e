// How much a page says, step by step less, until it fits.

/** How much is shown of each thing. */
export interface Limits {
  readonly isWhole: boolean
  readonly diffs: 'all' | 'changes' | 'none'
  /** Of what is new: all of it, or its keys. */
  readonly creations: 'full' | 'keys'
  /** Lines of each diff, and characters of each line. */
  readonly lines: number
  readonly width: number
  /** Of the main table, and of each of the others. */
  readonly rows: number
  readonly otherRows: number
  /** Names in a sentence about what is dangerous. */
  readonly names: number
  /** Characters of a sentence of others. */
  readonly text: number
}

const all: Limits = {
  isWhole: true,
  diffs: 'all',
  creations: 'full',
  lines: Number.POSITIVE_INFINITY,
  width: Number.POSITIVE_INFINITY,
  rows: Number.POSITIVE_INFINITY,
  otherRows: Number.POSITIVE_INFINITY,
  names: 8,
  text: 2000,
}
const keys: Limits = { ...all, isWhole: false, creations: 'keys' }
const short: Limits = { ...keys, lines: 40, width: 400 }
const changes: Limits = { ...short, diffs: 'changes' }
const rows: Limits = { ...changes, diffs: 'none', text: 500 }
const many: Limits = { ...rows, rows: 2000, otherRows: 500 }
const fewer: Limits = { ...rows, rows: 120, otherRows: 20, names: 5, text: 300 }
const few: Limits = { ...fewer, rows: 40, otherRows: 8 }
const counts: Limits = { ...few, rows: 0, otherRows: 0, names: 2, text: 200 }

export const levels: readonly Limits[] = [all, keys, short, changes, rows, many, fewer, few, counts]

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** Hardly any row is shorter. */
const shortestRow = 100

/** The first of the levels at which a text of so many rows fits; the last one whether it fits or not. */
export const fitted = (
  render: (limits: Limits) => string,
  most: number,
  given: Pick<Limits, 'rows' | 'otherRows'>,
): { readonly body: string; readonly level: number } => {
  const isHopeless = ({ otherRows, rows: mainRows }: Limits): boolean =>
    (Math.min(given.rows, mainRows) + Math.min(given.otherRows, otherRows)) * shortestRow > most
  const from = (level: number): ReturnType<typeof fitted> => {
    const [limits, isLast] = [levels[level] ?? counts, level >= levels.length - 1]
    if (!isLast && isHopeless(limits)) return from(level + 1)
    const body = render(limits)
    return isLast || bytesOf(body) <= most ? { body, level } : from(level + 1)
  }
  return from(0)
}
