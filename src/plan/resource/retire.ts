// Plans the operation that archives or deletes a resource, or refuses it.
import type { Kind } from '../../kinds/kind.ts'
import type { Refusal, Resource } from '../../model/index.ts'
import { resourceDigest } from '../../resources/digest.ts'
import { isArchived } from '../../resources/live.ts'
import type { DraftWithoutEffects } from '../operation-draft.ts'
import { draftBase, publicPathId, type ResourceContext, unaddressableRefusal } from './context.ts'

/** Absent where Statsig does not have the resource, or has archived it already. */
export const draftRetirement = (
  context: ResourceContext,
  retired: true | 'delete',
): DraftWithoutEffects | undefined => {
  const { definition, kind, live } = context
  if (live === undefined || (retired === true && isArchived(kind, live))) return undefined
  const action = retired === 'delete' ? 'delete' : 'archive'
  const refusal = unaddressableRefusal(live) ?? retirementRefusal(context, live, action)
  return {
    ...draftBase(context),
    action,
    edits: [],
    at: definition.positions.key('/lifecycle/retired'),
    members: {},
    ...publicPathId(live),
    liveDigest: resourceDigest(kind, live),
    cautions: action === 'delete' ? [{ code: 'cannot-be-undone' }] : [],
    ...(refusal && { refusal }),
    before: { state: resourceDigest(kind, live) },
    wanted: { retired },
  }
}

const retirementRefusal = (
  { definition, kind }: ResourceContext,
  live: Resource,
  action: 'archive' | 'delete',
): Refusal | undefined => {
  if (definition.lifecycle.preventDestroy) return { code: 'prevent-destroy' }
  if (kind.routes[action] === undefined)
    return {
      code: action === 'archive' ? 'cannot-archive' : 'cannot-delete',
      kind: definition.kind,
    }
  return runningRefusal(kind, live, action)
}

/** Statuses that may not be archived are those of a running resource. What is archived already may be deleted. */
const runningRefusal = (
  kind: Kind,
  live: Resource,
  action: 'archive' | 'delete',
): Refusal | undefined => {
  const archiving = kind.statusMachine?.transitions.find((each) => each.action === 'archive')
  if (kind.statusMachine === undefined || archiving === undefined) return undefined
  const status = String(live.raw[kind.statusMachine.field] ?? '')
  return archiving.from.includes(status) || isArchived(kind, live)
    ? undefined
    : { code: 'not-decided', status, action }
}
