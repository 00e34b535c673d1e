// In tests, this is `node:child_process`: git is started by a small process of its own, the process starter.
//
// The system copies the page tables of the process that starts another one. A worker of the tests with a gigabyte of memory
// waits 70 ms for that, a small process 1 ms. Commands of git that end by themselves run in a shell, which is smaller still.
// Everything but git goes to Node, and so do calls with unusual options.
import type {
  ChildProcess,
  ExecFileException,
  ExecFileOptions,
  SpawnOptions,
} from 'node:child_process'
import { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import { PassThrough, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { inject } from 'vitest'
import type { Request, Response } from './messages.ts'
import { createShellPool, type ShellResult } from './shell.ts'

const node: typeof import('node:child_process') = createRequire(import.meta.url)(
  'node:child_process',
)
export const { execFileSync, spawnSync } = node

/** What of a `ChildProcess` the callers use. */
class StartedProcess extends EventEmitter {
  readonly stdout = new PassThrough()
  readonly stderr = new PassThrough()
  readonly stdin: Writable
  #hasExited = false
  readonly #send: (request: Request) => void
  readonly #id: number

  constructor(id: number, send: (request: Request) => void) {
    super()
    this.#id = id
    this.#send = send
    this.stdin = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        send({ id, kind: 'input', chunk })
        done()
      },
      final: (done) => {
        send({ id, kind: 'input-end' })
        done()
      },
    })
  }

  kill(signal: NodeJS.Signals | number = 'SIGTERM'): boolean {
    if (this.#hasExited) return false
    this.#send({ id: this.#id, kind: 'kill', signal })
    return true
  }

  ref(): void {}

  unref(): void {}

  /** Whether this was the last response. */
  receive(response: Response): boolean {
    switch (response.kind) {
      case 'output':
        this[response.output].write(response.chunk)
        return false
      case 'input-closed':
        this.stdin.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
        return false
      case 'exit':
        this.#hasExited = true
        this.emit('exit', response.code, response.signal)
        return false
      case 'error':
        this.emit('error', Object.assign(new Error(response.message), response.members))
        return false
      case 'close':
        this.stdout.end()
        this.stderr.end()
        // After the last of the output has been read.
        setImmediate(() => this.emit('close', response.code, response.signal))
        return true
    }
  }
}

interface ProcessStarter {
  readonly send: (request: Request) => void
  readonly running: Map<number, StartedProcess>
}

const startProcessStarter = (): ProcessStarter => {
  const running = new Map<number, StartedProcess>()
  const starter = node.fork(fileURLToPath(new URL('process-starter.mjs', import.meta.url)), {
    serialization: 'advanced',
    execArgv: [],
  })
  starter.on('message', (response: Response) => {
    if (running.get(response.id)?.receive(response)) running.delete(response.id)
  })
  starter.on('exit', (code, signal) => {
    for (const child of running.values())
      child.emit('error', new Error(`The process starter ended: ${code ?? signal}.`))
  })
  return { running, send: (request) => void starter.send(request) }
}

let processStarter: ProcessStarter | undefined
let lastId = 0
let isInUse = true

/** Runs work for which Node itself starts the processes. */
export const withProcessesOfNode = async (work: () => Promise<void>): Promise<void> => {
  isInUse = false
  try {
    await work()
  } finally {
    isInUse = true
  }
}

const plainOptions = new Set(['cwd', 'env', 'encoding', 'maxBuffer', 'windowsHide'])

const isForStarter = (file: string, options: object): boolean =>
  isInUse &&
  file === 'git' &&
  Object.entries(options).every(([name, value]) => value === undefined || plainOptions.has(name))

const runInShell = createShellPool(
  // Each command brings its own environment.
  () => node.spawn('/bin/sh', { env: {}, stdio: ['pipe', 'pipe', 'inherit'] }),
  // Removed at the end of the run.
  () => inject('templates'),
)

/** Commands that need no input and end by themselves. */
const shortCommands = new Set(
  'add branch checkout clone commit config diff-tree for-each-ref init log ls-files ls-tree merge merge-base read-tree remote rev-list rev-parse rm switch update-ref write-tree'.split(
    ' ',
  ),
)
/** Commands that read their input to its end before they do anything. */
const inputCommands = new Set(['commit-tree', 'hash-object', 'update-index'])

/** The command after the options of git itself. */
const commandOf = (args: readonly string[]): string =>
  args.find(
    (each, index) => !each.startsWith('-') && !['-c', '-C'].includes(args[index - 1] ?? ''),
  ) ?? ''

/** What of a `ChildProcess` the callers use, of a command that runs in a shell. */
class ShellProcess extends EventEmitter {
  readonly stdout = new PassThrough()
  readonly stderr = new PassThrough()
  readonly stdin: Writable

  constructor(needsInput: boolean, run: (input: Buffer) => Promise<ShellResult>) {
    super()
    const chunks: Buffer[] = []
    const start = () => void run(Buffer.concat(chunks)).then((result) => this.#finish(result))
    this.stdin = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        chunks.push(chunk)
        done()
      },
      final: (done) => {
        if (needsInput) start()
        done()
      },
    })
    if (!needsInput) setImmediate(start)
  }

  kill(): boolean {
    return false
  }

  #finish({ code, stderr, stdout }: ShellResult): void {
    // What Node says where a shell has no such program or folder.
    if (code === 127) {
      const cause = { errno: -2, code: 'ENOENT', syscall: 'spawn git', path: 'git' }
      this.emit('error', Object.assign(new Error('spawn git ENOENT'), cause))
    }
    this.emit('exit', code, null)
    this.stdout.end(stdout)
    this.stderr.end(stderr)
    // After the last of the output has been read.
    setImmediate(() => setImmediate(() => this.emit('close', code, null)))
  }
}

const startGit = (
  args: readonly string[],
  { cwd, env }: Pick<SpawnOptions, 'cwd' | 'env'>,
): ChildProcess => {
  const folder = cwd === undefined ? process.cwd() : cwd instanceof URL ? fileURLToPath(cwd) : cwd
  const variables = { ...(env ?? process.env) }
  const command = commandOf(args)
  const needsInput = inputCommands.has(command)
  if (needsInput || shortCommands.has(command)) {
    const child = new ShellProcess(needsInput, (input) =>
      runInShell({ file: 'git', args, cwd: folder, env: variables, input }),
    )
    return child as unknown as ChildProcess
  }
  processStarter ??= startProcessStarter()
  lastId += 1
  const child = new StartedProcess(lastId, processStarter.send)
  processStarter.running.set(lastId, child)
  processStarter.send({
    id: lastId,
    kind: 'start',
    file: 'git',
    args,
    cwd: folder,
    env: variables,
  })
  // All that is used of a `ChildProcess` is there.
  return child as unknown as ChildProcess
}

export const spawn = (
  file: string,
  args: readonly string[] = [],
  options: SpawnOptions = {},
): ChildProcess =>
  isForStarter(file, options) ? startGit(args, options) : node.spawn(file, args, options)

const textOf = async (stream: NodeJS.ReadableStream | null): Promise<string> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream ?? []) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString('utf8')
}

const collectOutput = async (
  args: readonly string[],
  options: ExecFileOptions,
): Promise<{ readonly stdout: string; readonly stderr: string }> => {
  const child = startGit(args, options)
  child.stdin?.end()
  const end = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve(code ?? signal ?? 'SIGKILL'))
  })
  const [stdout, stderr, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    end,
  ])
  if (code === 0) return { stdout, stderr }
  const message = `Command failed: git ${args.join(' ')}\n${stderr}`
  throw Object.assign(new Error(message), { code, stdout, stderr } satisfies Partial<
    Omit<ExecFileException, 'code'> & { code: number | NodeJS.Signals }
  >)
}

/** With a callback, this is Node's own. */
export const execFile = Object.assign(node.execFile.bind(node), {
  [promisify.custom]: (
    file: string,
    args: readonly string[] = [],
    options: ExecFileOptions = {},
  ) =>
    isForStarter(file, options)
      ? collectOutput(args, options)
      : promisify(node.execFile)(file, args, options),
})
