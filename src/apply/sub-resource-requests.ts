// A member that has routes of its own to the requests that make it so. Pure, as are those of whole resources.

import type { Field } from '../fields/field.ts'
import type { AddRemoveWrite, ItemsRequest, SubResource } from '../fields/field-options.ts'
import { canonicalText } from '../fields/normalize.ts'
import { findIdListVariant } from '../fields/sub-resource.ts'
import { toRequestValue } from '../fields/to-request-value.ts'
import { isJsonArray, isJsonObject, type Json, type JsonObject, pick } from '../json.ts'
import type { Operation } from '../model.ts'
import { createRequestValueContext, type RequestContext, type RequestTemplate } from './requests.ts'

type SubResourceOperation = Pick<Operation, 'members' | 'subResource'>

/** In the order in which they are to be sent. `context.raw` holds the member as it is now. */
export const subResourceRequests = (
  operation: SubResourceOperation,
  context: RequestContext,
): readonly RequestTemplate[] => {
  const { subResource, name } = subResourceField(operation, context)
  return subResource.write.by === 'replace'
    ? replaceRequests('POST', operation, context)
    : addRemoveRequests(name, subResource.write, operation, context)
}

/** What puts back the forms that Statsig has emptied while another one was set. */
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
  // Nothing of what is there is handed back: the file is the whole truth of it.
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

/** Additions come first, so that nobody is missing meanwhile who is to stay under another id. */
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
