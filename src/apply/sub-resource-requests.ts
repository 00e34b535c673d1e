// A member that has routes of its own to the requests that make it so. Pure, as are those of whole resources.

import type { Field } from '../fields/field.ts'
import { spelling } from '../fields/normalize.ts'
import { type Apart, type Exchange, type Step, wayOf } from '../fields/sub-resource.ts'
import { filled } from '../fields/to-request-value.ts'
import { isList, isMembers, type Json, type Members, pick } from '../json.ts'
import type { Operation } from '../model.ts'
import { type Context, fillingFor, type Sending } from './requests.ts'

type PartOf = Pick<Operation, 'members' | 'part'>

/** In the order in which they are to be sent. `context.raw` holds the member as it is now. */
export const writesOf = (operation: PartOf, context: Context): readonly Sending[] => {
  const { apart, name } = partIn(operation, context)
  return apart.write.by === 'set'
    ? setting('POST', operation, context)
    : exchanging(name, apart.write, operation, context)
}

/** What puts back the forms that Statsig has emptied while another one was set. */
export const restoringOf = (operation: PartOf, context: Context): readonly Sending[] => {
  const { write } = partIn(operation, context).apart
  return write.by === 'set' && write.forms ? setting('PATCH', operation, context) : []
}

const partIn = ({ part: name = '' }: PartOf, { kind }: Context) => {
  const field: Field | undefined = kind.fields[name]
  const apart: Apart | undefined = field?.apart
  if (field === undefined || apart === undefined)
    throw new Error(`\`${name}\` of a ${kind.kind} has no routes of its own.`)
  return { apart, field, name }
}

const setting = (
  method: 'PATCH' | 'POST',
  operation: PartOf,
  context: Context,
): readonly Sending[] => {
  const { members } = operation
  const { apart, field, name } = partIn(operation, context)
  const { canonical, kind, raw } = context
  const [theirs, ours] = [membersIn(raw[name]), membersIn(members[name])]
  // Nothing of what is there is handed back: the file is the whole truth of it.
  const whole = membersIn(filled(field, undefined, ours, fillingFor(members, context)))
  const forms = apart.write.by === 'set' ? apart.write.forms : undefined
  const path = `${kind.routes.item}${apart.path}`
  if (forms === undefined) return [{ method, path, body: whole }]
  return forms.flatMap((form) => {
    const of = (value: Members) => pick(value, (each) => form.includes(each))
    const isSo = spelling(field, of(theirs), canonical) === spelling(field, of(ours), canonical)
    return isSo ? [] : [{ method, path, body: of(whole) }]
  })
}

/** Additions come first, so that nobody is missing meanwhile who is to stay under another id. */
const exchanging = (
  name: string,
  write: Exchange,
  { members }: PartOf,
  { kind, raw }: Context,
): readonly Sending[] => {
  const way = wayOf(write, raw)
  if (way === undefined) throw new Error(`There is no route to change \`${name}\` of it.`)
  const [theirs, ours] = [itemsIn(raw[name]), itemsIn(members[name])]
  const requests = ({ method, path }: Step, items: readonly Json[]): readonly Sending[] =>
    chunks(items, way.most).map((chunk) => ({
      method,
      path: `${kind.routes.item}${path}`,
      body: { [name]: chunk },
    }))
  return [
    ...requests(way.add, without(ours, theirs)),
    ...requests(way.remove, without(theirs, ours)),
  ]
}

const without = (items: readonly Json[], others: readonly Json[]): readonly Json[] => {
  const known = new Set(others)
  return [...new Set(items)].filter((item) => !known.has(item))
}

const chunks = (items: readonly Json[], most: number): readonly (readonly Json[])[] =>
  Array.from({ length: Math.ceil(items.length / most) }, (_, index) =>
    items.slice(index * most, (index + 1) * most),
  )

const membersIn = (value: Json | undefined): Members => (isMembers(value) ? value : {})
const itemsIn = (value: Json | undefined): readonly Json[] => (isList(value) ? value : [])
