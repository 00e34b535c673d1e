// Lists: filters, order, and pages of at most a hundred.
import type { Json, Members } from '../../json.ts'
import { badField } from '../core/api-error.ts'
import type { Answer, Call, World } from '../core/context.ts'
import { hashOf, randomOf, shuffled } from '../core/random.ts'
import type { Collection } from '../core/store.ts'
import { answer } from './handlers.ts'
import { textsIn } from './references.ts'
import { asRead } from './serialize.ts'

export const listed = (
  call: Call,
  message: string,
  collection: Collection,
  objects: readonly Members[],
  read: (world: World, object: Members) => Json = (world, object) =>
    asRead(world, collection, object),
): Answer => {
  const { number, size } = pageAsked(call)
  const rows = ordered(call, number, disturbed(call, objects))
  const shown = rows.slice((number - 1) * size, number * size)
  const data: readonly Json[] = shown.map((object) => read(call.world, object))
  const isLast = number * size >= rows.length
  const pagination = {
    itemsPerPage: size,
    pageNumber: number,
    nextPage: isLast ? null : linkTo(call, number + 1, size),
    previousPage: number > 1 ? linkTo(call, number - 1, size) : null,
    totalItems: rows.length,
    all: call.path,
  }
  return { ...answer(message), body: { message, data, pagination } }
}

/** Keeps the objects whose members equal what the query asks for; `tags` asks for any of them. */
export const filtered = (
  call: Call,
  objects: readonly Members[],
  names: readonly string[],
): readonly Members[] => {
  const asked = names.flatMap((name) => {
    const values = [...call.query.getAll(name), ...call.query.getAll(`${name}[]`)]
      .flatMap((value) => value.split(','))
      .filter((value) => value !== '')
    return values.length > 0 ? [{ name, values }] : []
  })
  return objects.filter((object) =>
    asked.every(({ name, values }) =>
      textsIn(object[name]).some((value) => values.includes(value)),
    ),
  )
}

const pageAsked = (call: Call): { number: number; size: number } => {
  const greatest = call.world.has('pages-of-10') ? 10 : 100
  const limit = positive(call, 'limit') ?? greatest
  return {
    number: positive(call, 'page') ?? 1,
    size: call.world.has('no-page-maximum') ? limit : Math.min(limit, greatest),
  }
}

const positive = (call: Call, name: string): number | undefined => {
  const given = call.query.get(name)
  if (given === null) return undefined
  const value = Number(given)
  if (Number.isInteger(value) && value >= 1) return value
  throw badField(name, 'Number must be greater than or equal to 1')
}

const linkTo = (call: Call, page: number, size: number): string => {
  const query = new URLSearchParams(call.query)
  query.set('page', String(page))
  query.set('limit', String(size))
  return `${call.path}?${query}`
}

// A new order for each pass and not for each page: with the latter nobody could read a whole list.
const ordered = (call: Call, page: number, rows: readonly Members[]): readonly Members[] => {
  if (!call.world.has('contrary')) return rows
  const { orders, shuffles } = call.world
  if (page === 1 || !orders.has(call.path))
    orders.set(call.path, hashOf(`${call.path}${shuffles()}`))
  return shuffled(rows, randomOf(orders.get(call.path) ?? 0))
}

const disturbed = (call: Call, rows: readonly Members[]): readonly Members[] => {
  const first = rows[0]
  if (first === undefined || call.shift === undefined) return rows
  if (call.shift === 'removed') return rows.slice(1)
  const stranger = 'made_by_somebody_while_you_read'
  return [{ ...first, id: stranger, name: stranger }, ...rows]
}
