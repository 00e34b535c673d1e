// Segments: after the creation only the rules can change, and archiving cannot be undone.
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import { badField, badRequest } from '../../core/api-error.ts'
import { type BodyKeys, choice, parseBody, text, validateBody } from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Resource } from '../../core/context.ts'
import { allocateId } from '../../core/name-allocation.ts'
import * as keys from '../../shared/body-keys.ts'
import {
  creationStamp,
  readBody,
  requireObject,
  resolveCommonFields,
  respond,
  saveObject,
} from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { isReferenced, requireRuleTargets } from '../../shared/references.ts'
import { membersIn, newRules, replaceRules } from '../../shared/rules.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { countIds, idListRoutes } from './id-lists.ts'

const MISSING = 'Segment not found.'

const creatable: BodyKeys = {
  name: text({ min: 3, max: 100, pattern: /^[a-zA-Z0-9_\- ]*$/ }),
  id: text({ min: 3, max: 100, pattern: /^[a-zA-Z0-9_-]*$/ }),
  description: keys.description,
  type: choice('id_list', 'rule_based', 'analysis_list', 'user_store_id_list'),
  idType: text(),
  tags: keys.texts,
  ...keys.ownership,
  rules: keys.segmentRules,
}

const newSegment = (context: EmulatorContext, body: JsonObject): JsonObject => ({
  id: '',
  name: '',
  isEnabled: true,
  type: 'rule_based',
  count: countIds(body),
  description: '',
  idType: 'userID',
  tags: [],
  targetApps: [],
  holdoutIDs: [],
  team: null,
  teamID: null,
  ...creationStamp(context),
  version: 1,
  ...body,
  // The unit type of a segment with rules is not checked.
  ...(body['type'] === 'rule_based' && !context.has('segment-id-type-kept')
    ? { idType: 'userID' }
    : {}),
  rules: newRules(context, membersIn(body['rules'])),
})

const list = (call: ApiCall): HandlerResponse => {
  const hidesArchived = call.context.has('archived-hidden')
  const segments = call.context.store
    .all('segments')
    .filter((segment) => !hidesArchived || segment['$archived'] !== true)
  return respondWithPage(call, 'Segments listed successfully.', 'segments', segments)
}

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), creatable, ['name', 'type'])
  requireRuleTargets(context, membersIn(body['rules']))
  const id = allocateId(context, 'segments', body)
  const segment = newSegment(context, { ...resolveCommonFields(context, body), id })
  context.store.put('segments', segment)
  return respond(
    'Segment created successfully.',
    serializeObject(context, 'segments', segment),
    201,
  )
}

const setRules = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const live = requireObject(call, 'segments', MISSING)
  if (live['type'] !== 'rule_based')
    throw badRequest("Segment must be of type 'rule_based' to be modified on this endpoint")
  const rules = membersIn(validateBody(rulesIn(call), keys.segmentRules))
  requireRuleTargets(context, rules)
  const nextRules = replaceRules(context, rules, membersIn(live['rules']))
  const segment = saveObject(context, 'segments', { ...live, rules: nextRules })
  return respondForSegment(call, 'Rules successfully updated', segment)
}

const rulesIn = (call: ApiCall): Json => {
  if (!call.context.has('segment-rules-wrapped')) return call.body ?? {}
  const wrapped = isJsonObject(call.body) ? call.body['rules'] : undefined
  if (wrapped !== undefined) return wrapped
  throw badField('rules', 'Required')
}

const archive = (call: ApiCall): HandlerResponse => {
  const live = requireObject(call, 'segments', MISSING)
  const archivedSegment = { ...live, isEnabled: false, $archived: true }
  return respondForSegment(
    call,
    'Segment archived successfully.',
    saveObject(call.context, 'segments', archivedSegment),
  )
}

const respondForSegment = (
  { context }: ApiCall,
  message: string,
  segment: JsonObject,
): HandlerResponse =>
  context.has('segment-reply-with-data')
    ? respond(message, serializeObject(context, 'segments', segment))
    : respond(message)

const remove = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const id = String(requireObject(call, 'segments', MISSING)['id'])
  if (context.has('referenced-deletes-refused') && isReferenced(context, 'segments', id))
    throw badRequest('Segment cannot be deleted while it is in use.')
  context.store.remove('segments', id)
  return respond('Segment deleted successfully.')
}

export const segments: Resource = {
  collection: 'segments',
  newObject: newSegment,
  routes: [
    { method: 'GET', path: 'segments', isPaged: true, handle: list },
    { method: 'POST', path: 'segments', handle: create },
    {
      method: 'GET',
      path: 'segments/*',
      handle: (call) => {
        const segment = requireObject(call, 'segments', MISSING)
        return respond(
          'Segment read successfully.',
          serializeObject(call.context, 'segments', segment),
        )
      },
    },
    { method: 'DELETE', path: 'segments/*', handle: remove },
    { method: 'PUT', path: 'segments/*/archive', handle: archive },
    { method: 'POST', path: 'segments/*/conditional', handle: setRules },
    ...idListRoutes,
  ],
}
