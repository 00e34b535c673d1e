// The budget of a project: sliding windows, by the clock that was handed in.
export interface LimitedRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
}

export interface Limit {
  readonly count: number
  readonly ms: number
  /** Which requests it counts and holds up; all of them unless given. */
  readonly appliesTo?: (request: LimitedRequest) => boolean
}

export const isIdList = ({ path }: LimitedRequest): boolean =>
  /^\/console\/v1\/segments\/[^/]+\/id_list$/.test(path)

const isIdListWrite = (request: LimitedRequest): boolean =>
  request.method !== 'GET' && isIdList(request)

export const DEFAULT_LIMITS: readonly Limit[] = [
  { count: 100, ms: 10_000 },
  { count: 900, ms: 900_000 },
  // Their 900 in fifteen minutes cannot be reached before the 900 of all.
  { count: 12, ms: 10_000, appliesTo: isIdListWrite },
]

interface AdmittedRequest extends LimitedRequest {
  readonly at: number
}

/** Admits a request now (0) or says in how many milliseconds the next one will fit. */
export const createRateLimiter = (
  limits: readonly Limit[],
  now: () => number,
): ((request: LimitedRequest) => number) => {
  const longestWindowMs = Math.max(0, ...limits.map(({ ms }) => ms))
  let admitted: AdmittedRequest[] = []
  return ({ method, path }) => {
    const request = { method, path, at: now() }
    admitted = admitted.filter(({ at }) => at > request.at - longestWindowMs)
    const waitMs = Math.max(0, ...limits.map((limit) => waitMsFor(limit, admitted, request)))
    if (waitMs === 0) admitted.push(request)
    return waitMs
  }
}

const waitMsFor = (
  { count, ms, appliesTo = () => true }: Limit,
  admitted: readonly AdmittedRequest[],
  request: AdmittedRequest,
): number => {
  if (!appliesTo(request)) return 0
  const inWindow = admitted.filter((entry) => entry.at > request.at - ms && appliesTo(entry))
  const oldest = inWindow[inWindow.length - count]
  return inWindow.length < count || oldest === undefined ? 0 : oldest.at + ms - request.at
}
