// What differs and is left alone, as rows: what git says, what Statsig has, and whose change it is.
import type { Edit } from '../../../fields/difference.ts'
import type { Author, Held, Operation } from '../../../model.ts'
import { shownEdit } from '../../../redaction/sensitive-values.ts'
import { code, prose, shortCode } from '../../escape/markdown.ts'
import { disputedIn, refusalText } from '../../sentences/refusal.ts'
import { minuteOf, whoOf } from '../../text/author.ts'
import { isProtective, turned, wholly } from '../../text/kept-differences.ts'
import { countText } from '../../values/edits.ts'
import { inline } from '../../values/inline-values.ts'
import { shortened } from '../../values/text-style.ts'

export const heldHeadings = ['Resource', 'What', 'In git', 'In Statsig', 'Changed by']

type Row = readonly string[]

const widestName = 80
const widestValue = 120

const name = (address: string): string => code(shortened(address, widestName))

/** A row for each edit; one where the whole is meant. */
export const heldRows = (held: Held): readonly Row[] => {
  const { address, author, because, edits, sensitive } = held
  const isStrange = because === 'first-contact'
  const by = byCell(author, isStrange)
  const risk = isProtective(held) ? '🛡️ ' : ''
  if (edits.length === 0 || because === 'archived')
    return [[name(address), `${risk}${wholly(because)}`, '', '', by]]
  return edits.map((edit) => [
    name(address),
    `${risk}${name(edit.label)}`,
    ...sides(shownEdit(turned(edit), sensitive), isStrange ? strangeWords : changeWords),
    by,
  ])
}

/** Why it is marked, where something is. */
export const shieldWords = (held: readonly Held[]): string =>
  held.some(isProtective)
    ? '🛡️ took users away from something, as one does in an incident: it stays so until somebody overwrites it by name.'
    : ''

const byCell = (author: Author | undefined, isLast = false): string => {
  if (author === undefined) return ''
  if (author.is === 'unknown') return 'unknown'
  return `${whoOf(author, shortCode)}, ${isLast ? 'last on' : 'since'} ${minuteOf(author.at, shortCode)}`
}

export const conflictRows = (operation: Operation): readonly Row[] => {
  const { address, author, edits, refused, sensitive } = operation
  const by = byCell(author)
  const labels = disputedIn(operation)
  const disputed = edits.filter(({ label }) => labels?.includes(label) ?? true)
  const reason = refused ? refusalText(refused, operation).reason : ''
  if (disputed.length === 0) return [[name(address), prose(reason), '', '', by]]
  return disputed.map((edit) => [
    name(address),
    name(edit.label),
    ...sides(shownEdit(turned(edit), sensitive), changeWords),
    by,
  ])
}

const changeWords = { added: 'added', removed: 'removed' }
/** Nobody knows whether it was ever otherwise. */
const strangeWords = { added: 'only there', removed: 'not there' }

const sides = (
  { after, before, counts, item }: Edit,
  words: typeof changeWords,
): readonly [string, string] => {
  if (counts) return ['', code(`${countText(counts)} (+${counts.added}, -${counts.removed})`)]
  if (item === 'added' || item === 'removed') return ['', words[item]]
  return [cell(before), cell(after)]
}

const cell = (value: Edit['before']): string =>
  value === undefined ? 'not set' : code(shortened(inline(value), widestValue))
