// Reads a paged list as one list, and detects changes of the list while it is read.
import { isDeepStrictEqual } from 'node:util'
import { isJsonArray, isJsonObject, type JsonObject, member } from '../../../core/json.ts'
import { type ListBounds, listError } from './list-bounds.ts'

/** The largest documented page size. */
export const pageSize = 100
const maxPasses = 5

export interface ListPage {
  readonly items: readonly JsonObject[]
  /** `undefined` if the response does not say; `null` on the last page. */
  readonly next: string | null | undefined
  readonly total: number | undefined
}

type Identify = (item: JsonObject) => string

/** `nextPage` only says that there is a next page: its format differs between routes. */
export const parsePage = (body: JsonObject): ListPage => {
  const data = member(body, 'data')
  const pagination = member(body, 'pagination')
  const next = member(pagination, 'nextPage')
  const total = member(pagination, 'totalItems')
  return {
    items: isJsonArray(data) ? data.filter(isJsonObject) : [],
    next: typeof next === 'string' || next === null ? next : undefined,
    total: typeof total === 'number' && total >= 0 ? total : undefined,
  }
}

export const isPage = (body: JsonObject): boolean => {
  const data = member(body, 'data')
  return isJsonArray(data) && data.every(isJsonObject)
}

/** The ids are in `data.ids`, next to the name of their list. The total is in the usual place. */
export const parseIdPage = (body: JsonObject): ListPage => {
  const data = member(body, 'data')
  const [ids, count] = [member(data, 'ids'), member(data, 'count')]
  const page = parsePage(body)
  return {
    ...page,
    items: isJsonArray(ids) ? ids.map((id) => ({ id })) : [],
    total: page.total ?? (typeof count === 'number' && count >= 0 ? count : undefined),
  }
}

export const isIdPage = (body: JsonObject): boolean => {
  const ids = member(member(body, 'data'), 'ids')
  return isJsonArray(ids) && ids.every((id) => typeof id === 'string')
}

type ReadPage = (page: number) => Promise<ListPage>

export const readAllItems = async (
  path: string,
  read: ReadPage,
  identify: Identify,
  bounds: Pick<ListBounds, 'checkPageCount'>,
): Promise<readonly JsonObject[]> => {
  let previousIds: readonly string[] | undefined
  for (let pass = 1; pass <= maxPasses; pass += 1) {
    const pages = await readPagesOnce(read, identify, bounds)
    const items = pages.flatMap((page) => page.items)
    const ids = items.map(identify)
    const itemsById = new Map(items.map((item) => [identify(item), item]))
    const isStable = isDeepStrictEqual(ids, previousIds)
    const isComplete = totalsMatch(pages, itemsById.size)
    // A wrong total is accepted if two readings are equal. Overlapping pages are accepted if the total is also right.
    const hasDuplicates = itemsById.size < ids.length
    if (hasDuplicates ? isStable && isComplete : isStable || isComplete)
      return [...itemsById.values()]
    previousIds = ids
  }
  throw listError(
    path,
    `returned a different list in each of ${maxPasses} readings: the list is being changed, or its pages overlap`,
  )
}

/** The beginning of a list that may grow there: items that move to the next page are read twice and returned once. */
export const readFirstItems = async (
  read: ReadPage,
  identify: Identify,
  maxItems: number,
): Promise<readonly JsonObject[]> => {
  const pages = [await read(1)]
  const itemsById = () =>
    new Map(pages.flatMap(({ items }) => items).map((item) => [identify(item), item]))
  while (itemsById().size < maxItems && hasMore(pages, identify))
    pages.push(await read(pages.length + 1))
  return [...itemsById().values()].slice(0, maxItems)
}

/** If the first page has a total, the other pages are read at the same time. */
const readPagesOnce = async (
  read: ReadPage,
  identify: Identify,
  { checkPageCount }: Pick<ListBounds, 'checkPageCount'>,
): Promise<readonly ListPage[]> => {
  const first = await read(1)
  const expected = expectedPages(first)
  checkPageCount(expected)
  const numbers = Array.from({ length: expected - 1 }, (_, index) => index + 2)
  const pages = [first, ...(await Promise.all(numbers.map(read)))]
  while (hasMore(pages, identify)) pages.push(await read(pages.length + 1))
  return pages
}

/** The size of the first page counts as the page size: servers may return fewer items than requested. */
const expectedPages = ({ items, total = 0 }: ListPage): number =>
  items.length === 0 ? 1 : Math.max(1, Math.ceil(total / items.length))

const hasMore = (pages: readonly ListPage[], identify: Identify): boolean => {
  const last = pages.at(-1)
  if (last === undefined || last.items.length === 0 || last.next === null) return false
  const earlier = new Set(pages.slice(0, -1).flatMap((page) => page.items.map(identify)))
  const newIds = new Set(last.items.map(identify).filter((id) => !earlier.has(id)))
  // A page without a new item: the server repeats pages endlessly.
  if (newIds.size === 0 || earlier.size + newIds.size === last.total) return false
  // A list that ignores the requested page size is not paged.
  return last.next !== undefined || last.items.length === pageSize
}

/** One page without a total is complete; several are if all totals equal the number of items. */
const totalsMatch = (pages: readonly ListPage[], count: number): boolean => {
  const totals = new Set(pages.map((page) => page.total))
  return totals.size === 1 && (totals.has(count) || (totals.has(undefined) && pages.length === 1))
}
