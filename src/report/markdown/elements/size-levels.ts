// The levels of detail of a page: the first level that fits is taken.

/** What a level shows of each part of a page. */
export interface SizeLimits {
  readonly isWhole: boolean
  readonly diffs: 'all' | 'changes' | 'none'
  /** Of creations: all members, or their names. */
  readonly creations: 'full' | 'keys'
  /** Long lists and texts: all of them, or their beginning. */
  readonly values: 'whole' | 'short'
  /** The number of lines of each diff, and of characters of each line. */
  readonly lines: number
  readonly width: number
  /** The number of rows of the main table, and of each other table. */
  readonly rows: number
  readonly otherRows: number
  /** The number of names in a sentence about a risk. */
  readonly names: number
  /** The number of characters of a sentence that others wrote. */
  readonly text: number
}

const all: SizeLimits = {
  isWhole: true,
  diffs: 'all',
  creations: 'full',
  values: 'whole',
  lines: Number.POSITIVE_INFINITY,
  width: Number.POSITIVE_INFINITY,
  rows: Number.POSITIVE_INFINITY,
  otherRows: Number.POSITIVE_INFINITY,
  names: 8,
  text: 2000,
}
const beginnings: SizeLimits = { ...all, isWhole: false, values: 'short' }
const keys: SizeLimits = { ...beginnings, creations: 'keys' }
const short: SizeLimits = { ...keys, lines: 40, width: 400 }
const changes: SizeLimits = { ...short, diffs: 'changes' }
const rows: SizeLimits = { ...changes, diffs: 'none', text: 500 }
const many: SizeLimits = { ...rows, rows: 2000, otherRows: 500 }
const fewer: SizeLimits = { ...rows, rows: 120, otherRows: 20, names: 5, text: 300 }
const few: SizeLimits = { ...fewer, rows: 40, otherRows: 8 }
const counts: SizeLimits = { ...few, rows: 0, otherRows: 0, names: 2, text: 200 }

export const sizeLevels: readonly SizeLimits[] = [
  all,
  beginnings,
  keys,
  short,
  changes,
  rows,
  many,
  fewer,
  few,
  counts,
]

export const byteLength = (text: string): number => new TextEncoder().encode(text).length

/** Nearly every row is longer. */
const minRowBytes = 100

/** The first of the levels at which a text of so many rows fits; the last one whether it fits or not. */
export const fitToSize = (
  render: (limits: SizeLimits) => string,
  maxBytes: number,
  rowCounts: Pick<SizeLimits, 'rows' | 'otherRows'>,
): { readonly body: string; readonly level: number } => {
  const cannotFit = ({ otherRows, rows: mainRows }: SizeLimits): boolean =>
    (Math.min(rowCounts.rows, mainRows) + Math.min(rowCounts.otherRows, otherRows)) * minRowBytes >
    maxBytes
  const fitFrom = (level: number): ReturnType<typeof fitToSize> => {
    const [limits, isLast] = [sizeLevels[level] ?? counts, level >= sizeLevels.length - 1]
    if (!isLast && cannotFit(limits)) return fitFrom(level + 1)
    const body = render(limits)
    return isLast || byteLength(body) <= maxBytes ? { body, level } : fitFrom(level + 1)
  }
  return fitFrom(0)
}
