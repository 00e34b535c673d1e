// Segments: made once; after that only the rules change, and archiving has no way back.
import { isMembers, type Json, type Members } from '../../../json.ts'
import { badField, badRequest } from '../../core/api-error.ts'
import { accepted, choice, judged, type Keys, text } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, World } from '../../core/context.ts'
import { newId } from '../../core/name-allocation.ts'
import * as keys from '../../shared/body-keys.ts'
import { answer, bodyOf, created, found, save, settled } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { isReferred, requireRuleTargets } from '../../shared/references.ts'
import { membersIn, newRules, replacedRules } from '../../shared/rules.ts'
import { asRead } from '../../shared/serialize.ts'
import { countOf, idListRoutes } from './id-lists.ts'

const MISSING = 'Segment not found.'

const creatable: Keys = {
  name: text({ min: 3, max: 100, pattern: /^[a-zA-Z0-9_\- ]*$/ }),
  id: text({ min: 3, max: 100, pattern: /^[a-zA-Z0-9_-]*$/ }),
  description: keys.description,
  type: choice('id_list', 'rule_based', 'analysis_list', 'user_store_id_list'),
  idType: text(),
  tags: keys.texts,
  ...keys.ownership,
  rules: keys.segmentRules,
}

const fresh = (world: World, body: Members): Members => ({
  id: '',
  name: '',
  isEnabled: true,
  type: 'rule_based',
  count: countOf(body),
  description: '',
  idType: 'userID',
  tags: [],
  targetApps: [],
  holdoutIDs: [],
  team: null,
  teamID: null,
  ...created(world),
  version: 1,
  ...body,
  // The unit type of a segment by rules is not looked at.
  ...(body['type'] === 'rule_based' && !world.has('segment-id-type-kept')
    ? { idType: 'userID' }
    : {}),
  rules: newRules(world, membersIn(body['rules'])),
})

const list = (call: Call): Answer => {
  const hides = call.world.has('archived-hidden')
  const segments = call.world.store
    .all('segments')
    .filter((segment) => !hides || segment['$archived'] !== true)
  return listed(call, 'Segments listed successfully.', 'segments', segments)
}

const create = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), creatable, ['name', 'type'])
  requireRuleTargets(world, membersIn(body['rules']))
  const id = newId(world, 'segments', body)
  const segment = fresh(world, { ...settled(world, body), id })
  world.store.put('segments', segment)
  return answer('Segment created successfully.', asRead(world, 'segments', segment), 201)
}

const setRules = (call: Call): Answer => {
  const { world } = call
  const live = found(call, 'segments', MISSING)
  if (live['type'] !== 'rule_based')
    throw badRequest("Segment must be of type 'rule_based' to be modified on this endpoint")
  const rules = membersIn(judged(rulesIn(call), keys.segmentRules))
  requireRuleTargets(world, rules)
  const kept = replacedRules(world, rules, membersIn(live['rules']))
  const segment = save(world, 'segments', { ...live, rules: kept })
  return replied(call, 'Rules successfully updated', segment)
}

const rulesIn = (call: Call): Json => {
  if (!call.world.has('segment-rules-wrapped')) return call.body ?? {}
  const wrapped = isMembers(call.body) ? call.body['rules'] : undefined
  if (wrapped !== undefined) return wrapped
  throw badField('rules', 'Required')
}

const archive = (call: Call): Answer => {
  const live = found(call, 'segments', MISSING)
  const gone = { ...live, isEnabled: false, $archived: true }
  return replied(call, 'Segment archived successfully.', save(call.world, 'segments', gone))
}

const replied = ({ world }: Call, message: string, segment: Members): Answer =>
  world.has('segment-reply-with-data')
    ? answer(message, asRead(world, 'segments', segment))
    : answer(message)

const remove = (call: Call): Answer => {
  const { world } = call
  const id = String(found(call, 'segments', MISSING)['id'])
  if (world.has('referenced-deletes-refused') && isReferred(world, 'segments', id))
    throw badRequest('Segment cannot be deleted while it is in use.')
  world.store.remove('segments', id)
  return answer('Segment deleted successfully.')
}

export const segments: Resource = {
  collection: 'segments',
  fresh,
  routes: [
    { method: 'GET', path: 'segments', pages: true, handle: list },
    { method: 'POST', path: 'segments', handle: create },
    {
      method: 'GET',
      path: 'segments/*',
      handle: (call) => {
        const segment = found(call, 'segments', MISSING)
        return answer('Segment read successfully.', asRead(call.world, 'segments', segment))
      },
    },
    { method: 'DELETE', path: 'segments/*', handle: remove },
    { method: 'PUT', path: 'segments/*/archive', handle: archive },
    { method: 'POST', path: 'segments/*/conditional', handle: setRules },
    ...idListRoutes,
  ],
}
