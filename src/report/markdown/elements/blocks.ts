// The elements of pages: tables, lists, folds and alerts.

import { escapeProse } from '../../escape/markdown.ts'
import { formatNumber, truncateMiddle } from '../../values/text-style.ts'

/** Blocks with an empty line between them; empty blocks are left out. */
export const joinBlocks = (parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join('\n\n')

/** Cells must hold no line break, and pipes only as references. */
export const renderTable = <Item>(
  headings: readonly string[],
  items: readonly Item[],
  rowOf: (item: Item) => readonly string[],
  most: number,
): string => {
  if (items.length === 0 || most === 0) return ''
  const rows = items.slice(0, most).map(rowOf)
  return joinBlocks([
    [tableLine(headings), tableLine(headings.map(() => '---')), ...rows.map(tableLine)].join('\n'),
    moreText(items.length - rows.length),
  ])
}

const tableLine = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

export const renderBullets = <Item>(
  items: readonly Item[],
  textOf: (item: Item) => string,
  most: number,
): string => {
  if (items.length === 0 || most === 0) return ''
  const shown = items.slice(0, most).map((item) => `- ${textOf(item)}`)
  return joinBlocks([shown.join('\n'), moreText(items.length - shown.length)])
}

const moreText = (count: number): string => (count > 0 ? `… ${formatNumber(count)} more.` : '')

/** The first items in one line, and the number of the others. */
export const joinFirst = <Item>(
  items: readonly Item[],
  most: number,
  textOf: (item: Item) => string,
  separator = ', ',
): string => {
  const shown = items.slice(0, most).map(textOf)
  const left = items.length - shown.length
  return [...shown, ...(left > 0 ? [`${formatNumber(left)} more`] : [])].join(separator)
}

/** The empty lines are needed: without them Markdown is not read inside. */
export const renderDetails = (summary: string, inside: string, isOpen = false): string =>
  inside === ''
    ? ''
    : `<details${isOpen ? ' open' : ''}><summary>${summary}</summary>\n\n${inside}\n\n</details>`

export type AlertKind = 'NOTE' | 'WARNING' | 'CAUTION'

/** A coloured box; empty where it would hold nothing. */
export const renderAlert = (kind: AlertKind, intro: string, inside: string): string =>
  inside === ''
    ? ''
    : [`[!${kind}]`, ...joinBlocks([intro, inside]).split('\n')]
        .map((line) => (line === '' ? '>' : `> ${line}`))
        .join('\n')

/** A sentence that others wrote, shortened. */
export const shortSentence = (text: string, most: number): string =>
  escapeProse(truncateMiddle(text, most))

export const formatCount = (count: number, noun: string): string =>
  `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`

/** Each value is made once, since a page is rendered at several levels of detail. */
export const memoizeByKey = <Key, Value>(make: (key: Key) => Value): ((key: Key) => Value) => {
  const cache = new Map<Key, Value>()
  return (key) => {
    const found = cache.get(key)
    if (found !== undefined) return found
    const made = make(key)
    cache.set(key, made)
    return made
  }
}

export const lazy = <Value>(make: () => Value): (() => Value) => {
  const cache = memoizeByKey((_: 'it') => make())
  return () => cache('it')
}
