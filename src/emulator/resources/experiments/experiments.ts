// Experiments: groups with ids of their own, a layer chosen once, and a status that moves.
import type { Members } from '../../../json.ts'
import { badField } from '../../core/api-error.ts'
import { accepted } from '../../core/body-schema.ts'
import type { Answer, Call, Resource } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { newId, requireFreeName } from '../../core/name-allocation.ts'
import { answer, bodyOf, found, save, withoutCreator } from '../../shared/handlers.ts'
import { leaveHoldouts } from '../../shared/holdout-members.ts'
import { filtered, listed } from '../../shared/pagination.ts'
import { pending } from '../../shared/pending-review.ts'
import { requireExisting } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { asRead } from '../../shared/serialize.ts'
import { requireTeam } from '../../shared/workspace.ts'
import { overrideRoutes } from '../overrides/overrides.ts'
import { experimentVerbs } from './experiment-actions.ts'
import { checked, fresh, implicitLayer, resetOf } from './experiment-body.ts'
import { refuseSizes, replacedGroups } from './experiment-groups.ts'
import { creatable, REQUIRED_IN_FULL, updatable } from './experiment-keys.ts'
import { movedByStatus, refuseRunningEdits } from './experiment-status.ts'

const MISSING = 'Experiment not found.'

const list = (call: Call): Answer => {
  const hides = call.world.has('archived-hidden') && !call.query.has('status')
  const experiments = call.world.store
    .all('experiments')
    .filter((experiment) => !hides || experiment['status'] !== 'archived')
  const names = ['layerID', 'idType', 'teamID', 'status', 'creatorName', 'creatorID', 'tags']
  const rows = filtered(call, experiments, names)
  return listed(call, 'Experiments listed successfully.', 'experiments', rows)
}

const create = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), creatable, ['name'])
  requireTeam(world, body)
  const { status = 'setup' } = body
  if (status !== 'setup' && (status !== 'active' || world.has('create-active-refused')))
    throw badField('status', `An experiment cannot be created with status ${status}`)
  requireExisting(world, 'layerID', 'layers', [textOf(body['layerID'])])
  refuseSizes(world, membersIn(body['groups']))
  const changes = checked(world, body, body)
  const id = newId(world, 'experiments', body)
  const layerID = body['layerID'] ?? implicitLayer(world, id, body)
  const idType = body['idType'] ?? world.store.find('layers', textOf(layerID))?.['idType']
  const experiment = fresh(world, {
    ...changes,
    id,
    layerID,
    ...(idType === undefined ? {} : { idType }),
  })
  world.store.put('experiments', experiment)
  const data = asRead(world, 'experiments', experiment)
  return answer('Experiment created successfully.', data, 201)
}

const update = (call: Call, body: Members, resets: boolean): Answer => {
  const { world } = call
  const live = found(call, 'experiments', MISSING)
  requireFreeName(world, 'experiments', body['name'], textOf(live['id']))
  const kept = resets ? resetOf(live) : live
  const changes: Members = { ...kept, ...withoutCreator(checked(world, body, live)) }
  const liveGroups = membersIn(live['groups'])
  const groups =
    body['groups'] === undefined
      ? liveGroups
      : replacedGroups(world, membersIn(body['groups']), liveGroups)
  const next = { ...changes, groups, controlGroupID: controlOf(changes, groups) }
  refuseRunningEdits(world, live, next)
  const moved = movedByStatus(world, live, next)
  const experiment = call.underReview
    ? pending(call, 'experiments', live)
    : save(world, 'experiments', moved)
  return answer('Experiment updated successfully.', asRead(world, 'experiments', experiment))
}

const controlOf = (experiment: Members, groups: readonly Members[]): string => {
  const asked = textOf(experiment['controlGroupID'])
  return groups.some(({ id }) => id === asked) ? asked : textOf(groups[0]?.['id'])
}

const remove = (call: Call): Answer => {
  const { world } = call
  const experiment = found(call, 'experiments', MISSING)
  const id = textOf(experiment['id'])
  world.store.remove('experiments', id)
  leaveHoldouts(world, 'experiments', id)
  world.store.remove('layers', `statsig::${id}_layer`)
  const data = asRead(world, 'experiments', experiment)
  return answer('Experiment deleted successfully.', data)
}

export const experiments: Resource = {
  collection: 'experiments',
  fresh,
  routes: [
    { method: 'GET', path: 'experiments', pages: true, handle: list },
    { method: 'POST', path: 'experiments', handle: create },
    {
      method: 'GET',
      path: 'experiments/*',
      handle: (call) => {
        const experiment = found(call, 'experiments', MISSING)
        return answer('Experiment read.', asRead(call.world, 'experiments', experiment))
      },
    },
    {
      method: 'POST',
      path: 'experiments/*',
      handle: (call) => {
        const body = accepted(bodyOf(call), updatable, REQUIRED_IN_FULL)
        return update(call, body, call.world.has('post-resets'))
      },
    },
    {
      method: 'PATCH',
      path: 'experiments/*',
      handle: (call) => update(call, accepted(bodyOf(call), updatable, []), false),
    },
    { method: 'DELETE', path: 'experiments/*', handle: remove },
    ...experimentVerbs,
    ...overrideRoutes('experiments', 'experiments'),
  ],
}
