// One operation of a plan as a block of lines.

import type { Position } from '../../core/diagnostic.ts'
import type { Edit } from '../../fields/difference.ts'
import {
  type Action,
  type Author,
  findAddedEdit,
  isConflict,
  isNewItem,
  type Operation,
  type Overwritten,
} from '../../model/index.ts'
import { hideSensitiveMembers } from '../../redaction/sensitive-values.ts'
import { escapeText } from '../escape/terminal.ts'
import { cautionText, overwrittenText } from '../sentences/caution.ts'
import { deletionProofText } from '../sentences/notice.ts'
import { conflictHintInActions, type ManualRun, refusalText } from '../sentences/refusal.ts'
import { valueLines } from '../values/block-values.ts'
import { editLines } from '../values/edits.ts'
import {
  colorsOf,
  indentLines,
  stripColors,
  type TextColors,
  type TextStyle,
  textWidth,
} from '../values/text-style.ts'
import { wrapProse } from '../values/wrap.ts'
import { authorText, lastAuthorText } from './author.ts'

export interface OperationContext {
  readonly byId: ReadonlyMap<string, Operation>
  /** The refused operation that this one depends on, so that this one is not run. */
  readonly blocker: Operation | undefined
  readonly byHand?: ManualRun | undefined
}

export const operationBlock = (
  operation: Operation,
  { byHand, byId, blocker }: OperationContext,
  style: TextStyle,
): readonly string[] => {
  const colors = colorsOf(style)
  const { action, at, author, edits, deletionProof, members, overwrites, refusal, sensitive } =
    operation
  const actionText = refusal || (action !== 'create' && action !== 'update') ? `  ${action}` : ''
  const head = `${operationSign(operation, colors)} ${colors.bold(escapeText(operation.address))}${actionText}`
  const { beneath, others } = cautionLines(operation, style, colors)
  const prose = (text: string) => wrapProse(escapeText(text), style.width - 4, 2)
  const refused = refusal && refusalText(refusal, operation)
  const here = byHand && isConflict(refusal) ? conflictHintInActions(operation, byHand) : undefined
  const hint = [refused?.hint, here].filter((each) => each !== undefined).join(' ')
  const isListed = action === 'create' && Object.keys(members).length > 0
  return [
    ...withAsides(
      head,
      [
        positionText(at),
        deletionProof && deletionProofText(deletionProof),
        dependenciesText(operation, byId),
      ],
      style,
      colors,
    ),
    ...(isListed ? indentLines(4, valueLines(hideSensitiveMembers(members, sensitive))) : []),
    ...indentLines(2, isListed ? [] : editLines(edits, sensitive, style, beneath)),
    ...indentLines(2, isListed ? [...beneath.values()].flat() : []),
    ...indentLines(2, others),
    ...indentLines(
      2,
      overwrites ? warningLines(overwritesText(overwrites, author), style, 2, colors) : [],
    ),
    ...indentLines(4, [
      ...(refused ? prose(`refused: ${refused.reason}`).map(colors.red) : []),
      ...(refusal && author && !overwrites ? prose(`in Statsig: ${lastAuthorText(author)}`) : []),
      ...(hint === '' ? [] : prose(`hint: ${hint}`).map(colors.dim)),
      ...(blocker
        ? prose(`not run: needs ${blocker.address}, whose ${blocker.action} is refused`).map(
            colors.red,
          )
        : []),
    ]),
  ]
}

export const operationSign = ({ action, refusal }: Operation, colors: TextColors): string =>
  refusal ? colors.red('!') : actionSign(action, colors)

const actionSign = (action: Action, colors: TextColors): string => {
  switch (action) {
    case 'create':
      return colors.green('+')
    case 'update':
    case 'start':
    case 'conclude':
    case 'decide':
    case 'abandon':
      return colors.yellow('~')
    case 'archive':
    case 'delete':
      return colors.red('-')
  }
}

export const positionText = (at: Position | undefined): string | undefined =>
  at && `${escapeText(at.file)}:${at.line}`

const overwritesText = (overwrites: readonly Overwritten[], author: Author | undefined): string =>
  `overwrites what was changed in Statsig: ${overwrites.map(overwrittenText).join(', ')}${author ? ` (${authorText(author)})` : ''}`

const maxNamed = 3

export const dependenciesText = (
  { address, dependsOn }: Operation,
  byId: ReadonlyMap<string, Operation>,
): string | undefined => {
  if (dependsOn.length === 0) return undefined
  const named = dependsOn.slice(0, maxNamed).map((id) => {
    const before = byId.get(id)
    if (before === undefined) return escapeText(id.slice(0, 8))
    return before.address === address ? `its ${before.action}` : escapeText(before.address)
  })
  const more = dependsOn.length - named.length
  return `after ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Asides stand on the same line where they fit, else on lines of their own. */
export const withAsides = (
  head: string,
  asides: readonly (string | undefined)[],
  style: TextStyle,
  colors: TextColors,
): readonly string[] => {
  const lines = [head]
  for (const aside of asides.filter((each) => each !== undefined)) {
    const last = lines.at(-1) ?? ''
    if (textWidth(stripColors(last)) + 2 + textWidth(aside) <= style.width)
      lines.splice(-1, 1, `${last}  ${colors.dim(aside)}`)
    else lines.push(...wrapProse(aside, style.width - 4).map((line) => `    ${colors.dim(line)}`))
  }
  return lines
}

const cautionLines = (operation: Operation, style: TextStyle, colors: TextColors) => {
  const { beneath, others } = groupCautions(operation)
  const lines = (cautions: readonly string[], indent: number) =>
    cautions.flatMap((each) => warningLines(each, style, indent, colors))
  return {
    beneath: new Map(
      [...beneath].map(([edit, cautions]) => [edit, indentLines(2, lines(cautions, 4))]),
    ),
    others: lines(others, 2),
  }
}

/** The effect of a new item stands below the edit that adds it. */
export const groupCautions = ({ cautions, edits }: Pick<Operation, 'cautions' | 'edits'>) => {
  const beneath = new Map<Edit, readonly string[]>()
  const others: string[] = []
  for (const caution of cautions) {
    const edit = isNewItem(caution) ? findAddedEdit(caution, edits) : undefined
    if (edit === undefined || !isNewItem(caution)) others.push(cautionText(caution))
    else beneath.set(edit, [...(beneath.get(edit) ?? []), caution.detail])
  }
  return { beneath, others }
}

/** `indent`: the columns that the caller adds on the left. */
const warningLines = (
  text: string,
  { width }: TextStyle,
  indent: number,
  colors: TextColors,
): readonly string[] =>
  wrapProse(`warning: ${escapeText(text)}`, width - indent, 2).map(colors.yellow)
