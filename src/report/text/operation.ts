// One operation of a plan as a block of lines.

import type { Position } from '../../diagnostic.ts'
import type { Edit } from '../../fields/difference.ts'
import {
  type Action,
  type Author,
  addingEdit,
  isConflict,
  isNewItem,
  type Operation,
  type Overwritten,
} from '../../model.ts'
import { shownMembers } from '../../redaction/sensitive-values.ts'
import { clean } from '../escape/terminal.ts'
import { cautionText, overwrittenText } from '../sentences/caution.ts'
import { evidenceText } from '../sentences/notice.ts'
import { type ByHand, byHandText, refusalText } from '../sentences/refusal.ts'
import { listing } from '../values/block-values.ts'
import { editLines } from '../values/edits.ts'
import { type Ink, indented, inkOf, type Look, lengthOf, uncoloured } from '../values/text-style.ts'
import { authorText, lastAuthorText } from './author.ts'

export interface Surroundings {
  readonly byId: ReadonlyMap<string, Operation>
  /** Refused, so that this one is not run either. */
  readonly culprit: Operation | undefined
  readonly byHand?: ByHand | undefined
}

export const operationBlock = (
  operation: Operation,
  { byHand, byId, culprit }: Surroundings,
  look: Look,
): readonly string[] => {
  const ink = inkOf(look)
  const { action, at, author, edits, evidence, members, overwrites, refused, sensitive } = operation
  const word = refused || (action !== 'create' && action !== 'update') ? `  ${action}` : ''
  const head = `${signOf(operation, ink)} ${ink.bold(clean(operation.address))}${word}`
  const { beneath, others } = cautionsOf(operation, ink)
  const told = refused && refusalText(refused, operation)
  const here = byHand && isConflict(refused) ? byHandText(operation, byHand) : undefined
  const hint = [told?.hint, here].filter((each) => each !== undefined).join(' ')
  const isListed = action === 'create' && Object.keys(members).length > 0
  return [
    ...joined(
      head,
      [placeText(at), evidence && evidenceText(evidence), afterText(operation, byId)],
      look,
      ink,
    ),
    ...(isListed ? indented(4, listing(shownMembers(members, sensitive))) : []),
    ...indented(2, isListed ? [] : editLines(edits, sensitive, look, beneath)),
    ...indented(2, isListed ? [...beneath.values()].flat() : []),
    ...indented(2, others),
    ...indented(2, overwrites ? [cautionLine(overwriting(overwrites, author), ink)] : []),
    ...indented(4, [
      ...(told ? [ink.red(`refused: ${clean(told.reason)}`)] : []),
      ...(refused && author && !overwrites ? [clean(`in Statsig: ${lastAuthorText(author)}`)] : []),
      ...(hint === '' ? [] : [ink.dim(`hint: ${clean(hint)}`)]),
      ...(culprit
        ? [ink.red(`not run: needs ${clean(culprit.address)}, whose ${culprit.action} is refused`)]
        : []),
    ]),
  ]
}

export const signOf = ({ action, refused }: Operation, ink: Ink): string =>
  refused ? ink.red('!') : actionSign(action, ink)

const actionSign = (action: Action, ink: Ink): string => {
  switch (action) {
    case 'create':
      return ink.green('+')
    case 'update':
    case 'start':
    case 'decide':
    case 'abandon':
      return ink.yellow('~')
    case 'archive':
    case 'delete':
      return ink.red('-')
  }
}

export const placeText = (at: Position | undefined): string | undefined =>
  at && `${clean(at.file)}:${at.line}`

const overwriting = (overwrites: readonly Overwritten[], author: Author | undefined): string =>
  `overwrites what was changed in Statsig: ${overwrites.map(overwrittenText).join(', ')}${author ? ` (${authorText(author)})` : ''}`

const mostNamed = 3

export const afterText = (
  { address, after }: Operation,
  byId: ReadonlyMap<string, Operation>,
): string | undefined => {
  if (after.length === 0) return undefined
  const named = after.slice(0, mostNamed).map((id) => {
    const before = byId.get(id)
    if (before === undefined) return clean(id.slice(0, 8))
    return before.address === address ? `its ${before.action}` : clean(before.address)
  })
  const more = after.length - named.length
  return `after ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** What is said besides stands on the same line where it fits, else on lines of its own. */
export const joined = (
  head: string,
  asides: readonly (string | undefined)[],
  look: Look,
  ink: Ink,
): readonly string[] => {
  const lines = [head]
  for (const aside of asides.filter((each) => each !== undefined)) {
    const last = lines.at(-1) ?? ''
    if (lengthOf(uncoloured(last)) + 2 + lengthOf(aside) <= look.width)
      lines.splice(-1, 1, `${last}  ${ink.dim(aside)}`)
    else lines.push(`    ${ink.dim(aside)}`)
  }
  return lines
}

const cautionsOf = (operation: Operation, ink: Ink) => {
  const { beneath, others } = sortedCautions(operation)
  const lines = (cautions: readonly string[]) => cautions.map((each) => cautionLine(each, ink))
  return {
    beneath: new Map([...beneath].map(([edit, said]) => [edit, indented(2, lines(said))])),
    others: lines(others),
  }
}

/** What is lost with a new item stands below the edit that adds it. */
export const sortedCautions = ({ cautions, edits }: Pick<Operation, 'cautions' | 'edits'>) => {
  const beneath = new Map<Edit, readonly string[]>()
  const others: string[] = []
  for (const caution of cautions) {
    const edit = isNewItem(caution) ? addingEdit(caution, edits) : undefined
    if (edit === undefined || !isNewItem(caution)) others.push(cautionText(caution))
    else beneath.set(edit, [...(beneath.get(edit) ?? []), caution.detail])
  }
  return { beneath, others }
}

const cautionLine = (caution: string, ink: Ink): string => ink.yellow(`! ${clean(caution)}`)
