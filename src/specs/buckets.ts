// Gives each experiment of a layer its buckets: a thousand of them divide the users of a layer.
import { createHash } from 'node:crypto'
import type { OwnedBuckets } from './spec.ts'

export const BUCKETS = 1000

export interface WantedBuckets {
  readonly id: string
  readonly count: number
}

/** An experiment keeps what it owns, so that no user leaves it when an allocation is raised. */
export const assignBuckets = (
  salt: string,
  wanted: readonly WantedBuckets[],
  owned: OwnedBuckets,
): OwnedBuckets => {
  const taken = new Set<number>()
  const kept = new Map(
    wanted.map(({ count, id }) => {
      const own = (owned.get(id) ?? []).filter((bucket) => !taken.has(bucket)).slice(0, count)
      for (const bucket of own) taken.add(bucket)
      return [id, own] as const
    }),
  )
  const free = bucketOrder(salt).filter((bucket) => !taken.has(bucket))
  return new Map(
    wanted.map(({ count, id }) => {
      const own = kept.get(id) ?? []
      return [id, [...own, ...free.splice(0, count - own.length)]] as const
    }),
  )
}

/** All buckets in an order that the salt decides. */
const bucketOrder = (salt: string): number[] =>
  Array.from({ length: BUCKETS }, (_, bucket) => ({
    bucket,
    at: createHash('sha256').update(`${salt}.bucket.${bucket}`).digest('hex'),
  }))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .map(({ bucket }) => bucket)

/** A percentage as a number of buckets, rounded down to a tenth of a percent. */
export const bucketsOf = (percentage: number): number =>
  Math.min(BUCKETS, Math.max(0, Math.floor(percentage * 10 + 1e-6)))
