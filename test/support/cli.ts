// The command line as a person at a terminal, or a job without one, would use it.
import { runCommandLine } from '../../src/cli/program.ts'
import { startEmulator } from '../../src/emulator/index.ts'
import { openRepository } from '../../src/io/git/index.ts'
import { sealingOpener, sealVariable } from '../../src/io/git/record-seal.ts'
import type { Send } from '../../src/io/statsig/console-api/http.ts'
import type { OpenRepository } from '../../src/model/repository.ts'
import type { Clock } from '../../src/resources/api.ts'
import type { CommandEnvironment, Interrupts } from '../../src/session/environment.ts'
import { neverInterrupted } from './interrupts.ts'

export interface CliResult {
  readonly code: number
  readonly out: string
  readonly err: string
  /** The environment variables that were looked at. */
  readonly asked: readonly string[]
}

export interface CliCall {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  /** What is typed at a prompt; without it there is no terminal. */
  readonly typed?: string
  readonly width?: number
  /** Every write to standard output and standard error fails. */
  readonly hasBrokenOutput?: boolean
  readonly clock?: Clock
  readonly wallTime?: () => number
  /** Default: HTTP. */
  readonly send?: Send
  /** Default: git. */
  readonly openRepository?: OpenRepository
  /** Called when an apply is about to write. */
  readonly onBeforeWrites?: () => void
  /** Called for all that is printed. */
  readonly onPrint?: (text: string) => void
  /** Signals to stop that an apply receives. */
  readonly interrupts?: Interrupts
  /** What happens while a command waits to be stopped, given what it has printed. */
  readonly untilStopped?: (out: string) => Promise<void>
}

/**
 * One operation at a time, in the order of the plan: what a test expects of requests must not depend on which of several
 * parallel ones arrives first. That each waits for what it comes after, at every width, is tested in `test/apply`.
 */
const inOrder = (args: readonly string[]): readonly string[] =>
  args[0] === 'apply' && !args.includes('--parallelism') ? [...args, '--parallelism', '1'] : args

export const runCli = async (
  args: readonly string[],
  {
    clock,
    cwd,
    env = {},
    hasBrokenOutput = false,
    interrupts,
    onBeforeWrites,
    onPrint,
    openRepository: open,
    send,
    typed,
    untilStopped,
    wallTime = Date.now,
    width = 100,
  }: CliCall,
): Promise<CliResult> => {
  const [out, err]: [string[], string[]] = [[], []]
  const held = new Map(Object.entries(env))
  const asked: string[] = []
  const readVariable = (name: string) => {
    asked.push(name)
    return held.get(name)
  }
  const writeTo = (texts: string[], text: string): void => {
    if (hasBrokenOutput) throw new Error('write EPIPE')
    texts.push(text)
    onPrint?.(text)
  }
  const world: CommandEnvironment = {
    writeOutput: (text) => writeTo(out, text),
    writeError: (text) => writeTo(err, text),
    readVariable,
    takeVariable: (name) => {
      const value = held.get(name)
      held.delete(name)
      return value
    },
    cwd,
    isTerminal: typed !== undefined,
    width,
    random: () => 0.5,
    ...(clock && { clock }),
    ...(send && { send }),
    wallTime,
    ask: async (question) => {
      err.push(question)
      return typed ?? ''
    },
    waitForStopSignal: async () => untilStopped?.(out.join('')),
    trackInterrupts: () => {
      onBeforeWrites?.()
      return interrupts ?? neverInterrupted()
    },
    openRepository: sealingOpener(
      open ?? ((root) => openRepository(root, readVariable)),
      env[sealVariable],
    ),
    startEmulator,
  }
  const code = await runCommandLine(inOrder(args), world)
  return { code, out: out.join(''), err: err.join(''), asked }
}
