// Waits until the apply that is under way has ended.
import { type ApplyLock, leaseLabel, leaseMs } from '../history/lease.ts'
import type { Clock } from '../resources/api.ts'

export interface LockWait {
  /** The lock that is there now. */
  readonly find: () => Promise<ApplyLock | undefined>
  readonly timeoutMs: number
  readonly clock: Clock
  /** Called once for each lock that is waited for. */
  readonly onWait: (lock: ApplyLock) => void
  /** Gets the leases that did not change for as long as one lasts: they are over, whatever time they name. */
  readonly watched: Set<string>
  readonly stopped?: AbortSignal
}

const pauseMs = 2_000

/** The lock that is still there after the time; `undefined` where there is none. */
export const waitForLock = async (
  first: ApplyLock,
  { clock, find, onWait, stopped, timeoutMs, watched }: LockWait,
): Promise<ApplyLock | undefined> => {
  const start = clock.now()
  let lock: ApplyLock | undefined = first
  let [seenAs, seenAt, saidFor] = ['', start, '']
  while (lock !== undefined) {
    const label = leaseLabel(lock.lease)
    if (label !== seenAs) [seenAs, seenAt] = [label, clock.now()]
    if (clock.now() - seenAt >= leaseMs) {
      watched.add(label)
      return undefined
    }
    const left = timeoutMs - (clock.now() - start)
    if (left <= 0 || stopped?.aborted) return lock
    if (saidFor !== lock.lease.holder) onWait(lock)
    saidFor = lock.lease.holder
    await clock.sleep(Math.min(pauseMs, left), stopped)
    lock = await find()
  }
  return undefined
}
