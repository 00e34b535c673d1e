// Makes the parts that several sentences share: names in backquotes, and kinds as words.

export const quoteNames = (names: readonly string[]): string =>
  names.map((name) => `\`${name}\``).join(', ')

export const kindText = (kind: string): string => kind.replaceAll('_', ' ')
