// Replaces the words of all sentences by nonsense: what a program does must not depend on what it says.
import type { Plugin } from 'vitest/config'
import { parseAst } from 'vitest/node'

export const isReplaced = process.env['SENTENCES'] === 'replaced'

/** Of JavaScript. A literal is a sentence where it has a blank. Inserted values and codes stay. */
export const replaceSentences = (code: string): string =>
  textsIn(parseAst(code))
    .filter(([start, end]) => code.slice(start, end).includes(' '))
    .toSorted(([one], [other]) => other - one)
    .reduce(
      (text, [start, end]) =>
        `${text.slice(0, start)}${text.slice(start, end).replace(/\p{L}/gu, 'x')}${text.slice(end)}`,
      code,
    )

/** Where literals begin and end. */
const textsIn = (node: unknown): readonly (readonly [number, number])[] => {
  if (typeof node !== 'object' || node === null) return []
  const own =
    'type' in node &&
    (node.type === 'Literal' || node.type === 'TemplateElement') &&
    'start' in node &&
    'end' in node &&
    typeof node.start === 'number' &&
    typeof node.end === 'number'
      ? [[node.start, node.end] as const]
      : []
  return [...own, ...Object.values(node).flatMap(textsIn)]
}

export const replacedSentences: Plugin = {
  name: 'replaced-sentences',
  enforce: 'post',
  transform: (code, id) => (id.includes('/src/report/sentences/') ? replaceSentences(code) : null),
}
