// Parses the documents of a text into trees with the offsets of each value, key, dash, colon and comma.
import {
  type CST,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseAllDocuments,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { Json } from '../../core/json.ts'
import { isEmptyNode, parserOptions } from '../../core/yaml-parser.ts'
import { commaOffsets, endOffsetOf, itemTokens, offsetOf, propertyTypes } from './tokens.ts'

export type YamlTree = Leaf | Alias | Collection

interface TextRange {
  readonly start: number
  readonly end: number
}

/** `none`: there is no text for the value, which reads as `null`. */
export type ScalarStyle = 'none' | 'plain' | 'single' | 'double' | 'literal' | 'folded'

export interface Leaf extends TextRange {
  readonly is: 'leaf'
  readonly style: ScalarStyle
  readonly value: Json
  readonly anchor?: string
}

export interface Alias extends TextRange {
  readonly is: 'alias'
  readonly name: string
  /** `undefined` for the anchor of a key. */
  readonly target: YamlTree | undefined
}

/** The range of a block is from its first key or dash to the end of its last value, of a flow from bracket to bracket. */
export interface Collection extends TextRange {
  readonly is: 'record' | 'list'
  readonly form: 'block' | 'flow' | 'bare'
  readonly entries: readonly YamlEntry[]
  readonly anchor?: string
}

/** A member or an item. */
export interface YamlEntry {
  readonly key?: string
  readonly isExplicit: boolean
  readonly start: number
  /** The offset after the colon or dash; without one, after the key or before the item. */
  readonly indicatorEnd: number
  readonly value: YamlTree
  /** The offset after the comma. */
  readonly comma?: number
}

export type ParsedTrees =
  | { readonly trees: readonly YamlTree[]; readonly values: readonly Json[] }
  | { readonly fault: string }

/** The documents that are not empty, because indexes of documents do not count empty ones. */
export const parseTrees = (text: string): ParsedTrees => {
  const documents = [...parseAllDocuments(text, { ...parserOptions, keepSourceTokens: true })]
  const fault = documents.flatMap(({ errors }) => errors)[0]
  if (fault) return { fault: fault.message }
  const trees = documents
    .filter(({ contents }) => !isEmptyNode(contents))
    .map(({ contents }) => toTree(contents))
  return { trees, values: trees.map(treeValue) }
}

const treeValue = (tree: YamlTree): Json => {
  switch (tree.is) {
    case 'leaf':
      return tree.value
    case 'alias':
      return tree.target ? treeValue(tree.target) : null
    case 'list':
      return tree.entries.map(({ value }) => treeValue(value))
    case 'record':
      return Object.fromEntries(tree.entries.map(({ key = '', value }) => [key, treeValue(value)]))
  }
}

const toTree = (root: unknown): YamlTree => {
  const anchors = new Map<string, YamlTree | undefined>()

  const tree = (node: unknown, emptyOffset: number): YamlTree => {
    if (isAlias(node))
      return { is: 'alias', ...rangeOf(node), name: node.source, target: anchors.get(node.source) }
    const parsed = isMap(node) || isSeq(node) ? collection(node) : leaf(node, emptyOffset)
    if (parsed.anchor !== undefined) anchors.set(parsed.anchor, parsed)
    return parsed
  }

  const collection = (node: YAMLMap | YAMLSeq): Collection => {
    const token = node.srcToken
    const entries = isMap(node) ? members(node, token) : items(node, token)
    const { end, start } = rangeOf(node)
    const isBlock = token?.type === 'block-map' || token?.type === 'block-seq'
    return {
      is: isMap(node) ? 'record' : 'list',
      form: isBlock ? 'block' : token ? 'flow' : 'bare',
      start: isBlock ? (entries[0]?.start ?? start) : start,
      end: isBlock ? (entries.at(-1)?.value.end ?? end) : end,
      entries,
      ...(node.anchor !== undefined && { anchor: node.anchor }),
    }
  }

  const members = (node: YAMLMap, token: CST.Token | undefined): readonly YamlEntry[] => {
    const commas = commaOffsets(token)
    return node.items.map((pair: Pair): YamlEntry => {
      const { key, srcToken: source } = pair
      const [start, end] = isScalar(key) ? [rangeOf(key).start, rangeOf(key).end] : [0, 0]
      if (isScalar(key) && key.anchor !== undefined) anchors.set(key.anchor, undefined)
      const colon = endOffsetOf(source?.sep, 'map-value-ind')
      const indicatorEnd = colon ?? end
      const comma = source && commas.get(source)
      return {
        key: isScalar(key) ? String(key.value) : '',
        isExplicit: !isScalar(key) || endOffsetOf(source?.start, 'explicit-key-ind') !== undefined,
        start: Math.min(offsetOf(source?.start, propertyTypes) ?? start, start),
        indicatorEnd,
        value: tree(pair.value, endOffsetOf(source?.sep, 'anchor') ?? indicatorEnd),
        ...(comma !== undefined && { comma }),
      }
    })
  }

  const items = (node: YAMLSeq, token: CST.Token | undefined): readonly YamlEntry[] => {
    const commas = commaOffsets(token)
    const sources = itemTokens(token)
    return node.items.map((item, index): YamlEntry => {
      const source = sources[index]
      const dash = endOffsetOf(source?.start, 'seq-item-ind')
      const anchor = endOffsetOf(source?.start, 'anchor')
      const value = tree(item, anchor ?? dash ?? 0)
      const from = offsetOf(source?.start, propertyTypes) ?? value.start
      const comma = source && commas.get(source)
      return {
        isExplicit: false,
        start: dash === undefined ? Math.min(from, value.start) : dash - 1,
        indicatorEnd: dash ?? Math.min(from, value.start),
        value,
        ...(comma !== undefined && { comma }),
      }
    })
  }

  return tree(root, 0)
}

const leaf = (node: unknown, emptyOffset: number): Leaf => {
  if (!isScalar(node) || isEmptyNode(node)) {
    const anchor = isScalar(node) ? node.anchor : undefined
    const range = { start: emptyOffset, end: emptyOffset, ...(anchor !== undefined && { anchor }) }
    return { is: 'leaf', style: 'none', value: null, ...range }
  }
  const { anchor, value } = node
  return {
    is: 'leaf',
    style: styleOf(node),
    value: typeof value === 'string' || typeof value === 'boolean' ? value : numberOf(value),
    ...rangeOf(node),
    ...(anchor !== undefined && { anchor }),
  }
}

const numberOf = (value: unknown): Json => (typeof value === 'number' ? value : null)

const styleOf = ({ type }: Scalar): ScalarStyle => {
  switch (type) {
    case 'QUOTE_SINGLE':
      return 'single'
    case 'QUOTE_DOUBLE':
      return 'double'
    case 'BLOCK_LITERAL':
      return 'literal'
    case 'BLOCK_FOLDED':
      return 'folded'
    default:
      return 'plain'
  }
}

const rangeOf = ({ range }: Node): TextRange => ({ start: range?.[0] ?? 0, end: range?.[1] ?? 0 })
