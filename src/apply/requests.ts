// Builds the requests of an operation from its kind's description. Pure.

import { type Json, type JsonObject, pick } from '../core/json.ts'
import { topLevelName } from '../core/pointer.ts'
import type { Field } from '../fields/field.ts'
import { isOutsideLimits } from '../fields/field-limits.ts'
import { itemIds, liveItemName } from '../fields/item-references.ts'
import { isReadable, type ResolveName } from '../fields/normalize.ts'
import type { ReferenceForm } from '../fields/reference-form.ts'
import { withoutSubResources } from '../fields/sub-resource.ts'
import {
  keepLiveValue,
  type RequestValueContext,
  toRequestValue,
} from '../fields/to-request-value.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Operation, Request } from '../model/index.ts'

/** A request without the id of its resource. */
export type RequestTemplate = Omit<Request, 'pathId'>

export interface RequestContext {
  readonly kind: Kind
  /** The current live resource. Empty before a creation. */
  readonly raw: JsonObject
  readonly resolveName: ResolveName
  /** The generated id for a reference that requests send as an id. */
  readonly resolveId: RequestValueContext['resolveId']
  readonly resolveDisplayName: RequestValueContext['resolveDisplayName']
  /** The value of an environment variable. It is read only when the request is built. */
  readonly readSecret: RequestValueContext['readSecret']
}

export const createRequest = (members: JsonObject, context: RequestContext): RequestTemplate => {
  const { kind } = context
  if (kind.routes.create === undefined)
    throw new Error(`There is no route to create a ${kind.kind}.`)
  const own = pick(
    members,
    (name) => !isNotInCreate(kind, name) && !isUnset(kind.fields[name], members[name]),
  )
  return {
    method: 'POST',
    path: kind.routes.create,
    body: { ...kind.createDefaults, ...requestValues(own, context) },
  }
}

/** The request that Statsig needs before a creation. Absent where the file does not set its field. */
export const preRequest = (
  members: JsonObject,
  context: RequestContext,
): RequestTemplate | undefined => {
  const { preRequest } = context.kind.routes
  const body = preRequest && valueToSend(preRequest.field, members, context)
  return preRequest && body !== undefined
    ? { method: 'POST', path: preRequest.path, body }
    : undefined
}

/** In a creation `null` means absent, except for a record: Statsig sets a default owner where a request has none. */
const isUnset = (field: Field | undefined, value: Json | undefined): boolean =>
  value === null && field?.shape !== 'record'

/** The update with the fields that a creation does not accept. Absent where the file sets none of them. */
export const followUpUpdate = (
  members: JsonObject,
  context: RequestContext,
): RequestTemplate | undefined => {
  const followUpNames = Object.keys(members).filter(
    (name) => context.kind.fields[name]?.sentIn === 'update' && members[name] !== null,
  )
  return followUpNames.length === 0 ? undefined : buildUpdate(members, followUpNames, context)
}

export const updateRequest = (
  { edits, members }: Operation,
  context: RequestContext,
): RequestTemplate =>
  buildUpdate(members, [...new Set(edits.map(({ pointer }) => topLevelName(pointer)))], context)

export const transitionRequest = (
  { action, members }: Operation,
  context: RequestContext,
): RequestTemplate => {
  const { kind } = context
  const transition = kind.statusMachine?.transitions.find((edge) => edge.action === action)
  if (transition === undefined) throw new Error(`\`${kind.kind}\` has no transition \`${action}\`.`)
  const body = Object.entries(transition.body).flatMap(([name, from]) => {
    const value = valueToSend(from, members, context)
    return value === undefined ? [] : [[name, value] as const]
  })
  return {
    method: 'PUT',
    path: `${kind.routes.item}${transition.path}`,
    body: Object.fromEntries(body),
  }
}

export const retireRequest = ({ action }: Operation, { routes }: Kind): RequestTemplate => {
  const endpoint = action === 'delete' ? routes.delete : routes.archive
  if (endpoint === undefined) throw new Error(`There is no route to ${action} it.`)
  return {
    method: endpoint.method,
    path: `${routes.item}${endpoint.path}`,
    ...(endpoint.method === 'PUT' && { body: {} }),
  }
}

const isNotInCreate = ({ fields }: Kind, name: string): boolean => {
  const sentIn = fields[name]?.sentIn
  return (
    sentIn === 'update' ||
    sentIn === 'transition' ||
    sentIn === 'match-only' ||
    sentIn === 'pre-request'
  )
}

/** An update without its body. */
export const updateTarget = ({ routes }: Kind): RequestTemplate => ({
  method: routes.update.method,
  path: routes.update.absolutePath ?? routes.item,
})

const buildUpdate = (
  members: JsonObject,
  changed: readonly string[],
  context: RequestContext,
): RequestTemplate => {
  const { fields, routes } = context.kind
  const { body } = routes.update
  const target = updateTarget(context.kind)
  if (typeof body === 'object')
    return { ...target, body: valueToSend(body.fieldValue, members, context) ?? [] }
  const writable = Object.keys(withoutSubResources(fields)).filter((name) => {
    const { sentIn = 'always' } = fields[name] ?? {}
    if (isOtherAlternative(context.kind, name, members)) return false
    return sentIn === 'always' || sentIn === 'update'
  })
  const names =
    body === 'whole'
      ? writable.filter((name) => !isKeptOutsideLimits(name, members, context))
      : writable.filter(
          (name) =>
            changed.includes(name) ||
            fields[name]?.resetWhenOmitted ||
            isUnreadable(fields[name], context.raw[name], members[name]),
        )
  return {
    ...target,
    body: { ...undeclaredLiveMembers(context), ...requestValues(members, context, names) },
  }
}

/** Whether the file uses the alternative of this member instead. */
const isOtherAlternative = (
  { alternatives = [] }: Kind,
  name: string,
  members: JsonObject,
): boolean =>
  !Object.hasOwn(members, name) &&
  alternatives.some(
    (pair) => pair.includes(name) && pair.some((each) => Object.hasOwn(members, each)),
  )

/** An unchanged text that breaks the limits of the API: Statsig has it, keeps it, and would refuse it. */
const isKeptOutsideLimits = (
  name: string,
  members: JsonObject,
  { kind: { fields, routes }, raw }: RequestContext,
): boolean => {
  const [field, live] = [fields[name], raw[name]]
  if (routes.update.replaces || field === undefined) return false
  if (members[name] !== undefined && members[name] !== live) return false
  return isOutsideLimits(field, live)
}

/**
 * A request that replaces the whole document must send the members that Statsig added to it. A full update by POST may
 * reset what it leaves out, too: whether Statsig's does is not known.
 */
const undeclaredLiveMembers = ({ kind, raw }: RequestContext): JsonObject => {
  const { body, method, replaces } = kind.routes.update
  const isUndeclared = (name: string) =>
    name !== 'id' && !Object.hasOwn(kind.fields, name) && !kind.readOnlyFields.includes(name)
  if (replaces) return pick(raw, isUndeclared)
  return body === 'whole' && method === 'POST'
    ? pick(raw, (name) => isUndeclared(name) && raw[name] !== null)
    : {}
}

/** Whether a field cannot be compared, because Statsig does not return it: an update sends the value of the file. */
const isUnreadable = (
  field: Field | undefined,
  live: Json | undefined,
  wanted: Json | undefined,
): boolean => field !== undefined && wanted !== undefined && !isReadable(field, live)

/** The values of the named fields as a request sends them: of all that the file has, unless given. */
export const requestValues = (
  members: JsonObject,
  context: RequestContext,
  names: readonly string[] = Object.keys(members),
): JsonObject =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = valueToSend(name, members, context)
      return value === undefined ? [] : [[name, value] as const]
    }),
  )

/** The value of the file, completed with live values that files do not have, or the live value where the file has none. */
const valueToSend = (
  name: string,
  members: JsonObject,
  context: RequestContext,
): Json | undefined => {
  const { kind, raw } = context
  const field = kind.fields[name]
  const wanted = members[name]
  if (field === undefined) return undefined
  const valueContext = createRequestValueContext(members, context)
  if (wanted === undefined) return keepLiveValue(field, raw[name], valueContext)
  if (wanted === null) return field.shape === 'ref' ? (field.clearedBy ?? null) : null
  return toRequestValue(field, raw[name], wanted, valueContext)
}

export const createRequestValueContext = (
  members: JsonObject,
  { resolveDisplayName, resolveName, resolveId, kind, raw, readSecret }: RequestContext,
  form: ReferenceForm = 'usual',
): RequestValueContext => ({
  resolveName,
  resolveId,
  resolveDisplayName,
  readSecret,
  form,
  resolveItem: ({ by, list }, text) => {
    const id = itemIds(kind.fields, list, raw, members, resolveName).get(text) ?? text
    return by === 'name' && form === 'usual' ? liveItemName(kind.fields, list, raw, id) : id
  },
})
