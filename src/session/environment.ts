// What a command may touch, so that a test can be the world.
import type { Emulator, EmulatorOptions } from '../emulator/index.ts'
import type { Repository } from '../io/git/index.ts'

export interface World {
  /** Results. */
  readonly out: (text: string) => void
  /** Progress and trouble. */
  readonly err: (text: string) => void
  /** Taken out of the environment once it was read, so that no child and no report can hold it. */
  readonly takeEnv: (name: string) => string | undefined
  readonly env: (name: string) => string | undefined
  readonly cwd: string
  readonly isTerminal: boolean
  readonly width: number
  readonly random: () => number
  /** Resolves to what a person typed; only asked on a terminal. */
  readonly ask: (question: string) => Promise<string>
  /** Resolves when the person wants to stop. */
  readonly stopped: () => Promise<void>
  /** From the call on, the first wish to stop is only noted; the second one ends the process. */
  readonly noteInterrupts: () => () => boolean
  /** The repository that a folder lies in; `undefined` where it lies in none. */
  readonly repositoryAt: (root: string) => Promise<Repository | undefined>
  /** Absent where there is nobody to try things out. */
  readonly startEmulator?: (options: EmulatorOptions) => Promise<Emulator>
}

/** Exit codes, in the order in which the first that holds is taken. */
export const exits = {
  wrongUsage: 64,
  invalid: 3,
  refused: 4,
  unfinished: 6,
  moved: 5,
  failed: 1,
  changes: 2,
  done: 0,
} as const

export type ExitCode = (typeof exits)[keyof typeof exits]

export interface CommonOptions {
  readonly directory?: string
  readonly format?: 'text' | 'json'
  readonly color?: boolean
  readonly quiet?: boolean
  readonly debug?: boolean
}
