// The statuses of an experiment, and what cannot change in each of them.
import type { Json, JsonObject } from '../../../core/json.ts'
import { badField, badRequest } from '../../core/api-error.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { membersIn } from '../../shared/rules.ts'
import { allocationKey } from './experiment-groups.ts'

export const startChanges = (context: EmulatorContext): JsonObject => ({
  status: 'active',
  startTime: context.now(),
})

export const decisionChanges = (
  context: EmulatorContext,
  group: Json,
  reason: Json,
): JsonObject => ({
  status: 'decision_made',
  launchedGroupID: group,
  decisionReason: reason,
  decisionTime: context.now(),
  endTime: context.now(),
})

export const abandonChanges = (context: EmulatorContext, reason: Json): JsonObject => ({
  status: 'abandoned',
  decisionReason: reason,
  decisionTime: context.now(),
  endTime: context.now(),
})

export const archiveChanges = (live: JsonObject): JsonObject =>
  live['status'] === 'archived' ? {} : { status: 'archived', $before: live['status'] ?? 'setup' }

/** The effect of `status` in an update; `next` is the object with the other keys of the update. */
export const applyStatusChange = (
  context: EmulatorContext,
  live: JsonObject,
  next: JsonObject,
): JsonObject => {
  const [from, to] = [textOf(live['status']), textOf(next['status'])]
  if (from === to) return next
  if (to === 'archived') return { ...next, ...archiveChanges(live) }
  if (from === 'setup' && to === 'active') return { ...next, ...startChanges(context) }
  if (from === 'active' && to === 'decision_made') {
    requireGroup(next, 'launchedGroupID', next['launchedGroupID'])
    const group = next['launchedGroupID'] ?? null
    return { ...next, ...decisionChanges(context, group, next['decisionReason'] ?? null) }
  }
  if (from === 'active' && to === 'abandoned')
    return { ...next, ...abandonChanges(context, next['decisionReason'] ?? null) }
  throw badField('status', `Experiment cannot move from ${from} to ${to}`)
}

export const requireGroup = (
  experiment: JsonObject,
  property: string,
  id: Json | undefined,
): void => {
  if (!membersIn(experiment['groups']).some((group) => group['id'] === id))
    throw badField(property, 'A group of this experiment is required')
}

/** A running experiment refuses changes of what its results depend on. */
export const refuseRunningEdits = (
  context: EmulatorContext,
  live: JsonObject,
  next: JsonObject,
): void => {
  if (live['status'] !== 'active' || context.has('running-edits-accepted')) return
  if (Number(next['allocation']) < Number(live['allocation']))
    throw badField('allocation', 'Allocation of a running experiment cannot be decreased')
  if (allocationKey(membersIn(next['groups'])) !== allocationKey(membersIn(live['groups'])))
    throw badField('groups', 'Groups of a running experiment cannot be changed')
  for (const name of ['idType', 'analyticsType'] as const)
    if (next[name] !== live[name])
      throw badField(name, `${name} of a running experiment cannot be changed`)
}

export const refuseUnlessRunning = (live: JsonObject): void => {
  if (live['status'] === 'setup') throw badRequest('Experiment has not yet started')
  const running = ['active', 'experiment_stopped', 'assignment_stopped']
  if (!running.includes(textOf(live['status']))) throw badRequest('Experiment has already finished')
}
