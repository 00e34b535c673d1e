// Experiments: groups with ids, a layer that is chosen at creation, and a status.
import type { JsonObject } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import { parseBody } from '../../core/body-schema.ts'
import type { ApiCall, HandlerResponse, Resource, Route } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { allocateId, requireFreeName } from '../../core/name-allocation.ts'
import {
  readBody,
  requireObject,
  respond,
  saveObject,
  withoutCreator,
} from '../../shared/handlers.ts'
import { detachFromHoldouts } from '../../shared/holdout-members.ts'
import { filterByQuery, respondWithPage } from '../../shared/pagination.ts'
import { markPendingReview } from '../../shared/pending-review.ts'
import { requireExisting } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { requireTeam } from '../../shared/workspace.ts'
import { overrideRoutes } from '../overrides/overrides.ts'
import { experimentReviewChange } from '../reviews/experiment-review-changes.ts'
import { reviewRoutes } from '../reviews/review-routes.ts'
import { experimentActions } from './experiment-actions.ts'
import {
  createImplicitLayer,
  newExperiment,
  resetOptional,
  resolveExperimentBody,
} from './experiment-body.ts'
import { refuseSizes, replaceGroups } from './experiment-groups.ts'
import { creatable, REQUIRED_IN_FULL, updatable } from './experiment-keys.ts'
import { selectExperiments, shownFields } from './experiment-query.ts'
import { applyStatusChange, refuseRunningEdits } from './experiment-status.ts'

const MISSING = 'Experiment not found.'

const list = (call: ApiCall): HandlerResponse => {
  const hidesArchived = call.context.has('archived-hidden') && !call.query.has('status')
  const experiments = call.context.store
    .all('experiments')
    .filter((experiment) => !hidesArchived || experiment['status'] !== 'archived')
  const names = ['layerID', 'idType', 'teamID', 'status', 'creatorName', 'creatorID', 'tags']
  const rows = selectExperiments(call, filterByQuery(call, experiments, names))
  const show = shownFields(call)
  return respondWithPage(call, 'Experiments listed successfully.', 'experiments', rows, show)
}

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), creatable, ['name'])
  requireTeam(context, body)
  const { status = 'setup' } = body
  if (status !== 'setup' && (status !== 'active' || context.has('create-active-refused')))
    throw badField('status', `An experiment cannot be created with status ${status}`)
  requireExisting(context, 'layerID', 'layers', [textOf(body['layerID'])])
  refuseSizes(context, membersIn(body['groups']))
  const changes = resolveExperimentBody(context, body, body)
  const id = allocateId(context, 'experiments', body)
  const layerID = body['layerID'] ?? createImplicitLayer(context, id, body)
  const idType = body['idType'] ?? context.store.find('layers', textOf(layerID))?.['idType']
  const experiment = newExperiment(context, {
    ...changes,
    id,
    layerID,
    ...(idType === undefined ? {} : { idType }),
  })
  context.store.put('experiments', experiment)
  const data = serializeObject(context, 'experiments', experiment)
  return respond('Experiment created successfully.', data, 201)
}

const update = (call: ApiCall, body: JsonObject, resets: boolean): HandlerResponse => {
  const { context } = call
  const live = requireObject(call, 'experiments', MISSING)
  requireFreeName(context, 'experiments', body['name'], textOf(live['id']))
  const kept = resets ? resetOptional(live) : live
  const changes: JsonObject = {
    ...kept,
    ...withoutCreator(resolveExperimentBody(context, body, live)),
  }
  const liveGroups = membersIn(live['groups'])
  const groups =
    body['groups'] === undefined
      ? liveGroups
      : replaceGroups(context, membersIn(body['groups']), liveGroups)
  const next = { ...changes, groups, controlGroupID: resolveControlGroup(changes, groups) }
  refuseRunningEdits(context, live, next)
  const updated = applyStatusChange(context, live, next)
  const experiment = call.underReview
    ? markPendingReview(call, 'experiments', live)
    : saveObject(context, 'experiments', updated)
  return respond(
    'Experiment updated successfully.',
    serializeObject(context, 'experiments', experiment),
  )
}

const resolveControlGroup = (experiment: JsonObject, groups: readonly JsonObject[]): string => {
  const requestedId = textOf(experiment['controlGroupID'])
  return groups.some(({ id }) => id === requestedId) ? requestedId : textOf(groups[0]?.['id'])
}

const remove = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const experiment = requireObject(call, 'experiments', MISSING)
  const id = textOf(experiment['id'])
  context.store.remove('experiments', id)
  detachFromHoldouts(context, 'experiments', id)
  context.store.remove('layers', `statsig::${id}_layer`)
  const data = serializeObject(context, 'experiments', experiment)
  return respond('Experiment deleted successfully.', data)
}

const ownRoutes: readonly Route[] = [
  { method: 'GET', path: 'experiments', isPaged: true, handle: list },
  { method: 'POST', path: 'experiments', handle: create },
  {
    method: 'GET',
    path: 'experiments/*',
    handle: (call) => {
      const experiment = requireObject(call, 'experiments', MISSING)
      return respond('Experiment read.', shownFields(call)(call.context, experiment))
    },
  },
  {
    method: 'POST',
    path: 'experiments/*',
    handle: (call) => {
      const body = parseBody(readBody(call), updatable, REQUIRED_IN_FULL)
      return update(call, body, call.context.has('post-resets'))
    },
  },
  {
    method: 'PATCH',
    path: 'experiments/*',
    handle: (call) => update(call, parseBody(readBody(call), updatable, []), false),
  },
  { method: 'DELETE', path: 'experiments/*', handle: remove },
  ...experimentActions,
  ...overrideRoutes('experiments'),
]

export const experiments: Resource = {
  collection: 'experiments',
  newObject: newExperiment,
  routes: [
    ...ownRoutes,
    ...reviewRoutes('experiments', {
      collection: 'experiments',
      missing: MISSING,
      readChange: experimentReviewChange,
      routes: ownRoutes,
    }),
  ],
}
