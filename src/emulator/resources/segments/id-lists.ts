// The ids of a segment: a set that is read in pages, added to, taken from and reset.
import { isMembers, type Members, member } from '../../../json.ts'
import { badRequest, Refusal } from '../../core/api-error.ts'
import { accepted, list, number, text } from '../../core/body-schema.ts'
import type { Answer, Call, Route, World } from '../../core/context.ts'
import { answer, found, save } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { textsIn } from '../../shared/references.ts'

const MISSING = 'Segment not found.'
const ADDED = 'IDs successfully added to Segment ID List'
const REMOVED = 'IDs successfully removed from Segment ID List'

/** How many ids a segment holds, as its `count` says. */
export const countOf = (segment: Members): number => idsIn(segment).length

type Change = (live: readonly string[], sent: readonly string[]) => readonly string[]

const added: Change = (live, sent) => [...new Set([...live, ...sent])]

const removed: Change = (live, sent) => {
  const gone = new Set(sent)
  return live.filter((id) => !gone.has(id))
}

const reset: Change = (_live, sent) => [...new Set(sent)]

const read = (call: Call): Answer => {
  const segment = found(call, 'segments', MISSING)
  const rows = idsIn(segment).map((id) => ({ id }))
  const page = listed(call, 'IDs read successfully', 'segments', rows, (_world, { id = '' }) => id)
  if (!isMembers(page.body)) return page
  const ids = member(page.body, 'data') ?? []
  const data = { name: segment['name'] ?? '', count: rows.length, ids }
  return { ...page, body: { ...page.body, data } }
}

const readMetadata = (call: Call): Answer => {
  const segment = found(call, 'segments', MISSING)
  const isUpdating = isBusy(call.world, segment)
  const data = { currentVersion: versionOf(segment), isUpdating }
  return answer('ID List metadata read successfully', data)
}

/** A write to the list of a segment of this type, with at most so many ids. */
const writing =
  (type: string, most: number, message: string, change: Change) =>
  (call: Call): Answer => {
    const { world } = call
    const segment = found(call, 'segments', MISSING)
    if (segment['type'] !== type)
      throw badRequest(`Segment must be of type '${type}' to be modified on this endpoint`)
    const body = accepted(call.body, { ids: list(text(), 0, most), version: number() }, ['ids'])
    refuseBusy(world, segment)
    const version = versionOf(segment)
    if (type === USER_STORE && (body['version'] ?? version) !== version)
      throw new Refusal(409, `The ID list has changed: its version is ${version}`)
    const ids = change(idsIn(segment), textsIn(body['ids']))
    save(world, 'segments', {
      ...segment,
      count: ids.length,
      $ids: ids,
      $listVersion: version + 1,
    })
    return answer(message)
  }

const refuseBusy = (world: World, segment: Members): void => {
  if (!isBusy(world, segment)) return
  world.store.put('segments', { ...segment, $wasBusy: true })
  throw new Refusal(409, 'Another update is already in progress for this ID list')
}

const isBusy = (world: World, segment: Members): boolean =>
  world.has('id-list-busy-409') && segment['$wasBusy'] !== true

const idsIn = (segment: Members): readonly string[] => textsIn(segment['$ids'])

const versionOf = ({ $listVersion: version }: Members): number =>
  typeof version === 'number' ? version : 1

const ID_LIST = 'id_list'
const USER_STORE = 'user_store_id_list'
const MOST = 100_000
const MOST_IN_STORE = 1000

export const idListRoutes: readonly Route[] = [
  { method: 'GET', path: 'segments/*/id_list', pages: true, handle: read },
  { method: 'GET', path: 'segments/*/idlist_metadata', handle: readMetadata },
  {
    method: 'PATCH',
    path: 'segments/*/id_list',
    handle: writing(ID_LIST, MOST, ADDED, added),
  },
  {
    method: 'DELETE',
    path: 'segments/*/id_list',
    handle: writing(ID_LIST, MOST, REMOVED, removed),
  },
  {
    method: 'POST',
    path: 'segments/*/id_list/reset',
    handle: writing(ID_LIST, MOST, 'Segment ID List reset successfully.', reset),
  },
  {
    method: 'PATCH',
    path: 'segments/*/add_ids',
    handle: writing(USER_STORE, MOST_IN_STORE, ADDED, added),
  },
  {
    method: 'PATCH',
    path: 'segments/*/remove_ids',
    handle: writing(USER_STORE, MOST_IN_STORE, REMOVED, removed),
  },
]
