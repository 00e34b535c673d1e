// The other hands in the project: the console, and clients that are not this one.
import type { Members } from '../../json.ts'
import { type Author, type Person, watched } from '../core/audit-trail.ts'
import type { World } from '../core/context.ts'
import { opaqueId, slugOf, textOf } from '../core/ids.ts'
import { hashOf, randomOf } from '../core/random.ts'
import { type Collection, keyOf } from '../core/store.ts'
import { membersIn, withRuleId } from '../shared/rules.ts'
import { bare } from '../shared/serialize.ts'
import { resourceOf } from './routes.ts'

const somebodyElse: Author = {
  name: 'Somebody Else',
  id: '2SomebodyElse000000000',
  email: 'somebody.else@example.com',
}

const authorFor = (person: Person | undefined): Author =>
  person === undefined
    ? somebodyElse
    : { ...person, id: opaqueId(randomOf(hashOf(`person ${person.email}`))) }

const modifier = ({ email, id, name }: Author): Members => ({
  lastModifierID: id,
  lastModifierName: name,
  lastModifierEmail: email,
})

export const edited = (
  unwatched: World,
  collection: Collection,
  id: string,
  change: (object: Members) => Members,
  by?: Person,
): void => {
  const author = authorFor(by)
  const world = watched(unwatched, author)
  const before = present(world, collection, id)
  const { version } = before
  const after = withIds(world, collection, {
    ...memoryOf(before),
    ...change(structuredClone(bare(before))),
    ...(typeof version === 'number' ? { version: version + 1 } : {}),
    ...('lastModifiedTime' in before ? { ...modifier(author), lastModifiedTime: world.now() } : {}),
  })
  if (keyOf(collection, after) !== keyOf(collection, before))
    world.store.remove(collection, keyOf(collection, before))
  world.store.put(collection, after)
}

export const removed = (
  unwatched: World,
  collection: Collection,
  id: string,
  by?: Person,
): void => {
  const world = watched(unwatched, authorFor(by))
  world.store.remove(collection, keyOf(collection, present(world, collection, id)))
}

export const inserted = (
  unwatched: World,
  collection: Collection,
  object: Members,
  by?: Person,
): void => {
  const world = watched(unwatched, authorFor(by))
  const body = structuredClone(object)
  const fresh = resourceOf(collection).fresh(world, body)
  const id = fresh['id'] === '' ? { id: slugOf(world, textOf(body['name'])) } : {}
  const { rules, groups } = fresh
  world.store.put(
    collection,
    withIds(world, collection, {
      ...fresh,
      ...id,
      ...body,
      ...(body['rules'] === undefined && rules !== undefined ? { rules } : {}),
      ...(groups === undefined || hasIds(body) ? {} : { groups }),
    }),
  )
}

export const stored = (world: World, collection: Collection, id: string): Members | undefined => {
  const object = find(world, collection, id)
  return object && structuredClone(bare(object))
}

const present = (world: World, collection: Collection, id: string): Members => {
  const object = find(world, collection, id)
  if (object) return object
  throw new Error(`There is no \`${id}\` in \`${collection}\`.`)
}

const find = (world: World, collection: Collection, id: string): Members | undefined =>
  world.store.find(collection, id) ??
  (NAMED.includes(collection)
    ? world.store.all(collection).find(({ name }) => name === id)
    : undefined)

const NAMED: readonly Collection[] = ['tags', 'teams', 'target_apps', 'release_pipelines', 'alerts']

const memoryOf = (object: Members): Members =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name.startsWith('$')))

const hasIds = (body: Members): boolean =>
  body['groups'] !== undefined && membersIn(body['groups']).every(({ id }) => textOf(id) !== '')

const withIds = (world: World, collection: Collection, object: Members): Members => {
  const { completed = (_world, whole) => whole } = resourceOf(collection)
  return completed(world, { ...object, ...idsOf(world, object) })
}

const idsOf = (world: World, object: Members): Members => ({
  ...(object['rules'] === undefined
    ? {}
    : { rules: membersIn(object['rules']).map((rule) => withRuleId(world, rule)) }),
  ...(object['groups'] === undefined
    ? {}
    : { groups: membersIn(object['groups']).map((group) => withGroupId(world, group)) }),
})

const withGroupId = (world: World, group: Members): Members =>
  textOf(group['id']) === '' ? { ...group, id: opaqueId(world.ids) } : group
