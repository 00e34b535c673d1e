// Follows one page of the documentation as a reader does: writes its files, runs its commands, and returns the page
// with the outputs that the commands printed.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { expect } from 'vitest'
import pkg from '../../package.json' with { type: 'json' }
import { isJsonObject, type Json } from '../../src/core/json.ts'
import { type Emulator, parseFault, projectIdAt, startEmulator } from '../../src/emulator/index.ts'
import { exitCodes } from '../../src/session/exit-codes.ts'
import { runCli } from '../support/cli.ts'
import { type Block, blocksIn, namedFile } from './markdown.ts'
import {
  assignmentOf,
  commandsIn,
  parseCommand,
  type ShellCommand,
  type ShownCommand,
} from './shell.ts'

const root = resolve('.')
const DEFAULT_PORT = '3006'

/** The same in every run, so that commits have the same ids. */
const identity = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((role) => [
    [`GIT_${role}_NAME`, 'Ana'],
    [`GIT_${role}_EMAIL`, 'ana@example.com'],
    [`GIT_${role}_DATE`, '2026-01-01T00:00:00Z'],
  ]),
)

interface Reader {
  cwd: string
  file: string
  code: number
  readonly env: Map<string, string>
  /** By the port that the page names. */
  readonly emulators: ReadonlyMap<string, Emulator>
}

interface Printed {
  readonly text: string
  readonly code: number
}

export const runPage = async (page: string): Promise<string> => {
  const blocks = blocksIn(page)
  const base = mkdtempSync(join(tmpdir(), 'statsig-gitops-page-'))
  const emulators = await startEmulators(blocks)
  try {
    const reader = readerIn(base, emulators)
    const parts: string[] = []
    let end = 0
    for (const block of blocks) {
      parts.push(page.slice(end, block.start), await followBlock(block, reader))
      end = block.end
    }
    return [...parts, page.slice(end)].join('')
  } finally {
    for (const emulator of emulators.values()) await emulator.close()
    rmSync(base, { recursive: true })
  }
}

const readerIn = (base: string, emulators: ReadonlyMap<string, Emulator>): Reader => {
  const cwd = join(base, 'flags')
  mkdirSync(cwd)
  const [emulator] = emulators.values()
  return {
    cwd,
    file: '',
    code: exitCodes.success,
    emulators,
    env: new Map([
      ['PATH', process.env['PATH'] ?? ''],
      ['HOME', base],
      ['GIT_CONFIG_GLOBAL', '/dev/null'],
      ['GIT_CONFIG_SYSTEM', '/dev/null'],
      ...(emulator === undefined
        ? []
        : ([
            ['STATSIG_API_URL', emulator.url],
            ['STATSIG_API_KEY', emulator.key],
          ] as const)),
    ]),
  }
}

const followBlock = async (block: Block, reader: Reader): Promise<string> => {
  switch (block.language) {
    case 'yaml':
      writeNamedFile(block, reader)
      return block.text
    case 'diff':
      applyDiff(block.text, reader)
      return block.text
    case 'sh':
      checkSetup(block.text, reader)
      return block.text
    case 'console':
      return runCommands(block.text, reader)
    default:
      return block.text
  }
}

const writeNamedFile = (block: Block, reader: Reader): void => {
  const path = namedFile(block)
  if (path === undefined) return
  reader.file = join(reader.cwd, path)
  mkdirSync(dirname(reader.file), { recursive: true })
  writeFileSync(reader.file, block.text)
}

/** Replaces the lines of a hunk in the file that it names, or in the file that was written last. */
const applyDiff = (text: string, reader: Reader): void => {
  const [, path] = /^\+\+\+ b\/(.*)$/m.exec(text) ?? []
  if (path !== undefined) reader.file = join(reader.cwd, path)
  const lines = text
    .split('\n')
    .filter((line) => /^[-+ ]/.test(line) && !/^(---|\+\+\+) /.test(line))
  const side = (other: string) =>
    lines
      .filter((line) => !line.startsWith(other))
      .map((line) => `${line.slice(1)}\n`)
      .join('')
  const now = readFileSync(reader.file, 'utf8')
  const [before = '', after, ...more] = `\n${now}`.split(`\n${side('+')}`)
  expect([after === undefined, more.length], `The hunk stands once in ${reader.file}.`).toEqual([
    false,
    0,
  ])
  writeFileSync(reader.file, `${before}\n${side('-')}${after}`.slice(1))
}

/** Lines of `sh` blocks prepare a machine: they are of a few known forms, and are checked and not run. */
const checkSetup = (text: string, reader: Reader): void => {
  for (const line of text.split('\n').filter((each) => each !== '' && !each.startsWith('#'))) {
    const scripts = [...line.matchAll(/npm (?:run )?(?!ci\b|install\b)([\w:]+)/g)].map(
      ([, name]) => name ?? '',
    )
    expect(scripts.filter((name) => !Object.hasOwn(pkg.scripts, name))).toEqual([])
    const isKnown =
      /^(npm|npx vitest|npx biome|git clone|cd|alias) /.test(line) ||
      /^export STATSIG_API_KEY=console-…$/.test(line) ||
      /^\.ci\/run$/.test(line) ||
      emulatorPort(line) !== undefined
    expect(isKnown, `\`${line}\` is a line that a \`sh\` block may hold.`).toBe(true)
    const port = emulatorPort(line)
    if (port !== undefined) expect(reader.emulators.has(port)).toBe(true)
  }
}

const emulatorPort = (line: string): string | undefined => {
  if (!/^statsig-gitops emulator\b/.test(line)) return undefined
  return /--port (\d+)/.exec(line)?.[1] ?? DEFAULT_PORT
}

/** Those that `sh` blocks of the page start; one without options where there is none. */
const startEmulators = async (blocks: readonly Block[]): Promise<ReadonlyMap<string, Emulator>> => {
  const lines = blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.split('\n'))
    .filter((line) => emulatorPort(line) !== undefined)
  const emulators = new Map<string, Emulator>()
  for (const line of lines.length > 0 ? lines : ['statsig-gitops emulator']) {
    const isWarehouse = /--project warehouse/.test(line)
    const emulator = await startEmulator({
      seed: 1,
      acceptAnyKey: true,
      projectId: projectIdAt(Number(emulatorPort(line) ?? DEFAULT_PORT)),
      project: isWarehouse ? 'warehouse' : 'cloud',
      clock: { now: () => Date.UTC(2026, 0, 1, 14, 2) },
    })
    emulators.set(emulatorPort(line) ?? DEFAULT_PORT, emulator)
    const [, folder] = /--seed (\S+)/.exec(line) ?? []
    if (folder !== undefined) await seed(emulator, folder)
    emulator.faults = [...line.matchAll(/--fault (\S+)/g)].map(([, fault = '']) =>
      parseFault(fault),
    )
  }
  return emulators
}

const seed = async (emulator: Emulator, folder: string): Promise<void> => {
  const env = {
    STATSIG_API_URL: emulator.url,
    STATSIG_API_KEY: emulator.key,
    DATABRICKS_TOKEN: 'a token for the emulator',
  }
  const { code, err } = await runCli(
    ['apply', '--two-way', '--yes', '--parallelism', '1', '-C', join(root, folder)],
    { cwd: root, env },
  )
  expect(code, err).toBe(exitCodes.success)
}

const runCommands = async (text: string, reader: Reader): Promise<string> => {
  const shown: string[] = []
  let pending: string | undefined
  for (const command of commandsIn(text)) {
    const parsed = parseCommand(command.line, (name) => reader.env.get(name))
    const isEcho = parsed.program === 'echo'
    if (!isEcho)
      expect(pending, '`echo $?` follows each command that does not end with 0').toBe(undefined)
    if (isEcho) expect(command.line).toBe('echo $?')
    const printed = isEcho
      ? { text: `${reader.code}\n`, code: 0 }
      : await runCommand(parsed, reader)
    pending = printed.code === 0 ? undefined : `${command.line}: ${printed.code}\n${printed.text}`
    reader.code = printed.code
    const lines = abbreviate(printed.text, command)
    // An empty line parts an output from the next command.
    shown.push([`$ ${command.line}`, ...lines, ...(lines.length > 0 ? [''] : [])].join('\n'))
  }
  expect(pending, '`echo $?` follows each command that does not end with 0').toBe(undefined)
  return `${shown.join('\n').replaceAll('\n\n$ echo', '\n$ echo').trimEnd()}\n`
}

/** `…` at the top or at the end of a shown output leaves out the rest. */
const abbreviate = (text: string, { shown }: ShownCommand): readonly string[] => {
  const lines = text === '' ? [] : text.trimEnd().split('\n')
  const others = shown.length - 1
  if (shown[0] === '…') return ['…', ...lines.slice(lines.length - others)]
  if (others > 0 && shown.at(-1) === '…') return [...lines.slice(0, others), '…']
  return lines
}

const runCommand = async (command: ShellCommand, reader: Reader): Promise<Printed> => {
  const env = { ...Object.fromEntries(reader.env), ...withRealPorts(command.variables, reader) }
  const { args, program } = command
  switch (program) {
    case 'statsig-gitops': {
      const { code, err, out } = await runCli(args, { cwd: reader.cwd, env, width: 80 })
      return { text: `${err}${out}`, code }
    }
    case 'git':
      return done(
        execFileSync('git', args, {
          cwd: reader.cwd,
          encoding: 'utf8',
          env: { ...env, ...identity },
        }),
      )
    case 'curl':
      return done(await sendRequest(args))
    case 'export':
      for (const [name, value] of Object.entries(
        withRealPorts(Object.fromEntries(args.map(assignmentOf)), reader),
      ))
        reader.env.set(name, value)
      return done('')
    case 'cd':
      reader.cwd = resolve(reader.cwd, args[0] ?? '')
      return done('')
    case 'cat':
      return done(args.map((path) => readFileSync(join(reader.cwd, path), 'utf8')).join(''))
    case 'mv':
    case 'rm':
      return done(execFileSync(program, args, { cwd: reader.cwd, encoding: 'utf8' }))
    default:
      throw new Error(`A \`console\` block may not run \`${program}\`.`)
  }
}

const done = (text: string): Printed => ({ text, code: exitCodes.success })

/** The address of an emulator as the page writes it, with the port where it really listens. */
const withRealPorts = (
  variables: Readonly<Record<string, string>>,
  { emulators }: Reader,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      const [, port] = /^http:\/\/127\.0\.0\.1:(\d+)$/.exec(value) ?? []
      const emulator = port === undefined ? undefined : emulators.get(port)
      return [name, emulator?.url ?? value]
    }),
  )

/** Sends what `curl` would, and prints the answer without its data. */
const sendRequest = async (args: readonly string[]): Promise<string> => {
  const request = { method: 'GET', url: '', headers: new Headers(), body: '' }
  for (let at = 0; at < args.length; at += 1) {
    const [name = '', value = ''] = args.slice(at)
    if (!name.startsWith('--')) request.url = name
    else if (name === '--request') request.method = value
    else if (name === '--data') request.body = value
    else if (name === '--header') {
      const [header = '', ...rest] = value.split(': ')
      request.headers.set(header, rest.join(': '))
    } else if (name !== '--silent') throw new Error(`A page may not use curl’s option ${name}.`)
    if (name.startsWith('--') && name !== '--silent') at += 1
  }
  const { body, headers, method, url } = request
  const response = await fetch(url, { method, headers, ...(body !== '' && { body }) })
  const text = await response.text()
  expect(response.ok, text).toBe(true)
  const answer: Json = JSON.parse(text)
  if (!isJsonObject(answer)) return `${text}\n`
  return `{"message":${JSON.stringify(answer['message'] ?? '')},"data":{…}}\n`
}
