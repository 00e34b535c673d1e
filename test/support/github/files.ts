// Parses the files that a step writes for the runner, as the runner does.

/** `name=value`, or `name<<delimiter`, lines, `delimiter`. What the runner would fail on is thrown. */
export const pairsIn = (content: string): Readonly<Record<string, string>> => {
  const pairs: Record<string, string> = {}
  const lines = linesOf(content)
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]?.text ?? ''
    if (line === '') continue
    const [equals, heredoc] = [line.indexOf('='), line.indexOf('<<')]
    if (equals >= 0 && (heredoc < 0 || equals < heredoc)) {
      const name = line.slice(0, equals)
      if (name === '') throw new Error(`Invalid format '${line}'. Name must not be empty`)
      pairs[name] = line.slice(equals + 1)
      continue
    }
    if (heredoc < 0) throw new Error(`Invalid format '${line}'`)
    const [name, delimiter] = [line.slice(0, heredoc), line.slice(heredoc + 2)]
    if (name === '' || delimiter === '')
      throw new Error(
        `Invalid format '${line}'. Name must not be empty and delimiter must not be empty`,
      )
    const end = lines.findIndex(({ text }, index) => index > at && text === delimiter)
    if (end < 0) throw new Error(`Invalid value. Matching delimiter not found '${delimiter}'`)
    const within = lines.slice(at + 1, end)
    pairs[name] = within
      .map(({ text, newline }, index) => (index === within.length - 1 ? text : text + newline))
      .join('')
    at = end
  }
  return pairs
}

interface Line {
  readonly text: string
  readonly newline: string
}

const linesOf = (content: string): readonly Line[] =>
  [...content.matchAll(/([^\r\n]*)(\r\n|\r|\n|$)/g)].map(([, text = '', newline = '']) => ({
    text,
    newline,
  }))

/** A longer summary is dropped as a whole. */
const longestSummary = 1_048_576

export const summaryIn = (content: string): string =>
  Buffer.byteLength(content) > longestSummary ? '' : content
