// The other hands in the project: the console, and clients that are not this one.
import type { Members } from '../json.ts'
import { bare } from './dress.ts'
import { opaqueId, slugOf, textOf } from './ids.ts'
import { resourceOf } from './routes.ts'
import { membersIn, withRuleId } from './rules.ts'
import { type Collection, keyOf } from './store.ts'
import type { World } from './world.ts'

const somebody: Members = {
  lastModifierID: '2SomebodyElse000000000',
  lastModifierName: 'Somebody Else',
  lastModifierEmail: 'somebody.else@example.com',
}

export const edited = (
  world: World,
  collection: Collection,
  id: string,
  change: (object: Members) => Members,
): void => {
  const before = find(world, collection, id)
  if (!before) throw new Error(`There is no \`${id}\` in \`${collection}\` to edit.`)
  const { version } = before
  const after = withIds(world, {
    ...memoryOf(before),
    ...change(structuredClone(bare(before))),
    ...(typeof version === 'number' ? { version: version + 1 } : {}),
    ...('lastModifiedTime' in before ? { ...somebody, lastModifiedTime: world.now() } : {}),
  })
  if (keyOf(collection, after) !== keyOf(collection, before))
    world.store.remove(collection, keyOf(collection, before))
  world.store.put(collection, after)
}

export const inserted = (world: World, collection: Collection, object: Members): void => {
  const body = structuredClone(object)
  const id =
    collection === 'metrics' || collection === 'tags'
      ? {}
      : { id: slugOf(world, textOf(body['name'])) }
  const named = collection === 'metric_sources' ? body : { ...id, ...body }
  const fresh = resourceOf(collection).fresh(world, named)
  const { rules, groups } = fresh
  world.store.put(
    collection,
    withIds(world, {
      ...fresh,
      ...named,
      ...(body['rules'] === undefined && rules !== undefined ? { rules } : {}),
      ...(groups === undefined || hasIds(body) ? {} : { groups }),
    }),
  )
}

export const stored = (world: World, collection: Collection, id: string): Members | undefined => {
  const object = find(world, collection, id)
  return object && structuredClone(bare(object))
}

const find = (world: World, collection: Collection, id: string): Members | undefined =>
  world.store.find(collection, id) ??
  (collection === 'tags' ? world.store.all('tags').find(({ name }) => name === id) : undefined)

const memoryOf = (object: Members): Members =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name.startsWith('$')))

const hasIds = (body: Members): boolean =>
  body['groups'] !== undefined && membersIn(body['groups']).every(({ id }) => textOf(id) !== '')

const withIds = (world: World, object: Members): Members => ({
  ...object,
  ...(object['rules'] === undefined
    ? {}
    : { rules: membersIn(object['rules']).map((rule) => withRuleId(world, rule)) }),
  ...(object['groups'] === undefined
    ? {}
    : { groups: membersIn(object['groups']).map((group) => withGroupId(world, group)) }),
})

const withGroupId = (world: World, group: Members): Members =>
  textOf(group['id']) === '' ? { ...group, id: opaqueId(world.ids) } : group
