// Reads text into tokens and measures them before anything is built from them. Every step is linear in the text.
import { type CST, Lexer, Parser } from 'yaml'
import * as refused from './forbidden.ts'
import type { Caps } from './limits.ts'
import type { Fault } from './text.ts'

export interface Tokens {
  readonly tokens: readonly CST.Token[]
  readonly faults: readonly Fault[]
  /** A cap is passed, and nothing may be built from the tokens. */
  readonly isTooMuch: boolean
}

export const tokensOf = (text: string, caps: Caps): Tokens => {
  const { early, tokens } = lex(text, caps)
  if (early) return { tokens: [], faults: [early], isTooMuch: true }
  const faults: Fault[] = []
  const over: Fault[] = []
  let nodes = 0
  const count = (offset: number): void => {
    nodes += 1
    if (nodes === caps.nodes + 1) over.push(refused.tooManyNodes(offset, caps))
  }
  const visitProps = (props: readonly CST.SourceToken[] | undefined): void => {
    for (const { offset, type } of props ?? []) if (type === 'tag') faults.push(refused.tag(offset))
  }
  const visit = (token: CST.Token | null | undefined, depth: number): void => {
    if (!token) return
    const unclosed = unclosedAt(token)
    if (unclosed) faults.push(unclosed)
    if (!('items' in token)) return
    if (depth > caps.depth) {
      over.push(refused.tooDeep(token.offset, caps))
      return
    }
    const surplus = isRecord(token) ? token.items[caps.keys] : undefined
    if (surplus) over.push(refused.tooManyKeys(offsetOf(surplus) ?? token.offset, caps))
    for (const item of token.items) {
      count(offsetOf(item) ?? token.offset)
      visitProps(item.start)
      visitProps(item.sep)
      visit(item.key, depth + 1)
      visit(item.value, depth + 1)
    }
  }
  for (const token of tokens) {
    if (token.type === 'directive') faults.push(refused.directive(token.offset))
    if (token.type !== 'document') continue
    count(token.offset)
    visitProps(token.start)
    visit(token.value, 1)
  }
  if (over.length === 0) return { tokens, faults, isTooMuch: false }
  return { tokens: [], faults: over, isTooMuch: true }
}

// An ordinary line of one key and one value is eight. Comments and blank lines count as well.
const lexemesPerNode = 10
// The lexer puts it before every scalar, so that the next lexeme is text whatever it looks like.
const scalarMark = '\x1F'

const lex = (text: string, caps: Caps): { tokens: readonly CST.Token[]; early?: Fault } => {
  const parser = new Parser()
  const tokens: CST.Token[] = []
  let [offset, count, open, isText] = [0, 0, 0, false]
  for (const lexeme of new Lexer().lex(text)) {
    count += 1
    if (!isText && (lexeme === '[' || lexeme === '{')) open += 1
    if (!isText && (lexeme === ']' || lexeme === '}')) open = Math.max(0, open - 1)
    isText = lexeme === scalarMark
    if (open > caps.depth) return { tokens, early: refused.tooDeep(offset, caps) }
    if (count > caps.nodes * lexemesPerNode)
      return { tokens, early: refused.tooManyTokens(offset, caps) }
    for (const token of parser.next(lexeme)) tokens.push(token)
    offset = parser.offset
  }
  for (const token of parser.end()) tokens.push(token)
  return { tokens }
}

const isRecord = (token: CST.BlockMap | CST.BlockSequence | CST.FlowCollection): boolean =>
  token.type === 'block-map' || (token.type === 'flow-collection' && token.start.source === '{')

const offsetOf = ({ key, start, value }: CST.CollectionItem): number | undefined =>
  key?.offset ?? value?.offset ?? start.at(-1)?.offset

/** An opening quote or bracket without its partner, told at the opening: the end of the file helps nobody. */
const unclosedAt = (token: CST.Token): Fault | undefined => {
  const fault = (message: string, hint: string): Fault => ({
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
    ? trailing(source.slice(1), quote) % 2 === 1
    : trailing(source.slice(1, -1), '\\') % 2 === 0
}

const trailing = (text: string, character: string): number => {
  let count = 0
  while (text[text.length - 1 - count] === character) count += 1
  return count
}
