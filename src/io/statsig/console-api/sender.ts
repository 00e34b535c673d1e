// Makes the sender that all clients of the Console API are built on. It sends any request, so that only they may have it.
import type { Clock } from '../../../resources/api.ts'
import { createRunActivity, type RunActivity } from './activity.ts'
import type { Send } from './http.ts'
import { defaultLimitShare, documentedLimits, idListLimit, type RateLimit } from './rate-limit.ts'
import { createRetryingSender, type SendRequest } from './retry.ts'
import { createRunController, type RunSignals } from './run-signals.ts'

export interface ConsoleApiOptions {
  /** From `parseApiUrl`. */
  readonly baseUrl: URL
  /** From `parseKey`. */
  readonly key: string
  readonly clock: Clock
  /** For jitter: from 0 to 1. */
  readonly random: () => number
  /** Writes wait for a review if the project requires one. */
  readonly respectReviews: boolean
  /** The maximum number of reads at the same time. */
  readonly concurrentReads?: number
  /** The share of the rate limits that this run uses. */
  readonly limitShare?: number
  readonly limits?: readonly RateLimit[]
  /** Milliseconds. Writes wait longer: saving a source runs its SQL. */
  readonly timeouts?: { readonly read: number; readonly write: number }
  /** Shared by the clients of a run. Default: one of its own. */
  readonly activity?: RunActivity
  /** Default: the client never ends. */
  readonly signals?: RunSignals
  /** Sends requests; default: HTTP. */
  readonly send?: Send
  /** Gets one line per request, without the key. */
  readonly trace?: (line: string) => void
  /** Masks other secrets than the key. */
  readonly maskSecrets?: (text: string) => string
}

export interface Sender {
  readonly send: SendRequest
  readonly activity: RunActivity
}

export const createSender = (options: ConsoleApiOptions): Sender => {
  const activity = options.activity ?? createRunActivity(options.clock)
  const send = createRetryingSender({
    limitShare: defaultLimitShare,
    limits: [...documentedLimits, idListLimit],
    timeouts: { read: 30_000, write: 90_000 },
    signals: neverEnding(),
    trace: () => {},
    maskSecrets: (text) => text,
    ...options,
    activity,
  })
  return { send, activity }
}

const neverEnding = (): RunSignals => {
  const { signal } = createRunController()
  return { stop: signal, abort: signal }
}
