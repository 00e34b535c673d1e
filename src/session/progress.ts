// Says what a run does: one line that changes on a terminal, and a line from time to time where there is none. On standard
// error, whatever the format is.
import type { Clock } from '../resources/api.ts'
import type { CommonOptions } from './environment.ts'

/** What the requests of the run do. */
export interface RequestStatus {
  readonly answered: () => number
  readonly underWay: () => number
  /** How long a limit of Statsig still holds the run, in milliseconds. */
  readonly limitedMs: () => number
}

export interface Counter {
  readonly tick: () => void
  /** There is more to do than was known at first. */
  readonly grow: (more: number) => void
  readonly end: () => void
}

export interface Progress {
  /** From now on until the returned function is called. Nothing with `quiet`. */
  readonly show: (
    options: Pick<CommonOptions, 'quiet'>,
    clock: Clock,
    status: RequestStatus,
  ) => () => void
  /** What is done of how much. The last one that was begun is shown. */
  readonly count: (total: number, label?: string) => Counter
}

/** Standard error, and how it is shared with what commands print. */
export interface ProgressOutput {
  readonly isTerminal: boolean
  readonly width: number
  readonly writeError: (text: string) => void
  /** How often a command has printed. */
  readonly prints: () => number
  /** Whether a person is asked something. */
  readonly isAsking: () => boolean
}

/** No line is older than this where there is no terminal; on one, it changes each second. In milliseconds. */
const silenceMs = 10_000
/** A wait for a limit is printed sooner. */
const announcementMs = 2_000
const tickMs = 1_000

const clearLine = '\r\u001b[2K'

export interface LiveProgress extends Progress {
  /** Called before a command prints: the line of the terminal is removed. */
  readonly clear: () => void
}

export const createProgress = (output: ProgressOutput): LiveProgress => {
  const counters: { readonly label: string; done: number; total: number }[] = []
  let hasLine = false

  const lineFor = ({ answered, limitedMs, underWay }: RequestStatus): string => {
    const counter = counters.at(-1)
    const head = counter
      ? `${counter.label}${counter.done} of ${counter.total}`
      : `Requests answered: ${answered()}`
    if (limitedMs() > 0)
      return `${head}, waiting ${Math.ceil(limitedMs() / 1_000)} s for Statsig's limit`
    return underWay() > 0 ? `${head}, waiting for Statsig` : head
  }
  const clear = (): void => {
    if (hasLine) output.writeError(clearLine)
    hasLine = false
  }
  const showOnTerminal = (line: string): void => {
    output.writeError(`${clearLine}${line.slice(0, Math.max(1, output.width - 1))}`)
    hasLine = true
  }
  const run = async (clock: Clock, status: RequestStatus, ended: AbortSignal): Promise<void> => {
    let [prints, lastAt, isAnnounced] = [output.prints(), clock.now(), false]
    for (;;) {
      await clock.sleep(tickMs, ended)
      if (ended.aborted) return
      if (output.isAsking()) lastAt = clock.now()
      else if (output.isTerminal) showOnTerminal(lineFor(status))
      else if (output.prints() !== prints) [prints, lastAt] = [output.prints(), clock.now()]
      else {
        const isLimited = status.limitedMs() > 0
        const patienceMs = isLimited && !isAnnounced ? announcementMs : silenceMs
        if (clock.now() - lastAt >= patienceMs) {
          output.writeError(`${lineFor(status)}\n`)
          lastAt = clock.now()
          isAnnounced = isLimited
        }
        isAnnounced &&= isLimited
      }
    }
  }
  return {
    clear,
    show: ({ quiet }, clock, status) => {
      if (quiet) return () => {}
      const ending = new AbortController()
      void run(clock, status, ending.signal)
      return () => {
        ending.abort()
        clear()
      }
    },
    count: (total, label = '') => {
      const counter = { label: label && `${label} `, done: 0, total }
      counters.push(counter)
      return {
        tick: () => {
          counter.done += 1
        },
        grow: (more) => {
          counter.total += more
        },
        end: () => {
          counters.splice(counters.indexOf(counter), 1)
        },
      }
    },
  }
}
