// Tags: the path names one by its name or its id, and objects follow a tag’s new name.
import type { Members } from '../../../json.ts'
import { badRequest, notFound } from '../../core/api-error.ts'
import { accepted, flag, type Keys, text } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, World } from '../../core/context.ts'
import { opaqueId } from '../../core/ids.ts'
import { collections } from '../../core/store.ts'
import * as keys from '../../shared/body-keys.ts'
import { answer, bodyOf } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { isTagUsed, textsIn } from '../../shared/references.ts'
import { asRead } from '../../shared/serialize.ts'

const taken: Keys = {
  name: text({ min: 1, max: 100 }),
  description: keys.description,
  isCore: flag,
}

const coreTag: Members = {
  id: '3CoreTagOfThisProject0',
  name: '★ Core',
  description: 'Metrics and configs that matter to everybody.',
  isCore: true,
}

const fresh = (world: World, body: Members): Members => ({
  id: opaqueId(world.ids),
  name: '',
  description: '',
  isCore: false,
  ...body,
})

const find = (call: Call): Members => {
  const { world, params } = call
  const asked = params[0]
  const tag = world.store
    .all('tags')
    .find(
      ({ id, name }) =>
        (name === asked && !world.has('tag-path-id-only')) ||
        (id === asked && !world.has('tag-path-name-only')),
    )
  if (tag) return tag
  throw notFound('Tag not found')
}

const requireFree = (world: World, name: unknown, own?: Members): void => {
  const clash = world.store.all('tags').some((tag) => tag !== own && tag['name'] === name)
  if (clash && !world.has('duplicate-names-accepted')) throw badRequest('Name is already in use')
}

const create = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), taken, ['name', 'description'])
  requireFree(world, body['name'])
  const tag = fresh(world, body)
  world.store.put('tags', tag)
  return answer('Tag created successfully', asRead(world, 'tags', tag))
}

const update = (call: Call): Answer => {
  const { world } = call
  const live = find(call)
  const body = accepted(bodyOf(call), taken, [])
  requireFree(world, body['name'], live)
  // The document gives isCore a default in the update too: left out, the mark is lost.
  const defaults = world.has('no-update-defaults') ? {} : { isCore: false }
  const tag: Members = { ...live, ...defaults, ...body }
  world.store.put('tags', tag)
  if (tag['name'] !== live['name']) respell(world, String(live['name']), String(tag['name']))
  return answer('Tag updated successfully', asRead(world, 'tags', tag))
}

const remove = (call: Call): Answer => {
  const { world } = call
  const tag = find(call)
  const name = String(tag['name'])
  if (world.has('referenced-deletes-refused') && isTagUsed(world, name))
    throw badRequest('Tag cannot be deleted while it is in use.')
  world.store.remove('tags', String(tag['id']))
  respell(world, name, undefined)
  return answer('Tag deleted successfully')
}

const respell = (world: World, old: string, name: string | undefined): void => {
  for (const collection of collections)
    for (const object of world.store.all(collection)) {
      const tags = textsIn(object['tags'])
      if (!tags.includes(old)) continue
      const renamed = tags.flatMap((tag) =>
        tag !== old ? [tag] : name === undefined ? [] : [name],
      )
      world.store.put(collection, { ...object, tags: renamed })
    }
}

export const tags: Resource = {
  collection: 'tags',
  fresh,
  builtIn: () => [coreTag],
  routes: [
    {
      method: 'GET',
      path: 'tags',
      pages: true,
      handle: (call) =>
        listed(call, 'Tags listed successfully', 'tags', call.world.store.all('tags')),
    },
    { method: 'POST', path: 'tags', handle: create },
    {
      method: 'GET',
      path: 'tags/*',
      handle: (call) => answer('Tag read successfully', asRead(call.world, 'tags', find(call))),
    },
    { method: 'PATCH', path: 'tags/*', handle: update },
    { method: 'DELETE', path: 'tags/*', handle: remove },
  ],
}
