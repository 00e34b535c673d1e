// Gates: on or off for users by rules. Lists do not show archived gates by default.
import type { Json, JsonObject } from '../../../core/json.ts'
import { badRequest } from '../../core/api-error.ts'
import { parseBody } from '../../core/body-schema.ts'
import type { ApiCall, HandlerResponse, Resource, Route } from '../../core/context.ts'
import { allocateId, requireFreeName } from '../../core/name-allocation.ts'
import { readBody, requireObject, respond, withoutCreator } from '../../shared/handlers.ts'
import { detachFromHoldouts } from '../../shared/holdout-members.ts'
import { filterByQuery, filterByTargetApp, respondWithPage } from '../../shared/pagination.ts'
import { isReferenced } from '../../shared/references.ts'
import { membersIn, replaceRules } from '../../shared/rules.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { requireTeam } from '../../shared/workspace.ts'
import { overrideRoutes } from '../overrides/overrides.ts'
import { configReviewChange } from '../reviews/config-review-changes.ts'
import { reviewRoutes } from '../reviews/review-routes.ts'
import { gateActions, showGate, statusAfter } from './gate-actions.ts'
import { creatable, gateDefaults, newGate, resolveGateBody, updatable } from './gate-body.ts'
import { gateReferences } from './gate-references.ts'
import { gateRuleRoutes, saveGate } from './gate-rules.ts'

const MISSING = 'Gate not found.'

const list = (call: ApiCall): HandlerResponse => {
  const isRequested = call.query.get('includeArchived') === 'true'
  const showsArchived =
    call.context.has('archived-listed') ||
    (isRequested && !call.context.has('archived-never-listed'))
  const gates = call.context.store
    .all('gates')
    .filter((gate) => showsArchived || gate['status'] !== 'Archived')
  const names = [
    'idType',
    'type',
    'typeReason',
    'creatorName',
    'creatorID',
    'teamID',
    'tags',
    'store0100Exposures',
    'releasePipelineID',
  ]
  const rows = filterByQuery(call, filterByTargetApp(call, gates), names)
  return respondWithPage(call, 'Gates listed successfully.', 'gates', rows, (context, gate) =>
    showGate({ ...call, context }, gate),
  )
}

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), creatable, ['name'])
  requireTeam(context, body)
  const id = allocateId(context, 'gates', body)
  const gate = newGate(context, { ...resolveGateBody(context, body), id })
  context.store.put('gates', gate)
  return respond('Gate created successfully.', serializeObject(context, 'gates', gate), 201)
}

const update = (call: ApiCall, body: JsonObject, resets: JsonObject): HandlerResponse => {
  const { context } = call
  const live = requireObject(call, 'gates', MISSING)
  if (live['status'] === 'Archived' && context.has('archived-gates-immutable'))
    throw badRequest('An archived gate cannot be updated.')
  requireFreeName(context, 'gates', body['name'], String(live['id']))
  const changes = withoutCreator(resolveGateBody(context, body))
  const rules = body['rules']
  const next: JsonObject = {
    ...live,
    ...resets,
    ...changes,
    status: statusAfter(context, live, body['isEnabled']),
    ...(rules === undefined
      ? {}
      : { rules: replaceRules(context, membersIn(rules), membersIn(live['rules'])) }),
  }
  const gate = saveGate(call, live, next)
  return respond('Gate updated successfully.', showGate(call, gate))
}

const fullUpdate = (call: ApiCall): HandlerResponse => {
  const body = parseBody(readBody(call), updatable, ['isEnabled', 'description', 'rules'])
  return update(call, body, call.context.has('post-resets') ? gateDefaults(call.context) : {})
}

const partialUpdate = (call: ApiCall): HandlerResponse =>
  update(call, parseBody(readBody(call), updatable, []), {})

const read = (call: ApiCall): HandlerResponse =>
  respond('Gate read successfully.', showGate(call, requireObject(call, 'gates', MISSING)))

const readRules = (call: ApiCall): HandlerResponse => {
  const gate: Json =
    serializeObject(call.context, 'gates', requireObject(call, 'gates', MISSING))['rules'] ?? []
  return respond('Gate rules read successfully.', gate)
}

const remove = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const id = String(requireObject(call, 'gates', MISSING)['id'])
  if (context.has('referenced-deletes-refused') && isReferenced(context, 'gates', id))
    throw badRequest('Gate cannot be deleted while it is in use.')
  context.store.remove('gates', id)
  detachFromHoldouts(context, 'gates', id)
  return respond('Gate deleted successfully.')
}

const ownRoutes: readonly Route[] = [
  { method: 'GET', path: 'gates', isPaged: true, handle: list },
  { method: 'POST', path: 'gates', handle: create },
  { method: 'GET', path: 'gates/*', handle: read },
  { method: 'POST', path: 'gates/*', handle: fullUpdate },
  { method: 'PATCH', path: 'gates/*', handle: partialUpdate },
  { method: 'DELETE', path: 'gates/*', handle: remove },
  { method: 'GET', path: 'gates/*/rules', handle: readRules },
  ...gateActions,
  ...gateRuleRoutes,
  ...overrideRoutes('gates'),
  ...gateReferences,
]

export const gates: Resource = {
  collection: 'gates',
  newObject: newGate,
  routes: [
    ...ownRoutes,
    ...reviewRoutes('gates', {
      collection: 'gates',
      missing: MISSING,
      readChange: configReviewChange('gates'),
      routes: ownRoutes,
    }),
  ],
}
