// What a command may touch, so that a test can be the world.
import type { Emulator, EmulatorOptions } from '../emulator/index.ts'
import type { OutputFormat } from '../report/formats.ts'
import type { OpenRepository } from '../repository.ts'

export interface CommandEnvironment {
  /** Results. */
  readonly writeOutput: (text: string) => void
  /** Progress and trouble. */
  readonly writeError: (text: string) => void
  /** Taken out of the environment once it was read, so that no child and no report can hold it. */
  readonly takeVariable: (name: string) => string | undefined
  readonly readVariable: (name: string) => string | undefined
  readonly cwd: string
  readonly isTerminal: boolean
  readonly width: number
  readonly random: () => number
  /** Resolves to what a person typed; only asked on a terminal. */
  readonly ask: (question: string) => Promise<string>
  /** Resolves when the person wants to stop. */
  readonly waitForStopSignal: () => Promise<void>
  /** From the call on, the first wish to stop is only noted; the second one ends the process. */
  readonly trackInterrupts: () => () => boolean
  /** The repository that a folder lies in; `undefined` where it lies in none. */
  readonly openRepository: OpenRepository
  /** Absent where there is nobody to try things out. */
  readonly startEmulator?: (options: EmulatorOptions) => Promise<Emulator>
}

export interface CommonOptions {
  readonly directory?: string
  readonly format?: OutputFormat
  readonly color?: boolean
  readonly quiet?: boolean
  readonly debug?: boolean
}
