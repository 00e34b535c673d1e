// The world with a veil over whatever is written to it: values read as secrets are seen by nobody.
import { type Veil, veil } from '../io/secret-mask.ts'
import type { World } from './environment.ts'

/** Secrets that an answer holds can be hidden; none can be asked for. */
export interface MaskedWorld extends World {
  readonly veil: Veil
}

export interface VeiledWorld extends MaskedWorld {
  /** An environment variable whose value nothing shows from then on. */
  readonly secret: (name: string) => string | undefined
}

export const veiled = (world: World): VeiledWorld => {
  const over = veil()
  return {
    ...world,
    veil: over,
    out: (text) => world.out(over.over(text)),
    err: (text) => world.err(over.over(text)),
    ask: (question) => world.ask(over.over(question)),
    secret: (name) => {
      const value = world.env(name)
      if (value !== undefined) over.hide(value)
      return value
    },
  }
}
