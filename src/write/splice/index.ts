// Edits the text of a YAML file in place: everything else stays the same, byte for byte.
import { type Json, jsonEquals } from '../../core/json.ts'
import { type Pointer, valueAt } from '../../core/pointer.ts'
import { byteOrderMark } from '../../core/source.ts'
import { applyEdits, type FileEdit, parentPointer } from '../file-edits.ts'
import { sharedAnchorReason } from './anchors.ts'
import { rewriteDocument } from './document.ts'
import { resolveEdits } from './edit-targets.ts'
import { parseTrees, type YamlTree } from './tree.ts'
import { detectYamlStyle, newlineOf, type YamlStyle } from './yaml-style.ts'

/** `refused`: the reason, as a sentence. */
export type SpliceResult = { readonly text: string } | { readonly refused: string }

export interface SpliceOptions {
  /** The index of the document in the stream, without empty documents. */
  readonly document: number
  /**
   * The usual order of the keys of a record. A new key is inserted after the nearest key before it, else before the
   * nearest key after it, else at the end. A key that is not in the order is added at the end.
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
  if ('fault' in old) return { refused: 'The file is not valid YAML. Fix it first.' }
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
      anchorReason ?? 'The change cannot be written without changing other parts of the file.',
  }
}

/** The possible texts after the edits. A last line without a line break stays so, unless its value needs one. */
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
    const rendered =
      'trees' in reparsed
        ? renderEdits(whole, reparsed.trees, edits, { document, order }, styleOverride)
        : []
    return [...rendered.map((each) => each.replace(/\r?\n$/, '')), ...rendered]
  }
  const yamlStyle = { ...detectYamlStyle(text, trees), ...styleOverride }
  const context = { text, yamlStyle, targets: resolved.targets, order }
  return [rewriteDocument(root, resolved.root, context)]
}

/** Replaces edits by edits of the whole record or list around them, except at the root. */
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

/** Whether a text parses as exactly these documents. */
const parsesAs = (text: string, expected: readonly Json[]): boolean => {
  const parsed = parseTrees(text)
  return 'values' in parsed && jsonEquals(parsed.values, expected)
}
