// How much repeating a run may do. Many failures at once mean an outage, and an outage is not helped by more load.

export interface Quota {
  /** False when the run has repeated enough. */
  spend(timedOut: boolean): boolean
  earn(): void
}

const capacity = 500

/** The prices of the AWS SDKs: 5 a repetition, 10 after a time-out, 1 back for each success. */
export const retryQuota = (): Quota => {
  let tokens = capacity
  return {
    spend: (timedOut) => {
      const price = timedOut ? 10 : 5
      if (tokens < price) return false
      tokens -= price
      return true
    },
    earn: () => {
      tokens = Math.min(capacity, tokens + 1)
    },
  }
}

/** Full jitter: any time up to a bound that doubles. `repetition` counts from 0. */
export const backOffMs = (repetition: number, random: () => number): number =>
  random() * Math.min(20_000, 500 * 2 ** repetition)
