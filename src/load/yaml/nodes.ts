// Reads properties of the nodes of the YAML library.
import { isAlias, isMap, isScalar, isSeq, type Node } from 'yaml'
import type { KeyType } from './forbidden.ts'

/** The end of the text before the spaces and tabs at an offset. */
export const offsetBeforeBlanks = (text: string, offset: number): number => {
  let end = offset
  while (text[end - 1] === ' ' || text[end - 1] === '\t') end -= 1
  return end
}

export const toNode = (node: unknown): Node | null =>
  isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node : null

export const startOffset = (node: unknown): number | undefined => toNode(node)?.range?.[0]

/** The type of a key that is not a text. */
export const keyTypeOf = (key: Node | null, value: unknown): KeyType => {
  if (isAlias(key)) return 'alias'
  if (isMap(key) || isSeq(key)) return 'collection'
  if (typeof value === 'number') return 'number'
  return typeof value === 'boolean' ? 'boolean' : 'empty'
}
