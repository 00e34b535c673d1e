// A gate’s status: In Progress, Launched, Disabled, Archived, and what moves it.
import { isMembers, type Json, type Members } from '../../../json.ts'
import type { Answer, Call, Route, World } from '../../core/context.ts'
import { answer, found, save } from '../../shared/handlers.ts'
import { pending } from '../../shared/pending-review.ts'
import { asRead } from '../../shared/serialize.ts'

/** The status after an update that may carry `isEnabled`. */
export const statusAfter = (world: World, live: Members, isEnabled: Json | undefined): Json => {
  const status = live['status'] ?? 'In Progress'
  if (isEnabled === undefined || status === 'Archived' || world.has('status-fixed')) return status
  if (status === 'Launched' && isEnabled === true)
    return world.has('patch-ends-launch') ? 'In Progress' : status
  return isEnabled === true ? 'In Progress' : 'Disabled'
}

const archived = (world: World, live: Members): Members =>
  live['status'] === 'Archived'
    ? {}
    : {
        status: 'Archived',
        $before: { status: live['status'] ?? 'In Progress', isEnabled: live['isEnabled'] ?? true },
        ...(world.has('archive-keeps-enabled') ? {} : { isEnabled: false }),
      }

const unarchived = (world: World, live: Members): Members => {
  if (live['status'] !== 'Archived') return {}
  if (world.has('unarchive-disables')) return { status: 'Disabled', isEnabled: false }
  const before = live['$before']
  return { status: 'In Progress', isEnabled: true, ...(isMembers(before) ? before : {}) }
}

const verbs: {
  readonly [verb: string]: (world: World, live: Members) => Members
} = {
  enable: () => ({ isEnabled: true, status: 'In Progress' }),
  disable: () => ({ isEnabled: false, status: 'Disabled' }),
  launch: () => ({ isEnabled: true, status: 'Launched' }),
  archive: archived,
  unarchive: unarchived,
}

const run =
  (change: (world: World, live: Members) => Members) =>
  (call: Call): Answer => {
    const { world } = call
    const live = found(call, 'gates', 'Gate not found.')
    const gate = call.underReview
      ? pending(call, 'gates', live)
      : save(world, 'gates', { ...live, ...change(world, live) })
    return answer('Gate updated successfully.', asRead(world, 'gates', gate))
  }

export const gateVerbs: readonly Route[] = Object.entries(verbs).map(([verb, change]) => ({
  method: 'PUT',
  path: `gates/*/${verb}`,
  handle: run(change),
}))
