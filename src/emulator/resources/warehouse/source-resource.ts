// The shared routes of warehouse sources, except metric sources.
import { type Json, type JsonObject, pick } from '../../../core/json.ts'
import { badRequest } from '../../core/api-error.ts'
import {
  type BodyKeys,
  flag,
  forbidden,
  list,
  nullable,
  parseBody,
  record,
  text,
} from '../../core/body-schema.ts'
import type { Collection } from '../../core/collections.ts'
import type {
  ApiCall,
  EmulatorContext,
  HandlerResponse,
  Resource,
  Route,
} from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import * as keys from '../../shared/body-keys.ts'
import {
  beforeFullUpdate,
  dryRunContext,
  ownerOf,
  readBody,
  requireObject,
  resolveCommonFields,
  respond,
} from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { requireQuery } from '../../shared/warehouse-native.ts'

export interface SourceKind {
  readonly collection: Collection
  /** The path of the list, and the path before the name of one source. */
  readonly listPath: string
  readonly itemPath: string
  readonly messages: {
    readonly listed: string
    readonly created: string
    readonly read: string
    readonly updated: string
    readonly deleted: string
    readonly missing: string
  }
  /** The keys of an update by POST; a creation also has `name`. */
  readonly keys: BodyKeys
  readonly required: readonly string[]
  readonly isReadableByName: boolean
  readonly isPatchable: boolean
  readonly mayBeRenamed: boolean
  /** The defaults of a creation, and those that a full update resets. */
  readonly defaults: JsonObject
  readonly resettable: readonly string[]
  /** Empty values that an answer can contain for keys that were never sent. */
  readonly emptyMembers: JsonObject
  readonly experimentsUsing: (context: EmulatorContext, name: string) => readonly JsonObject[]
}

/** The keys of all sources. */
export const sharedKeys: BodyKeys = {
  description: text(),
  tags: keys.texts,
  sql: text(),
  timestampColumn: text(),
  idTypeMapping: list(
    record({ statsigUnitID: text(), column: text() }, ['statsigUnitID', 'column']),
  ),
  isReadOnly: flag,
  team: nullable(text()),
  teamID: nullable(text()),
  dryRun: flag,
}

export const createSourceResource = (kind: SourceKind): Resource => {
  const { collection, defaults, messages } = kind

  const newSource = (context: EmulatorContext, body: JsonObject): JsonObject => ({
    name: '',
    sql: '',
    idTypeMapping: [],
    ...defaults,
    owner: ownerOf(context),
    ...body,
  })

  const serializeSource = (context: EmulatorContext, source: JsonObject): Json => ({
    ...(context.has('worst-case') ? kind.emptyMembers : {}),
    ...serializeObject(context, collection, source),
  })

  const create = (call: ApiCall): HandlerResponse => {
    requireWarehouse(call.context)
    const bodyKeys = { ...kind.keys, name: text({ min: 1 }) }
    const { dryRun, ...body } = parseBody(readBody(call), bodyKeys, ['name', ...kind.required])
    const context = dryRun === true ? dryRunContext(call.context) : call.context
    requireQuery(context, body)
    requireFreeName(context, collection, body['name'])
    const source = newSource(context, resolveCommonFields(context, body))
    context.store.put(collection, source)
    return respond(messages.created, serializeSource(context, source), 201)
  }

  const update = (
    call: ApiCall,
    bodyKeys: BodyKeys,
    required: readonly string[],
  ): HandlerResponse => {
    requireWarehouse(call.context)
    const live = requireObject(call, collection, messages.missing)
    const { dryRun, name = '', ...body } = parseBody(readBody(call), bodyKeys, required)
    const context = dryRun === true ? dryRunContext(call.context) : call.context
    requireQuery(context, body)
    const isRenamed =
      kind.mayBeRenamed &&
      name !== '' &&
      name !== live['name'] &&
      !context.has('source-names-fixed')
    if (isRenamed) requireFreeName(context, collection, name)
    const isFull = required.length > 0
    const known = () => [...Object.keys(newSource(context, {})), ...Object.keys(bodyKeys)]
    const before = isFull ? beforeFullUpdate(call, live, known) : live
    const kept = isFull && context.has('post-resets') ? resetOptional(kind, before) : live
    const source = {
      ...kept,
      ...resolveCommonFields(context, body),
      ...(isRenamed ? { name } : {}),
    }
    if (isRenamed) context.store.remove(collection, textOf(live['name']))
    context.store.put(collection, source)
    return respond(messages.updated, serializeSource(context, source))
  }

  const remove = (call: ApiCall): HandlerResponse => {
    const { context } = call
    requireWarehouse(context)
    const name = textOf(requireObject(call, collection, messages.missing)['name'])
    if (!context.has('source-deletes-allowed') && kind.experimentsUsing(context, name).length > 0)
      throw badRequest('The source cannot be deleted while experiments use it.')
    context.store.remove(collection, name)
    return respond(messages.deleted)
  }

  const nameKey = kind.mayBeRenamed ? { name: text({ min: 1 }) } : {}
  const fullUpdate = (call: ApiCall): HandlerResponse => {
    const forbiddenName =
      !kind.mayBeRenamed && call.context.has('source-name-refused') ? { name: forbidden } : {}
    return update(call, { ...kind.keys, ...nameKey, ...forbiddenName }, kind.required)
  }
  const partialUpdate = (call: ApiCall): HandlerResponse =>
    update(call, { ...kind.keys, ...nameKey, sql: forbidden }, [])

  const routes: readonly Route[] = [
    {
      method: 'GET',
      path: kind.listPath,
      isPaged: true,
      handle: (call) =>
        respondWithPage(
          call,
          messages.listed,
          collection,
          call.context.store.all(collection),
          serializeSource,
        ),
    },
    { method: 'POST', path: kind.listPath, handle: create },
    { method: 'POST', path: `${kind.itemPath}/*`, handle: fullUpdate },
    { method: 'DELETE', path: `${kind.itemPath}/*`, handle: remove },
  ]
  const readRoute: Route = {
    method: 'GET',
    path: `${kind.itemPath}/*`,
    handle: (call) =>
      respond(
        messages.read,
        serializeSource(call.context, requireObject(call, collection, messages.missing)),
      ),
  }
  const patchRoute: Route = { method: 'PATCH', path: `${kind.itemPath}/*`, handle: partialUpdate }
  return {
    collection,
    newObject: newSource,
    routes: [
      ...routes,
      ...(kind.isReadableByName ? [readRoute] : []),
      ...(kind.isPatchable ? [patchRoute] : []),
    ],
  }
}

/** The answer of a cloud project is not documented. It has no warehouse, so its lists are empty and writes are refused. */
const requireWarehouse = (context: EmulatorContext): void => {
  if (context.project !== 'warehouse' && !context.has('cloud-sources-accepted'))
    throw badRequest('This endpoint is for Warehouse Native projects only.')
}

const requireFreeName = (
  context: EmulatorContext,
  collection: Collection,
  name: Json | undefined,
): void => {
  if (context.store.find(collection, textOf(name))) throw badRequest('Name is already in use')
}

const resetOptional = ({ defaults, resettable }: SourceKind, live: JsonObject): JsonObject =>
  pick({ ...live, ...defaults }, (name) => !resettable.includes(name))
