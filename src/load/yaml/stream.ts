// Reads the documents of one file, each with its content or its faults.
import { Composer, type Document, type YAMLError } from 'yaml'
import { withoutByteOrderMark } from '../../core/source.ts'
import { isEmptyNode, parserOptions } from '../../core/yaml-parser.ts'
import type { SourceFile } from '../../model/index.ts'
import { readContent, type YamlContent } from './content.ts'
import type { FileLimits, FileUsage } from './limits.ts'
import { explainSyntaxError, isReportedByTokens } from './syntax-errors.ts'
import {
  createLineIndex,
  hiddenCharacterFaults,
  type LineColumn,
  maxHiddenCharacters,
  replaceHiddenCharacters,
  sortByOffset,
  unreadableFileFault,
  type YamlFault,
} from './text.ts'
import { tokenize } from './tokens.ts'

/** One document of a stream. Without content it is empty or has a fault. */
export interface StreamDocument {
  readonly offset: number
  readonly isEmpty: boolean
  readonly content?: YamlContent
}

export interface Stream {
  readonly documents: readonly StreamDocument[]
  readonly faults: readonly YamlFault[]
  readonly lineColumnOf: (offset: number) => LineColumn
}

export const readStream = (file: SourceFile, limits: FileLimits): Stream => {
  // Editors do not count the byte order mark as a column.
  const text = withoutByteOrderMark(file.text)
  const lineColumnOf = createLineIndex(text)
  const streamOfFaults = (faults: readonly YamlFault[]): Stream => ({
    documents: [],
    faults,
    lineColumnOf,
  })
  if (file.fault !== undefined)
    return streamOfFaults([unreadableFileFault(text.length, file.fault)])
  if (Buffer.byteLength(text) > limits.bytes)
    return streamOfFaults([
      unreadableFileFault(
        0,
        `The file is larger than ${limits.bytes} bytes.`,
        'Split it into several files.',
      ),
    ])
  const hiddenFaults = hiddenCharacterFaults(text)
  if (hiddenFaults.length >= maxHiddenCharacters) return streamOfFaults(hiddenFaults)
  const visibleText = hiddenFaults.length > 0 ? replaceHiddenCharacters(text) : text
  const { faults, exceedsLimits, tokens } = tokenize(visibleText, limits)
  if (exceedsLimits) return streamOfFaults([...hiddenFaults, ...faults])
  const composer = new Composer(parserOptions)
  const documents = withoutStackTraces(() => [
    ...composer.compose(tokens, false, visibleText.length),
  ])
  if (documents.length === 0) {
    const errors = composer.streamInfo().errors.filter((each) => !isReportedByTokens(each))
    return streamOfFaults([
      ...hiddenFaults,
      ...faults,
      ...errors.map((each) => explainSyntaxError(each, visibleText)),
    ])
  }
  const usage = { nodes: 0, aliases: 0 }
  const documentFaults = faultsByDocument([...hiddenFaults, ...faults], documents)
  const results = documents.map((document, index) =>
    toStreamDocument(
      document,
      visibleText,
      documentFaults[index] ?? [],
      limits,
      usage,
      lineColumnOf,
    ),
  )
  return {
    documents: results.map(({ document: streamDocument }) => streamDocument),
    faults: results.flatMap((each) => each.faults),
    lineColumnOf,
  }
}

// A hostile file causes half a million errors, and most of the time would go into their stack traces.
const withoutStackTraces = <T>(work: () => T): T => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return work()
  } finally {
    Error.stackTraceLimit = limit
  }
}

/** Assigns each fault to the first document that ends after it. */
const faultsByDocument = (
  faults: readonly YamlFault[],
  documents: readonly Document.Parsed[],
): readonly (readonly YamlFault[])[] => {
  const sorted = sortByOffset(faults)
  let next = 0
  return documents.map(({ range }, index) => {
    const end = index === documents.length - 1 ? Infinity : range[2]
    const from = next
    while (next < sorted.length && (sorted[next]?.offset ?? end) < end) next += 1
    return sorted.slice(from, next)
  })
}

const toStreamDocument = (
  document: Document.Parsed,
  text: string,
  documentFaults: readonly YamlFault[],
  limits: FileLimits,
  usage: FileUsage,
  lineColumnOf: (offset: number) => LineColumn,
): { readonly document: StreamDocument; readonly faults: readonly YamlFault[] } => {
  const parserErrors: readonly YAMLError[] = [...document.errors, ...document.warnings]
  const unreported = parserErrors.filter((each) => !isReportedByTokens(each))
  const reported = unreported.length > 0 || documentFaults.length > 0 ? unreported : parserErrors
  const syntax = firstFaultPerLine(
    [...reported.map((each) => explainSyntaxError(each, text)), ...documentFaults.filter(isSyntax)],
    lineColumnOf,
  )
  const { content, faults } = readContent(document, text, limits, usage, lineColumnOf)
  // After the first syntax error the parser guesses, so later faults are not reported.
  const firstSyntaxOffset = syntax[0]?.offset ?? Infinity
  const all = [
    ...syntax,
    ...documentFaults.filter((each) => !isSyntax(each)),
    ...faults.filter(({ offset }) => offset < firstSyntaxOffset),
  ]
  const streamDocument = {
    offset: content.offsets.value,
    isEmpty: all.length === 0 && isEmptyNode(document.contents),
  }
  return {
    document:
      all.length > 0 || streamDocument.isEmpty ? streamDocument : { ...streamDocument, content },
    faults: all,
  }
}

const isSyntax = ({ code }: YamlFault): boolean => code === 'yaml-syntax'

/** One mistake often causes several faults: only the first of each line is reported. */
const firstFaultPerLine = (
  faults: readonly YamlFault[],
  lineColumnOf: (offset: number) => LineColumn,
): readonly YamlFault[] => {
  const byLine = new Map<number, YamlFault>()
  for (const fault of sortByOffset(faults)) {
    const { line } = lineColumnOf(fault.offset)
    if (!byLine.has(line)) byLine.set(line, fault)
  }
  return [...byLine.values()]
}
