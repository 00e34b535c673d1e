// Builds the requests that write a sub-resource. Pure.

import { isJsonObject, itemsOf, type Json, type JsonObject, pick } from '../core/json.ts'
import type { Field } from '../fields/field.ts'
import type { AddRemoveWrite, ItemsRequest, SubResource } from '../fields/field-options.ts'
import { canonicalText, type ResolveName } from '../fields/normalize.ts'
import type { ReferenceForm } from '../fields/reference-form.ts'
import { findIdListVariant } from '../fields/sub-resource.ts'
import {
  repeatItems,
  type SpellingContext,
  spellSubResource,
} from '../fields/sub-resource-spelling.ts'
import { toRequestValue } from '../fields/to-request-value.ts'
import type { Operation } from '../model/index.ts'
import { createRequestValueContext, type RequestContext, type RequestTemplate } from './requests.ts'

/** How Statsig spells the live value of a sub-resource. */
export interface LiveSpelling {
  readonly form: ReferenceForm
  /** Items of a list repeat members beside it. */
  readonly isRepeated: boolean
}

type SubResourceOperation = Pick<Operation, 'members' | 'subResource'>

/**
 * The requests in the order of sending, and others that mean the same, in the order of their likelihood. `context.raw` has
 * the current sub-resource.
 */
export const requestAlternatives = (
  operation: SubResourceOperation,
  context: RequestContext,
  { form, isRepeated }: LiveSpelling,
): readonly (readonly RequestTemplate[])[] => {
  const { subResource, name } = subResourceField(operation, context)
  if (subResource.write.by === 'add-remove')
    return [addRemoveRequests(name, subResource.write, operation, context)]
  const otherForm: ReferenceForm = form === 'usual' ? 'other' : 'usual'
  return [form, otherForm].map((each) =>
    replaceRequests(replacementOf(operation, context, { form: each, isRepeated })),
  )
}

/** Requests that restore forms which Statsig has emptied when another form was set, or sets all where it repeats ids. */
export const restoreRequests = (
  operation: SubResourceOperation,
  context: RequestContext,
  spelling: LiveSpelling,
): readonly RequestTemplate[] => {
  const { write } = subResourceField(operation, context).subResource
  if (write.by !== 'replace' || write.forms === undefined) return []
  const value = replacementOf(operation, context, spelling)
  const unequal = value.forms.filter((names) => !isEqualForm(value, names))
  if (spelling.isRepeated && unequal.length > 0)
    return value.forms.map((names) => setForm(value, names))
  return unequal.map((names) => ({
    ...setForm(value, names),
    method: hasMore(value, names) ? 'POST' : 'PATCH',
  }))
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

/** The value that replaces a sub-resource. */
interface Replacement {
  readonly path: string
  readonly field: Field
  readonly resolveName: ResolveName
  /** Without forms, the whole value goes into one body. */
  readonly forms: readonly (readonly string[])[]
  /** The live value and the wanted one, spelled alike. */
  readonly theirs: JsonObject
  readonly ours: JsonObject
  /** What is sent. */
  readonly body: JsonObject
}

const replacementOf = (
  operation: SubResourceOperation,
  context: RequestContext,
  { form, isRepeated }: LiveSpelling,
): Replacement => {
  const { members } = operation
  const { subResource, field, name } = subResourceField(operation, context)
  const { kind, raw, resolveName } = context
  const spell = (more: Partial<SpellingContext> = {}): JsonObject =>
    objectOrEmpty(
      spellSubResource(field, objectOrEmpty(members[name]), {
        owner: raw,
        itemText: (_, text) => text,
        ...more,
      }),
    )
  const sent = spell({ keepsDefaults: true })
  const valueContext = createRequestValueContext(members, context, form)
  return {
    path: `${kind.routes.item}${subResource.path}`,
    field,
    resolveName,
    forms: (subResource.write.by === 'replace' && subResource.write.forms) || [],
    theirs: objectOrEmpty(raw[name]),
    ours: spell(),
    // No live value is sent: the value of the file replaces the sub-resource.
    body: objectOrEmpty(
      toRequestValue(field, undefined, isRepeated ? repeatItems(field, sent) : sent, valueContext),
    ),
  }
}

/** A request for each form that differs. */
const replaceRequests = (value: Replacement): readonly RequestTemplate[] => {
  const { body, forms, path } = value
  if (forms.length === 0) return [{ method: 'POST', path, body }]
  return forms.flatMap((names) => (isEqualForm(value, names) ? [] : [setForm(value, names)]))
}

const setForm = ({ body, path }: Replacement, names: readonly string[]): RequestTemplate => ({
  method: 'POST',
  path,
  body: pickNames(body, names),
})

const isEqualForm = (
  { field, ours, resolveName, theirs }: Replacement,
  names: readonly string[],
): boolean =>
  canonicalText(field, pickNames(theirs, names), resolveName) ===
  canonicalText(field, pickNames(ours, names), resolveName)

/** Whether the live value of a form has more than the wanted one, so that an addition is not enough. */
const hasMore = (value: Replacement, names: readonly string[]): boolean => {
  const { field, ours, theirs } = value
  const joined = names.map((name) => [name, [...itemsOf(ours[name]), ...itemsOf(theirs[name])]])
  const both = spellSubResource(field, Object.fromEntries(joined), {
    owner: {},
    itemText: (_, text) => text,
  })
  return !isEqualForm({ ...value, theirs: objectOrEmpty(both) }, names)
}

const pickNames = (value: JsonObject, names: readonly string[]): JsonObject =>
  pick(value, (each) => names.includes(each))

/** Additions come before removals, so that no user is missing between two requests. */
const addRemoveRequests = (
  name: string,
  write: AddRemoveWrite,
  { members }: SubResourceOperation,
  { kind, raw }: RequestContext,
): readonly RequestTemplate[] => {
  const variant = findIdListVariant(write, raw)
  if (variant === undefined) throw new Error(`There is no route to change \`${name}\` of it.`)
  const [theirs, ours] = [itemsOf(raw[name]), itemsOf(members[name])]
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
