// Reads text into tokens and measures them before anything is built from them. Every step is linear in the text.
import { type CST, Lexer, Parser } from 'yaml'
import * as refused from './forbidden.ts'
import type { FileLimits } from './limits.ts'
import type { YamlFault } from './text.ts'

export interface TokenizedText {
  readonly tokens: readonly CST.Token[]
  readonly faults: readonly YamlFault[]
  /** A cap is passed, and nothing may be built from the tokens. */
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
    if (nodes === limits.nodes + 1) limitFaults.push(refused.nodeCountFault(offset, limits))
  }
  const visitProps = (props: readonly CST.SourceToken[] | undefined): void => {
    for (const { offset, type } of props ?? [])
      if (type === 'tag') faults.push(refused.tagFault(offset))
  }
  const visit = (token: CST.Token | null | undefined, depth: number): void => {
    if (!token) return
    const unclosed = unclosedFault(token)
    if (unclosed) faults.push(unclosed)
    if (!('items' in token)) return
    if (depth > limits.depth) {
      limitFaults.push(refused.nestingFault(token.offset, limits))
      return
    }
    const surplus = isMapToken(token) ? token.items[limits.keys] : undefined
    if (surplus) limitFaults.push(refused.keyCountFault(offsetOf(surplus) ?? token.offset, limits))
    for (const item of token.items) {
      count(offsetOf(item) ?? token.offset)
      visitProps(item.start)
      visitProps(item.sep)
      visit(item.key, depth + 1)
      visit(item.value, depth + 1)
    }
  }
  for (const token of tokens) {
    if (token.type === 'directive') faults.push(refused.directiveFault(token.offset))
    if (token.type !== 'document') continue
    count(token.offset)
    visitProps(token.start)
    visit(token.value, 1)
  }
  if (limitFaults.length === 0) return { tokens, faults, exceedsLimits: false }
  return { tokens: [], faults: limitFaults, exceedsLimits: true }
}

// An ordinary line of one key and one value is eight. Comments and blank lines count as well.
const maxLexemesPerNode = 10
// The lexer puts it before every scalar, so that the next lexeme is text whatever it looks like.
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
    if (open > limits.depth) return { tokens, limitFault: refused.nestingFault(offset, limits) }
    if (count > limits.nodes * maxLexemesPerNode)
      return { tokens, limitFault: refused.tokenCountFault(offset, limits) }
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

/** An opening quote or bracket without its partner, told at the opening: the end of the file helps nobody. */
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
      `Add the missing \`${closing}\`, and indent it deeper than the key that the ${what} belongs to. A text that begins with \`${token.start.source}\` needs quotes.`,
    )
  }
  if (token.type !== 'single-quoted-scalar' && token.type !== 'double-quoted-scalar')
    return undefined
  const quote = token.type === 'single-quoted-scalar' ? "'" : '"'
  if (isClosed(token.source, quote)) return undefined
  return fault(
    'The quote that opens here is never closed.',
    `Add the missing \`${quote}\` at the end of the text, or put the text in the other kind of quotes.`,
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
