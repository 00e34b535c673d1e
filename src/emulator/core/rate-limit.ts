// The budget of a project: sliding windows, by the clock that was handed in.
export interface Asked {
  readonly method: string
  /** Without the query. */
  readonly path: string
}

export interface Limit {
  readonly count: number
  readonly ms: number
  /** Which requests it counts and holds up; all of them unless given. */
  readonly of?: (asked: Asked) => boolean
}

export const isIdList = ({ path }: Asked): boolean =>
  /^\/console\/v1\/segments\/[^/]+\/id_list$/.test(path)

const isIdListWrite = (asked: Asked): boolean => asked.method !== 'GET' && isIdList(asked)

export const DEFAULT_LIMITS: readonly Limit[] = [
  { count: 100, ms: 10_000 },
  { count: 900, ms: 900_000 },
  // Their 900 in fifteen minutes cannot be reached before the 900 of all.
  { count: 12, ms: 10_000, of: isIdListWrite },
]

interface Admission extends Asked {
  readonly at: number
}

/** Admits a request now (0) or says in how many milliseconds the next one will fit. */
export const limiter = (
  limits: readonly Limit[],
  now: () => number,
): ((asked: Asked) => number) => {
  const longest = Math.max(0, ...limits.map(({ ms }) => ms))
  let admitted: Admission[] = []
  return ({ method, path }) => {
    const asked = { method, path, at: now() }
    admitted = admitted.filter(({ at }) => at > asked.at - longest)
    const wait = Math.max(0, ...limits.map((limit) => waitFor(limit, admitted, asked)))
    if (wait === 0) admitted.push(asked)
    return wait
  }
}

const waitFor = (
  { count, ms, of = () => true }: Limit,
  admitted: readonly Admission[],
  asked: Admission,
): number => {
  if (!of(asked)) return 0
  const inside = admitted.filter((one) => one.at > asked.at - ms && of(one))
  const oldest = inside[inside.length - count]
  return inside.length < count || oldest === undefined ? 0 : oldest.at + ms - asked.at
}
