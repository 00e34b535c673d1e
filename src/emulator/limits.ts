// The budget of a project: sliding windows, by the clock that was handed in.
export interface Limit {
  readonly count: number
  readonly ms: number
}

export const DEFAULT_LIMITS: readonly Limit[] = [
  { count: 100, ms: 10_000 },
  { count: 900, ms: 900_000 },
]

/** Admits a request now (0) or says in how many milliseconds the next one will fit. */
export const limiter = (limits: readonly Limit[], now: () => number): (() => number) => {
  const longest = Math.max(0, ...limits.map(({ ms }) => ms))
  let admitted: number[] = []
  return () => {
    const time = now()
    admitted = admitted.filter((at) => at > time - longest)
    const waits = limits.map((limit) => waitFor(limit, admitted, time))
    const wait = Math.max(0, ...waits)
    if (wait === 0) admitted.push(time)
    return wait
  }
}

const waitFor = ({ count, ms }: Limit, admitted: readonly number[], time: number): number => {
  const inside = admitted.filter((at) => at > time - ms)
  const oldest = inside[inside.length - count]
  return inside.length < count || oldest === undefined ? 0 : oldest + ms - time
}
