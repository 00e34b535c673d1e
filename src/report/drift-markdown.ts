// The same for a page: whatever others wrote can neither format it nor mention anybody.
import type { Edit } from '../fields/difference.ts'
import type { Held, Operation } from '../model.ts'
import { authorText, lastAuthorText } from './author.ts'
import { type Drift, ending } from './drift.ts'
import { countText } from './edits.ts'
import { clean } from './escape.ts'
import { turned, wholly } from './held.ts'
import { shownEdit } from './sensitive.ts'
import { inline } from './values.ts'

export const driftMarkdown = (drift: Drift, source: string): string => {
  const { conflicts, held, notices } = drift
  const known = held.filter(({ because }) => because !== 'first-contact')
  const strange = held.filter(({ because }) => because === 'first-contact')
  return [
    '## Drift',
    code(source),
    ...notices.map((each) => `> ${code(each)}`),
    ...table('Changed in Statsig', 'in git', 'in Statsig', known.flatMap(heldRows)),
    ...table('In conflict', 'in git', 'in Statsig', conflicts.flatMap(conflictRows)),
    ...table('First contact', 'in git', 'in Statsig', strange.flatMap(heldRows)),
    ending(drift),
  ].join('\n\n')
}

const table = (
  heading: string,
  was: string,
  is: string,
  rows: readonly string[],
): readonly string[] =>
  rows.length === 0
    ? []
    : [
        `### ${heading}`,
        [
          `| resource | what | ${was} | ${is} | by |`,
          '| --- | --- | --- | --- | --- |',
          ...rows,
        ].join('\n'),
      ]

const heldRows = (held: Held): readonly string[] => {
  const { address, author, because, edits, sensitive } = held
  const who = because === 'first-contact' ? lastAuthorText : authorText
  const by = author === undefined ? '' : code(who(author))
  const risk = because === 'protective' || because === 'archived' ? '🛡️ ' : ''
  if (edits.length === 0 || because === 'archived')
    return [row([code(address), `${risk}${wholly(because)}`, '', '', by])]
  return edits.map((edit) => {
    const shown = shownEdit(turned(edit), sensitive)
    return row([code(address), `${risk}${code(edit.label)}`, ...sides(shown), by])
  })
}

const conflictRows = (operation: Operation): readonly string[] => {
  const { address, author, refused, sensitive } = operation
  const edits = operation.edits.filter(({ label }) => refused?.labels?.includes(label) ?? true)
  const by = author === undefined ? '' : code(authorText(author))
  return edits.map((edit) =>
    row([code(address), code(edit.label), ...sides(shownEdit(turned(edit), sensitive)), by]),
  )
}

const sides = ({ after, before, counts, item }: Edit): readonly [string, string] => {
  if (counts) return ['', code(`${countText(counts)} (+${counts.added}, -${counts.removed})`)]
  if (item === 'added') return ['', 'added']
  if (item === 'removed') return ['', 'removed']
  return [cell(before), cell(after)]
}

const mostShown = 120

const cell = (value: Edit['before']): string => {
  if (value === undefined) return ''
  const text = inline(value)
  return code(text.length > mostShown ? `${text.slice(0, mostShown)}…` : text)
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/**
 * Whatever is no plain letter or digit becomes a reference to its number, so that no text can end a cell, format anything
 * or mention anybody: inside of `<code>` Markdown would still be read.
 */
const code = (text: string): string =>
  `<code>${[...clean(text)]
    .map((character) =>
      /[A-Za-z0-9 ,-]/.test(character) ? character : `&#${character.codePointAt(0)};`,
    )
    .join('')}</code>`
