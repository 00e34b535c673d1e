// Reads the few forms of shell lines that the documentation uses.

export interface ShellCommand {
  /** `NAME=value` before the command. */
  readonly variables: Readonly<Record<string, string>>
  readonly program: string
  readonly args: readonly string[]
}

export interface ShownCommand {
  /** The line or lines as they stand in the page, without the prompt. */
  readonly line: string
  /** The output that the page shows. */
  readonly shown: readonly string[]
}

/** The commands of a `console` block, each with the output that is shown below it. */
export const commandsIn = (block: string): readonly ShownCommand[] =>
  block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [, line = '', rest = ''] = /^((?:.*\\\n)*.*)\n?([\s\S]*)$/.exec(part) ?? []
      return { line, shown: rest.trimEnd() === '' ? [] : rest.trimEnd().split('\n') }
    })

/** One line in words, with quotes taken away and variables replaced as a shell does. */
export const parseCommand = (
  line: string,
  variable: (name: string) => string | undefined,
): ShellCommand => {
  const words = [...line.replaceAll(/\\\n\s*/g, ' ').matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(
    ([word]) =>
      word.replaceAll(
        /'([^']*)'|"([^"]*)"|(\$\w+)/g,
        (_, single?: string, double?: string, bare?: string) =>
          single ?? expand(double ?? bare ?? '', variable),
      ),
  )
  const first = words.findIndex((word) => !/^[A-Z_]+=/.test(word))
  const assigned = words.slice(0, first < 0 ? words.length : first)
  const [program = '', ...args] = words.slice(assigned.length)
  return { variables: Object.fromEntries(assigned.map(assignmentOf)), program, args }
}

/** `NAME=value` as a name and a value. */
export const assignmentOf = (word: string): readonly [name: string, value: string] => {
  const at = word.indexOf('=')
  return [word.slice(0, at), word.slice(at + 1)]
}

const expand = (text: string, variable: (name: string) => string | undefined): string =>
  text.replaceAll(/\$(\w+)/g, (_, name: string) => {
    const value = variable(name)
    if (value === undefined) throw new Error(`The page uses \`$${name}\`, which is not set.`)
    return value
  })
