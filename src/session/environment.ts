// The outside world of a command: streams, environment variables, signals, git and the emulator. Tests replace it.
import type { Emulator, EmulatorOptions } from '../emulator/index.ts'
import type { OpenRepository } from '../model/repository.ts'
import type { OutputFormat } from '../report/formats.ts'

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
  /** Resolves to the line that a person typed. Called only on a terminal. */
  readonly ask: (question: string) => Promise<string>
  /** Resolves at the first signal to stop. */
  readonly waitForStopSignal: () => Promise<void>
  /** After the call the first signal to stop is recorded, and the second one ends the process. */
  readonly trackInterrupts: () => () => boolean
  /** The repository that contains a folder; `undefined` where there is none. */
  readonly openRepository: OpenRepository
  /** Absent in the GitHub Action. */
  readonly startEmulator?: (options: EmulatorOptions) => Promise<Emulator>
}

export interface CommonOptions {
  readonly directory?: string
  readonly format?: OutputFormat
  readonly color?: boolean
  readonly quiet?: boolean
  readonly debug?: boolean
}
