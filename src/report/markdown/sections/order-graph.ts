// The dependencies of operations as a graph that GitHub draws.
import type { Operation, Plan } from '../../../model/index.ts'
import { codeBlock } from '../../escape/markdown.ts'
import { escapeText } from '../../escape/terminal.ts'
import { truncateMiddle } from '../../values/text-style.ts'
import { renderDetails } from '../elements/blocks.ts'

/** A graph of one node shows nothing, and a large one cannot be read. */
const minNodes = 2
const maxNodes = 30

/** Empty where no operation depends on another one. */
export const orderGraph = ({ operations }: Plan): string => {
  if (operations.length < minNodes || operations.length > maxNodes) return ''
  const nodes = new Map(operations.map(({ id }, index) => [id, `n${index}`]))
  const edges = operations.flatMap(({ dependsOn, id }) =>
    dependsOn.flatMap((before) =>
      nodes.has(before) ? [`  ${nodes.get(before)} --> ${nodes.get(id)}`] : [],
    ),
  )
  if (edges.length === 0) return ''
  const lines = [
    'flowchart LR',
    ...operations.map((each) => nodeText(each, nodes.get(each.id))),
    ...edges,
  ]
  return renderDetails('Order of the operations', codeBlock(lines.join('\n'), 'mermaid'))
}

const maxLength = 60

const nodeText = ({ action, address, subResource, refusal }: Operation, node = ''): string => {
  const what = subResource === undefined ? action : `${action} ${subResource} of`
  const text = `${what} ${truncateMiddle(escapeText(address), maxLength)}${refusal ? ' (refused)' : ''}`
  return `  ${node}["${escapeLabel(text)}"]`
}

/** References to numbers are Mermaid’s own: no text can end the label. */
const escapeLabel = (text: string): string =>
  text.replace(/[^A-Za-z0-9 _/-]/gu, (character) => `#${character.codePointAt(0)};`)
