// Signals to stop, for tests.
import type { Interrupts } from '../../src/session/environment.ts'

export const neverInterrupted = (): Interrupts => {
  const { signal } = new AbortController()
  return { stop: signal, end: signal }
}
