// Words that several sentences need: names in backquotes, and kinds as people call them.

export const quoted = (names: readonly string[]): string =>
  names.map((name) => `\`${name}\``).join(', ')

export const kindWords = (kind: string): string => kind.replaceAll('_', ' ')
