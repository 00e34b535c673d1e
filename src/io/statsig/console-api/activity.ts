// Knows what the requests of a run are doing: for progress, and for bounds of time that do not count waits for a limit.
import type { Clock } from '../../../resources/api.ts'

export interface RunActivity {
  /** Requests that had an answer. */
  readonly answered: () => number
  /** Requests that have no answer yet. */
  readonly underWay: () => number
  /** How long the run still waits for a limit of Statsig, in milliseconds. 0 where it does not wait. */
  readonly limitedMs: () => number
  /** Milliseconds of the run in which no request waited for a limit. */
  readonly workingMs: () => number
  readonly begin: () => void
  readonly end: () => void
  /** A request sleeps for `sleepMs`, in a wait for a limit of `waitMs`. */
  readonly wait: (waitMs: number, sleepMs: number) => void
}

export const createRunActivity = ({ now }: Pick<Clock, 'now'>): RunActivity => {
  const startedAt = now()
  let [answered, underWay, limitedMs] = [0, 0, 0]
  let [freeAt, sleepsUntil] = [0, 0]
  return {
    answered: () => answered,
    underWay: () => underWay,
    // A wait consists of short sleeps, and another one may begin at this moment.
    limitedMs: () => (sleepsUntil + 1_000 > now() ? Math.max(0, freeAt - now()) : 0),
    workingMs: () => now() - startedAt - limitedMs + Math.max(0, sleepsUntil - now()),
    begin: () => {
      underWay += 1
    },
    end: () => {
      underWay -= 1
      answered += 1
    },
    wait: (waitMs, sleepMs) => {
      const end = now() + sleepMs
      limitedMs += Math.max(0, end - Math.max(now(), sleepsUntil))
      freeAt = now() + waitMs
      sleepsUntil = Math.max(sleepsUntil, end)
    },
  }
}
