// How much repeating a run may do. Many failures at once mean an outage, and an outage is not helped by more load.

export interface RetryBudget {
  /** False when the run has repeated enough. */
  spend(timedOut: boolean): boolean
  refund(): void
}

const maxTokens = 500

/** The prices of the AWS SDKs: 5 a repetition, 10 after a time-out, 1 back for each success. */
export const createRetryBudget = (): RetryBudget => {
  let tokens = maxTokens
  return {
    spend: (timedOut) => {
      const cost = timedOut ? 10 : 5
      if (tokens < cost) return false
      tokens -= cost
      return true
    },
    refund: () => {
      tokens = Math.min(maxTokens, tokens + 1)
    },
  }
}

/** Full jitter: any time up to a bound that doubles. `repetition` counts from 0. */
export const backOffMs = (retryIndex: number, random: () => number): number =>
  random() * Math.min(20_000, 500 * 2 ** retryIndex)
