// Finds the offsets of keys, dashes, colons and commas in the tokens of a text.
import type { CST } from 'yaml'

type SourceTokens = readonly CST.SourceToken[] | undefined

export const propertyTypes = /^(anchor|tag|explicit-key-ind)$/

export const offsetOf = (tokens: SourceTokens, types: RegExp): number | undefined =>
  tokens?.find(({ type }) => types.test(type))?.offset

export const endOffsetOf = (
  tokens: SourceTokens,
  wanted: CST.SourceToken['type'],
): number | undefined => {
  const found = tokens?.find(({ type }) => type === wanted)
  return found && found.offset + found.source.length
}

/** The tokens of the items, without those of comments and of a trailing comma. */
export const itemTokens = (token: CST.Token | undefined): readonly CST.CollectionItem[] =>
  token && 'items' in token
    ? token.items.filter(
        ({ key, sep, start, value }) =>
          key || value || sep || start.some(({ type }) => /^(seq-item-ind|anchor)$/.test(type)),
      )
    : []

/** The parser puts the comma after an item into the tokens of the next item. */
export const commaOffsets = (
  token: CST.Token | undefined,
): ReadonlyMap<CST.CollectionItem, number> => {
  const commas = new Map<CST.CollectionItem, number>()
  if (token?.type !== 'flow-collection') return commas
  for (const [index, item] of token.items.entries()) {
    const comma = endOffsetOf(token.items[index + 1]?.start, 'comma')
    if (comma !== undefined) commas.set(item, comma)
  }
  return commas
}
