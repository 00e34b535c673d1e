// Edits the text of a YAML file in place: what is not edited stays byte for byte.
import type { Json } from '../../json.ts'
import { type Pointer, valueAt } from '../../pointer.ts'
import { isSame } from '../alignment.ts'
import { edited, type FileEdit, holderOf } from '../file-edits.ts'
import { sharedReason } from './anchors.ts'
import { documentRewritten } from './document.ts'
import { aimsOf } from './edit-targets.ts'
import { grown, type Tree } from './tree.ts'
import { type Habits, habitsOf, newlineOf } from './yaml-style.ts'

/** `refused`: a sentence for people that says why. */
export type Spliced = { readonly text: string } | { readonly refused: string }

export interface SpliceOptions {
  /** The index of the document in the stream. Empty documents are not counted. */
  readonly document: number
  /**
   * The usual order of the keys of a record. A new key goes after the nearest one before it, else before the nearest
   * one after it, else to the end, and so does a key that is not in the order.
   */
  readonly order?: (record: Pointer) => readonly string[]
}

export const spliced = (
  text: string,
  edits: readonly FileEdit[],
  options: SpliceOptions,
): Spliced => {
  if (text.startsWith(byteOrderMark)) {
    const inner = spliced(text.slice(1), edits, options)
    return 'text' in inner ? { text: `${byteOrderMark}${inner.text}` } : inner
  }
  const old = grown(text)
  if ('fault' in old)
    return { refused: 'The file is not valid YAML, which has to be mended first.' }
  const root = old.trees[options.document]
  const content = old.values[options.document]
  if (!root || content === undefined)
    return { refused: `The file has no document number ${options.document + 1}.` }
  const led = aimsOf(root, edits)
  if ('refused' in led) return led
  const wanted = old.values.with(options.document, edited(content, edits))
  const shared = sharedReason(root, edits)
  const quoted = { blockTexts: false }
  const ways: readonly (() => readonly string[])[] = [
    () => written(text, old.trees, edits, options),
    () => written(text, old.trees, edits, options, quoted),
    () => (shared === undefined ? written(text, old.trees, coarser(content, edits), options) : []),
  ]
  for (const way of ways) {
    const found = way().find((candidate) => reads(candidate, wanted))
    if (found !== undefined) return { text: found }
  }
  return {
    refused:
      shared ?? 'The change cannot be written into the file without changing something else in it.',
  }
}

const byteOrderMark = '\uFEFF'

/** The text after the edits. A last line without a line break stays one, unless its value needs it. */
const written = (
  text: string,
  trees: readonly Tree[],
  edits: readonly FileEdit[],
  { document, order = () => [] }: SpliceOptions,
  unlike: Partial<Habits> = {},
): readonly string[] => {
  const root = trees[document]
  const led = root && aimsOf(root, edits)
  if (!led || 'refused' in led) return []
  if (!text.endsWith('\n')) {
    const whole = `${text}${newlineOf(text)}`
    const grew = grown(whole)
    const now =
      'trees' in grew ? written(whole, grew.trees, edits, { document, order }, unlike) : []
    return [...now.map((each) => each.replace(/\r?\n$/, '')), ...now]
  }
  const habits = { ...habitsOf(text, trees), ...unlike }
  const scene = { text, habits, aims: led.aims, order }
  return [documentRewritten(root, led.root, scene)]
}

/** The records and lists that are edited, as wholes: those that lie inside of the document. */
const coarser = (content: Json, edits: readonly FileEdit[]): readonly FileEdit[] =>
  edits.map((edit): FileEdit => {
    const at = edit.is === 'arrange' ? edit.at : holderOf(edit.at)
    const old = valueAt(content, at)
    if (at === '' || old === undefined) return edit
    const inner = edits
      .filter((each) => each.at === at || each.at.startsWith(`${at}/`))
      .map((each) => ({ ...each, at: each.at.slice(at.length) }))
    return { is: 'set', at, value: edited(old, inner) }
  })

/** Whether a text reads as these documents and no other. */
const reads = (text: string, wanted: readonly Json[]): boolean => {
  const now = grown(text)
  return 'values' in now && isSame(now.values, wanted)
}
