// Reads one file into the documents of its stream, each with its content or with its faults.
import { Composer, type Document, type YAMLError } from 'yaml'
import type { SourceFile } from '../../model.ts'
import { type Content, contentOf } from './content.ts'
import type { Caps, Spent } from './limits.ts'
import { isEmpty } from './nodes.ts'
import { isTold, syntaxFault } from './syntax-errors.ts'
import {
  byteOrderMark,
  enough,
  type Fault,
  inOrderOfText,
  type Spot,
  spotsIn,
  unreadable,
  unseenIn,
  withoutUnseen,
} from './text.ts'
import { tokensOf } from './tokens.ts'

/** One document of a stream. Without content it is empty or has a fault. */
export interface Part {
  readonly offset: number
  readonly isEmpty: boolean
  readonly content?: Content
}

export interface Stream {
  readonly parts: readonly Part[]
  readonly faults: readonly Fault[]
  readonly spotOf: (offset: number) => Spot
}

export const read = (file: SourceFile, caps: Caps): Stream => {
  // Editors do not count the mark as a column.
  const text = file.text.startsWith(byteOrderMark) ? file.text.slice(1) : file.text
  const spotOf = spotsIn(text)
  const refused = (faults: readonly Fault[]): Stream => ({ parts: [], faults, spotOf })
  if (file.fault !== undefined) return refused([unreadable(text.length, file.fault)])
  if (Buffer.byteLength(text) > caps.bytes)
    return refused([
      unreadable(0, `The file is larger than ${caps.bytes} bytes.`, 'Split it into several files.'),
    ])
  const unseen = unseenIn(text)
  if (unseen.length >= enough) return refused(unseen)
  const seen = unseen.length > 0 ? withoutUnseen(text) : text
  const { faults, isTooMuch, tokens } = tokensOf(seen, caps)
  if (isTooMuch) return refused([...unseen, ...faults])
  const composer = new Composer(options)
  const documents = withoutStacks(() => [...composer.compose(tokens, false, seen.length)])
  if (documents.length === 0) {
    const errors = composer.streamInfo().errors.filter((each) => !isTold(each))
    return refused([...unseen, ...faults, ...errors.map((each) => syntaxFault(each, seen))])
  }
  const spent = { nodes: 0, aliases: 0 }
  const within = shares([...unseen, ...faults], documents)
  const read = documents.map((document, index) =>
    partOf(document, seen, within[index] ?? [], caps, spent, spotOf),
  )
  return {
    parts: read.map(({ part }) => part),
    faults: read.flatMap((each) => each.faults),
    spotOf,
  }
}

// A hostile file raises half a million errors, and recording where in our code each one arose takes most of the time.
const withoutStacks = <T>(work: () => T): T => {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return work()
  } finally {
    Error.stackTraceLimit = limit
  }
}

/** The faults of each document: those before its end that no earlier document has. */
const shares = (
  faults: readonly Fault[],
  documents: readonly Document.Parsed[],
): readonly (readonly Fault[])[] => {
  const sorted = inOrderOfText(faults)
  let next = 0
  return documents.map(({ range }, index) => {
    const end = index === documents.length - 1 ? Infinity : range[2]
    const from = next
    while (next < sorted.length && (sorted[next]?.offset ?? end) < end) next += 1
    return sorted.slice(from, next)
  })
}

// `schema` keeps a `%YAML 1.1` line from changing what words mean, `uniqueKeys` would be quadratic.
const options = {
  schema: 'core',
  version: '1.2',
  strict: true,
  uniqueKeys: false,
  resolveKnownTags: false,
  prettyErrors: false,
  logLevel: 'error',
} as const

const partOf = (
  document: Document.Parsed,
  text: string,
  within: readonly Fault[],
  caps: Caps,
  spent: Spent,
  spotOf: (offset: number) => Spot,
): { readonly part: Part; readonly faults: readonly Fault[] } => {
  const raised: readonly YAMLError[] = [...document.errors, ...document.warnings]
  const untold = raised.filter((each) => !isTold(each))
  const spoken = untold.length > 0 || within.length > 0 ? untold : raised
  const syntax = onePerLine(
    [...spoken.map((each) => syntaxFault(each, text)), ...within.filter(isSyntax)],
    spotOf,
  )
  const { content, faults } = contentOf(document, text, caps, spent, spotOf)
  // What follows the first fault of syntax is a guess about what was meant.
  const sure = syntax[0]?.offset ?? Infinity
  const all = [
    ...syntax,
    ...within.filter((each) => !isSyntax(each)),
    ...faults.filter(({ offset }) => offset < sure),
  ]
  const part = {
    offset: content.place.value,
    isEmpty: all.length === 0 && isEmpty(document.contents),
  }
  return { part: all.length > 0 || part.isEmpty ? part : { ...part, content }, faults: all }
}

const isSyntax = ({ code }: Fault): boolean => code === 'yaml-syntax'

/** One mistake often leads to several faults; the first of a line is the one to mend. */
const onePerLine = (
  faults: readonly Fault[],
  spotOf: (offset: number) => Spot,
): readonly Fault[] => {
  const byLine = new Map<number, Fault>()
  for (const fault of inOrderOfText(faults)) {
    const { line } = spotOf(fault.offset)
    if (!byLine.has(line)) byLine.set(line, fault)
  }
  return [...byLine.values()]
}
