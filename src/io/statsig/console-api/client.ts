// Clients of the Console API: a reader, a writer and a dry runner.
import pLimit from 'p-limit'
import {
  isJsonArray,
  isJsonObject,
  type Json,
  type JsonObject,
  member,
} from '../../../core/json.ts'
import type { Request } from '../../../model/index.ts'
import type { Clock } from '../../../resources/api.ts'
import { isNotFound } from './error.ts'
import type { Send } from './http.ts'
import {
  isIdPage,
  isPage,
  type ListPage,
  pageSize,
  parseIdPage,
  parsePage,
  readAllItems,
  readFirstItems,
} from './pages.ts'
import { defaultLimitShare, documentedLimits, idListLimit, type RateLimit } from './rate-limit.ts'
import { createRetryingSender, type SendRequest } from './retry.ts'

export interface ConsoleApiOptions {
  /** From `parseApiUrl`. */
  readonly baseUrl: URL
  /** From `parseKey`. */
  readonly key: string
  readonly clock: Clock
  /** For jitter: from 0 to 1. */
  readonly random: () => number
  /** Writes wait for a review if the project requires one. */
  readonly respectReviews: boolean
  /** The maximum number of reads at the same time. */
  readonly concurrentReads?: number
  /** The share of the rate limits that this run uses. */
  readonly limitShare?: number
  readonly limits?: readonly RateLimit[]
  /** Milliseconds. Writes wait longer: saving a source runs its SQL. */
  readonly timeouts?: { readonly read: number; readonly write: number }
  /** Sends requests; default: HTTP. */
  readonly send?: Send
  /** Gets one line per request, without the key. */
  readonly trace?: (line: string) => void
  /** Masks other secrets than the key. */
  readonly maskSecrets?: (text: string) => string
}

/** For planning and drift: has no way to write. */
export interface ConsoleReader {
  /** Every item of a list once; the list is read again if it changed in between. `identify` returns a unique id. */
  list(
    path: string,
    query: Readonly<Record<string, string>>,
    identify: (item: JsonObject) => string,
  ): Promise<readonly JsonObject[]>
  /** The first `maxItems` items of a list, which may grow at its beginning while it is read. */
  listFirst(
    path: string,
    query: Readonly<Record<string, string>>,
    identify: (item: JsonObject) => string,
    maxItems: number,
  ): Promise<readonly JsonObject[]>
  /** Every id of an ID list once; `undefined` if Statsig says that the list does not exist. */
  ids(path: string): Promise<readonly string[] | undefined>
  /** The objects that a query finds, for kinds without a list route. */
  lookUp(path: string): Promise<readonly JsonObject[]>
  /** The `data` of one object; `undefined` if Statsig says that it does not exist. */
  get(path: string): Promise<JsonObject | undefined>
}

export interface ConsoleWriter extends ConsoleReader {
  /** An idempotent request is repeated after a lost response. Any other then fails with `written: 'unknown'`. */
  send(request: Request, options: { readonly isIdempotent: boolean }): Promise<ConsoleResponse>
}

/** For planning: Statsig validates the requests and does not execute them. */
export interface ConsoleDryRunner {
  /** Sends the request with `dryRun` in its body. Only for routes with dry run: others would ignore the member, and write. */
  dryRun(request: Request): Promise<void>
}

export interface ConsoleResponse {
  readonly message: string | undefined
  readonly data: Json | undefined
}

export const consoleReader = (options: ConsoleApiOptions): ConsoleReader =>
  createReader(createSender(options), options.concurrentReads)

export const consoleWriter = (options: ConsoleApiOptions): ConsoleWriter => {
  const sendRequest = createSender(options)
  return {
    ...createReader(sendRequest, options.concurrentReads),
    send: async (request, { isIdempotent }) => {
      const body = await sendRequest(request, {
        isIdempotent,
        maxAttempts: 4,
        isValidBody: () => true,
      })
      const message = member(body, 'message')
      return {
        message: typeof message === 'string' ? message : undefined,
        data: member(body, 'data'),
      }
    },
  }
}

/** Dry runs count as writes. Each may run SQL in a warehouse, so that few run at the same time. */
export const consoleDryRunner = (options: ConsoleApiOptions): ConsoleDryRunner => {
  const sendRequest = createSender(options)
  const limit = pLimit(4)
  return {
    dryRun: async ({ body, ...request }) => {
      if (!isJsonObject(body)) throw new Error(`${request.path}: a dry run needs a body.`)
      const dryRunRequest = { ...request, body: { ...body, dryRun: true } }
      await limit(() =>
        sendRequest(dryRunRequest, { isIdempotent: true, maxAttempts: 4, isValidBody: () => true }),
      )
    },
  }
}

const createSender = (options: ConsoleApiOptions): SendRequest =>
  createRetryingSender({
    limitShare: defaultLimitShare,
    limits: [...documentedLimits, idListLimit],
    timeouts: { read: 30_000, write: 90_000 },
    trace: () => {},
    maskSecrets: (text) => text,
    ...options,
  })

/** After Statsig refuses the key, queued reads fail without a request: the sender checks before each one. */
const createReader = (sendRequest: SendRequest, concurrentReads = 8): ConsoleReader => {
  const limit = pLimit(concurrentReads)
  const read = (path: string, accepts: (body: JsonObject) => boolean): Promise<JsonObject> =>
    limit(() =>
      sendRequest(
        { method: 'GET', path },
        { isIdempotent: true, maxAttempts: 5, isValidBody: accepts },
      ),
    )
  const pageReader =
    (path: string, query: Readonly<Record<string, string>>) =>
    async (page: number): Promise<ListPage> => {
      const search = new URLSearchParams({ ...query, limit: String(pageSize), page: String(page) })
      return parsePage(await read(`${path}?${search}`, isPage))
    }
  return {
    list: (path, query, identify) => readAllItems(path, pageReader(path, query), identify),
    listFirst: (path, query, identify, maxItems) =>
      readFirstItems(pageReader(path, query), identify, maxItems),
    ids: async (path) => {
      const page = async (number: number) => {
        const search = new URLSearchParams({ limit: String(pageSize), page: String(number) })
        return parseIdPage(await read(`${path}?${search}`, isIdPage))
      }
      try {
        return (await readAllItems(path, page, idOf)).map(idOf)
      } catch (error) {
        if (isNotFound(error)) return undefined
        throw error
      }
    },
    lookUp: async (path) => {
      try {
        const data = member(await read(path, isLookupBody), 'data') ?? []
        return (isJsonArray(data) ? data : [data]).filter(isJsonObject).filter(isNonEmpty)
      } catch (error) {
        if (isNotFound(error)) return []
        throw error
      }
    },
    get: async (path) => {
      try {
        const data = member(await read(path, (body) => isJsonObject(member(body, 'data'))), 'data')
        return isJsonObject(data) ? data : undefined
      } catch (error) {
        if (isNotFound(error)) return undefined
        throw error
      }
    },
  }
}

const idOf = (item: JsonObject): string => String(item['id'])

const isLookupBody = (body: JsonObject): boolean => {
  const data = member(body, 'data')
  return data === null || isJsonObject(data) || isPage(body)
}

const isNonEmpty = (object: JsonObject): boolean => Object.keys(object).length > 0
