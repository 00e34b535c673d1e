// Lists that a definition does not hold itself: it names a text file with the items, one a line.
import { type Diagnostic, error, type Position, warning } from '../../diagnostic.ts'
import { type JsonObject, member } from '../../json.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Positions, SourceFile } from '../../model.ts'
import { join, type Pointer, topLevelName } from '../../pointer.ts'
import { countWithNoun, quoteValue } from '../message-text.ts'

/** What such a file may hold: as many items as Statsig takes at once, of some eighty characters each. */
export const listFileLimits = { bytes: 8 << 20, items: 100_000 }

export interface ListFile {
  /** The list that the file stands for. */
  readonly field: string
  /** The key that names it, and its path as the definition writes it. */
  readonly key: string
  readonly writtenPath: string
  /** From the root of the project; absent where it would lead out of it. */
  readonly path?: string
}

/** Absent where the definition names none. */
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

/** Relative to the definition, and inside of the project. */
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

/** Places in the list are those of the key that names its file. */
export const listPositions = ({ field, key }: ListFile, positions: Positions): Positions => {
  const redirect = (pointer: Pointer) => (topLevelName(pointer) === field ? join('', key) : pointer)
  return {
    key: (pointer) => positions.key(redirect(pointer)),
    value: (pointer) => positions.value(redirect(pointer)),
  }
}

export interface ListFileContent {
  readonly items: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/** `at` is where the definition names the file, and `file` what was found there. */
export const readListFile = (
  { field, key, path, writtenPath }: ListFile,
  file: SourceFile | undefined,
  at: Position,
): ListFileContent => {
  const fault = (message: string, hint: string, position: Position = at): ListFileContent => ({
    items: [],
    diagnostics: [error('unusable-list', message, { at: position, hint })],
  })
  if (path === undefined)
    return fault(
      `\`${key}\` must be a path inside of this project, and \`${writtenPath}\` is none.`,
      'Write it relative to the folder of this file, with `/` between its parts.',
    )
  if (file === undefined)
    return fault(
      `There is no file \`${path}\`.`,
      `\`${key}\` is a path relative to the folder of this file.`,
    )
  if (file.fault !== undefined)
    return fault(file.fault, `\`${at.file}\` names it as \`${key}\`.`, endPosition(file))
  const lines = linesOf(file)
  const [badLine, ...others] = lines.filter(({ text }) => hasHiddenCharacters(text))
  if (badLine !== undefined)
    return fault(
      `${quoteValue(badLine.text)} ${/^\s|\s$/.test(badLine.text) ? 'begins or ends with a blank' : 'holds a character that cannot be seen'}${others.length > 0 ? `, and so it is with ${countWithNoun(others.length, 'more line')}` : ''}.`,
      'Write each one on a line of its own, and nothing else.',
      positionAt(file, badLine.line),
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
      `Write \`${field}: []\` in place of \`${key}\`, if nobody is to be left.`,
    )
  if (first.size > listFileLimits.items)
    return fault(
      `\`${path}\` holds ${first.size.toLocaleString('en')} lines, and Statsig takes ${listFileLimits.items.toLocaleString('en')} at most.`,
      'Split them: a condition may name several segments.',
      positionAt(file, 1),
    )
  return { items: [...first.keys()], diagnostics: duplicateLineWarnings(duplicates, first, file) }
}

interface Line {
  readonly text: string
  readonly line: number
}

/** A mark at the beginning says that the file is UTF-8, and is no part of the text. */
const linesOf = ({ text }: SourceFile): readonly Line[] =>
  text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((each, index) => ({ text: each.replace(/\r$/, ''), line: index + 1 }))
    .filter((each) => each.text.trim() !== '')

/** Whether an item can stand on a line of its own, and is the same when the file is read. */
export const isListable = (item: string): boolean =>
  item !== '' && !hasHiddenCharacters(item) && !/\p{Cs}/u.test(item)

const hasHiddenCharacters = (text: string): boolean =>
  /^\s|\s$|[\p{Cc}\p{Zl}\p{Zp}\uFEFF]/u.test(text)

const positionAt = ({ path }: SourceFile, line: number): Position => ({
  file: path,
  line,
  column: 1,
})

/** Where what could be read of it ends. */
const endPosition = ({ path, text }: SourceFile): Position => {
  const lines = text.split('\n')
  return { file: path, line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

/** One warning a file: a set has everything once. */
const duplicateLineWarnings = (
  [next, ...others]: readonly Line[],
  first: ReadonlyMap<string, number>,
  file: SourceFile,
): readonly Diagnostic[] => {
  if (next === undefined) return []
  const verb = others.length === 1 ? 'repeats' : 'repeat'
  const more =
    others.length > 0 ? `, and ${countWithNoun(others.length, 'more line')} ${verb} others` : ''
  return [
    warning(
      'repeated-line',
      `${quoteValue(next.text)} stands on line ${first.get(next.text)} already${more}.`,
      { at: positionAt(file, next.line), hint: 'Delete it: nobody is in a list twice.' },
    ),
  ]
}
