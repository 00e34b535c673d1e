// ID lists of segments: routes that read pages, add ids, remove ids and reset the list.
import { isJsonObject, type JsonObject, member } from '../../../core/json.ts'
import { ApiError, badRequest } from '../../core/api-error.ts'
import { list, number, parseBody, text } from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Route } from '../../core/context.ts'
import { requireObject, respond, saveObject } from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { textsIn } from '../../shared/references.ts'

const MISSING = 'Segment not found.'
const ADDED = 'IDs successfully added to Segment ID List'
const REMOVED = 'IDs successfully removed from Segment ID List'

/** The number of ids of a segment, returned as `count`. */
export const countIds = (segment: JsonObject): number => idsIn(segment).length

type ChangeIds = (live: readonly string[], sent: readonly string[]) => readonly string[]

const addIds: ChangeIds = (live, sent) => [...new Set([...live, ...sent])]

const removeIds: ChangeIds = (live, sent) => {
  const removedIds = new Set(sent)
  return live.filter((id) => !removedIds.has(id))
}

const resetIds: ChangeIds = (_live, sent) => [...new Set(sent)]

const read = (call: ApiCall): HandlerResponse => {
  const segment = requireObject(call, 'segments', MISSING)
  const rows = idsIn(segment).map((id) => ({ id }))
  const page = respondWithPage(
    call,
    'IDs read successfully',
    'segments',
    rows,
    (_context, { id = '' }) => id,
  )
  if (!isJsonObject(page.body)) return page
  const ids = member(page.body, 'data') ?? []
  const data = { name: segment['name'] ?? '', count: rows.length, ids }
  return { ...page, body: { ...page.body, data } }
}

const readMetadata = (call: ApiCall): HandlerResponse => {
  const segment = requireObject(call, 'segments', MISSING)
  const isUpdating = isBusy(call.context, segment)
  const data = { currentVersion: versionOf(segment), isUpdating }
  return respond('ID List metadata read successfully', data)
}

/** A write to the list of a segment of this type, with at most `max` ids. */
const idListWriter =
  (type: string, maxIds: number, message: string, change: ChangeIds) =>
  (call: ApiCall): HandlerResponse => {
    const { context } = call
    const segment = requireObject(call, 'segments', MISSING)
    if (segment['type'] !== type)
      throw badRequest(`Segment must be of type '${type}' to be modified on this endpoint`)
    const body = parseBody(call.body, { ids: list(text(), 0, maxIds), version: number() }, ['ids'])
    refuseBusy(context, segment)
    const version = versionOf(segment)
    if (type === USER_STORE && (body['version'] ?? version) !== version)
      throw new ApiError(409, `The ID list has changed: its version is ${version}`)
    const ids = change(idsIn(segment), textsIn(body['ids']))
    saveObject(context, 'segments', {
      ...segment,
      count: ids.length,
      $ids: ids,
      $listVersion: version + 1,
    })
    return respond(message)
  }

const refuseBusy = (context: EmulatorContext, segment: JsonObject): void => {
  if (!isBusy(context, segment)) return
  context.store.put('segments', { ...segment, $wasBusy: true })
  throw new ApiError(
    409,
    context.has('id-list-busy-wordless')
      ? 'Conflict'
      : 'Another update is already in progress for this ID list',
  )
}

const isBusy = (context: EmulatorContext, segment: JsonObject): boolean =>
  (context.has('id-list-busy-409') || context.has('id-list-busy-wordless')) &&
  segment['$wasBusy'] !== true

const idsIn = (segment: JsonObject): readonly string[] => textsIn(segment['$ids'])

const versionOf = ({ $listVersion: version }: JsonObject): number =>
  typeof version === 'number' ? version : 1

const ID_LIST = 'id_list'
const USER_STORE = 'user_store_id_list'
const MAX_IDS = 100_000
const MAX_STORE_IDS = 1000

export const idListRoutes: readonly Route[] = [
  { method: 'GET', path: 'segments/*/id_list', isPaged: true, handle: read },
  { method: 'GET', path: 'segments/*/idlist_metadata', handle: readMetadata },
  {
    method: 'PATCH',
    path: 'segments/*/id_list',
    handle: idListWriter(ID_LIST, MAX_IDS, ADDED, addIds),
  },
  {
    method: 'DELETE',
    path: 'segments/*/id_list',
    handle: idListWriter(ID_LIST, MAX_IDS, REMOVED, removeIds),
  },
  {
    method: 'POST',
    path: 'segments/*/id_list/reset',
    handle: idListWriter(ID_LIST, MAX_IDS, 'Segment ID List reset successfully.', resetIds),
  },
  {
    method: 'PATCH',
    path: 'segments/*/add_ids',
    handle: idListWriter(USER_STORE, MAX_STORE_IDS, ADDED, addIds),
  },
  {
    method: 'PATCH',
    path: 'segments/*/remove_ids',
    handle: idListWriter(USER_STORE, MAX_STORE_IDS, REMOVED, removeIds),
  },
]
