// The Console API as the engine sees it: lists, single objects, and writes that know whether they happened.
import pLimit from 'p-limit'
import { isList, isMembers, type Json, type Members, member } from '../../../json.ts'
import type { Request } from '../../../model.ts'
import type { Clock } from '../../../resources/api.ts'
import { isNotFound } from './error.ts'
import type { Send } from './http.ts'
import {
  idPageOf,
  isIdPage,
  isPage,
  type Page,
  pageOf,
  pageSize,
  readAll,
  readFirst,
} from './pages.ts'
import { defaultShare, documentedLimits, type Limit, limitOfIds } from './rate-limit.ts'
import { type Courier, courier } from './retry.ts'

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
  /** What carries requests; HTTP unless given. */
  readonly send?: Send
  /** One line a request, without the key. */
  readonly trace?: (line: string) => void
  /** Takes out of a text what nobody may read besides the key. */
  readonly over?: (text: string) => string
}

/** Planning and drift hold this: it has no way to write. */
export interface ConsoleReader {
  /** Every item of a list once; read again where pages moved in between. `identify` must tell any two objects apart. */
  list(
    path: string,
    query: Readonly<Record<string, string>>,
    identify: (item: Members) => string,
  ): Promise<readonly Members[]>
  /** As many items from the beginning of a list, which may grow there while it is read. */
  first(
    path: string,
    query: Readonly<Record<string, string>>,
    identify: (item: Members) => string,
    most: number,
  ): Promise<readonly Members[]>
  /** Every id of a list of them once; undefined where Statsig says that there is none. */
  ids(path: string): Promise<readonly string[] | undefined>
  /** What a query asks for where there is no list: one object, several, or none. */
  ask(path: string): Promise<readonly Members[]>
  /** The `data` of one object; undefined where Statsig says that there is none. */
  get(path: string): Promise<Members | undefined>
}

export interface ConsoleWriter extends ConsoleReader {
  /** `repeat` says that the request does no harm when carried out twice. Otherwise doubt is thrown at once. */
  send(request: Request, options: { readonly repeat: boolean }): Promise<Answer>
}

/** Planning may hold this: nothing that it sends is carried out. */
export interface ConsoleRehearser {
  /** The request with `dryRun` in its body. Only for routes that know the word: others would drop it, and write. */
  rehearse(request: Request): Promise<void>
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

/** Dry runs count as writes. Each may run SQL in a warehouse, so that few are under way at once. */
export const consoleRehearser = (options: ConsoleApiOptions): ConsoleRehearser => {
  const carry = courierOf(options)
  const limit = pLimit(4)
  return {
    rehearse: async ({ body, ...request }) => {
      if (!isMembers(body)) throw new Error(`${request.path}: a dry run needs a body.`)
      const dry = { ...request, body: { ...body, dryRun: true } }
      await limit(() => carry(dry, { repeat: true, attempts: 4, accepts: () => true }))
    },
  }
}

const courierOf = (options: ConsoleApiOptions): Courier =>
  courier({
    share: defaultShare,
    limits: [...documentedLimits, limitOfIds],
    timeouts: { read: 30_000, write: 90_000 },
    trace: () => {},
    over: (text) => text,
    ...options,
  })

/** After a refused key whatever is queued here fails by itself, unsent: the courier asks before each request. */
const readerOver = (carry: Courier, reads = 8): ConsoleReader => {
  const limit = pLimit(reads)
  const read = (path: string, accepts: (body: Members) => boolean): Promise<Members> =>
    limit(() => carry({ method: 'GET', path }, { repeat: true, attempts: 5, accepts }))
  const pagesOf =
    (path: string, query: Readonly<Record<string, string>>) =>
    async (page: number): Promise<Page> => {
      const search = new URLSearchParams({ ...query, limit: String(pageSize), page: String(page) })
      return pageOf(await read(`${path}?${search}`, isPage))
    }
  return {
    list: (path, query, identify) => readAll(path, pagesOf(path, query), identify),
    first: (path, query, identify, most) => readFirst(pagesOf(path, query), identify, most),
    ids: async (path) => {
      const page = async (number: number) => {
        const search = new URLSearchParams({ limit: String(pageSize), page: String(number) })
        return idPageOf(await read(`${path}?${search}`, isIdPage))
      }
      try {
        return (await readAll(path, page, idIn)).map(idIn)
      } catch (error) {
        if (isNotFound(error)) return undefined
        throw error
      }
    },
    ask: async (path) => {
      try {
        const data = member(await read(path, isAnswer), 'data') ?? []
        return (isList(data) ? data : [data]).filter(isMembers).filter(isSomething)
      } catch (error) {
        if (isNotFound(error)) return []
        throw error
      }
    },
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

const idIn = (item: Members): string => String(item['id'])

const isAnswer = (body: Members): boolean => {
  const data = member(body, 'data')
  return data === null || isMembers(data) || isPage(body)
}

const isSomething = (object: Members): boolean => Object.keys(object).length > 0
