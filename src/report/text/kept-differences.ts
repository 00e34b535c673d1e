// What is left alone: what this change has to do with, in full, and what differs besides, a line each.
import type { Edit } from '../../fields/difference.ts'
import type { Because, Held, Plan, Released } from '../../model.ts'
import { shown, shownEdit } from '../../redaction/sensitive-values.ts'
import { clean } from '../escape/terminal.ts'
import { heldText } from '../sentences/kept.ts'
import { editLines } from '../values/edits.ts'
import { inline, isScalar } from '../values/inline-values.ts'
import { type Ink, indented, inkOf, type Look } from '../values/text-style.ts'
import { authorText, lastAuthorText } from './author.ts'
import { joined, placeText } from './operation.ts'

/** Sections of a plan, each with its heading. */
export const heldSections = (plan: Plan, look: Look): readonly (readonly string[])[] => {
  const ink = inkOf(look)
  const { changed, elsewhere, full, strange } = sortedHeld(plan)
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
    waysOut(plan).map((line) => ink.dim(line)),
  ].filter((lines) => lines.length > 0)
}

export const sortedHeld = ({ held }: Plan) => ({
  full: held.filter((each) => !isChange(each.because) && each.because !== 'first-contact'),
  changed: held.filter((each) => isChange(each.because) && !each.isElsewhere),
  strange: held.filter(({ because }) => because === 'first-contact'),
  elsewhere: held.filter((each) => isChange(each.because) && each.isElsewhere === true),
})

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

/** Whether it took users away from something: no general rule undoes that. */
export const isProtective = ({ because }: Pick<Held, 'because'>): boolean =>
  because === 'protective' || because === 'archived'

export const heldBlock = (held: Held, look: Look): readonly string[] => {
  const { address, at, author, because, edits, reason, sensitive } = held
  const ink = inkOf(look)
  const who = because === 'first-contact' ? lastAuthorText : authorText
  const by = author === undefined ? '' : `; ${who(author)}`
  return [
    ...joined(ink.bold(clean(address)), [placeText(at)], look, ink),
    `  ${clean(heldText(reason))}${clean(by)}`,
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
    isProtective(held) ? ink.yellow('protective') : '',
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

export const briefly = ({ after, before, counts, item, label }: Edit): string => {
  if (counts || item === 'order') return clean(label)
  if (item === 'added') return `${clean(label)} added`
  if (item === 'removed') return `${clean(label)} removed`
  return areShort(before, after)
    ? `${clean(label)}: ${inline(before)} → ${inline(after)}`
    : clean(label)
}

/** Whether a line says all of it. */
export const isBrief = ({ after, before, counts, item }: Edit): boolean =>
  counts !== undefined || item === 'removed' || (item === undefined && areShort(before, after))

const areShort = (...sides: readonly Edit['before'][]): boolean =>
  sides.every((side) => side === undefined || (isScalar(side) && inline(side).length <= 24))

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

/** What a person can do about it. */
const waysOut = ({ held, origin, target }: Plan): readonly string[] => {
  const isStrange = held.some(({ because }) => because === 'first-contact')
  const ref = `refs/statsig-gitops/${target}/applied`
  return [
    ...waysOf(held),
    ...(isStrange && origin?.record === undefined
      ? [
          `If it was applied from elsewhere, fetch what was recorded: git fetch origin ${ref}:${ref}`,
        ]
      : []),
  ]
}

const waysOf = (held: readonly Held[]): readonly string[] => {
  const changed = held.filter(({ because }) => isChange(because))
  return [
    ...(changed.length > 0 ? [settling(changed)] : []),
    ...(held.some(({ because }) => because === 'first-contact')
      ? [
          'First contact: `drift --adopt <address>` writes what Statsig has into the files, `apply --take-over <glob>` what the files say into Statsig.',
        ]
      : []),
  ]
}

/** Statsig’s API does not bring back what is archived. */
const settling = (changed: readonly Held[]): string => {
  const adopting = 'To settle it: `drift --adopt <address>` writes what Statsig has into the files'
  return changed.every(({ because }) => because === 'archived')
    ? `${adopting}.`
    : `${adopting}, \`apply --overwrite <address>\` what the files say into Statsig.`
}
