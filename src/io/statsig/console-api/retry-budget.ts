// Limits the retries of a run. Many failures mean an outage, and retries would add load to it.

export interface RetryBudget {
  /** `false` if the budget is used up. */
  spend(timedOut: boolean): boolean
  refund(): void
}

const maxTokens = 500

/** The costs of the AWS SDKs: 5 for a retry, 10 after a timeout; each success refunds 1. */
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

/** Full jitter: a random time up to a bound that doubles. `retryIndex` counts from 0. */
export const backOffMs = (retryIndex: number, random: () => number): number =>
  random() * Math.min(20_000, 500 * 2 ** retryIndex)
