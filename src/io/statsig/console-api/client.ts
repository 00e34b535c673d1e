// The client that reads.
import pLimit from 'p-limit'
import { isJsonArray, isJsonObject, type JsonObject, member } from '../../../core/json.ts'
import { isNotFound } from './error.ts'
import { type BeginList, createListBounds, type ListBounds } from './list-bounds.ts'
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
import type { SendRequest } from './retry.ts'
import { type ConsoleApiOptions, createSender } from './sender.ts'

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

export const consoleReader = (options: ConsoleApiOptions): ConsoleReader => {
  const { activity, send } = createSender(options)
  return createReader(send, createListBounds(activity.workingMs), options.concurrentReads)
}

/** After Statsig refuses the key, queued reads fail without a request: the sender checks before each one. */
export const createReader = (
  sendRequest: SendRequest,
  beginList: BeginList,
  concurrentReads = 8,
): ConsoleReader => {
  const limit = pLimit(concurrentReads)
  const read = (
    path: string,
    accepts: (body: JsonObject) => boolean,
    bounds?: ListBounds,
  ): Promise<JsonObject> =>
    limit(() => {
      bounds?.checkPage()
      return sendRequest(
        { method: 'GET', path },
        {
          isIdempotent: true,
          maxAttempts: 5,
          isValidBody: accepts,
          ...(bounds && { remainingMs: bounds.remainingMs }),
        },
      )
    })
  const withBounds = async <T>(
    path: string,
    work: (bounds: ListBounds) => Promise<T>,
  ): Promise<T> => {
    const bounds = beginList(path)
    try {
      return await work(bounds)
    } finally {
      bounds.end()
    }
  }
  const pageReader =
    (path: string, query: Readonly<Record<string, string>>, bounds: ListBounds) =>
    async (page: number): Promise<ListPage> => {
      const search = new URLSearchParams({ ...query, limit: String(pageSize), page: String(page) })
      return parsePage(await read(`${path}?${search}`, isPage, bounds))
    }
  return {
    list: (path, query, identify) =>
      withBounds(path, (bounds) =>
        readAllItems(path, pageReader(path, query, bounds), identify, bounds),
      ),
    listFirst: (path, query, identify, maxItems) =>
      withBounds(path, (bounds) =>
        readFirstItems(pageReader(path, query, bounds), identify, maxItems),
      ),
    ids: (path) =>
      withBounds(path, async (bounds) => {
        const page = async (number: number) => {
          const search = new URLSearchParams({ limit: String(pageSize), page: String(number) })
          return parseIdPage(await read(`${path}?${search}`, isIdPage, bounds))
        }
        try {
          return (await readAllItems(path, page, idOf, bounds)).map(idOf)
        } catch (error) {
          if (isNotFound(error)) return undefined
          throw error
        }
      }),
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
