// The Console API as the engine sees it: lists, single objects, and writes that know whether they happened.
import pLimit from 'p-limit'
import { isMembers, type Json, type Members, member } from '../../json.ts'
import type { Request } from '../../model.ts'
import type { Clock } from './clock.ts'
import { type Courier, courier } from './courier.ts'
import { isNotFound } from './error.ts'
import { defaultShare, documentedLimits, type Limit } from './pace.ts'
import { isPage, pageOf, pageSize, readAll } from './pages.ts'

export interface ConsoleApiOptions {
  /** From `parseApiUrl`. */
  readonly baseUrl: URL
  /** From `parseKey`. */
  readonly key: string
  readonly clock: Clock
  /** For jitter: from 0 to 1. */
  readonly random: () => number
  /** Writes wait for a review where the project asks for one. */
  readonly respectReviews: boolean
  /** Reads under way at once. */
  readonly reads?: number
  /** The share of the limits that this run takes for itself. */
  readonly share?: number
  readonly limits?: readonly Limit[]
  /** Milliseconds. Writes wait longer: saving a source runs its SQL. */
  readonly timeouts?: { readonly read: number; readonly write: number }
  /** One line a request, without the key. */
  readonly trace?: (line: string) => void
}

/** Planning and drift hold this: it has no way to write. */
export interface ConsoleReader {
  /** Every item of a list once; read again where pages moved in between. `identify` must tell any two objects apart. */
  list(
    path: string,
    query: Readonly<Record<string, string>>,
    identify: (item: Members) => string,
  ): Promise<readonly Members[]>
  /** The `data` of one object; undefined where Statsig says that there is none. */
  get(path: string): Promise<Members | undefined>
}

export interface ConsoleWriter extends ConsoleReader {
  /** `repeat` says that the request does no harm when carried out twice. Otherwise doubt is thrown at once. */
  send(request: Request, options: { readonly repeat: boolean }): Promise<Answer>
}

export interface Answer {
  readonly message: string | undefined
  readonly data: Json | undefined
}

export const consoleReader = (options: ConsoleApiOptions): ConsoleReader =>
  readerOver(courierOf(options), options.reads)

export const consoleWriter = (options: ConsoleApiOptions): ConsoleWriter => {
  const carry = courierOf(options)
  return {
    ...readerOver(carry, options.reads),
    send: async (request, { repeat }) => {
      const body = await carry(request, { repeat, attempts: 4, accepts: () => true })
      const message = member(body, 'message')
      return {
        message: typeof message === 'string' ? message : undefined,
        data: member(body, 'data'),
      }
    },
  }
}

const courierOf = (options: ConsoleApiOptions): Courier =>
  courier({
    share: defaultShare,
    limits: documentedLimits,
    timeouts: { read: 30_000, write: 90_000 },
    trace: () => {},
    ...options,
  })

/** After a refused key whatever is queued here fails by itself, unsent: the courier asks before each request. */
const readerOver = (carry: Courier, reads = 8): ConsoleReader => {
  const limit = pLimit(reads)
  const read = (path: string, accepts: (body: Members) => boolean): Promise<Members> =>
    limit(() => carry({ method: 'GET', path }, { repeat: true, attempts: 5, accepts }))
  return {
    list: (path, query, identify) =>
      readAll(
        path,
        async (page) => {
          const search = new URLSearchParams({
            ...query,
            limit: String(pageSize),
            page: String(page),
          })
          return pageOf(await read(`${path}?${search}`, isPage))
        },
        identify,
      ),
    get: async (path) => {
      try {
        const data = member(await read(path, (body) => isMembers(member(body, 'data'))), 'data')
        return isMembers(data) ? data : undefined
      } catch (error) {
        if (isNotFound(error)) return undefined
        throw error
      }
    },
  }
}
