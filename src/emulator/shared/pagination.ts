// Answers with lists: filters, order, and pages of at most 100 items.
import type { Json, JsonObject } from '../../core/json.ts'
import { badField } from '../core/api-error.ts'
import type { Collection } from '../core/collections.ts'
import type { ApiCall, EmulatorContext, HandlerResponse } from '../core/context.ts'
import { hashOf, randomOf, shuffled } from '../core/random.ts'
import { respond } from './handlers.ts'
import { textsIn } from './references.ts'
import { serializeObject } from './serialize.ts'
import { listedObject } from './sparse-lists.ts'

export const respondWithPage = (
  call: ApiCall,
  message: string,
  collection: Collection,
  objects: readonly JsonObject[],
  read: (context: EmulatorContext, object: JsonObject) => Json = (context, object) =>
    serializeObject(context, collection, object),
): HandlerResponse => {
  const { number, size } = requestedPage(call)
  const rows = orderRows(call, number, shiftRows(call, objects))
  const pageRows = rows.slice((number - 1) * size, number * size)
  const data: readonly Json[] = pageRows.map((object) =>
    listedObject(call, read(call.context, object)),
  )
  const isLast = number * size >= rows.length
  const pagination = {
    itemsPerPage: size,
    pageNumber: number,
    nextPage: isLast ? null : pageLink(call, number + 1, size),
    previousPage: number > 1 ? pageLink(call, number - 1, size) : null,
    totalItems: rows.length,
    all: call.path,
  }
  return { ...respond(message), body: { message, data, pagination } }
}

/** The objects whose members have the values of the query; for `tags`, one common tag is enough. */
export const filterByQuery = (
  call: ApiCall,
  objects: readonly JsonObject[],
  names: readonly string[],
): readonly JsonObject[] => {
  const filters = names.flatMap((name) => {
    const values = [...call.query.getAll(name), ...call.query.getAll(`${name}[]`)]
      .flatMap((value) => value.split(','))
      .filter((value) => value !== '')
    return values.length > 0 ? [{ name, values }] : []
  })
  return objects.filter((object) =>
    filters.every(({ name, values }) =>
      textsIn(object[name]).some((value) => values.includes(value)),
    ),
  )
}

/** The objects that were changed last on the days from `startDate` to `endDate` of the query. */
export const modifiedBetween = (
  { query }: ApiCall,
  objects: readonly JsonObject[],
): readonly JsonObject[] => {
  const [since, until] = [query.get('startDate') ?? '', query.get('endDate') ?? '9']
  return objects.filter(({ lastModifiedTime }) => {
    const day = new Date(Number(lastModifiedTime ?? 0)).toISOString().slice(0, 10)
    return day >= since && day <= until
  })
}

/** The objects for one of the target apps whose ids the query names. */
export const filterByTargetApp = (
  { context, query }: ApiCall,
  objects: readonly JsonObject[],
): readonly JsonObject[] => {
  const id = query.get('targetAppID')
  if (id === null) return objects
  const name = context.store.find('target_apps', id)?.['name'] ?? id
  return objects.filter(({ targetApps }) => textsIn(targetApps).some((app) => app === name))
}

const requestedPage = (call: ApiCall): { number: number; size: number } => {
  const maxSize = call.context.has('pages-of-10') ? 10 : 100
  const limit = positiveInteger(call, 'limit') ?? maxSize
  return {
    number: positiveInteger(call, 'page') ?? 1,
    size: call.context.has('no-page-maximum') ? limit : Math.min(limit, maxSize),
  }
}

const positiveInteger = (call: ApiCall, name: string): number | undefined => {
  const rawValue = call.query.get(name)
  if (rawValue === null) return undefined
  const value = Number(rawValue)
  if (Number.isInteger(value) && value >= 1) return value
  if (!Number.isInteger(value) || rawValue.trim() === '')
    throw badField(name, 'Must be a valid number')
  throw badField(
    name,
    name === 'page'
      ? 'Page number must be greater than 0'
      : 'Number must be greater than or equal to 1',
  )
}

const pageLink = (call: ApiCall, page: number, size: number): string => {
  const query = new URLSearchParams(call.query)
  query.set('page', String(page))
  query.set('limit', String(size))
  return `${call.path}?${query}`
}

// The order changes for each pass and not for each page. Otherwise a client could not read a whole list.
const orderRows = (
  call: ApiCall,
  page: number,
  rows: readonly JsonObject[],
): readonly JsonObject[] => {
  if (!call.context.has('worst-case')) return rows
  const { pageSeeds, shuffleRandom } = call.context
  if (page === 1 || !pageSeeds.has(call.path))
    pageSeeds.set(call.path, hashOf(`${call.path}${shuffleRandom()}`))
  return shuffled(rows, randomOf(pageSeeds.get(call.path) ?? 0))
}

const shiftRows = (call: ApiCall, rows: readonly JsonObject[]): readonly JsonObject[] => {
  const first = rows[0]
  if (first === undefined || call.pageShift === undefined) return rows
  if (call.pageShift === 'removed') return rows.slice(1)
  const insertedName = 'made_by_somebody_while_you_read'
  return [{ ...first, id: insertedName, name: insertedName }, ...rows]
}
