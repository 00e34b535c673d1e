// The pieces that pages are made of.

import { prose } from '../../escape/markdown.ts'
import { grouped, shortened } from '../../values/text-style.ts'

/** Blocks with an empty line between them; what is empty is left out. */
export const page = (parts: readonly string[]): string =>
  parts.filter((part) => part !== '').join('\n\n')

/** Cells must hold no line break, and pipes only as references. */
export const table = <Item>(
  headings: readonly string[],
  items: readonly Item[],
  rowOf: (item: Item) => readonly string[],
  most: number,
): string => {
  if (items.length === 0 || most === 0) return ''
  const rows = items.slice(0, most).map(rowOf)
  return page([
    [line(headings), line(headings.map(() => '---')), ...rows.map(line)].join('\n'),
    more(items.length - rows.length),
  ])
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

export const bullets = <Item>(
  items: readonly Item[],
  textOf: (item: Item) => string,
  most: number,
): string => {
  if (items.length === 0 || most === 0) return ''
  const shown = items.slice(0, most).map((item) => `- ${textOf(item)}`)
  return page([shown.join('\n'), more(items.length - shown.length)])
}

const more = (count: number): string => (count > 0 ? `… ${grouped(count)} more.` : '')

/** The first ones in one line, and how many more there are. */
export const few = <Item>(
  items: readonly Item[],
  most: number,
  textOf: (item: Item) => string,
  joint = ', ',
): string => {
  const shown = items.slice(0, most).map(textOf)
  const left = items.length - shown.length
  return [...shown, ...(left > 0 ? [`${grouped(left)} more`] : [])].join(joint)
}

/** The empty lines are needed: without them Markdown is not read inside. */
export const details = (summary: string, inside: string, isOpen = false): string =>
  inside === ''
    ? ''
    : `<details${isOpen ? ' open' : ''}><summary>${summary}</summary>\n\n${inside}\n\n</details>`

export type Alert = 'NOTE' | 'WARNING' | 'CAUTION'

/** A box with a colour of its own; none where nothing is in it. */
export const alert = (kind: Alert, lead: string, inside: string): string =>
  inside === ''
    ? ''
    : [`[!${kind}]`, ...page([lead, inside]).split('\n')]
        .map((line) => (line === '' ? '>' : `> ${line}`))
        .join('\n')

/** A sentence of others, no longer than there is room for. */
export const said = (text: string, most: number): string => prose(shortened(text, most))

export const count = (number: number, what: string): string =>
  `${grouped(number)} ${what}${number === 1 ? '' : 's'}`

/** Worked out when it is first asked for, and then kept: pages are made in several sizes. */
export const kept = <Key, Value>(make: (key: Key) => Value): ((key: Key) => Value) => {
  const known = new Map<Key, Value>()
  return (key) => {
    const found = known.get(key)
    if (found !== undefined) return found
    const made = make(key)
    known.set(key, made)
    return made
  }
}

export const once = <Value>(make: () => Value): (() => Value) => {
  const known = kept((_: 'it') => make())
  return () => known('it')
}
