// Parses YAML files that may be hostile into plain data, and reports every fault with its line and column.
import { type Diagnostic, error } from '../../core/diagnostic.ts'
import { isJsonArray, isJsonObject, type JsonObject } from '../../core/json.ts'
import type { Positions, SourceFile } from '../../model/index.ts'
import { defaultFileLimits, type FileLimits } from './limits.ts'
import { createPositions } from './offsets.ts'
import { readStream, type StreamDocument } from './stream.ts'
import { type LineColumn, sortByOffset, unreadableFileFault, type YamlFault } from './text.ts'

export { defaultFileLimits, type FileLimits } from './limits.ts'

export interface YamlDocument {
  readonly content: JsonObject
  readonly positions: Positions
}

export interface ParsedFile {
  readonly documents: readonly YamlDocument[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Parses the documents of one definition file. Documents with a fault are left out. */
export const parseDefinitionFile = (
  file: SourceFile,
  limits: FileLimits = defaultFileLimits,
): ParsedFile => {
  const { faults, documents, lineColumnOf } = readStream(file, limits)
  const relevant = documents.slice(0, documents.findLastIndex((document) => !document.isEmpty) + 1)
  const found = [
    ...faults,
    ...relevant.flatMap((document) => rootTypeFault(document, 'A definition') ?? []),
  ]
  if (found.length === 0 && relevant.length === 0)
    found.push(
      unreadableFileFault(0, 'The file has no definition.', 'Write one, or delete the file.'),
    )
  for (const { isEmpty, offset } of relevant)
    if (isEmpty)
      found.push(unreadableFileFault(offset, 'The document is empty.', 'Remove its `---` line.'))
  return toParsedFile(file, relevant, found, lineColumnOf)
}

/** Parses the settings file: one document at most. An empty file is an empty record. */
export const parseSettingsFile = (
  file: SourceFile,
  limits: FileLimits = defaultFileLimits,
): ParsedFile => {
  const { faults, documents, lineColumnOf } = readStream(file, limits)
  const relevant = documents.filter((document) => !document.isEmpty)
  const found = [
    ...faults,
    ...relevant.flatMap((document) => rootTypeFault(document, 'The settings file') ?? []),
  ]
  const [, second] = relevant
  if (second)
    found.push({
      offset: second.offset,
      code: 'unsupported-yaml',
      message: 'The settings file has more than one document.',
      hint: 'Remove the `---` between them.',
    })
  if (found.length > 0) return toParsedFile(file, [], found, lineColumnOf)
  return toParsedFile(file, relevant.length > 0 ? relevant : [emptyDocument], found, lineColumnOf)
}

const rootTypeFault = (
  { content, offset }: StreamDocument,
  subjectText: string,
): YamlFault | undefined => {
  if (!content || isJsonObject(content.value)) return undefined
  const actual = isJsonArray(content.value) ? 'a list' : 'a single value'
  return unreadableFileFault(
    offset,
    `${subjectText} must be a record of keys and values, not ${actual}.`,
    'Start with `key: value`, with a colon and a space. Separate several documents with `---` lines.',
  )
}

const emptyDocument: StreamDocument = {
  offset: 0,
  isEmpty: true,
  content: { value: {}, offsets: { key: 0, value: 0, children: [] }, size: 1, height: 1 },
}

const maxDiagnostics = 20

const toParsedFile = (
  { path }: SourceFile,
  documents: readonly StreamDocument[],
  faults: readonly YamlFault[],
  lineColumnOf: (offset: number) => LineColumn,
): ParsedFile => {
  const diagnose = ({ code, hint, message, offset }: YamlFault): Diagnostic =>
    error(code, message, { at: { file: path, ...lineColumnOf(offset) }, hint })
  const [shown, [next, ...others]] = [
    sortByOffset(faults).slice(0, maxDiagnostics),
    sortByOffset(faults).slice(maxDiagnostics),
  ]
  return {
    documents: documents.flatMap(({ content }) =>
      content && isJsonObject(content.value)
        ? [
            {
              content: content.value,
              positions: createPositions(path, content.value, content.offsets, lineColumnOf),
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
              message: `The rest of the file has ${others.length > 0 ? `${others.length + 1} more errors` : 'one more error'}.`,
              hint: 'Fix the errors above first.',
            }),
          ]
        : []),
    ],
  }
}
