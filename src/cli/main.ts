// The process: connects its streams, its environment and its signals to the command line.
import { createInterface } from 'node:readline/promises'
import { startEmulator } from '../emulator/index.ts'
import { openRepository } from '../io/git/index.ts'
import { sealingOpener, sealVariable } from '../io/git/record-seal.ts'
import { streamWriter } from '../io/process-stream.ts'
import { createRunController } from '../io/statsig/console-api/run-signals.ts'
import type { CommandEnvironment, Interrupts } from '../session/environment.ts'
import { runCommandLine } from './program.ts'

// A process that ends early has failed: the exit code is set again when the command has ended.
process.exitCode = 1

const writeError = streamWriter(process.stderr)
const writeOutput = streamWriter(process.stdout, (code) =>
  writeError(`Standard output could not be written (${code}): what it holds is incomplete.\n`),
)

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

const waitForStopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve())
  })

let isEnding = false

/** The process ends after the report, whatever is still under way, and in any case so soon after the second signal. */
const maxEndMs = 1_900

const trackInterrupts = (): Interrupts => {
  const [stop, end] = [createRunController(), createRunController()]
  for (const signal of signals)
    process.on(signal, () => {
      if (stop.signal.aborted) {
        setTimeout(() => process.exit(), maxEndMs)
        isEnding = true
        end.abort()
        return
      }
      writeError(
        'Interrupted: nothing more is sent. Waiting for the answers to requests that are under way. Interrupt again to stop at once.\n',
      )
      stop.abort()
    })
  return { stop: stop.signal, end: end.signal }
}

const readVariable = (name: string) => process.env[name]

const takeVariable = (name: string) => {
  const value = process.env[name]
  delete process.env[name]
  return value
}

const environment: CommandEnvironment = {
  writeOutput,
  writeError,
  readVariable,
  takeVariable,
  cwd: process.cwd(),
  isTerminal: process.stdout.isTTY === true && process.stdin.isTTY === true,
  width: process.stdout.columns ?? 100,
  random: Math.random,
  wallTime: Date.now,
  ask: async (question) => {
    const lines = createInterface({ input: process.stdin, output: process.stderr })
    try {
      return await lines.question(question)
    } finally {
      lines.close()
    }
  },
  waitForStopSignal,
  trackInterrupts,
  openRepository: sealingOpener(
    (root) => openRepository(root, readVariable),
    readVariable(sealVariable),
  ),
  startEmulator,
}

process.exitCode = await runCommandLine(process.argv.slice(2), environment)
if (isEnding) process.exit()
