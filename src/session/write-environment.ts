// An environment that says that its command may write to Statsig. Nothing that writes can be had without it.
import type { SecretEnvironment } from './masked-environment.ts'

const mayWrite: unique symbol = Symbol('may write')

/** Made by `allowWrites` alone: the name of the member is known nowhere else. */
export interface WriteEnvironment extends SecretEnvironment {
  readonly [mayWrite]: true
}

/** Called for `apply` alone. */
export const allowWrites = (environment: SecretEnvironment): WriteEnvironment => ({
  ...environment,
  [mayWrite]: true,
})
