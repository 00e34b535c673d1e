// Samples of texts with edits, and the invariants of the text that no edit changes.
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { parseAllDocuments } from 'yaml'
import type { Json, JsonObject } from '../../src/core/json.ts'
import { join, type Pointer, valueAt } from '../../src/core/pointer.ts'
import {
  applyEdits,
  editsBetween,
  effectiveEdits,
  type FileEdit,
} from '../../src/write/file-edits.ts'
import { type SpliceResult, spliceYaml } from '../../src/write/splice/index.ts'
import { randomNumbers } from '../support/samples/random.ts'
import { type Line, oneOf, printer, printStyle } from './splice-printer.ts'
import { anyChange, anyContent, anyValue, looseEdits } from './splice-samples.ts'

export interface Sample {
  readonly text: string
  readonly lines: readonly Line[]
  readonly contents: readonly Json[]
  readonly document: number
  readonly edits: readonly FileEdit[]
}

export const anyEditedText: fc.Arbitrary<Sample> = fc
  .record({
    change: anyChange,
    others: fc.array(anyContent, { maxLength: 2 }),
    values: fc.array(anyValue, { minLength: 3, maxLength: 3 }),
    salt: fc.nat(),
  })
  .map(({ change: { after, before }, others, salt, values }) => {
    const next = randomNumbers(salt)
    const print = printer(printStyle(next), next)
    const document = Math.floor(next() * (others.length + 1))
    const contents: readonly JsonObject[] = others.toSpliced(document, 0, before)
    const printed = contents.map((content) => print(content))
    const newline = oneOf(['\n', '\n', '\r\n'], next)
    const parts = printed.map((lines) => lines.map(({ text }) => text + newline).join(''))
    const end = oneOf(['', '', `...${newline}`, `# end${newline}`], next)
    const start = oneOf(['', '', `---${newline}`, `--- # first${newline}`], next)
    const whole = start + parts.join(`---${newline}`) + end
    const bare = next() < 0.15 && !/\n\s*\n$/.test(whole) ? whole.replace(/\r?\n$/, '') : whole
    return {
      text: next() < 0.1 ? `\uFEFF${bare}` : bare,
      lines: printed[document] ?? [],
      contents,
      document,
      edits: next() < 0.6 ? editsBetween(before, after) : looseEdits(before, values, next),
    }
  })

export const read = (text: string): readonly unknown[] =>
  [...parseAllDocuments(text.replace(/^\uFEFF/, ''), { schema: 'core', uniqueKeys: false })].map(
    (document): unknown =>
      document.errors.length > 0 ? document.errors[0]?.message : document.toJS(),
  )

export const outcome = ({ document, edits, text }: Sample): SpliceResult =>
  spliceYaml(text, edits, { document, order: () => ['id', 'baseID', 'name', 'new', 'a'] })

const isWithin = (place: Pointer, holder: Pointer): boolean => place.startsWith(`${holder}/`)

/** The pointers of values that are removed or replaced as a whole. */
const removedText = (
  edits: readonly FileEdit[],
  content: Json,
): { removed: Pointer[]; replaced: Pointer[] } => {
  const effective = effectiveEdits(edits)
  const has = (at: Pointer): boolean => valueAt(content, at) !== undefined
  return {
    replaced: effective.flatMap(({ at, is }) => (is === 'set' && has(at) ? [at] : [])),
    removed: effective.flatMap((edit) => {
      if (edit.is === 'remove') return [edit.at]
      const list = edit.is === 'arrange' ? valueAt(content, edit.at) : undefined
      return edit.is === 'arrange' && Array.isArray(list)
        ? [...list.keys()]
            .filter((index) => !edit.items.includes(index))
            .map((index) => join(edit.at, index))
        : []
    }),
  }
}

/** The lines that no edit affects. */
const untouched = ({ contents, document, edits, lines }: Sample): readonly Line[] => {
  const content = contents[document] ?? null
  const { removed, replaced } = removedText(edits, content)
  return lines.filter(({ of, kind, text }) => {
    if (text.trim() === '') return false
    if ([...removed, ...replaced].some((place) => isWithin(of, place))) return false
    if (kind === 'above') return true
    if (removed.includes(of) || replaced.includes(of)) return false
    const isEmptied =
      [...removed].some((place) => isWithin(place, of)) ||
      edits.some(({ at, is }) => is === 'arrange' && at === of)
    return kind === 'whole' ? !edits.some(({ at }) => at === of || isWithin(at, of)) : !isEmptied
  })
}

/** The invariants that a sample must satisfy. */
export type Invariant = (sample: Sample, text: string) => boolean

export const invariants = {
  'the new text reads as the edits say, and other documents as before': (
    { contents, document, edits },
    text,
  ) =>
    isDeepStrictEqual(
      read(text),
      contents.with(document, applyEdits(contents[document] ?? null, edits)),
    ),
  'every line that no edit is about stays byte for byte, and in its order where no list is arranged':
    (sample, text) => {
      // The value after a dash may change when the item is replaced.
      const content = sample.contents[sample.document] ?? null
      const isMoved = sample.edits.some(
        ({ at, is }) => is !== 'set' || valueAt(content, at) === undefined,
      )
      const shape = (line: string): string =>
        isMoved ? line.trimEnd().replace(/^[ -]*/, '') : line.trimEnd()
      const isArranged = sample.edits.some(({ is }) => is === 'arrange')
      const left = text
        .replace(/^\uFEFF/, '')
        .split('\n')
        .map(shape)
      let from = 0
      return untouched(sample).every((line) => {
        const at = left.indexOf(shape(line.text), isArranged ? 0 : from)
        if (isArranged) left.splice(at, 1)
        else from = at + 1
        return at >= 0
      })
    },
  'every comment that is no part of a removed or replaced value survives': (sample, text) => {
    const { removed, replaced } = removedText(
      sample.edits,
      sample.contents[sample.document] ?? null,
    )
    const all = [...removed, ...replaced]
    return sample.lines.every(({ of, kind, text: line }) => {
      const [comment] = /#[ \t]?c\d+.*$/.exec(line) ?? []
      const isGone =
        all.some((place) => isWithin(of, place)) ||
        (kind !== 'above' && removed.includes(of)) ||
        // Comments between the lines of a value belong to the value.
        (kind === 'whole' && all.some((place) => place === of || isWithin(place, of)))
      return comment === undefined || isGone || text.includes(comment)
    })
  },
  'line ends stay of one kind': ({ text: old }, text) =>
    !old.includes('\n') || !(old.includes('\r\n') ? /(?<!\r)\n/ : /\r\n/).test(text),
  'the mark at the start stays': ({ text: old }, text) =>
    old.startsWith('\uFEFF') === text.startsWith('\uFEFF'),
} satisfies Readonly<Record<string, Invariant>>
