// Routes of overrides, which take precedence over rules. POST sets, PATCH adds, DELETE removes; lists do not show them.
import { isJsonObject, type JsonObject } from '../../../core/json.ts'
import type { Collection } from '../../core/collections.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Route } from '../../core/context.ts'
import { requireObject, respond, saveObject } from '../../shared/handlers.ts'
import { markPendingReview } from '../../shared/pending-review.ts'
import { addUnknownMembers } from '../../shared/unknown-members.ts'
import { experimentOverrides } from './experiment-overrides.ts'
import { gateOverrides } from './gate-overrides.ts'
import { layerOverrides } from './layer-overrides.ts'
import {
  addOverrides,
  emptyOverrides,
  type OverridesFormat,
  overridesOf,
  removeOverrides,
  respellOverrides,
  setOverrides,
} from './overrides-format.ts'

/** The routes below `path`, which is the path of the collection. */
export const overrideRoutes = (collection: Collection, path: string): readonly Route[] => {
  const format = formatOf(collection)
  const noun = `${path.slice(0, 1).toUpperCase()}${path.slice(1, -1)}`
  const requireOwner = (call: ApiCall): JsonObject =>
    requireObject(call, collection, `${noun} not found.`)
  const respondWithOverrides = (
    { context }: ApiCall,
    action: string,
    content: JsonObject,
  ): HandlerResponse => {
    // The published document declares 201 for all routes of gate overrides; older pages say 200.
    const status = collection === 'gates' && context.has('worst-case') ? 201 : 200
    return respond(
      `${noun} Overrides ${action} successfully.`,
      serializeOverrides(format, context, content),
      status,
    )
  }
  const storeOverrides = (
    call: ApiCall,
    object: JsonObject,
    content: JsonObject,
  ): HandlerResponse => {
    if (call.underReview && REVIEWED_COLLECTIONS.includes(collection)) {
      markPendingReview(call, collection, object)
      return respondWithOverrides(call, 'updated', overridesOf(format, object))
    }
    saveObject(call.context, collection, { ...object, $overrides: content })
    return respondWithOverrides(call, 'updated', content)
  }
  const handlers: { readonly [method: string]: (call: ApiCall) => HandlerResponse } = {
    GET: (call) => respondWithOverrides(call, 'read', overridesOf(format, requireOwner(call))),
    POST: (call) => {
      const object = requireOwner(call)
      const base = replacesAll(call.context) ? emptyOverrides(format) : overridesOf(format, object)
      return storeOverrides(
        call,
        object,
        setOverrides(format, base, format.parseBody(call, object, false)),
      )
    },
    PATCH: (call) => {
      const object = requireOwner(call)
      const sent = format.parseBody(call, object, true)
      return storeOverrides(call, object, addOverrides(format, overridesOf(format, object), sent))
    },
    DELETE: (call) => {
      const object = requireOwner(call)
      const remaining = hasEmptyBody(call)
        ? emptyOverrides(format)
        : removeOverrides(
            format,
            overridesOf(format, object),
            format.parseBody(call, object, false),
          )
      return storeOverrides(call, object, remaining)
    },
  }
  return Object.entries(handlers).map(([method, handle]) => ({
    method,
    path: `${path}/*/overrides`,
    handle,
  }))
}

const REVIEWED_COLLECTIONS: readonly Collection[] = ['gates', 'experiments']

const formatOf = (collection: Collection): OverridesFormat => {
  if (collection === 'experiments') return experimentOverrides
  return collection === 'layers' ? layerOverrides : gateOverrides
}

/** Whether a POST empties the lists that its body leaves out. */
const replacesAll = (context: EmulatorContext): boolean =>
  context.has('overrides-post-replaces-all') || context.has('post-resets')

// Statsig’s server is expected to read an absent body as an empty object.
const hasEmptyBody = ({ body = {} }: ApiCall): boolean =>
  isJsonObject(body) && Object.keys(body).length === 0

const serializeOverrides = (
  format: OverridesFormat,
  context: EmulatorContext,
  content: JsonObject,
): JsonObject =>
  addUnknownMembers(
    context,
    context.has('worst-case') ? respellOverrides(format, context, content) : content,
  )
