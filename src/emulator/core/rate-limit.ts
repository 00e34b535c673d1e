// The rate limits of a project: sliding windows.
export interface LimitedRequest {
  readonly method: string
  /** Without the query. */
  readonly path: string
}

export interface Limit {
  readonly count: number
  readonly ms: number
  /** The requests that it counts and limits. Default: all. */
  readonly appliesTo?: (request: LimitedRequest) => boolean
}

export const isIdList = ({ path }: LimitedRequest): boolean =>
  /^\/console\/v1\/segments\/[^/]+\/id_list$/.test(path)

const isIdListWrite = (request: LimitedRequest): boolean =>
  request.method !== 'GET' && isIdList(request)

export const DEFAULT_LIMITS: readonly Limit[] = [
  { count: 100, ms: 10_000 },
  { count: 900, ms: 900_000 },
  // The limit of 900 ID list writes in 15 minutes is left out: the limit for all requests is reached first.
  { count: 12, ms: 10_000, appliesTo: isIdListWrite },
]

/** Newer pages of Statsig's documentation speak of about 1,800 attempts in 15 minutes, refused ones counted. */
export const ATTEMPT_LIMITS: readonly Limit[] = DEFAULT_LIMITS.map((limit) =>
  limit.ms === 900_000 ? { ...limit, count: 1_800 } : limit,
)

interface AdmittedRequest extends LimitedRequest {
  readonly at: number
}

export interface RateLimitRules {
  readonly countsRefusals: boolean
  /** Requests on segments and all others do not count against each other. */
  readonly isApartForSegments: boolean
}

const isOnSegment = ({ path }: LimitedRequest): boolean => path.startsWith('/console/v1/segments')

/** Admits a request (0), or returns the number of milliseconds to wait. */
export const createRateLimiter = (
  limits: readonly Limit[],
  now: () => number,
  { countsRefusals, isApartForSegments }: RateLimitRules = {
    countsRefusals: false,
    isApartForSegments: false,
  },
): ((request: LimitedRequest) => number) => {
  const longestWindowMs = Math.max(0, ...limits.map(({ ms }) => ms))
  let admitted: AdmittedRequest[] = []
  return ({ method, path }) => {
    const request = { method, path, at: now() }
    admitted = admitted.filter(({ at }) => at > request.at - longestWindowMs)
    const counted = isApartForSegments
      ? admitted.filter((each) => isOnSegment(each) === isOnSegment(request))
      : admitted
    const waitMs = Math.max(0, ...limits.map((limit) => waitMsFor(limit, counted, request)))
    if (waitMs === 0 || countsRefusals) admitted.push(request)
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
