// Reads hostile YAML into documents that are plain data, and tells every fault of a file at its line and column.
import { type Diagnostic, error } from '../../diagnostic.ts'
import { isList, isMembers, type Members } from '../../json.ts'
import type { Positions, SourceFile } from '../../model.ts'
import { type Caps, defaultCaps } from './limits.ts'
import { positionsOf } from './offsets.ts'
import { type Part, read } from './stream.ts'
import { type Fault, inOrderOfText, type Spot, unreadable } from './text.ts'

export { type Caps, defaultCaps } from './limits.ts'

export interface YamlDocument {
  readonly content: Members
  readonly positions: Positions
}

export interface Parsed {
  readonly documents: readonly YamlDocument[]
  readonly diagnostics: readonly Diagnostic[]
}

/** The definitions of one file, a stream of documents. A document with a fault is left out, the others are given. */
export const parse = (file: SourceFile, caps: Caps = defaultCaps): Parsed => {
  const { faults, parts, spotOf } = read(file, caps)
  const used = parts.slice(0, parts.findLastIndex((part) => !part.isEmpty) + 1)
  const found = [...faults, ...used.flatMap((part) => rootFault(part, 'A definition') ?? [])]
  if (found.length === 0 && used.length === 0)
    found.push(unreadable(0, 'The file holds no definition.', 'Write one, or delete the file.'))
  for (const { isEmpty, offset } of used)
    if (isEmpty) found.push(unreadable(offset, 'The document is empty.', 'Remove its `---` line.'))
  return parsed(file, used, found, spotOf)
}

/** The settings: one document at most, and an empty file is an empty record. */
export const parseOne = (file: SourceFile, caps: Caps = defaultCaps): Parsed => {
  const { faults, parts, spotOf } = read(file, caps)
  const used = parts.filter((part) => !part.isEmpty)
  const found = [...faults, ...used.flatMap((part) => rootFault(part, 'The settings file') ?? [])]
  const [, second] = used
  if (second)
    found.push({
      offset: second.offset,
      code: 'yaml-feature',
      message: 'The settings file holds more than one document.',
      hint: 'Remove the `---` between them.',
    })
  if (found.length > 0) return parsed(file, [], found, spotOf)
  return parsed(file, used.length > 0 ? used : [nothing], found, spotOf)
}

const rootFault = ({ content, offset }: Part, what: string): Fault | undefined => {
  if (!content || isMembers(content.value)) return undefined
  const found = isList(content.value) ? 'a list' : 'a single value'
  return unreadable(
    offset,
    `${what} is a record of keys and values, and this is ${found}.`,
    'Begin with `key: value`, with a colon and a space. Separate several documents with `---` lines.',
  )
}

const nothing: Part = {
  offset: 0,
  isEmpty: true,
  content: { value: {}, place: { key: 0, value: 0, inner: [] }, size: 1, height: 1 },
}

const most = 20

const parsed = (
  { path }: SourceFile,
  parts: readonly Part[],
  faults: readonly Fault[],
  spotOf: (offset: number) => Spot,
): Parsed => {
  const diagnose = ({ code, hint, message, offset }: Fault): Diagnostic =>
    error(code, message, { at: { file: path, ...spotOf(offset) }, hint })
  const [shown, [next, ...others]] = [
    inOrderOfText(faults).slice(0, most),
    inOrderOfText(faults).slice(most),
  ]
  return {
    documents: parts.flatMap(({ content }) =>
      content && isMembers(content.value)
        ? [
            {
              content: content.value,
              positions: positionsOf(path, content.value, content.place, spotOf),
            },
          ]
        : [],
    ),
    diagnostics: [
      ...shown.map(diagnose),
      ...(next
        ? [
            diagnose({
              offset: next.offset,
              code: next.code,
              message: `From here on the file has ${others.length > 0 ? `${others.length + 1} more faults` : 'one more fault'}.`,
              hint: 'Mend those above first.',
            }),
          ]
        : []),
    ],
  }
}
