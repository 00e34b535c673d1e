// Builds the requests that write a sub-resource. Pure.

import { isJsonArray, isJsonObject, type Json, type JsonObject, pick } from '../core/json.ts'
import type { Field } from '../fields/field.ts'
import type { AddRemoveWrite, ItemsRequest, SubResource } from '../fields/field-options.ts'
import { canonicalText } from '../fields/normalize.ts'
import { findIdListVariant } from '../fields/sub-resource.ts'
import { toRequestValue } from '../fields/to-request-value.ts'
import type { Operation } from '../model/index.ts'
import { createRequestValueContext, type RequestContext, type RequestTemplate } from './requests.ts'

type SubResourceOperation = Pick<Operation, 'members' | 'subResource'>

/** The requests in the order of sending. `context.raw` has the current sub-resource. */
export const subResourceRequests = (
  operation: SubResourceOperation,
  context: RequestContext,
): readonly RequestTemplate[] => {
  const { subResource, name } = subResourceField(operation, context)
  return subResource.write.by === 'replace'
    ? replaceRequests('POST', operation, context)
    : addRemoveRequests(name, subResource.write, operation, context)
}

/** The requests that restore forms which Statsig has emptied when another form was set. */
export const restoreRequests = (
  operation: SubResourceOperation,
  context: RequestContext,
): readonly RequestTemplate[] => {
  const { write } = subResourceField(operation, context).subResource
  return write.by === 'replace' && write.forms ? replaceRequests('PATCH', operation, context) : []
}

const subResourceField = (
  { subResource: name = '' }: SubResourceOperation,
  { kind }: RequestContext,
) => {
  const field: Field | undefined = kind.fields[name]
  const subResource: SubResource | undefined = field?.subResource
  if (field === undefined || subResource === undefined)
    throw new Error(`\`${name}\` of a ${kind.kind} has no routes of its own.`)
  return { subResource, field, name }
}

const replaceRequests = (
  method: 'PATCH' | 'POST',
  operation: SubResourceOperation,
  context: RequestContext,
): readonly RequestTemplate[] => {
  const { members } = operation
  const { subResource, field, name } = subResourceField(operation, context)
  const { resolveName, kind, raw } = context
  const [theirs, ours] = [objectOrEmpty(raw[name]), objectOrEmpty(members[name])]
  // No live value is sent: the value of the file replaces the sub-resource.
  const whole = objectOrEmpty(
    toRequestValue(field, undefined, ours, createRequestValueContext(members, context)),
  )
  const forms = subResource.write.by === 'replace' ? subResource.write.forms : undefined
  const path = `${kind.routes.item}${subResource.path}`
  if (forms === undefined) return [{ method, path, body: whole }]
  return forms.flatMap((form) => {
    const pickForm = (value: JsonObject) => pick(value, (each) => form.includes(each))
    const isEqual =
      canonicalText(field, pickForm(theirs), resolveName) ===
      canonicalText(field, pickForm(ours), resolveName)
    return isEqual ? [] : [{ method, path, body: pickForm(whole) }]
  })
}

/** Additions come before removals, so that no user is missing between two requests. */
const addRemoveRequests = (
  name: string,
  write: AddRemoveWrite,
  { members }: SubResourceOperation,
  { kind, raw }: RequestContext,
): readonly RequestTemplate[] => {
  const variant = findIdListVariant(write, raw)
  if (variant === undefined) throw new Error(`There is no route to change \`${name}\` of it.`)
  const [theirs, ours] = [listOrEmpty(raw[name]), listOrEmpty(members[name])]
  const requests = (
    { method, path }: ItemsRequest,
    items: readonly Json[],
  ): readonly RequestTemplate[] =>
    chunks(items, variant.maxItems).map((chunk) => ({
      method,
      path: `${kind.routes.item}${path}`,
      body: { [name]: chunk },
    }))
  return [
    ...requests(variant.add, itemsNotIn(ours, theirs)),
    ...requests(variant.remove, itemsNotIn(theirs, ours)),
  ]
}

const itemsNotIn = (items: readonly Json[], others: readonly Json[]): readonly Json[] => {
  const known = new Set(others)
  return [...new Set(items)].filter((item) => !known.has(item))
}

const chunks = (items: readonly Json[], size: number): readonly (readonly Json[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )

const objectOrEmpty = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {})
const listOrEmpty = (value: Json | undefined): readonly Json[] => (isJsonArray(value) ? value : [])
