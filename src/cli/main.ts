// The process: connects its streams, its environment and its signals to the command line.
import { createInterface } from 'node:readline/promises'
import { startEmulator } from '../emulator/index.ts'
import { openRepository } from '../io/git/index.ts'
import { sealingOpener, sealVariable } from '../io/git/record-seal.ts'
import { streamWriter } from '../io/process-stream.ts'
import type { CommandEnvironment } from '../session/environment.ts'
import { runCommandLine } from './program.ts'

// A process that ends early has failed: the exit code is set again when the command has ended.
process.exitCode = 1

const writeError = streamWriter(process.stderr)
const writeOutput = streamWriter(process.stdout, (code) =>
  writeError(`Standard output could not be written (${code}): what it holds is incomplete.\n`),
)

const signals = ['SIGINT', 'SIGTERM'] as const

const waitForStopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of signals) process.once(signal, () => resolve())
  })

const trackInterrupts = (): (() => boolean) => {
  let isInterrupted = false
  for (const signal of signals)
    process.on(signal, () => {
      if (isInterrupted) process.exit(1)
      isInterrupted = true
      writeError('Finishing the operations that are running. Interrupt again to stop at once.\n')
    })
  return () => isInterrupted
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
