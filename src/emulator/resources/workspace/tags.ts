// Tags: a path contains the name or the id. Renaming a tag renames it in all objects.
import type { JsonObject } from '../../../core/json.ts'
import { badRequest, notFound } from '../../core/api-error.ts'
import { type BodyKeys, flag, parseBody, text } from '../../core/body-schema.ts'
import { collections } from '../../core/collections.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Resource } from '../../core/context.ts'
import * as keys from '../../shared/body-keys.ts'
import { readBody, respond } from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { isTagUsed, textsIn } from '../../shared/references.ts'
import { serializeObject } from '../../shared/serialize.ts'

const bodyKeys: BodyKeys = {
  name: text({ min: 1, max: 100 }),
  description: keys.description,
  isCore: flag,
}

const coreTag: JsonObject = {
  id: '3CoreTagOfThisProject0',
  name: '★ Core',
  description: 'Metrics and configs that matter to the whole company.',
  isCore: true,
}

const newTag = (context: EmulatorContext, body: JsonObject): JsonObject => ({
  id: context.newId(),
  name: '',
  description: '',
  isCore: false,
  ...body,
})

const requireTag = (call: ApiCall): JsonObject => {
  const { context, params } = call
  const nameOrId = params[0]
  const tag = context.store
    .all('tags')
    .find(
      ({ id, name }) =>
        (name === nameOrId && !context.has('tag-path-id-only')) ||
        (id === nameOrId && !context.has('tag-path-name-only')),
    )
  if (tag) return tag
  throw notFound('Tag not found')
}

const requireFreeName = (context: EmulatorContext, name: unknown, ownTag?: JsonObject): void => {
  const clash = context.store.all('tags').some((tag) => tag !== ownTag && tag['name'] === name)
  if (clash && !context.has('duplicate-names-accepted')) throw badRequest('Name is already in use')
}

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), bodyKeys, ['name', 'description'])
  requireFreeName(context, body['name'])
  const tag = newTag(context, body)
  context.store.put('tags', tag)
  return respond('Tag created successfully', serializeObject(context, 'tags', tag))
}

const update = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const live = requireTag(call)
  const body = parseBody(readBody(call), bodyKeys, [])
  requireFreeName(context, body['name'], live)
  // The document gives isCore a default in updates too: an update without it resets it.
  const defaults = context.has('no-update-defaults') ? {} : { isCore: false }
  const tag: JsonObject = { ...live, ...defaults, ...body }
  context.store.put('tags', tag)
  if (tag['name'] !== live['name']) renameTag(context, String(live['name']), String(tag['name']))
  return respond('Tag updated successfully', serializeObject(context, 'tags', tag))
}

const remove = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const tag = requireTag(call)
  const name = String(tag['name'])
  if (context.has('referenced-deletes-refused') && isTagUsed(context, name))
    throw badRequest('Tag cannot be deleted while it is in use.')
  context.store.remove('tags', String(tag['id']))
  renameTag(context, name, undefined)
  return respond('Tag deleted successfully')
}

const renameTag = (context: EmulatorContext, oldName: string, name: string | undefined): void => {
  for (const collection of collections)
    for (const object of context.store.all(collection)) {
      const tags = textsIn(object['tags'])
      if (!tags.includes(oldName)) continue
      const renamed = tags.flatMap((tag) =>
        tag !== oldName ? [tag] : name === undefined ? [] : [name],
      )
      context.store.put(collection, { ...object, tags: renamed })
    }
}

export const tags: Resource = {
  collection: 'tags',
  newObject: newTag,
  builtIn: () => [coreTag],
  routes: [
    {
      method: 'GET',
      path: 'tags',
      isPaged: true,
      handle: (call) =>
        respondWithPage(call, 'Tags listed successfully', 'tags', call.context.store.all('tags')),
    },
    { method: 'POST', path: 'tags', handle: create },
    {
      method: 'GET',
      path: 'tags/*',
      handle: (call) =>
        respond('Tag read successfully', serializeObject(call.context, 'tags', requireTag(call))),
    },
    { method: 'PATCH', path: 'tags/*', handle: update },
    { method: 'DELETE', path: 'tags/*', handle: remove },
  ],
}
