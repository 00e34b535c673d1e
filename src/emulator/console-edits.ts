// Changes that a person makes in the console, called in this process.

import type { JsonObject } from '../core/json.ts'
import { withAuthor } from './core/audit-trail.ts'
import type { Person } from './core/author.ts'
import type { Collection } from './core/collections.ts'
import type { EmulatorContext } from './core/context.ts'
import { slugOf, textOf } from './core/ids.ts'
import { keyOf } from './core/store.ts'
import { resourceOf } from './resources/index.ts'
import {
  openReviewOf,
  type ReviewAction,
  reviewEnvelope,
  reviewsOf,
  statusAfterAction,
  storeReviews,
  withStatus,
} from './resources/reviews/review-records.ts'
import { authorOf } from './resources/workspace/users.ts'
import { modificationStamp } from './shared/handlers.ts'
import { membersIn, withRuleId } from './shared/rules.ts'
import { withoutInternalMembers } from './shared/serialize.ts'
import { versionsAfter } from './shared/versions.ts'

/** The collections whose former versions can be read. */
const versionedCollections: readonly Collection[] = ['gates', 'dynamic_configs']

const defaultPerson: Person = { name: 'Other Person', email: 'other.person@example.com' }

export const editObject = (
  apiContext: EmulatorContext,
  collection: Collection,
  id: string,
  change: (object: JsonObject) => JsonObject,
  person = defaultPerson,
): void => {
  const context = withAuthor(apiContext, authorOf(person))
  const before = requireStoredObject(context, collection, id)
  const { version } = before
  const after = assignIds(context, collection, {
    ...internalMembers(before),
    ...change(structuredClone(withoutInternalMembers(before))),
    ...(typeof version === 'number' ? { version: version + 1 } : {}),
    ...('lastModifiedTime' in before ? modificationStamp(context) : {}),
    ...(versionedCollections.includes(collection) ? { $versions: versionsAfter(before) } : {}),
  })
  if (keyOf(collection, after) !== keyOf(collection, before))
    context.store.remove(collection, keyOf(collection, before))
  context.store.put(collection, after)
}

/** Gives a gate, dynamic config, segment or experiment another salt, which no answer shows. */
export const resaltObject = (
  apiContext: EmulatorContext,
  collection: 'gates' | 'dynamic_configs' | 'segments' | 'experiments',
  id: string,
  person?: Person,
): void =>
  editObject(
    apiContext,
    collection,
    id,
    (object) => ({ ...object, $salt: apiContext.newId() }),
    person,
  )

export const removeObject = (
  apiContext: EmulatorContext,
  collection: Collection,
  id: string,
  person = defaultPerson,
): void => {
  const context = withAuthor(apiContext, authorOf(person))
  context.store.remove(collection, keyOf(collection, requireStoredObject(context, collection, id)))
}

export const insertObject = (
  apiContext: EmulatorContext,
  collection: Collection,
  object: JsonObject,
  person?: Person,
): void => {
  const context = withAuthor(apiContext, authorOf(person ?? defaultPerson))
  // Without a person it is an object that another client of the Console API created.
  const creationContext = person === undefined ? { ...context, author: apiContext.author } : context
  const body = structuredClone(object)
  const fresh = resourceOf(collection).newObject(creationContext, body)
  const id = fresh['id'] === '' ? { id: slugOf(context, textOf(body['name'])) } : {}
  const { rules, groups } = fresh
  context.store.put(
    collection,
    assignIds(context, collection, {
      ...fresh,
      ...id,
      ...body,
      ...(body['rules'] === undefined && rules !== undefined ? { rules } : {}),
      ...(groups === undefined || groupsHaveIds(body) ? {} : { groups }),
    }),
  )
}

/** What a person or a webhook does to the open review of an object. */
export const reviewObject = (
  apiContext: EmulatorContext,
  collection: Collection,
  id: string,
  action: ReviewAction,
  person = defaultPerson,
): void => {
  const context = withAuthor(apiContext, authorOf(person))
  const object = requireStoredObject(context, collection, id)
  const open = openReviewOf(object)
  if (open === undefined) throw new Error(`\`${id}\` in \`${collection}\` has no open review.`)
  const reviews = withStatus(object, open['review_id'], statusAfterAction[action])
  storeReviews(context, collection, object, reviews)
}

/** The reviews of an object, the newest first. */
export const reviewsOfObject = (
  context: EmulatorContext,
  collection: Collection,
  id: string,
): readonly JsonObject[] =>
  structuredClone(reviewsOf(findObject(context, collection, id) ?? {})).map((review) =>
    reviewEnvelope(review, true),
  )

export const readObject = (
  context: EmulatorContext,
  collection: Collection,
  id: string,
): JsonObject | undefined => {
  const object = findObject(context, collection, id)
  return object && structuredClone(withoutInternalMembers(object))
}

const requireStoredObject = (
  context: EmulatorContext,
  collection: Collection,
  id: string,
): JsonObject => {
  const object = findObject(context, collection, id)
  if (object) return object
  throw new Error(`There is no \`${id}\` in \`${collection}\`.`)
}

const findObject = (
  context: EmulatorContext,
  collection: Collection,
  id: string,
): JsonObject | undefined =>
  context.store.find(collection, id) ??
  (COLLECTIONS_FOUND_BY_NAME.includes(collection)
    ? context.store.all(collection).find(({ name }) => name === id)
    : undefined)

const COLLECTIONS_FOUND_BY_NAME: readonly Collection[] = [
  'tags',
  'teams',
  'target_apps',
  'release_pipelines',
  'alerts',
]

const internalMembers = (object: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name]) => name.startsWith('$')))

const groupsHaveIds = (body: JsonObject): boolean =>
  body['groups'] !== undefined && membersIn(body['groups']).every(({ id }) => textOf(id) !== '')

const assignIds = (
  context: EmulatorContext,
  collection: Collection,
  object: JsonObject,
): JsonObject => {
  const { completeObject = (_context, whole) => whole } = resourceOf(collection)
  return completeObject(context, { ...object, ...membersWithIds(context, object) })
}

const membersWithIds = (context: EmulatorContext, object: JsonObject): JsonObject => ({
  ...(object['rules'] === undefined
    ? {}
    : { rules: membersIn(object['rules']).map((rule) => withRuleId(context, rule)) }),
  ...(object['groups'] === undefined
    ? {}
    : { groups: membersIn(object['groups']).map((group) => withGroupId(context, group)) }),
})

const withGroupId = (context: EmulatorContext, group: JsonObject): JsonObject =>
  textOf(group['id']) === '' ? { ...group, id: context.newId() } : group
