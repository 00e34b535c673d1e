// Runs commands in shells that wait for work. A shell is so small that it starts a process in half of the time that Node
// needs, however small that Node is.
import type { ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface ShellCommand {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly input: Buffer
}

export interface ShellResult {
  /** As a shell says it: 127 if there is no such program or folder, 128 plus the number of a signal. */
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: Buffer
}

/** Starts a shell that reads commands from its standard input. */
type StartShell = () => ChildProcess

/** `parent` is the folder for files of the shells. */
export const createShellPool = (startShell: StartShell, parent: () => string) => {
  const idle: Shell[] = []
  let folder: string | undefined
  let count = 0
  return async (command: ShellCommand): Promise<ShellResult> => {
    folder ??= mkdtempSync(join(parent(), 'shells-'))
    count += 1
    const shell = idle.pop() ?? openShell(startShell(), join(folder, String(count)))
    const result = await shell(command)
    idle.push(shell)
    return result
  }
}

/** Runs one command at a time. */
type Shell = (command: ShellCommand) => Promise<ShellResult>

/** Input and outputs go through files that begin with `path`. */
const openShell = ({ stdin, stdout }: ChildProcess, path: string): Shell => {
  const [input, output, errors] = ['in', 'out', 'err'].map((name) => `${path}.${name}`)
  if (!stdin || !stdout || !input || !output || !errors) throw new Error('A shell has no pipes.')
  let onCode: (code: number) => void = () => {}
  stdout.on('data', (line) => onCode(Number(line)))
  return (command) => {
    writeFileSync(input, command.input)
    const variables = Object.entries(command.env).flatMap(([name, value]) =>
      value === undefined ? [] : [`${name}=${quote(value)}`],
    )
    const words = [...variables, ...[command.file, ...command.args].map(quote)].join(' ')
    stdin.write(
      `if cd ${quote(command.cwd)} 2>/dev/null; then ${words} <${input} >${output} 2>${errors}; echo $?; else echo 127; fi\n`,
    )
    return new Promise((resolve) => {
      onCode = (code) =>
        resolve({ code, stdout: readFileSync(output), stderr: readFileSync(errors) })
    })
  }
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
