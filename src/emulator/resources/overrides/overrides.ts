// Routes of overrides, which take precedence over rules. POST sets, PATCH adds, DELETE removes; lists do not show them.
import { isJsonObject, type JsonObject } from '../../../core/json.ts'
import { notFound } from '../../core/api-error.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Route } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { requireObject, respond, saveObject } from '../../shared/handlers.ts'
import { markPendingReview } from '../../shared/pending-review.ts'
import { addUnknownMembers } from '../../shared/unknown-members.ts'
import { gateOverrides } from './gate-overrides.ts'
import { autotuneOverrides, experimentOverrides } from './group-overrides.ts'
import { layerOverrides } from './layer-overrides.ts'
import type { OverriddenCollection } from './overridden-collections.ts'
import {
  addOverrides,
  emptyOverrides,
  type OverridesFormat,
  type OverridesWrite,
  overridesOf,
  removeOverrides,
  respellOverrides,
  setOverrides,
  spellOutEntries,
} from './overrides-format.ts'
import { singleDeletes } from './single-deletes.ts'

export const overridesFormats: { readonly [C in OverriddenCollection]: OverridesFormat } = {
  gates: gateOverrides,
  holdouts: gateOverrides,
  experiments: experimentOverrides,
  autotunes: autotuneOverrides,
  layers: layerOverrides,
}

const REVIEWED_COLLECTIONS: readonly OverriddenCollection[] = ['gates', 'experiments']

/** The routes below the path of the collection, which is its name. */
export const overrideRoutes = (collection: OverriddenCollection): readonly Route[] => {
  const format = overridesFormats[collection]
  const noun = `${collection.slice(0, 1).toUpperCase()}${collection.slice(1, -1)}`
  const missing = collection === 'autotunes' ? 'Autotune Experiment' : noun
  const requireOwner = (call: ApiCall): JsonObject =>
    requireObject(call, collection, `${missing} not found.`)
  const respondWithOverrides = (
    { context }: ApiCall,
    action: string,
    owner: JsonObject,
    content: JsonObject,
  ): HandlerResponse => {
    // The published document declares 201 for all routes of gate overrides; older pages say 200.
    const status = collection === 'gates' && context.has('worst-case') ? 201 : 200
    return respond(
      `${noun} Overrides ${action} successfully.`,
      serializeOverrides(format, context, owner, content),
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
      return respondWithOverrides(call, 'updated', object, overridesOf(format, object))
    }
    saveObject(call.context, collection, { ...object, $overrides: content })
    return respondWithOverrides(call, 'updated', object, content)
  }
  const replace = (call: ApiCall, write: OverridesWrite): HandlerResponse => {
    const object = requireOwner(call)
    const base = replacesAll(call.context) ? emptyOverrides(format) : overridesOf(format, object)
    const sent = format.parseBody(call, object, write)
    return storeOverrides(call, object, setOverrides(format, base, sent, unitOf(object)))
  }
  const handlers: { readonly [method: string]: (call: ApiCall) => HandlerResponse } = {
    GET: (call) => {
      const object = requireOwner(call)
      const content = overridesOf(format, object)
      if (isMissing(call.context, collection, content)) throw notFound('Overrides not found.')
      return respondWithOverrides(call, 'read', object, content)
    },
    POST: (call) => replace(call, 'set'),
    PATCH: (call) => {
      if (collection === 'experiments' && call.context.has('experiment-overrides-patch-replaces'))
        return replace(call, 'add')
      const object = requireOwner(call)
      const sent = format.parseBody(call, object, 'add')
      const live = overridesOf(format, object)
      return storeOverrides(call, object, addOverrides(format, live, sent, unitOf(object)))
    },
    DELETE: (call) => {
      const object = requireOwner(call)
      const live = overridesOf(format, object)
      const remaining = hasEmptyBody(call)
        ? emptyOverrides(format)
        : removeOverrides(format, live, format.parseBody(call, object, 'remove'), unitOf(object))
      return storeOverrides(call, object, remaining)
    },
  }
  return [
    ...Object.entries(handlers).map(([method, handle]) => ({
      method,
      path: `${collection}/*/overrides`,
      handle,
    })),
    ...singleDeletes(collection).map(({ path, remove }) => ({
      method: 'DELETE',
      path: `${collection}/*/overrides/${path}`,
      handle: (call: ApiCall) => {
        const object = requireOwner(call)
        return storeOverrides(call, object, remove(call, object, overridesOf(format, object)))
      },
    })),
  ]
}

/** The unit that the ids of an entry without one have. */
const unitOf = ({ idType }: JsonObject): string => textOf(idType)

/** Whether a read answers 404, because the resource has no overrides. */
const isMissing = (
  context: EmulatorContext,
  collection: OverriddenCollection,
  content: JsonObject,
): boolean =>
  collection === 'experiments' &&
  context.has('experiment-overrides-missing') &&
  !hasOverrides(content)

export const hasOverrides = (content: JsonObject): boolean =>
  Object.values(content).some((value) => Array.isArray(value) && value.length > 0)

/** Whether a POST empties the lists that its body leaves out. */
const replacesAll = (context: EmulatorContext): boolean =>
  context.has('overrides-post-replaces-all') || context.has('post-resets')

// Statsig’s server is expected to read an absent body as an empty object.
const hasEmptyBody = ({ body = {} }: ApiCall): boolean =>
  isJsonObject(body) && Object.keys(body).length === 0

export const serializeOverrides = (
  format: OverridesFormat,
  context: EmulatorContext,
  owner: JsonObject,
  content: JsonObject,
): JsonObject => {
  const shown = format.show(context, owner, content)
  const spelled = context.has('override-units-spelled-out')
    ? spellOutEntries(format, owner, shown)
    : shown
  return addUnknownMembers(
    context,
    context.has('worst-case') ? respellOverrides(format, context, spelled) : spelled,
  )
}
