// Finds workflow commands in the log of a step, as the runner of GitHub Actions does.

export interface LogCommand {
  readonly command: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
}

/**
 * The runner ignores unknown names. Here every name counts, because a new version of the runner may have more
 * commands. Between `::stop-commands::token` and `::token::` nothing counts, as with the runner.
 */
export const commandsIn = (log: string): readonly LogCommand[] => {
  const commands: LogCommand[] = []
  let token: string | undefined
  // For the runner, a carriage return alone also ends a line.
  for (const line of log.split(/\r\n|\r|\n/)) {
    const found = commandIn(line)
    if (found === undefined) continue
    if (token !== undefined) {
      if (found.command === token) token = undefined
      continue
    }
    commands.push(found)
    if (found.command === 'stop-commands') token = found.message
  }
  return commands
}

const commandIn = (line: string): LogCommand | undefined => newer(line) ?? older(line)

/** `::name key=value,key=value::message`, after any blanks. */
const newer = (line: string): LogCommand | undefined => {
  // .NET trims U+0085, JavaScript does not.
  const [, head = '', message = ''] = /^[\s\u0085]*::(.*?)::(.*)$/s.exec(line) ?? []
  return head === '' ? undefined : commandOf(head, ',', unescaped(message))
}

/** `##[name key=value;key=value]message`, anywhere in a line. */
const older = (line: string): LogCommand | undefined => {
  const [, head = '', message = ''] = /##\[(.*?)\](.*)$/s.exec(line) ?? []
  return head === '' ? undefined : commandOf(head, ';', unescaped(message))
}

const commandOf = (head: string, between: string, message: string): LogCommand => {
  const cut = head.indexOf(' ')
  const properties =
    cut < 0
      ? []
      : head
          .slice(cut + 1)
          .trim()
          .split(between)
  return {
    command: cut < 0 ? head : head.slice(0, cut),
    properties: Object.fromEntries(
      properties.flatMap((property) => {
        const at = property.indexOf('=')
        return at < 0 || at === property.length - 1
          ? []
          : [[property.slice(0, at).trim(), unescaped(property.slice(at + 1))]]
      }),
    ),
    message,
  }
}

const escapes: Readonly<Record<string, string>> = {
  '%0D': '\r',
  '%0A': '\n',
  '%3A': ':',
  '%2C': ',',
  '%3B': ';',
  '%5D': ']',
  '%25': '%',
}

const unescaped = (text: string): string =>
  text.replace(/%(?:0D|0A|3A|2C|3B|5D|25)/gi, (code) => escapes[code.toUpperCase()] ?? code)
