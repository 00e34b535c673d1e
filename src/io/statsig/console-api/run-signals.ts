// The signals that end the client of a run.
import { setMaxListeners } from 'node:events'

/** When a client ends. */
export interface RunSignals {
  /** Nothing more is sent. What is under way goes on. */
  readonly stop: AbortSignal
  /** Nothing that is under way is waited for. */
  readonly abort: AbortSignal
}

/** A signal that every request and every wait of a run may listen to. */
export const createRunController = (): AbortController => {
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  return controller
}
