// Functions that the routes of all collections share.
import { isJsonObject, type Json, type JsonObject, member, pick } from '../../core/json.ts'
import { badField, notFound } from '../core/api-error.ts'
import { isPerson } from '../core/author.ts'
import type { Collection } from '../core/collections.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Route } from '../core/context.ts'
import { resolveTags } from './references.ts'
import { requireUnits, resolveTargetApps, resolveTeam } from './workspace.ts'

/** The owner of what this author creates. */
export const ownerOf = ({ author }: Pick<EmulatorContext, 'author'>): JsonObject => ({
  ownerID: author.id,
  ownerType: isPerson(author) ? 'USER' : 'SDK_KEY',
  ownerName: author.name,
  ownerEmail: author.email ?? '',
})

export const respond = (message: string, data?: Json, status = 200): HandlerResponse => ({
  status,
  body: data === undefined ? { message } : { message, data },
})

/** The object that the path names. */
export const requireObject = (
  call: ApiCall,
  collection: Collection,
  notFoundMessage: string,
): JsonObject => {
  const object = call.context.store.find(collection, call.params[0] ?? '')
  if (object) return object
  throw notFound(notFoundMessage)
}

/** The body. With `null-clears`, `null` clears a member. */
export const readBody = (call: ApiCall): Json => {
  const body = call.body ?? {}
  if (!isJsonObject(body)) return body
  const entries = Object.entries(body).flatMap(([name, value]): [string, Json][] => {
    const cleared = member(CLEARED_VALUES, name)
    if (value === null && cleared !== undefined && call.context.has('null-clears'))
      return [[name, cleared]]
    if (CLEARABLE_REFERENCES.includes(name) && keepsByNull(call)) {
      if (value === null && call.params.length > 0) return []
      if (value === '') return [[name, null]]
    }
    if (name === 'description' && value === '' && call.context.has('empty-description-kept'))
      return call.params.length > 0 ? [] : [[name, value]]
    return [[name, value]]
  })
  return Object.fromEntries(entries)
}

/** Holdouts have behaviors of their own. */
const keepsByNull = ({ context, path }: ApiCall): boolean =>
  context.has('references-kept-by-null') && !path.includes('holdouts')

const CLEARABLE_REFERENCES: readonly string[] = ['team', 'teamID', 'targetingGateID']

const CLEARED_VALUES: JsonObject = {
  description: '',
  hypothesis: '',
  tags: [],
  targetApps: [],
  monitoringMetrics: [],
  links: [],
}

export const modificationStamp = ({ author, now }: EmulatorContext): JsonObject => ({
  lastModifierID: author.id,
  lastModifiedTime: now(),
  lastModifierName: author.name,
  lastModifierEmail: author.email,
})

export const creationStamp = (context: EmulatorContext): JsonObject => ({
  ...modificationStamp(context),
  creatorID: context.author.id,
  createdTime: context.now(),
  creatorName: context.author.name,
  creatorEmail: context.author.email,
})

/** The same context, with a store that ignores writes. */
export const dryRunContext = (context: EmulatorContext): EmulatorContext => ({
  ...context,
  store: { ...context.store, put: () => undefined, remove: () => undefined },
})

/** A route with the query parameter `dryRun`: it validates and answers as usual, and stores nothing. */
export const dryRunByQuery =
  (handle: Route['handle']): Route['handle'] =>
  (call) => {
    const value = call.query.get('dryRun') ?? 'false'
    if (value !== 'true' && value !== 'false')
      throw badField('dryRun', `Expected boolean, received '${value}'`)
    return handle(value === 'true' ? { ...call, context: dryRunContext(call.context) } : call)
  }

/** Members of the live object that the emulator does not describe: a body can set them again. */
export const keptUnknownMembers = (
  { body }: ApiCall,
  live: JsonObject,
  knownBody: JsonObject,
): JsonObject =>
  isJsonObject(body)
    ? pick(body, (name) => Object.hasOwn(live, name) && !Object.hasOwn(knownBody, name))
    : {}

/**
 * What a full update by POST starts from. With `post-resets`, members that the emulator does not know are gone unless
 * the body names them.
 */
export const beforeFullUpdate = (
  { body, context }: ApiCall,
  live: JsonObject,
  knownMembers: () => readonly string[],
): JsonObject => {
  if (!context.has('post-resets')) return live
  const known = knownMembers()
  const isKnown = (name: string) => known.includes(name) || name.startsWith('$')
  const sent = isJsonObject(body) ? body : {}
  return {
    ...pick(live, isKnown),
    ...pick(sent, (name) => Object.hasOwn(live, name) && !isKnown(name)),
  }
}

/** Stores a changed object as a write of the API leaves it. */
export const saveObject = (
  context: EmulatorContext,
  collection: Collection,
  object: JsonObject,
): JsonObject => {
  const { version } = object
  const saved: JsonObject = {
    ...object,
    ...(typeof version === 'number'
      ? { version: version + (context.has('version-skips') ? 2 : 1) }
      : {}),
    ...('lastModifiedTime' in object ? modificationStamp(context) : {}),
  }
  context.store.put(collection, saved)
  return saved
}

/** Shared keys as stored: what they name must exist, targetApps is a list, team and teamID are a pair. */
export const resolveCommonFields = (context: EmulatorContext, body: JsonObject): JsonObject => {
  const { tags, targetApps, ...rest } = body
  requireUnits(context, body)
  return {
    ...rest,
    ...(tags === undefined ? {} : { tags: resolveTags(context, tags) }),
    ...(targetApps === undefined ? {} : { targetApps: resolveTargetApps(context, targetApps) }),
    ...resolveTeam(context, body),
  }
}

/** Only a creation can set the creator. */
export const withoutCreator = ({
  creatorID: _id,
  creatorEmail: _email,
  ...body
}: JsonObject): JsonObject => body
