// What the routes of every collection do alike: look up, stamp, answer.
import { isMembers, type Json, type Members, member } from '../json.ts'
import { teamIdOf } from './ids.ts'
import { knownTags, textsIn } from './references.ts'
import { notFound } from './refusal.ts'
import type { Collection } from './store.ts'
import type { Answer, Call, World } from './world.ts'

const MODIFIER = 'CONSOLE API'
const MODIFIER_ID = '1vaQaBoLlkauH9iiuOSBP2'

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

/** Keys that several kinds take, as stored: tags checked, targetApps a list, team and teamID a pair. */
export const settled = (world: World, body: Members): Members => {
  const { tags, targetApps, ...rest } = body
  return {
    ...rest,
    ...(tags === undefined ? {} : { tags: knownTags(world, tags) }),
    ...(targetApps === undefined ? {} : { targetApps: textsIn(targetApps) }),
    ...teamOf(body),
  }
}

/** Who made an object is told at its creation and never again. */
export const withoutCreator = ({
  creatorID: _id,
  creatorEmail: _email,
  ...body
}: Members): Members => body

// Teams have no routes here, so any team is taken; its id follows from its name.
const teamOf = ({ team, teamID }: Members): Members => {
  if (team === undefined && teamID === undefined) return {}
  if (teamID === undefined) return { team: team ?? null, teamID: team ? teamIdOf(team) : null }
  return { team: teamID === null ? null : (team ?? null), teamID }
}
