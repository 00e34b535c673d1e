// Reads list files: a definition may name a text file with the items of a list, one per line.
import { type Diagnostic, error, type Position, warning } from '../../core/diagnostic.ts'
import { type JsonObject, member } from '../../core/json.ts'
import { join, type Pointer, topLevelName } from '../../core/pointer.ts'
import { withoutByteOrderMark } from '../../core/source.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Positions, SourceFile } from '../../model/index.ts'
import { countWithNoun, quoteValue } from '../message-text.ts'

/** As many items as Statsig accepts in one request, of about eighty characters each. */
export const listFileLimits = { bytes: 8 << 20, items: 100_000 }

export interface ListFile {
  /** The list field whose items are in the file. */
  readonly field: string
  /** The key that names the file, and the path as the definition has it. */
  readonly key: string
  readonly writtenPath: string
  /** From the root of the project; absent if it would leave the project. */
  readonly path?: string
}

/** `undefined` if the definition names no file. */
export const listFileOf = (
  { fields }: Kind,
  definition: string,
  members: JsonObject,
): ListFile | undefined => {
  for (const [name, field] of Object.entries(fields)) {
    const key = field.shape === 'set' ? field.fileKey : undefined
    const writtenPath = key === undefined ? undefined : member(members, key)
    if (key === undefined || typeof writtenPath !== 'string' || writtenPath === '') continue
    const path = resolvePath(definition, writtenPath)
    return { field: name, key, writtenPath, ...(path !== undefined && { path }) }
  }
  return undefined
}

/** Relative to the folder of the definition; `undefined` outside the project. */
const resolvePath = (definition: string, writtenPath: string): string | undefined => {
  if (/^\/|^[A-Za-z]:|\\/.test(writtenPath)) return undefined
  const parts = definition.split('/').slice(0, -1)
  for (const part of writtenPath.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.length > 0 ? parts.join('/') : undefined
}

/** Redirects positions in the list to the key that names its file. */
export const listPositions = ({ field, key }: ListFile, positions: Positions): Positions => {
  const redirect = (pointer: Pointer) => (topLevelName(pointer) === field ? join('', key) : pointer)
  return {
    key: (pointer) => positions.key(redirect(pointer)),
    value: (pointer) => positions.value(redirect(pointer)),
    spelling: (pointer) => positions.spelling(redirect(pointer)),
  }
}

export interface ListFileContent {
  readonly items: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Every fault is reported at the path in the definition (`at`), which an editor and a pull request show. */
export const readListFile = (
  { field, key, path, writtenPath }: ListFile,
  file: SourceFile | undefined,
  at: Position,
): ListFileContent => {
  const fault = (message: string, hint: string): ListFileContent => ({
    items: [],
    diagnostics: [error('unusable-list', message, { at, hint })],
  })
  if (path === undefined)
    return fault(
      `\`${key}\` must be a path inside the project; \`${writtenPath}\` is not.`,
      'Write a path relative to the folder of this file, with `/` as the separator.',
    )
  if (file === undefined)
    return fault(
      `The file \`${path}\` does not exist.`,
      `Create it, or correct the path: \`${key}\` is relative to the folder of this file.`,
    )
  if (file.fault !== undefined)
    return fault(
      `The file \`${path}\` cannot be used${placeIn(file)}. ${file.fault}`,
      `Correct the file, or the path in \`${key}\`.`,
    )
  const lines = linesOf(file)
  const [badLine, ...others] = lines.filter(({ text }) => hasHiddenCharacters(text))
  if (badLine !== undefined)
    return fault(
      `Line ${badLine.line} of \`${path}\`, ${quoteValue(badLine.text)}, ${/^\s|\s$/.test(badLine.text) ? 'begins or ends with whitespace' : 'contains an invisible character'}${others.length > 0 ? `; ${countWithNoun(others.length, 'more line')} ${others.length === 1 ? 'has' : 'have'} the same problem` : ''}.`,
      'Write one item per line, without other characters.',
    )
  const first = new Map<string, number>()
  const duplicates = lines.filter(({ line, text }) => {
    const isDuplicate = first.has(text)
    if (!isDuplicate) first.set(text, line)
    return isDuplicate
  })
  if (first.size === 0)
    return fault(
      `\`${path}\` is empty.`,
      `To make the list empty, write \`${field}: []\` instead of \`${key}\`.`,
    )
  if (first.size > listFileLimits.items)
    return fault(
      `\`${path}\` has ${first.size.toLocaleString('en')} lines; Statsig accepts at most ${listFileLimits.items.toLocaleString('en')}.`,
      'Split the list into several segments: a condition may name more than one.',
    )
  return { items: [...first.keys()], diagnostics: duplicateLineWarnings(duplicates, first, file) }
}

interface Line {
  readonly text: string
  readonly line: number
}

const linesOf = ({ text }: SourceFile): readonly Line[] =>
  withoutByteOrderMark(text)
    .split('\n')
    .map((each, index) => ({ text: each.replace(/\r$/, ''), line: index + 1 }))
    .filter((each) => each.text.trim() !== '')

/** Whether an item can be written on a line and is the same when the file is read again. */
export const isListable = (item: string): boolean =>
  item !== '' && !hasHiddenCharacters(item) && !/\p{Cs}/u.test(item)

const hasHiddenCharacters = (text: string): boolean =>
  /^\s|\s$|[\p{Cc}\p{Zl}\p{Zp}\uFEFF]/u.test(text)

const positionAt = ({ path }: SourceFile, line: number): Position => ({
  file: path,
  line,
  column: 1,
})

/** Where the text ends that could be read; empty where nothing could. */
const placeIn = ({ text }: SourceFile): string => {
  if (text === '') return ''
  const lines = text.split('\n')
  return ` from line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1} on`
}

/** One warning per file, because duplicates have no effect on a set. */
const duplicateLineWarnings = (
  [next, ...others]: readonly Line[],
  first: ReadonlyMap<string, number>,
  file: SourceFile,
): readonly Diagnostic[] => {
  if (next === undefined) return []
  const more =
    others.length === 0
      ? ''
      : others.length === 1
        ? '; one more line is a duplicate'
        : `; ${countWithNoun(others.length, 'more line')} are duplicates`
  return [
    warning(
      'repeated-line',
      `${quoteValue(next.text)} is already on line ${first.get(next.text)}${more}.`,
      {
        at: positionAt(file, next.line),
        hint: others.length > 0 ? 'Delete the duplicate lines.' : 'Delete the duplicate line.',
      },
    ),
  ]
}
