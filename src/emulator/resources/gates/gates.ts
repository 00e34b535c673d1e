// Gates: on or off for a user by rules; archived ones leave the list.
import type { Json, Members } from '../../../json.ts'
import { badRequest } from '../../core/api-error.ts'
import { accepted } from '../../core/body-schema.ts'
import type { Answer, Call, Resource } from '../../core/context.ts'
import { newId, requireFreeName } from '../../core/name-allocation.ts'
import { answer, bodyOf, found, save, withoutCreator } from '../../shared/handlers.ts'
import { leaveHoldouts } from '../../shared/holdout-members.ts'
import { filtered, listed } from '../../shared/pagination.ts'
import { pending } from '../../shared/pending-review.ts'
import { isReferred } from '../../shared/references.ts'
import { membersIn, replacedRules } from '../../shared/rules.ts'
import { asRead } from '../../shared/serialize.ts'
import { requireTeam } from '../../shared/workspace.ts'
import { overrideRoutes } from '../overrides/overrides.ts'
import { gateVerbs, statusAfter } from './gate-actions.ts'
import { checked, creatable, defaults, fresh, updatable } from './gate-body.ts'
import { gateReferences } from './gate-references.ts'

const MISSING = 'Gate not found.'

const list = (call: Call): Answer => {
  const asked = call.query.get('includeArchived') === 'true'
  const isShown =
    call.world.has('archived-listed') || (asked && !call.world.has('archived-never-listed'))
  const gates = call.world.store
    .all('gates')
    .filter((gate) => isShown || gate['status'] !== 'Archived')
  const names = ['idType', 'type', 'typeReason', 'creatorName', 'creatorID', 'teamID', 'tags']
  return listed(call, 'Gates listed successfully.', 'gates', filtered(call, gates, names))
}

const create = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), creatable, ['name'])
  requireTeam(world, body)
  const id = newId(world, 'gates', body)
  const gate = fresh(world, { ...checked(world, body), id })
  world.store.put('gates', gate)
  return answer('Gate created successfully.', asRead(world, 'gates', gate), 201)
}

const update = (call: Call, body: Members, resets: Members): Answer => {
  const { world } = call
  const live = found(call, 'gates', MISSING)
  if (live['status'] === 'Archived' && world.has('archived-gates-frozen'))
    throw badRequest('An archived gate cannot be updated.')
  requireFreeName(world, 'gates', body['name'], String(live['id']))
  const changes = withoutCreator(checked(world, body))
  const rules = body['rules']
  const next: Members = {
    ...live,
    ...resets,
    ...changes,
    status: statusAfter(world, live, body['isEnabled']),
    ...(rules === undefined
      ? {}
      : { rules: replacedRules(world, membersIn(rules), membersIn(live['rules'])) }),
  }
  const gate = call.underReview ? pending(call, 'gates', live) : save(world, 'gates', next)
  return answer('Gate updated successfully.', asRead(world, 'gates', gate))
}

const fullUpdate = (call: Call): Answer => {
  const body = accepted(bodyOf(call), updatable, ['isEnabled', 'description', 'rules'])
  return update(call, body, call.world.has('post-resets') ? defaults(call.world) : {})
}

const partialUpdate = (call: Call): Answer =>
  update(call, accepted(bodyOf(call), updatable, []), {})

const read = (call: Call): Answer =>
  answer('Gate read successfully.', asRead(call.world, 'gates', found(call, 'gates', MISSING)))

const readRules = (call: Call): Answer => {
  const gate: Json = asRead(call.world, 'gates', found(call, 'gates', MISSING))['rules'] ?? []
  return answer('Gate rules read successfully.', gate)
}

const remove = (call: Call): Answer => {
  const { world } = call
  const id = String(found(call, 'gates', MISSING)['id'])
  if (world.has('referenced-deletes-refused') && isReferred(world, 'gates', id))
    throw badRequest('Gate cannot be deleted while it is in use.')
  world.store.remove('gates', id)
  leaveHoldouts(world, 'gates', id)
  return answer('Gate deleted successfully.')
}

export const gates: Resource = {
  collection: 'gates',
  fresh,
  routes: [
    { method: 'GET', path: 'gates', pages: true, handle: list },
    { method: 'POST', path: 'gates', handle: create },
    { method: 'GET', path: 'gates/*', handle: read },
    { method: 'POST', path: 'gates/*', handle: fullUpdate },
    { method: 'PATCH', path: 'gates/*', handle: partialUpdate },
    { method: 'DELETE', path: 'gates/*', handle: remove },
    { method: 'GET', path: 'gates/*/rules', handle: readRules },
    ...gateVerbs,
    ...overrideRoutes('gates', 'gates'),
    ...gateReferences,
  ],
}
