// What the sources of a warehouse have in common, apart from those that metrics are made of.
import type { Json, Members } from '../../../json.ts'
import { badRequest } from '../../core/api-error.ts'
import {
  accepted,
  flag,
  forbidden,
  type Keys,
  list,
  nullable,
  record,
  text,
} from '../../core/body-schema.ts'
import type { Answer, Call, Resource, Route, World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import type { Collection } from '../../core/store.ts'
import * as keys from '../../shared/body-keys.ts'
import { answer, bodyOf, dryWorld, found, settled } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { asRead } from '../../shared/serialize.ts'
import { requireQuery } from '../../shared/warehouse-native.ts'

export interface SourceKind {
  readonly collection: Collection
  /** The path of all, and the path before one’s name. */
  readonly all: string
  readonly one: string
  readonly says: {
    readonly listed: string
    readonly created: string
    readonly read: string
    readonly updated: string
    readonly deleted: string
    readonly missing: string
  }
  /** What an update by POST takes; a create takes `name` as well. */
  readonly keys: Keys
  readonly required: readonly string[]
  readonly isReadAlone: boolean
  readonly isPatched: boolean
  readonly mayBeRenamed: boolean
  /** What a create fills in, and what of it a full update may reset. */
  readonly defaults: Members
  readonly resettable: readonly string[]
  /** Nothing, in so many words: what an answer may hold for keys that nobody sent. */
  readonly fillers: Members
  readonly users: (world: World, name: string) => readonly Members[]
}

/** The keys that all of them take. */
export const sharedKeys: Keys = {
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

export const sourceResource = (kind: SourceKind): Resource => {
  const { collection, defaults, says } = kind

  const fresh = (_world: World, body: Members): Members => ({
    name: '',
    sql: '',
    idTypeMapping: [],
    ...defaults,
    ...body,
  })

  const read = (world: World, source: Members): Json => ({
    ...(world.has('contrary') ? kind.fillers : {}),
    ...asRead(world, collection, source),
  })

  const create = (call: Call): Answer => {
    requireWarehouse(call.world)
    const taken = { ...kind.keys, name: text({ min: 1 }) }
    const { dryRun, ...body } = accepted(bodyOf(call), taken, ['name', ...kind.required])
    const world = dryRun === true ? dryWorld(call.world) : call.world
    requireQuery(world, body)
    requireFree(world, collection, body['name'])
    const source = fresh(world, settled(world, body))
    world.store.put(collection, source)
    return answer(says.created, read(world, source), 201)
  }

  const update = (call: Call, taken: Keys, required: readonly string[]): Answer => {
    requireWarehouse(call.world)
    const live = found(call, collection, says.missing)
    const { dryRun, name = '', ...body } = accepted(bodyOf(call), taken, required)
    const world = dryRun === true ? dryWorld(call.world) : call.world
    requireQuery(world, body)
    const isMoved =
      kind.mayBeRenamed && name !== '' && name !== live['name'] && !world.has('source-names-fixed')
    if (isMoved) requireFree(world, collection, name)
    const kept = required.length > 0 && world.has('post-resets') ? resetOf(kind, live) : live
    const source = { ...kept, ...settled(world, body), ...(isMoved ? { name } : {}) }
    if (isMoved) world.store.remove(collection, textOf(live['name']))
    world.store.put(collection, source)
    return answer(says.updated, read(world, source))
  }

  const remove = (call: Call): Answer => {
    const { world } = call
    requireWarehouse(world)
    const name = textOf(found(call, collection, says.missing)['name'])
    if (!world.has('source-deletes-allowed') && kind.users(world, name).length > 0)
      throw badRequest('The source cannot be deleted while experiments use it.')
    world.store.remove(collection, name)
    return answer(says.deleted)
  }

  const named = kind.mayBeRenamed ? { name: text({ min: 1 }) } : {}
  const inFull = (call: Call): Answer => {
    const refused =
      !kind.mayBeRenamed && call.world.has('source-name-refused') ? { name: forbidden } : {}
    return update(call, { ...kind.keys, ...named, ...refused }, kind.required)
  }
  const inPart = (call: Call): Answer =>
    update(call, { ...kind.keys, ...named, sql: forbidden }, [])

  const routes: readonly Route[] = [
    {
      method: 'GET',
      path: kind.all,
      pages: true,
      handle: (call) =>
        listed(call, says.listed, collection, call.world.store.all(collection), read),
    },
    { method: 'POST', path: kind.all, handle: create },
    { method: 'POST', path: `${kind.one}/*`, handle: inFull },
    { method: 'DELETE', path: `${kind.one}/*`, handle: remove },
  ]
  const alone: Route = {
    method: 'GET',
    path: `${kind.one}/*`,
    handle: (call) => answer(says.read, read(call.world, found(call, collection, says.missing))),
  }
  const patch: Route = { method: 'PATCH', path: `${kind.one}/*`, handle: inPart }
  return {
    collection,
    fresh,
    routes: [...routes, ...(kind.isReadAlone ? [alone] : []), ...(kind.isPatched ? [patch] : [])],
  }
}

/** What a cloud project answers is unknown; it has no warehouse to ask. Its lists are empty. */
const requireWarehouse = (world: World): void => {
  if (world.project !== 'warehouse' && !world.has('cloud-sources-accepted'))
    throw badRequest('This endpoint is for Warehouse Native projects only.')
}

const requireFree = (world: World, collection: Collection, name: Json | undefined): void => {
  if (world.store.find(collection, textOf(name))) throw badRequest('Name is already in use')
}

const resetOf = ({ defaults, resettable }: SourceKind, live: Members): Members => {
  const { owner: _owner, ...reset } = defaults
  return Object.fromEntries(
    Object.entries({ ...live, ...reset }).filter(([name]) => !resettable.includes(name)),
  )
}
