// An environment that masks secrets in everything that a command writes.
import { createSecretMask, type SecretMask } from '../io/secrets/secret-mask.ts'
import type { CommandEnvironment } from './environment.ts'

/** Masks secrets that an API response contains. It cannot read secret variables. */
export interface MaskedEnvironment extends CommandEnvironment {
  readonly secretMask: SecretMask
}

export interface SecretEnvironment extends MaskedEnvironment {
  /** Reads an environment variable, whose value is masked from then on. */
  readonly readSecret: (name: string) => string | undefined
}

export const maskEnvironment = (environment: CommandEnvironment): SecretEnvironment => {
  const secretMask = createSecretMask()
  return {
    ...environment,
    secretMask,
    writeOutput: (text) => writeSafely(environment.writeOutput, secretMask.mask(text)),
    writeError: (text) => writeSafely(environment.writeError, secretMask.mask(text)),
    ask: (question) => environment.ask(secretMask.mask(question)),
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
