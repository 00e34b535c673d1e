// Writes names in backquotes, and arguments of commands as a shell reads them.

export const quoteNames = (names: readonly string[]): string =>
  names.map((name) => `\`${name}\``).join(', ')

/** An argument in single quotes where a shell would not read it as it is. */
export const quoteArgument = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
