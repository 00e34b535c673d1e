// The order of operations as a picture that GitHub draws.
import type { Operation, Plan } from '../../../model.ts'
import { fence } from '../../escape/markdown.ts'
import { clean } from '../../escape/terminal.ts'
import { shortened } from '../../values/text-style.ts'
import { details } from '../elements/blocks.ts'

/** A picture of one tells nothing, and one of many cannot be read. */
const fewest = 2
const most = 30

/** Empty where nothing waits for anything. */
export const orderGraph = ({ operations }: Plan): string => {
  if (operations.length < fewest || operations.length > most) return ''
  const nodes = new Map(operations.map(({ id }, index) => [id, `n${index}`]))
  const edges = operations.flatMap(({ after, id }) =>
    after.flatMap((before) =>
      nodes.has(before) ? [`  ${nodes.get(before)} --> ${nodes.get(id)}`] : [],
    ),
  )
  if (edges.length === 0) return ''
  const lines = [
    'flowchart LR',
    ...operations.map((each) => nodeOf(each, nodes.get(each.id))),
    ...edges,
  ]
  return details('Order in which it is done', fence(lines.join('\n'), 'mermaid'))
}

const widest = 60

const nodeOf = ({ action, address, part, refused }: Operation, node = ''): string => {
  const what = part === undefined ? action : `${action} ${part} of`
  const text = `${what} ${shortened(clean(address), widest)}${refused ? ' (refused)' : ''}`
  return `  ${node}["${label(text)}"]`
}

/** References to numbers are Mermaid’s own: no text can end the label. */
const label = (text: string): string =>
  text.replace(/[^A-Za-z0-9 _/-]/gu, (character) => `#${character.codePointAt(0)};`)
