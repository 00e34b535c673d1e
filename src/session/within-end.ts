// After the second signal a run does not wait for work of which it does not know when it ends.
import { systemClock } from '../io/statsig/console-api/index.ts'

/** For the record of an apply after the second signal, in milliseconds: the report comes within two seconds. */
export const maxRecordMs = 1_000

/** For a comment or a read at GitHub after that, in milliseconds. */
export const maxPublishMs = 300

/** The result of the work, or of `otherwise` where it has not ended so long after the second signal. */
export const withinEnd = <T>(
  end: AbortSignal,
  ms: number,
  work: Promise<T>,
  otherwise: () => T,
): Promise<T> =>
  Promise.race([
    work,
    untilAborted(end)
      .then(() => systemClock.sleep(ms))
      .then(otherwise),
  ])

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
