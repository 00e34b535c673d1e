// The outside world of a command: streams, environment variables, signals, git and the emulator. Tests replace it.
import type { Emulator, EmulatorOptions } from '../emulator/index.ts'
import type { ConsoleApiOptions } from '../io/statsig/console-api/index.ts'
import type { OpenRepository } from '../model/repository.ts'
import type { OutputFormat } from '../report/formats.ts'
import type { Clock } from '../resources/api.ts'

export interface CommandEnvironment {
  /** Writes results to standard output. */
  readonly writeOutput: (text: string) => void
  /** Writes progress, warnings and errors to standard error. */
  readonly writeError: (text: string) => void
  /** Reads a variable and removes it, so that no child process and no error report contains it. */
  readonly takeVariable: (name: string) => string | undefined
  readonly readVariable: (name: string) => string | undefined
  readonly cwd: string
  readonly isTerminal: boolean
  readonly width: number
  readonly random: () => number
  /** Default: that of the system. */
  readonly clock?: Clock
  /** For the renewal of leases. Default: that of the system. */
  readonly leaseClock?: Clock
  /** The time of day in milliseconds since 1970. */
  readonly wallTime: () => number
  /** Sends requests to Statsig. Default: HTTP. */
  readonly send?: NonNullable<ConsoleApiOptions['send']>
  /** Resolves to the line that a person typed. Called only on a terminal. */
  readonly ask: (question: string) => Promise<string>
  /** Resolves at the first signal to stop. */
  readonly waitForStopSignal: () => Promise<void>
  /** After the call, signals to stop end no process: they are given here. */
  readonly trackInterrupts: () => Interrupts
  /** The repository that contains a folder; `undefined` where there is none. */
  readonly openRepository: OpenRepository
  /** Absent in the GitHub Action. */
  readonly startEmulator?: (options: EmulatorOptions) => Promise<Emulator>
}

export interface Interrupts {
  /** Given at the first signal to stop: nothing more is sent, and requests that are under way are waited for. */
  readonly stop: AbortSignal
  /** Given at the second one: nothing is waited for, and what is known is printed. */
  readonly end: AbortSignal
}

export interface CommonOptions {
  readonly directory?: string
  readonly format?: OutputFormat
  readonly color?: boolean
  readonly quiet?: boolean
  readonly debug?: boolean
}
