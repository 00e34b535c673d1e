// Reads a paged list as one list, and knows when it moved while being read.
import { isDeepStrictEqual } from 'node:util'
import { isList, isMembers, type Members, member } from '../../../json.ts'
import { ApiError } from './error.ts'
import { redact } from './redact.ts'

/** The largest page that is documented anywhere. */
export const pageSize = 100
const mostPages = 1_000
const mostPasses = 5

export interface Page {
  readonly items: readonly Members[]
  /** Undefined where the answer does not say; null on what it says is the last page. */
  readonly next: string | null | undefined
  readonly total: number | undefined
}

type Identify = (item: Members) => string

/** `nextPage` says that there is more and never where: the API spells it in several ways. */
export const pageOf = (body: Members): Page => {
  const data = member(body, 'data')
  const pagination = member(body, 'pagination')
  const next = member(pagination, 'nextPage')
  const total = member(pagination, 'totalItems')
  return {
    items: isList(data) ? data.filter(isMembers) : [],
    next: typeof next === 'string' || next === null ? next : undefined,
    total: typeof total === 'number' && total >= 0 ? total : undefined,
  }
}

export const isPage = (body: Members): boolean => {
  const data = member(body, 'data')
  return isList(data) && data.every(isMembers)
}

/** Ids lie beside the name of their list, and their pages say in the usual place how many there are. */
export const idPageOf = (body: Members): Page => {
  const data = member(body, 'data')
  const [ids, count] = [member(data, 'ids'), member(data, 'count')]
  const page = pageOf(body)
  return {
    ...page,
    items: isList(ids) ? ids.map((id) => ({ id })) : [],
    total: page.total ?? (typeof count === 'number' && count >= 0 ? count : undefined),
  }
}

export const isIdPage = (body: Members): boolean => {
  const ids = member(member(body, 'data'), 'ids')
  return isList(ids) && ids.every((id) => typeof id === 'string')
}

export const readAll = async (
  path: string,
  read: (page: number) => Promise<Page>,
  identify: Identify,
): Promise<readonly Members[]> => {
  let before: readonly string[] | undefined
  for (let pass = 1; pass <= mostPasses; pass += 1) {
    const pages = await readOnce(path, read, identify)
    const items = pages.flatMap((page) => page.items)
    const ids = items.map(identify)
    const found = new Map(items.map((item) => [identify(item), item]))
    const isSteady = isDeepStrictEqual(ids, before)
    const isComplete = addsUp(pages, found.size)
    // A total that is always wrong passes when nothing moves; so does a page that always overlaps.
    const hasDoubles = found.size < ids.length
    if (hasDoubles ? isSteady && isComplete : isSteady || isComplete) return [...found.values()]
    before = ids
  }
  throw noList(
    path,
    `gave no steady list in ${mostPasses} readings: it is being changed, or its pages overlap`,
  )
}

/** The beginning of a list that grows there: what moves down while it is read comes twice, and is taken once. */
export const readFirst = async (
  read: (page: number) => Promise<Page>,
  identify: Identify,
  most: number,
): Promise<readonly Members[]> => {
  const pages = [await read(1)]
  const found = () =>
    new Map(pages.flatMap(({ items }) => items).map((item) => [identify(item), item]))
  while (found().size < most && pages.length < mostPages && hasMore(pages, identify))
    pages.push(await read(pages.length + 1))
  return [...found().values()].slice(0, most)
}

/** Pages after the first are asked for at once where the first says how many there are. */
const readOnce = async (
  path: string,
  read: (page: number) => Promise<Page>,
  identify: Identify,
): Promise<readonly Page[]> => {
  const first = await read(1)
  const expected = expectedPages(first)
  if (expected > mostPages) throw tooLong(path)
  const numbers = Array.from({ length: expected - 1 }, (_, index) => index + 2)
  const pages = [first, ...(await Promise.all(numbers.map(read)))]
  while (hasMore(pages, identify)) {
    if (pages.length === mostPages) throw tooLong(path)
    pages.push(await read(pages.length + 1))
  }
  return pages
}

const tooLong = (path: string): ApiError =>
  noList(path, `has more than ${mostPages} pages, which is taken for a fault`)

const noList = (path: string, sentence: string): ApiError =>
  new ApiError(`GET ${redact(path)} ${sentence}`, {
    method: 'GET',
    path: redact(path),
    status: undefined,
    apiMessage: undefined,
    errors: [],
    written: 'no',
    fatal: false,
  })

/** The size of the first page is the size of pages: servers give fewer items than were asked for, and say otherwise. */
const expectedPages = ({ items, total = 0 }: Page): number =>
  items.length === 0 ? 1 : Math.max(1, Math.ceil(total / items.length))

const hasMore = (pages: readonly Page[], identify: Identify): boolean => {
  const last = pages.at(-1)
  if (last === undefined || last.items.length === 0 || last.next === null) return false
  const earlier = new Set(pages.slice(0, -1).flatMap((page) => page.items.map(identify)))
  const fresh = new Set(last.items.map(identify).filter((id) => !earlier.has(id)))
  // A page that brings nothing new is the server's way to repeat itself for ever.
  if (fresh.size === 0 || earlier.size + fresh.size === last.total) return false
  // A list that ignores the size asked for is not paged.
  return last.next !== undefined || last.items.length === pageSize
}

/** One page without a total cannot have moved; several have not if their totals agree with what came. */
const addsUp = (pages: readonly Page[], count: number): boolean => {
  const totals = new Set(pages.map((page) => page.total))
  return totals.size === 1 && (totals.has(count) || (totals.has(undefined) && pages.length === 1))
}
