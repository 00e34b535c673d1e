// What is left alone: what this change has to do with, in full, and what differs besides, a line each.
import type { Edit } from '../fields/difference.ts'
import type { Because, Held, Plan, Released } from '../model.ts'
import { authorText, lastAuthorText } from './author.ts'
import { editLines } from './edits.ts'
import { clean } from './escape.ts'
import { type Ink, indented, inkOf, type Look } from './look.ts'
import { joined, placeText } from './operation.ts'
import { shown, shownEdit } from './sensitive.ts'
import { inline, isScalar } from './values.ts'

/** Sections of a plan, each with its heading. */
export const heldSections = (plan: Plan, look: Look): readonly (readonly string[])[] => {
  const ink = inkOf(look)
  const held = (wanted: (each: Held) => boolean) => plan.held.filter(wanted)
  const full = held((each) => !isChange(each.because) && each.because !== 'first-contact')
  const changed = held((each) => isChange(each.because) && !each.isElsewhere)
  const strange = held(({ because }) => because === 'first-contact')
  const elsewhere = held((each) => isChange(each.because) && each.isElsewhere === true)
  const blocks = (list: readonly Held[]) =>
    list.flatMap((each) => indented(2, heldBlock(each, look)))
  return [
    section('Held, left as it is in Statsig:', blocks(full)),
    section('Changed in Statsig and held (in git → in Statsig):', blocks(changed)),
    section('First contact, held (in Statsig → in git):', blocks(strange)),
    section(
      'Already different, held (in git → in Statsig):',
      indented(
        2,
        elsewhere.map((each) => heldLine(each, ink)),
      ),
    ),
    section(
      'No longer managed, stays as it is:',
      indented(
        2,
        plan.released.map((each) => releasedLine(each, ink)),
      ),
    ),
    waysOut([...changed, ...elsewhere], strange.length > 0, plan, ink),
  ].filter((lines) => lines.length > 0)
}

const section = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [heading, ...lines]

/** Whether somebody has changed it since it was applied. */
export const isChange = (because: Because): boolean => {
  switch (because) {
    case 'drift':
    case 'protective':
    case 'archived':
    case 'lost':
      return true
    case 'ahead':
    case 'first-contact':
    case 'kept':
      return false
  }
}

export const heldBlock = (held: Held, look: Look): readonly string[] => {
  const { address, at, author, because, edits, reason, sensitive } = held
  const ink = inkOf(look)
  const who = because === 'first-contact' ? lastAuthorText : authorText
  const by = author === undefined ? '' : `; ${who(author)}`
  return [
    ...joined(ink.bold(clean(address)), [placeText(at)], look, ink),
    `  ${clean(reason)}${clean(by)}`,
    ...editLines(isChange(because) ? edits.map(turned) : edits, sensitive, look),
  ]
}

const mostNamed = 3

const heldLine = (held: Held, ink: Ink): string => {
  const { address, author, because, edits, sensitive } = held
  const named = edits.slice(0, mostNamed).map((edit) => briefly(shownEdit(turned(edit), sensitive)))
  const more = edits.length - named.length
  const what = because === 'archived' || edits.length === 0 ? [wholly(because)] : named
  return [
    ink.bold(clean(address)),
    [...what, ...(more > 0 ? [`${more} more`] : [])].join(', '),
    because === 'protective' || because === 'archived' ? ink.yellow('protective') : '',
    ink.dim(author === undefined ? '' : clean(authorText(author))),
  ]
    .filter((part) => part !== '')
    .join('  ')
}

/** What became of the resource as a whole. */
export const wholly = (because: Because): string => {
  switch (because) {
    case 'lost':
      return 'deleted in Statsig'
    case 'archived':
      return 'archived in Statsig'
    case 'drift':
    case 'protective':
    case 'ahead':
    case 'first-contact':
    case 'kept':
      return 'in use in Statsig again'
  }
}

const briefly = ({ after, before, counts, item, label }: Edit): string => {
  if (counts || item === 'order') return clean(label)
  if (item === 'added') return `${clean(label)} added`
  if (item === 'removed') return `${clean(label)} removed`
  const isShort = [before, after].every(
    (side) => side === undefined || (isScalar(side) && inline(side).length <= 24),
  )
  return isShort ? `${clean(label)}: ${inline(before)} → ${inline(after)}` : clean(label)
}

/** From git to Statsig, where the edit tells what would lead back. */
export const turned = ({ after, before, counts, item, ...edit }: Edit): Edit => ({
  ...edit,
  ...(after !== undefined && { before: after }),
  ...(before !== undefined && { after: before }),
  ...(counts && {
    counts: {
      ...counts,
      added: counts.removed,
      removed: counts.added,
      of: counts.of - counts.added + counts.removed,
    },
  }),
  ...(item && { item: item === 'added' ? 'removed' : item === 'removed' ? 'added' : item }),
})

const releasedLine = (
  { address, label, live, pattern = '', sensitive }: Released,
  ink: Ink,
): string => {
  if (label === undefined) return ink.bold(clean(address))
  const value = shown(live, pattern, sensitive)
  const stays = value === undefined ? 'empty' : inline(value)
  return `${ink.bold(clean(address))}  ${clean(label)} stays at ${stays.length > 60 ? `${stays.slice(0, 60)}…` : stays}`
}

const waysOut = (
  changed: readonly Held[],
  isStrange: boolean,
  { origin, target }: Plan,
  ink: Ink,
): readonly string[] => {
  const ref = `refs/statsig-gitops/${target}/applied`
  return [
    ...(changed.length > 0 ? [settling(changed)] : []),
    ...(isStrange
      ? [
          'First contact: `drift --adopt <address>` writes what Statsig has into the files, `apply --take-over <glob>` what the files say into Statsig.',
        ]
      : []),
    ...(isStrange && origin?.record === undefined
      ? [
          `If it was applied from elsewhere, fetch what was recorded: git fetch origin ${ref}:${ref}`,
        ]
      : []),
  ].map((line) => ink.dim(line))
}

/** Statsig’s API does not bring back what is archived. */
const settling = (changed: readonly Held[]): string => {
  const adopting = 'To settle it: `drift --adopt <address>` writes what Statsig has into the files'
  return changed.every(({ because }) => because === 'archived')
    ? `${adopting}.`
    : `${adopting}, \`apply --overwrite <address>\` what the files say into Statsig.`
}
