// The documents of a text as trees that know where each value, key, dash, colon and comma stands.
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
import type { Json } from '../../json.ts'
import { commasOf, itemTokens, offsetBehind, offsetOf, props } from './tokens.ts'

export type Tree = Leaf | Alias | Collection

interface Stretch {
  readonly start: number
  readonly end: number
}

/** `none`: nothing is written where a value belongs, which reads as `null`. */
export type Style = 'none' | 'plain' | 'single' | 'double' | 'literal' | 'folded'

export interface Leaf extends Stretch {
  readonly is: 'leaf'
  readonly style: Style
  readonly value: Json
  readonly anchor?: string
}

export interface Alias extends Stretch {
  readonly is: 'alias'
  readonly name: string
  /** `undefined` for the anchor of a key. */
  readonly to: Tree | undefined
}

/** A block reaches from its first key or dash to the end of its last value, a flow from bracket to bracket. */
export interface Collection extends Stretch {
  readonly is: 'record' | 'list'
  readonly form: 'block' | 'flow' | 'bare'
  readonly entries: readonly Entry[]
  readonly anchor?: string
}

/** A member or an item. */
export interface Entry {
  readonly key?: string
  readonly isExplicit: boolean
  readonly start: number
  /** Behind the colon or the dash; where there is neither, behind the key or before the item. */
  readonly sign: number
  readonly value: Tree
  /** Behind the comma. */
  readonly comma?: number
}

export type Grown =
  | { readonly trees: readonly Tree[]; readonly values: readonly Json[] }
  | { readonly fault: string }

/** The documents that are not empty. As files are loaded: only they are counted. */
export const grown = (text: string): Grown => {
  const documents = [...parseAllDocuments(text, options)]
  const fault = documents.flatMap(({ errors }) => errors)[0]
  if (fault) return { fault: fault.message }
  const trees = documents
    .filter(({ contents }) => !isNothing(contents))
    .map(({ contents }) => treeOf(contents))
  return { trees, values: trees.map(contentOf) }
}

const options = {
  schema: 'core',
  version: '1.2',
  strict: true,
  uniqueKeys: false,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'error',
  keepSourceTokens: true,
} as const

const isNothing = (node: unknown): boolean =>
  node === null || (isScalar(node) && node.type === 'PLAIN' && node.source === '')

const contentOf = (tree: Tree): Json => {
  switch (tree.is) {
    case 'leaf':
      return tree.value
    case 'alias':
      return tree.to ? contentOf(tree.to) : null
    case 'list':
      return tree.entries.map(({ value }) => contentOf(value))
    case 'record':
      return Object.fromEntries(tree.entries.map(({ key = '', value }) => [key, contentOf(value)]))
  }
}

const treeOf = (root: unknown): Tree => {
  const anchors = new Map<string, Tree | undefined>()

  const tree = (node: unknown, empty: number): Tree => {
    if (isAlias(node))
      return { is: 'alias', ...stretch(node), name: node.source, to: anchors.get(node.source) }
    const grown = isMap(node) || isSeq(node) ? collection(node) : leaf(node, empty)
    if (grown.anchor !== undefined) anchors.set(grown.anchor, grown)
    return grown
  }

  const collection = (node: YAMLMap | YAMLSeq): Collection => {
    const token = node.srcToken
    const entries = isMap(node) ? members(node, token) : items(node, token)
    const { end, start } = stretch(node)
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

  const members = (node: YAMLMap, token: CST.Token | undefined): readonly Entry[] => {
    const commas = commasOf(token)
    return node.items.map((pair: Pair): Entry => {
      const { key, srcToken: source } = pair
      const [start, end] = isScalar(key) ? [stretch(key).start, stretch(key).end] : [0, 0]
      if (isScalar(key) && key.anchor !== undefined) anchors.set(key.anchor, undefined)
      const colon = offsetBehind(source?.sep, 'map-value-ind')
      const sign = colon ?? end
      const comma = source && commas.get(source)
      return {
        key: isScalar(key) ? String(key.value) : '',
        isExplicit: !isScalar(key) || offsetBehind(source?.start, 'explicit-key-ind') !== undefined,
        start: Math.min(offsetOf(source?.start, props) ?? start, start),
        sign,
        value: tree(pair.value, offsetBehind(source?.sep, 'anchor') ?? sign),
        ...(comma !== undefined && { comma }),
      }
    })
  }

  const items = (node: YAMLSeq, token: CST.Token | undefined): readonly Entry[] => {
    const commas = commasOf(token)
    const sources = itemTokens(token)
    return node.items.map((item, index): Entry => {
      const source = sources[index]
      const dash = offsetBehind(source?.start, 'seq-item-ind')
      const anchor = offsetBehind(source?.start, 'anchor')
      const value = tree(item, anchor ?? dash ?? 0)
      const from = offsetOf(source?.start, props) ?? value.start
      const comma = source && commas.get(source)
      return {
        isExplicit: false,
        start: dash === undefined ? Math.min(from, value.start) : dash - 1,
        sign: dash ?? Math.min(from, value.start),
        value,
        ...(comma !== undefined && { comma }),
      }
    })
  }

  return tree(root, 0)
}

const leaf = (node: unknown, empty: number): Leaf => {
  if (!isScalar(node) || isNothing(node)) {
    const anchor = isScalar(node) ? node.anchor : undefined
    const place = { start: empty, end: empty, ...(anchor !== undefined && { anchor }) }
    return { is: 'leaf', style: 'none', value: null, ...place }
  }
  const { anchor, value } = node
  return {
    is: 'leaf',
    style: styleOf(node),
    value: typeof value === 'string' || typeof value === 'boolean' ? value : numberOf(value),
    ...stretch(node),
    ...(anchor !== undefined && { anchor }),
  }
}

const numberOf = (value: unknown): Json => (typeof value === 'number' ? value : null)

const styleOf = ({ type }: Scalar): Style => {
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

const stretch = ({ range }: Node): Stretch => ({ start: range?.[0] ?? 0, end: range?.[1] ?? 0 })
