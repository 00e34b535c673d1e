// An environment that masks secrets in everything that a command writes.
import { createSecretMask, type SecretMask } from '../io/secrets/secret-mask.ts'
import type { CommandEnvironment } from './environment.ts'
import { createProgress, type Progress } from './progress.ts'

/** Masks secrets that an API response contains. It cannot read secret variables. */
export interface MaskedEnvironment extends CommandEnvironment {
  readonly secretMask: SecretMask
  readonly progress: Progress
}

export interface SecretEnvironment extends MaskedEnvironment {
  /** Reads an environment variable, whose value is masked from then on. */
  readonly readSecret: (name: string) => string | undefined
}

export const maskEnvironment = (environment: CommandEnvironment): SecretEnvironment => {
  const secretMask = createSecretMask()
  let prints = 0
  let isAsking = false
  const progress = createProgress({
    isTerminal: environment.isTerminal,
    width: environment.width,
    writeError: (text) => writeSafely(environment.writeError, text),
    prints: () => prints,
    isAsking: () => isAsking,
  })
  const print = (write: (text: string) => void, text: string): void => {
    prints += 1
    progress.clear()
    writeSafely(write, secretMask.mask(text))
  }
  return {
    ...environment,
    secretMask,
    progress,
    writeOutput: (text) => print(environment.writeOutput, text),
    writeError: (text) => print(environment.writeError, text),
    ask: async (question) => {
      isAsking = true
      progress.clear()
      try {
        return await environment.ask(secretMask.mask(question))
      } finally {
        isAsking = false
      }
    },
    readSecret: (name) => {
      const value = environment.readVariable(name)
      if (value !== undefined) secretMask.addSecret(value)
      return value
    },
  }
}

/** What goes wrong with an output must not stop a command, which may have written to Statsig and not yet recorded it. */
const writeSafely = (write: (text: string) => void, text: string): void => {
  try {
    write(text)
  } catch {
    // The output has failed: the error cannot be printed.
  }
}
