// The world with a veil over whatever is written to it: values read as secrets are seen by nobody.
import { createSecretMask, type SecretMask } from '../io/secret-mask.ts'
import type { CommandEnvironment } from './environment.ts'

/** Secrets that an answer holds can be hidden; none can be asked for. */
export interface MaskedEnvironment extends CommandEnvironment {
  readonly secretMask: SecretMask
}

export interface SecretEnvironment extends MaskedEnvironment {
  /** An environment variable whose value nothing shows from then on. */
  readonly readSecret: (name: string) => string | undefined
}

export const maskEnvironment = (environment: CommandEnvironment): SecretEnvironment => {
  const secretMask = createSecretMask()
  return {
    ...environment,
    secretMask,
    writeOutput: (text) => environment.writeOutput(secretMask.mask(text)),
    writeError: (text) => environment.writeError(secretMask.mask(text)),
    ask: (question) => environment.ask(secretMask.mask(question)),
    readSecret: (name) => {
      const value = environment.readVariable(name)
      if (value !== undefined) secretMask.addSecret(value)
      return value
    },
  }
}
