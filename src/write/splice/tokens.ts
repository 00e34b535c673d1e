// Where keys, dashes, colons and commas stand among the tokens of a text.
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

/** The tokens of the items: comments and a last comma have some too. */
export const itemTokens = (token: CST.Token | undefined): readonly CST.CollectionItem[] =>
  token && 'items' in token
    ? token.items.filter(
        ({ key, sep, start, value }) =>
          key || value || sep || start.some(({ type }) => /^(seq-item-ind|anchor)$/.test(type)),
      )
    : []

/** The comma behind an item stands in front of the next one. */
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
