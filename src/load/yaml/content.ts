// Converts the nodes of one YAML document into plain data, and reports what definitions do not allow.
import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { Json } from '../../core/json.ts'
import { isEmptyNode } from '../../core/yaml-parser.ts'
import * as forbidden from './forbidden.ts'
import type { FileLimits, FileUsage } from './limits.ts'
import { keyTypeOf, offsetBeforeBlanks, startOffset, toNode } from './nodes.ts'
import { aliasOffsets, type OffsetTree } from './offsets.ts'
import type { LineColumn, YamlFault } from './text.ts'

/** A value, its offsets, and its size with all aliases expanded: a few lines can expand to millions of values. */
export interface YamlContent {
  readonly value: Json
  readonly offsets: OffsetTree
  readonly size: number
  readonly height: number
}

export const readContent = (
  document: Document.Parsed,
  text: string,
  limits: FileLimits,
  usage: FileUsage,
  lineColumnOf: (offset: number) => LineColumn,
): { readonly content: YamlContent; readonly faults: readonly YamlFault[] } => {
  const faults: YamlFault[] = []
  // `undefined` until the value of the anchor is read.
  const anchors = new Map<string, YamlContent | undefined>()

  const addFault = (fault: YamlFault | undefined): void => {
    if (fault) faults.push(fault)
  }

  const readNode = (node: Node | null, key: number, depth: number): YamlContent => {
    const start = node?.range?.[0] ?? key
    if (isAlias(node)) return readAlias(node, start, key, depth)
    usage.nodes += 1
    if (usage.nodes === limits.nodes + 1) addFault(forbidden.nodeCountFault(start, limits))
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return scalarContent(null, key, start)
    if (node.anchor) anchors.set(node.anchor, undefined)
    const content = isScalar(node)
      ? scalarContent(
          scalar(node, start),
          key,
          isEmptyNode(node) ? offsetBeforeBlanks(text, start) : start,
          spellingOf(node),
        )
      : collection(node, start, key, depth)
    if (node.anchor) anchors.set(node.anchor, content)
    return content
  }

  const collection = (
    node: YAMLMap | YAMLSeq,
    start: number,
    key: number,
    depth: number,
  ): YamlContent => {
    if (depth > limits.depth) {
      addFault(forbidden.nestingFault(start, limits))
      return scalarContent(null, key, start)
    }
    if (isMap(node)) return record(node, start, key, depth)
    const items = node.items.map((item) =>
      readNode(toNode(item), startOffset(item) ?? start, depth + 1),
    )
    return collectionContent(
      items.map(({ value }) => value),
      items,
      key,
      start,
    )
  }

  const record = (node: YAMLMap, start: number, key: number, depth: number): YamlContent => {
    const members = new Map<string, YamlContent>()
    for (const pair of node.items) {
      const at = startOffset(pair.key) ?? start
      const name = nameOf(toNode(pair.key), at)
      const content = readNode(toNode(pair.value), at, depth + 1)
      if (name === undefined) continue
      const first = members.get(name)?.offsets.key
      if (first === undefined) members.set(name, content)
      else
        addFault(
          forbidden.duplicateKeyFault(at, name, [lineColumnOf(first).line, lineColumnOf(at).line]),
        )
    }
    const value = Object.fromEntries([...members].map(([name, content]) => [name, content.value]))
    // JavaScript objects put integer-like keys first, so the offsets must have the same order.
    const inner = Object.keys(value).flatMap((name) => members.get(name) ?? [])
    return collectionContent(value, inner, key, start)
  }

  const readAlias = ({ source }: Alias, start: number, key: number, depth: number): YamlContent => {
    const content = anchors.get(source)
    usage.aliases += 1
    const before = usage.nodes
    if (usage.aliases > limits.aliases) {
      if (usage.aliases === limits.aliases + 1) addFault(forbidden.aliasCountFault(start, limits))
    } else if (!content) {
      const createFault = anchors.has(source)
        ? forbidden.recursiveAliasFault
        : forbidden.unknownAliasFault
      addFault(createFault(start, source))
    } else if (depth + content.height - 1 > limits.depth) {
      addFault(forbidden.nestingFault(start, limits))
    } else {
      usage.nodes += content.size
      if (usage.nodes <= limits.nodes)
        return { ...content, offsets: aliasOffsets(content.offsets, key, start) }
      if (before <= limits.nodes) addFault(forbidden.nodeCountFault(start, limits))
    }
    return scalarContent(null, key, start)
  }

  const nameOf = (key: Node | null, at: number): string | undefined => {
    const value = isScalar(key) ? key.value : null
    if (typeof value !== 'string') {
      addFault(forbidden.keyTypeFault(keyTypeOf(key, value), at))
      return undefined
    }
    const isPlain = isScalar(key) && key.type === Scalar.PLAIN
    addFault(forbidden.keyNameFault(at, value, isPlain))
    if (isScalar(key) && key.anchor) anchors.set(key.anchor, scalarContent(value, at, at))
    return value
  }

  const scalar = ({ source = '', value }: Scalar, start: number): Json => {
    if (typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value !== 'number') return null
    addFault(forbidden.numberFault(start, value, source))
    // JSON has no negative zero.
    return value === 0 ? 0 : value
  }

  return { content: readNode(document.contents, document.contents?.range[0] ?? 0, 1), faults }
}

const scalarContent = (
  value: Json,
  key: number,
  start: number,
  spelling?: string,
): YamlContent => ({
  value,
  offsets: { key, value: start, children: [], ...(spelling !== undefined && { spelling }) },
  size: 1,
  height: 0,
})

/** The text of a number or flag that is not the usual one for its value. */
const spellingOf = ({ source, value }: Scalar): string | undefined =>
  (typeof value === 'number' || typeof value === 'boolean') &&
  source !== undefined &&
  source !== String(value)
    ? source
    : undefined

const collectionContent = (
  value: Json,
  inner: readonly YamlContent[],
  key: number,
  start: number,
): YamlContent => ({
  value,
  offsets: { key, value: start, children: inner.map(({ offsets }) => offsets) },
  size: inner.reduce((sum, { size }) => sum + size, 1),
  height: inner.reduce((max, { height }) => Math.max(max, height), 0) + 1,
})
