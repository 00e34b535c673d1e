// Lists that a definition does not hold itself: it names a text file with the items, one a line.
import { type Diagnostic, error, type Position, warning } from '../../diagnostic.ts'
import { type Members, member } from '../../json.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Positions, SourceFile } from '../../model.ts'
import { join, type Pointer, topOf } from '../../pointer.ts'
import { counted, quoted } from '../message-text.ts'

/** What such a file may hold: as many items as Statsig takes at once, of some eighty characters each. */
export const listCaps = { bytes: 8 << 20, items: 100_000 }

export interface ListFile {
  /** The list that the file stands for. */
  readonly field: string
  /** The key that names it, and its path as the definition writes it. */
  readonly key: string
  readonly said: string
  /** From the root of the project; absent where it would lead out of it. */
  readonly path?: string
}

/** Absent where the definition names none. */
export const listFileOf = (
  { fields }: Kind,
  definition: string,
  members: Members,
): ListFile | undefined => {
  for (const [name, field] of Object.entries(fields)) {
    const key = field.shape === 'set' ? field.file : undefined
    const said = key === undefined ? undefined : member(members, key)
    if (key === undefined || typeof said !== 'string' || said === '') continue
    const path = pathFrom(definition, said)
    return { field: name, key, said, ...(path !== undefined && { path }) }
  }
  return undefined
}

/** Relative to the definition, and inside of the project. */
const pathFrom = (definition: string, said: string): string | undefined => {
  if (/^\/|^[A-Za-z]:|\\/.test(said)) return undefined
  const parts = definition.split('/').slice(0, -1)
  for (const part of said.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.length > 0 ? parts.join('/') : undefined
}

/** Places in the list are those of the key that names its file. */
export const placedAt = ({ field, key }: ListFile, positions: Positions): Positions => {
  const there = (pointer: Pointer) => (topOf(pointer) === field ? join('', key) : pointer)
  return {
    key: (pointer) => positions.key(there(pointer)),
    value: (pointer) => positions.value(there(pointer)),
  }
}

export interface Listed {
  readonly items: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/** `at` is where the definition names the file, and `file` what was found there. */
export const listedIn = (
  { field, key, path, said }: ListFile,
  file: SourceFile | undefined,
  at: Position,
): Listed => {
  const fault = (message: string, hint: string, place: Position = at): Listed => ({
    items: [],
    diagnostics: [error('unusable-list', message, { at: place, hint })],
  })
  if (path === undefined)
    return fault(
      `\`${key}\` must be a path inside of this project, and \`${said}\` is none.`,
      'Write it relative to the folder of this file, with `/` between its parts.',
    )
  if (file === undefined)
    return fault(
      `There is no file \`${path}\`.`,
      `\`${key}\` is a path relative to the folder of this file.`,
    )
  if (file.fault !== undefined)
    return fault(file.fault, `\`${at.file}\` names it as \`${key}\`.`, endOf(file))
  const lines = linesOf(file)
  const [odd, ...others] = lines.filter(({ text }) => hasOddities(text))
  if (odd !== undefined)
    return fault(
      `${quoted(odd.text)} ${/^\s|\s$/.test(odd.text) ? 'begins or ends with a blank' : 'holds a character that cannot be seen'}${others.length > 0 ? `, and so it is with ${counted(others.length, 'more line')}` : ''}.`,
      'Write each one on a line of its own, and nothing else.',
      placeOf(file, odd.line),
    )
  const first = new Map<string, number>()
  const again = lines.filter(({ line, text }) => {
    const isAgain = first.has(text)
    if (!isAgain) first.set(text, line)
    return isAgain
  })
  if (first.size === 0)
    return fault(
      `\`${path}\` is empty.`,
      `Write \`${field}: []\` in place of \`${key}\`, if nobody is to be left.`,
    )
  if (first.size > listCaps.items)
    return fault(
      `\`${path}\` holds ${first.size.toLocaleString('en')} lines, and Statsig takes ${listCaps.items.toLocaleString('en')} at most.`,
      'Split them: a condition may name several segments.',
      placeOf(file, 1),
    )
  return { items: [...first.keys()], diagnostics: repeated(again, first, file) }
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
  item !== '' && !hasOddities(item) && !/\p{Cs}/u.test(item)

const hasOddities = (text: string): boolean => /^\s|\s$|[\p{Cc}\p{Zl}\p{Zp}\uFEFF]/u.test(text)

const placeOf = ({ path }: SourceFile, line: number): Position => ({ file: path, line, column: 1 })

/** Where what could be read of it ends. */
const endOf = ({ path, text }: SourceFile): Position => {
  const lines = text.split('\n')
  return { file: path, line: lines.length, column: (lines.at(-1) ?? '').length + 1 }
}

/** One warning a file: a set has everything once. */
const repeated = (
  [next, ...others]: readonly Line[],
  first: ReadonlyMap<string, number>,
  file: SourceFile,
): readonly Diagnostic[] => {
  if (next === undefined) return []
  const verb = others.length === 1 ? 'repeats' : 'repeat'
  const more =
    others.length > 0 ? `, and ${counted(others.length, 'more line')} ${verb} others` : ''
  return [
    warning(
      'repeated-line',
      `${quoted(next.text)} stands on line ${first.get(next.text)} already${more}.`,
      { at: placeOf(file, next.line), hint: 'Delete it: nobody is in a list twice.' },
    ),
  ]
}
