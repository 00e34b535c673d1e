// An experiment’s life: setup, active, decision_made or abandoned, archived; and what freezes.
import type { Json, Members } from '../../../json.ts'
import { badField, badRequest } from '../../core/api-error.ts'
import type { World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { membersIn } from '../../shared/rules.ts'
import { splitOf } from './experiment-groups.ts'

export const started = (world: World): Members => ({ status: 'active', startTime: world.now() })

export const decided = (world: World, group: Json, reason: Json): Members => ({
  status: 'decision_made',
  launchedGroupID: group,
  decisionReason: reason,
  decisionTime: world.now(),
  endTime: world.now(),
})

export const abandoned = (world: World, reason: Json): Members => ({
  status: 'abandoned',
  decisionReason: reason,
  decisionTime: world.now(),
  endTime: world.now(),
})

export const archived = (live: Members): Members =>
  live['status'] === 'archived' ? {} : { status: 'archived', $before: live['status'] ?? 'setup' }

/** What a `status` in an update does; `next` is the object with the other keys of the update. */
export const movedByStatus = (world: World, live: Members, next: Members): Members => {
  const [from, to] = [textOf(live['status']), textOf(next['status'])]
  if (from === to) return next
  if (to === 'archived') return { ...next, ...archived(live) }
  if (from === 'setup' && to === 'active') return { ...next, ...started(world) }
  if (from === 'active' && to === 'decision_made') {
    requireGroup(next, 'launchedGroupID', next['launchedGroupID'])
    const group = next['launchedGroupID'] ?? null
    return { ...next, ...decided(world, group, next['decisionReason'] ?? null) }
  }
  if (from === 'active' && to === 'abandoned')
    return { ...next, ...abandoned(world, next['decisionReason'] ?? null) }
  throw badField('status', `Experiment cannot move from ${from} to ${to}`)
}

export const requireGroup = (experiment: Members, property: string, id: Json | undefined): void => {
  if (!membersIn(experiment['groups']).some((group) => group['id'] === id))
    throw badField(property, 'A group of this experiment is required')
}

/** While people are counted the ground must not move. */
export const refuseRunningEdits = (world: World, live: Members, next: Members): void => {
  if (live['status'] !== 'active' || world.has('running-edits-accepted')) return
  if (Number(next['allocation']) < Number(live['allocation']))
    throw badField('allocation', 'Allocation of a running experiment cannot be decreased')
  if (splitOf(membersIn(next['groups'])) !== splitOf(membersIn(live['groups'])))
    throw badField('groups', 'Groups of a running experiment cannot be changed')
  for (const name of ['idType', 'analyticsType'] as const)
    if (next[name] !== live[name])
      throw badField(name, `${name} of a running experiment cannot be changed`)
}

export const refuseUnlessRunning = (live: Members): void => {
  if (live['status'] === 'setup') throw badRequest('Experiment has not yet started')
  if (live['status'] !== 'active') throw badRequest('Experiment has already finished')
}
