// An operation to the requests that make it so. Pure: the descriptor alone decides the routes and who goes where.

import type { Field } from '../fields/field.ts'
import { itemIds } from '../fields/item-references.ts'
import { type Canonical, isShown } from '../fields/normalize.ts'
import { withoutApart } from '../fields/sub-resource-fields.ts'
import { type Filling, filled, handedBack } from '../fields/to-request-value.ts'
import { type Json, type Members, pick } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Request } from '../model.ts'
import { topOf } from '../pointer.ts'

/** A request that does not know its resource's handle yet. */
export type Sending = Omit<Request, 'handle'>

export interface Context {
  readonly kind: Kind
  /** The live resource as it is now; empty before a creation. */
  readonly raw: Members
  readonly canonical: Canonical
  /** The id that Statsig wants for a reference by handle. */
  readonly handle: Filling['handle']
  readonly called: Filling['called']
  /** The value of an environment variable, for the moment of the request. */
  readonly secret: Filling['secret']
}

export const creation = (members: Members, context: Context): Sending => {
  const { kind } = context
  if (kind.routes.create === undefined)
    throw new Error(`There is no route to create a ${kind.kind}.`)
  const own = pick(
    members,
    (name) => !isLater(kind, name) && !isNothing(kind.fields[name], members[name]),
  )
  return {
    method: 'POST',
    path: kind.routes.create,
    body: { ...kind.initially, ...bodyOf(own, context) },
  }
}

/** What a creation needs to have been said before; absent where the file says nothing of that sort. */
export const preludeOf = (members: Members, context: Context): Sending | undefined => {
  const { before } = context.kind.routes
  const body = before && sent(before.field, members, context)
  return before && body !== undefined ? { method: 'POST', path: before.path, body } : undefined
}

/** In a creation `null` means the same as absence, but for a record: Statsig fills in an owner where none is said. */
const isNothing = (field: Field | undefined, value: Json | undefined): boolean =>
  value === null && field?.shape !== 'record'

/** What a creation cannot carry; absent where there is nothing of that sort. */
export const completion = (members: Members, context: Context): Sending | undefined => {
  const later = Object.keys(members).filter(
    (name) => context.kind.fields[name]?.sent === 'update' && members[name] !== null,
  )
  return later.length === 0 ? undefined : updating(members, later, context)
}

export const updateOf = ({ edits, members }: Operation, context: Context): Sending =>
  updating(members, [...new Set(edits.map(({ pointer }) => topOf(pointer)))], context)

export const moveOf = ({ action, members }: Operation, context: Context): Sending => {
  const { kind } = context
  const move = kind.moves?.edges.find((edge) => edge.action === action)
  if (move === undefined) throw new Error(`\`${kind.kind}\` has no move \`${action}\`.`)
  const body = Object.entries(move.body).flatMap(([name, from]) => {
    const value = sent(from, members, context)
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    method: 'PUT',
    path: `${kind.routes.item}${move.path}`,
    body: Object.fromEntries(body),
  }
}

export const retirementOf = ({ action }: Operation, { routes }: Kind): Sending => {
  const act = action === 'delete' ? routes.delete : routes.archive
  if (act === undefined) throw new Error(`There is no route to ${action} it.`)
  return {
    method: act.method,
    path: `${routes.item}${act.path}`,
    ...(act.method === 'PUT' && { body: {} }),
  }
}

const isLater = ({ fields }: Kind, name: string): boolean => {
  const sentBy = fields[name]?.sent
  return sentBy === 'update' || sentBy === 'move' || sentBy === 'back' || sentBy === 'before'
}

const updating = (members: Members, changed: readonly string[], context: Context): Sending => {
  const { fields, routes } = context.kind
  const { at = routes.item, body, method } = routes.update
  const to = { method, path: at }
  if (typeof body === 'object') return { ...to, body: sent(body.bare, members, context) ?? [] }
  const writable = Object.keys(withoutApart(fields)).filter((name) => {
    const { sent: by = 'always' } = fields[name] ?? {}
    if (isOther(context.kind, name, members)) return false
    return by === 'always' || by === 'update'
  })
  const names =
    body === 'whole'
      ? writable
      : writable.filter(
          (name) =>
            changed.includes(name) ||
            fields[name]?.overwrites ||
            isUnseen(fields[name], context.raw[name], members[name]),
        )
  return { ...to, body: { ...unnamedIn(context), ...bodyOf(members, context, names) } }
}

/** The other of two ways to say what the file says. */
const isOther = ({ twins = [] }: Kind, name: string, members: Members): boolean =>
  !Object.hasOwn(members, name) &&
  twins.some((pair) => pair.includes(name) && pair.some((each) => Object.hasOwn(members, each)))

/** A document that is replaced whole would lose what Statsig has added to it since. */
const unnamedIn = ({ kind, raw }: Context): Members =>
  kind.routes.update.replaces
    ? pick(raw, (name) => !Object.hasOwn(kind.fields, name) && !kind.made.includes(name))
    : {}

/** Nobody can tell whether Statsig has it as the file says: it goes along with what is sent anyway. */
const isUnseen = (
  field: Field | undefined,
  live: Json | undefined,
  wanted: Json | undefined,
): boolean => field !== undefined && wanted !== undefined && !isShown(field, live)

const bodyOf = (
  members: Members,
  context: Context,
  names: readonly string[] = Object.keys(members),
): Members =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = sent(name, members, context)
      return value === undefined ? [] : [[name, value] as const]
    }),
  )

/** The file's value, made whole with what it cannot see; the live value where the file says nothing. */
const sent = (name: string, members: Members, context: Context): Json | undefined => {
  const { kind, raw } = context
  const field = kind.fields[name]
  const wanted = members[name]
  if (field === undefined) return undefined
  const using = fillingFor(members, context)
  if (wanted === undefined) return handedBack(field, raw[name], using)
  return wanted === null ? null : filled(field, raw[name], wanted, using)
}

export const fillingFor = (
  members: Members,
  { called, canonical, handle, kind, raw, secret }: Context,
): Filling => ({
  names: canonical,
  handle,
  called,
  secret,
  item: (list, text) => itemIds(kind.fields, list, raw, members, canonical).get(text) ?? text,
})

/** One field and nothing around it, wrapped in its name: some answers to a bare body say that it is wanted so. */
export const wrapped = (sending: Sending, { routes }: Kind): Sending | undefined => {
  const { body } = routes.update
  return typeof body === 'object' && sending.body !== undefined
    ? { ...sending, body: { [body.bare]: sending.body } }
    : undefined
}
