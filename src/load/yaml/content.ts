// Turns the tree of one YAML document into plain data, and refuses what files may not hold.
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
import type { Json } from '../../json.ts'
import * as refused from './forbidden.ts'
import type { Caps, Spent } from './limits.ts'
import { asNode, endBefore, isEmpty, sortOf, startOf } from './nodes.ts'
import type { Place } from './offsets.ts'
import type { Fault, Spot } from './text.ts'

/** A value, where it stands, and how much it is: alias by alias a few lines may stand for millions. */
export interface Content {
  readonly value: Json
  readonly place: Place
  readonly size: number
  readonly height: number
}

export const contentOf = (
  document: Document.Parsed,
  text: string,
  caps: Caps,
  spent: Spent,
  spotOf: (offset: number) => Spot,
): { readonly content: Content; readonly faults: readonly Fault[] } => {
  const faults: Fault[] = []
  // `undefined` while the value of the anchor is still being read.
  const anchors = new Map<string, Content | undefined>()

  const refuse = (fault: Fault | undefined): void => {
    if (fault) faults.push(fault)
  }

  const read = (node: Node | null, key: number, depth: number): Content => {
    const start = node?.range?.[0] ?? key
    if (isAlias(node)) return readAlias(node, start, key, depth)
    spent.nodes += 1
    if (spent.nodes === caps.nodes + 1) refuse(refused.tooManyNodes(start, caps))
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return leaf(null, key, start)
    if (node.anchor) anchors.set(node.anchor, undefined)
    const content = isScalar(node)
      ? leaf(scalar(node, start), key, isEmpty(node) ? endBefore(text, start) : start)
      : collection(node, start, key, depth)
    if (node.anchor) anchors.set(node.anchor, content)
    return content
  }

  const collection = (
    node: YAMLMap | YAMLSeq,
    start: number,
    key: number,
    depth: number,
  ): Content => {
    if (depth > caps.depth) {
      refuse(refused.tooDeep(start, caps))
      return leaf(null, key, start)
    }
    if (isMap(node)) return record(node, start, key, depth)
    const items = node.items.map((item) => read(asNode(item), startOf(item) ?? start, depth + 1))
    return whole(
      items.map(({ value }) => value),
      items,
      key,
      start,
    )
  }

  const record = (node: YAMLMap, start: number, key: number, depth: number): Content => {
    const members = new Map<string, Content>()
    for (const pair of node.items) {
      const at = startOf(pair.key) ?? start
      const name = nameOf(asNode(pair.key), at)
      const content = read(asNode(pair.value), at, depth + 1)
      if (name === undefined) continue
      const first = members.get(name)?.place.key
      if (first === undefined) members.set(name, content)
      else refuse(refused.duplicateKey(at, name, [spotOf(first).line, spotOf(at).line]))
    }
    const value = Object.fromEntries([...members].map(([name, content]) => [name, content.value]))
    // An object puts keys that look like numbers first; the places follow it.
    const inner = Object.keys(value).flatMap((name) => members.get(name) ?? [])
    return whole(value, inner, key, start)
  }

  const readAlias = ({ source }: Alias, start: number, key: number, depth: number): Content => {
    const content = anchors.get(source)
    spent.aliases += 1
    const before = spent.nodes
    if (spent.aliases > caps.aliases) {
      if (spent.aliases === caps.aliases + 1) refuse(refused.tooManyAliases(start, caps))
    } else if (!content) {
      const sort = anchors.has(source) ? refused.endlessAlias : refused.unknownAlias
      refuse(sort(start, source))
    } else if (depth + content.height - 1 > caps.depth) {
      refuse(refused.tooDeep(start, caps))
    } else {
      spent.nodes += content.size
      if (spent.nodes <= caps.nodes) return { ...content, place: { key, value: start, inner: [] } }
      if (before <= caps.nodes) refuse(refused.tooManyNodes(start, caps))
    }
    return leaf(null, key, start)
  }

  const nameOf = (key: Node | null, at: number): string | undefined => {
    const value = isScalar(key) ? key.value : null
    if (typeof value !== 'string') {
      refuse(refused.keyThatIs(sortOf(key, value), at))
      return undefined
    }
    const isPlain = isScalar(key) && key.type === Scalar.PLAIN
    refuse(refused.keyNamed(at, value, isPlain))
    if (isScalar(key) && key.anchor) anchors.set(key.anchor, leaf(value, at, at))
    return value
  }

  const scalar = ({ source = '', value }: Scalar, start: number): Json => {
    if (typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value !== 'number') return null
    refuse(refused.number(start, value, source))
    // Of the two zeros that numbers have, JSON knows one.
    return value === 0 ? 0 : value
  }

  return { content: read(document.contents, document.contents?.range[0] ?? 0, 1), faults }
}

const leaf = (value: Json, key: number, start: number): Content => ({
  value,
  place: { key, value: start, inner: [] },
  size: 1,
  height: 0,
})

const whole = (value: Json, inner: readonly Content[], key: number, start: number): Content => ({
  value,
  place: { key, value: start, inner: inner.map(({ place }) => place) },
  size: inner.reduce((sum, { size }) => sum + size, 1),
  height: inner.reduce((most, { height }) => Math.max(most, height), 0) + 1,
})
