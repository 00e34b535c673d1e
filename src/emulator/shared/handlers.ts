// What the routes of every collection do alike: look up, stamp, answer.
import { isMembers, type Json, type Members, member, pick } from '../../json.ts'
import { notFound } from '../core/api-error.ts'
import { consoleApi } from '../core/audit-trail.ts'
import type { Answer, Call, World } from '../core/context.ts'
import type { Collection } from '../core/store.ts'
import { knownTags } from './references.ts'
import { knownApps, requireUnits, teamOf } from './workspace.ts'

const { id: MODIFIER_ID, name: MODIFIER } = consoleApi

export const keyOwner: Members = {
  ownerID: MODIFIER_ID,
  ownerType: 'SDK_KEY',
  ownerName: MODIFIER,
  ownerEmail: '',
}

export const answer = (message: string, data?: Json, status = 200): Answer => ({
  status,
  body: data === undefined ? { message } : { message, data },
})

/** The object that the path names. */
export const found = (call: Call, collection: Collection, missing: string): Members => {
  const object = call.world.store.find(collection, call.params[0] ?? '')
  if (object) return object
  throw notFound(missing)
}

/** The body with `null` read as "clear this", where the server is that lenient. */
export const bodyOf = (call: Call): Json => {
  const body = call.body ?? {}
  if (!isMembers(body)) return body
  const kept = Object.entries(body).flatMap(([name, value]): [string, Json][] => {
    const cleared = member(EMPTY, name)
    if (value === null && cleared !== undefined && call.world.has('null-clears'))
      return [[name, cleared]]
    if (name === 'description' && value === '' && call.world.has('empty-description-kept'))
      return call.params.length > 0 ? [] : [[name, value]]
    return [[name, value]]
  })
  return Object.fromEntries(kept)
}

const EMPTY: Members = {
  description: '',
  hypothesis: '',
  tags: [],
  targetApps: [],
  monitoringMetrics: [],
  links: [],
}

export const created = (world: World): Members => ({
  lastModifierID: MODIFIER_ID,
  lastModifiedTime: world.now(),
  lastModifierName: MODIFIER,
  lastModifierEmail: null,
  creatorID: MODIFIER_ID,
  createdTime: world.now(),
  creatorName: MODIFIER,
  creatorEmail: null,
})

/** The same world, in which nothing that is written stays. */
export const dryWorld = (world: World): World => ({
  ...world,
  store: { ...world.store, put: () => undefined, remove: () => undefined },
})

/** Members that a document has beyond what is described here: whoever added them takes them again. */
export const knownSince = ({ body }: Call, live: Members, named: Members): Members =>
  isMembers(body)
    ? pick(body, (name) => Object.hasOwn(live, name) && !Object.hasOwn(named, name))
    : {}

/** Stores a changed object as a write of the API leaves it. */
export const save = (world: World, collection: Collection, object: Members): Members => {
  const { version } = object
  const saved: Members = {
    ...object,
    ...(typeof version === 'number' ? { version: version + 1 } : {}),
    ...('lastModifiedTime' in object
      ? {
          lastModifierID: MODIFIER_ID,
          lastModifiedTime: world.now(),
          lastModifierName: MODIFIER,
          lastModifierEmail: null,
        }
      : {}),
  }
  world.store.put(collection, saved)
  return saved
}

/** Keys that several kinds take, as stored: what they name found, targetApps a list, team and teamID a pair. */
export const settled = (world: World, body: Members): Members => {
  const { tags, targetApps, ...rest } = body
  requireUnits(world, body)
  return {
    ...rest,
    ...(tags === undefined ? {} : { tags: knownTags(world, tags) }),
    ...(targetApps === undefined ? {} : { targetApps: knownApps(world, targetApps) }),
    ...teamOf(world, body),
  }
}

/** Who made an object is told at its creation and never again. */
export const withoutCreator = ({
  creatorID: _id,
  creatorEmail: _email,
  ...body
}: Members): Members => body
