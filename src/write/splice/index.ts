// Edits the text of a YAML file in place: what is not edited stays byte for byte.
import type { Json } from '../../json.ts'
import { type Pointer, valueAt } from '../../pointer.ts'
import { jsonEquals } from '../alignment.ts'
import { applyEdits, type FileEdit, parentPointer } from '../file-edits.ts'
import { sharedAnchorReason } from './anchors.ts'
import { rewriteDocument } from './document.ts'
import { resolveEdits } from './edit-targets.ts'
import { parseTrees, type YamlTree } from './tree.ts'
import { detectYamlStyle, newlineOf, type YamlStyle } from './yaml-style.ts'

/** `refused`: a sentence for people that says why. */
export type SpliceResult = { readonly text: string } | { readonly refused: string }

export interface SpliceOptions {
  /** The index of the document in the stream. Empty documents are not counted. */
  readonly document: number
  /**
   * The usual order of the keys of a record. A new key goes after the nearest one before it, else before the nearest
   * one after it, else to the end, and so does a key that is not in the order.
   */
  readonly order?: (record: Pointer) => readonly string[]
}

export const spliceYaml = (
  text: string,
  edits: readonly FileEdit[],
  options: SpliceOptions,
): SpliceResult => {
  if (text.startsWith(byteOrderMark)) {
    const inner = spliceYaml(text.slice(1), edits, options)
    return 'text' in inner ? { text: `${byteOrderMark}${inner.text}` } : inner
  }
  const old = parseTrees(text)
  if ('fault' in old)
    return { refused: 'The file is not valid YAML, which has to be mended first.' }
  const root = old.trees[options.document]
  const content = old.values[options.document]
  if (!root || content === undefined)
    return { refused: `The file has no document number ${options.document + 1}.` }
  const resolved = resolveEdits(root, edits)
  if ('refused' in resolved) return resolved
  const expected = old.values.with(options.document, applyEdits(content, edits))
  const anchorReason = sharedAnchorReason(root, edits)
  const quotedStyle = { blockTexts: false }
  const strategies: readonly (() => readonly string[])[] = [
    () => renderEdits(text, old.trees, edits, options),
    () => renderEdits(text, old.trees, edits, options, quotedStyle),
    () =>
      anchorReason === undefined
        ? renderEdits(text, old.trees, widenEdits(content, edits), options)
        : [],
  ]
  for (const strategy of strategies) {
    const found = strategy().find((candidate) => parsesAs(candidate, expected))
    if (found !== undefined) return { text: found }
  }
  return {
    refused:
      anchorReason ??
      'The change cannot be written into the file without changing something else in it.',
  }
}

const byteOrderMark = '\uFEFF'

/** The text after the edits. A last line without a line break stays one, unless its value needs it. */
const renderEdits = (
  text: string,
  trees: readonly YamlTree[],
  edits: readonly FileEdit[],
  { document, order = () => [] }: SpliceOptions,
  styleOverride: Partial<YamlStyle> = {},
): readonly string[] => {
  const root = trees[document]
  const resolved = root && resolveEdits(root, edits)
  if (!resolved || 'refused' in resolved) return []
  if (!text.endsWith('\n')) {
    const whole = `${text}${newlineOf(text)}`
    const reparsed = parseTrees(whole)
    const now =
      'trees' in reparsed
        ? renderEdits(whole, reparsed.trees, edits, { document, order }, styleOverride)
        : []
    return [...now.map((each) => each.replace(/\r?\n$/, '')), ...now]
  }
  const yamlStyle = { ...detectYamlStyle(text, trees), ...styleOverride }
  const context = { text, yamlStyle, targets: resolved.targets, order }
  return [rewriteDocument(root, resolved.root, context)]
}

/** The records and lists that are edited, as wholes: those that lie inside of the document. */
const widenEdits = (content: Json, edits: readonly FileEdit[]): readonly FileEdit[] =>
  edits.map((edit): FileEdit => {
    const at = edit.is === 'arrange' ? edit.at : parentPointer(edit.at)
    const old = valueAt(content, at)
    if (at === '' || old === undefined) return edit
    const inner = edits
      .filter((each) => each.at === at || each.at.startsWith(`${at}/`))
      .map((each) => ({ ...each, at: each.at.slice(at.length) }))
    return { is: 'set', at, value: applyEdits(old, inner) }
  })

/** Whether a text reads as these documents and no other. */
const parsesAs = (text: string, expected: readonly Json[]): boolean => {
  const now = parseTrees(text)
  return 'values' in now && jsonEquals(now.values, expected)
}
