// Splits text into tokens and checks the limits before documents are built from them, in linear time.
import { type CST, Lexer, Parser } from 'yaml'
import * as forbidden from './forbidden.ts'
import type { FileLimits } from './limits.ts'
import type { YamlFault } from './text.ts'

export interface TokenizedText {
  readonly tokens: readonly CST.Token[]
  readonly faults: readonly YamlFault[]
  /** The text exceeds a limit: no documents may be built from the tokens. */
  readonly exceedsLimits: boolean
}

export const tokenize = (text: string, limits: FileLimits): TokenizedText => {
  const { limitFault, tokens } = lex(text, limits)
  if (limitFault) return { tokens: [], faults: [limitFault], exceedsLimits: true }
  const faults: YamlFault[] = []
  const limitFaults: YamlFault[] = []
  let nodes = 0
  const count = (offset: number): void => {
    nodes += 1
    if (nodes === limits.nodes + 1) limitFaults.push(forbidden.nodeCountFault(offset, limits))
  }
  const visitProps = (props: readonly CST.SourceToken[] | undefined): void => {
    for (const { offset, type } of props ?? [])
      if (type === 'tag') faults.push(forbidden.tagFault(offset))
  }
  const visit = (token: CST.Token | null | undefined, depth: number): void => {
    if (!token) return
    const unclosed = unclosedFault(token)
    if (unclosed) faults.push(unclosed)
    if (!('items' in token)) return
    if (depth > limits.depth) {
      limitFaults.push(forbidden.nestingFault(token.offset, limits))
      return
    }
    const surplus = isMapToken(token) ? token.items[limits.keys] : undefined
    if (surplus)
      limitFaults.push(forbidden.keyCountFault(offsetOf(surplus) ?? token.offset, limits))
    for (const item of token.items) {
      count(offsetOf(item) ?? token.offset)
      visitProps(item.start)
      visitProps(item.sep)
      visit(item.key, depth + 1)
      visit(item.value, depth + 1)
    }
  }
  for (const token of tokens) {
    if (token.type === 'directive') faults.push(forbidden.directiveFault(token.offset))
    if (token.type !== 'document') continue
    count(token.offset)
    visitProps(token.start)
    visit(token.value, 1)
  }
  if (limitFaults.length === 0) return { tokens, faults, exceedsLimits: false }
  return { tokens: [], faults: limitFaults, exceedsLimits: true }
}

// A line with one key and one value has eight lexemes. Comments and empty lines have lexemes too.
const maxLexemesPerNode = 10
// The lexer puts this mark before every scalar: the next lexeme is text, even if it is a bracket.
const scalarMark = '\x1F'

const lex = (
  text: string,
  limits: FileLimits,
): { tokens: readonly CST.Token[]; limitFault?: YamlFault } => {
  const parser = new Parser()
  const tokens: CST.Token[] = []
  let [offset, count, open, isText] = [0, 0, 0, false]
  for (const lexeme of new Lexer().lex(text)) {
    count += 1
    if (!isText && (lexeme === '[' || lexeme === '{')) open += 1
    if (!isText && (lexeme === ']' || lexeme === '}')) open = Math.max(0, open - 1)
    isText = lexeme === scalarMark
    if (open > limits.depth) return { tokens, limitFault: forbidden.nestingFault(offset, limits) }
    if (count > limits.nodes * maxLexemesPerNode)
      return { tokens, limitFault: forbidden.tokenCountFault(offset, limits) }
    for (const token of parser.next(lexeme)) tokens.push(token)
    offset = parser.offset
  }
  for (const token of parser.end()) tokens.push(token)
  return { tokens }
}

const isMapToken = (token: CST.BlockMap | CST.BlockSequence | CST.FlowCollection): boolean =>
  token.type === 'block-map' || (token.type === 'flow-collection' && token.start.source === '{')

const offsetOf = ({ key, start, value }: CST.CollectionItem): number | undefined =>
  key?.offset ?? value?.offset ?? start.at(-1)?.offset

/** An opening quote or bracket without a closing one. Its position is more useful than the end of the file. */
const unclosedFault = (token: CST.Token): YamlFault | undefined => {
  const fault = (message: string, hint: string): YamlFault => ({
    offset: token.offset,
    code: 'yaml-syntax',
    message,
    hint,
  })
  if (token.type === 'flow-collection') {
    const [closing, what] = token.start.source === '{' ? ['}', 'record'] : [']', 'list']
    if (token.end[0]?.source === closing) return undefined
    return fault(
      `The ${what} that opens here with \`${token.start.source}\` is never closed.`,
      `Add the missing \`${closing}\`, and indent it more than the key that the ${what} belongs to. A text that begins with \`${token.start.source}\` needs quotes.`,
    )
  }
  if (token.type !== 'single-quoted-scalar' && token.type !== 'double-quoted-scalar')
    return undefined
  const quote = token.type === 'single-quoted-scalar' ? "'" : '"'
  if (isClosed(token.source, quote)) return undefined
  return fault(
    'The quote that opens here is never closed.',
    `Add the missing \`${quote}\` at the end of the text, or use the other kind of quotes.`,
  )
}

// 'a''' is closed and 'a'' is not, "\\" is closed and "\" is not.
const isClosed = (source: string, quote: string): boolean => {
  if (source.length < 2 || !source.endsWith(quote)) return false
  return quote === "'"
    ? countTrailing(source.slice(1), quote) % 2 === 1
    : countTrailing(source.slice(1, -1), '\\') % 2 === 0
}

const countTrailing = (text: string, character: string): number => {
  let count = 0
  while (text[text.length - 1 - count] === character) count += 1
  return count
}
