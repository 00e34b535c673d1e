// Holds the lease of an apply: renews it at half, and ends the apply before a lease ends that could not be renewed.
import { leaseMs, marginMs, renewalMs, type Times, timeSince } from '../history/lease.ts'
import { createRunController } from '../io/statsig/console-api/run-signals.ts'
import { leaseEnded } from '../model/outcome.ts'
import { type Clock, ReadError, type Writer } from '../resources/api.ts'

export interface HeldLease {
  /** Given when nothing more may be sent. */
  readonly ended: AbortSignal
  /** Whether something may be sent now. */
  readonly maySend: () => Promise<boolean>
  /** Renews it no more. Ends when no renewal is under way. */
  readonly release: () => Promise<void>
}

export interface LeaseHolder {
  /** By the time of the holder. Throws where it could not be renewed: it is tried again. `lost`: another holder has it. */
  readonly renew: (now: number) => Promise<'renewed' | 'lost'>
  /** Whether the holder still has it, as far as that is known without a request. */
  readonly isHeld: () => Promise<boolean>
}

/** The end of a lease that is taken or renewed now. */
export const leaseEnd = (now: number): string => new Date(now + leaseMs).toISOString()

/** After a renewal that failed. */
const retryMs = 20_000

export const holdLease = (
  { isHeld, renew }: LeaseHolder,
  clock: Clock,
  wallTime: () => number,
  /** When the lease was taken. */
  start: Times,
): HeldLease => {
  const [ended, released] = [createRunController(), createRunController()]
  const now = () => timeSince(start, { wall: wallTime(), monotonic: clock.now() })
  let takenAt = start.wall
  let renewal: Promise<number> | undefined
  const end = () => ended.abort(leaseEnded)
  const isOver = () => now() >= takenAt + leaseMs - marginMs
  const keep = async (): Promise<void> => {
    let wait = renewalMs
    while (!released.signal.aborted && !ended.signal.aborted) {
      const left = takenAt + leaseMs - marginMs - now()
      await clock.sleep(Math.max(0, Math.min(wait, left)), released.signal)
      if (released.signal.aborted) return
      if (isOver()) return end()
      renewal = renewOnce()
      wait = await renewal
    }
  }
  const renewOnce = async (): Promise<number> => {
    const at = now()
    try {
      if ((await renew(at)) === 'lost') end()
      takenAt = at
      return renewalMs
    } catch {
      return retryMs
    }
  }
  void keep()
  return {
    ended: ended.signal,
    maySend: async () => {
      if (!ended.signal.aborted && (isOver() || !(await isHeld()))) end()
      return !ended.signal.aborted
    },
    release: async () => {
      released.abort()
      await renewal
    },
  }
}

/** The same writer; right before each attempt it looks whether the lease still is that of this apply. */
export const fencedWriter = (writer: Writer, { maySend }: Pick<HeldLease, 'maySend'>): Writer => {
  const requireHeld = async (): Promise<void> => {
    if (!(await maySend()))
      throw new ReadError('The lease of this apply has ended', false, undefined, undefined, true)
  }
  const fenced =
    <A extends readonly unknown[], R>(check: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      await requireHeld()
      return check(...args)
    }
  return {
    ...writer,
    send: async (request, options) => {
      const { check = async () => request } = options
      return writer.send(request, { ...options, check: fenced(check) })
    },
    sendReview: async (kind, pathIds, request, check) => {
      await requireHeld()
      return writer.sendReview(kind, pathIds, request, check && fenced(check))
    },
  }
}

/** Given with the first of the signals, and for its reason. */
export const firstOf = (...signals: readonly AbortSignal[]): AbortSignal => {
  const first = createRunController()
  for (const signal of signals) {
    const abort = () => first.abort(signal.reason)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort)
  }
  return first.signal
}
