// Plans the operation that archives or deletes a resource, or refuses it.
import { resourceDigest } from '../../resources/digest.ts'
import { isArchived } from '../../resources/live.ts'
import type { UnjudgedDraft } from '../operation-draft.ts'
import { draftBase, publicPathId, type ResourceContext } from './context.ts'

/** Absent where Statsig does not have the resource, or has archived it already. */
export const draftRetirement = (
  context: ResourceContext,
  retired: true | 'delete',
): UnjudgedDraft | undefined => {
  const { definition, kind, live } = context
  if (live === undefined || (retired === true && isArchived(kind, live))) return undefined
  const action = retired === 'delete' ? 'delete' : 'archive'
  return {
    ...draftBase(context),
    action,
    edits: [],
    at: definition.positions.key('/lifecycle/retired'),
    members: {},
    ...publicPathId(live),
    liveDigest: resourceDigest(kind, live),
    cautions: action === 'delete' ? [{ code: 'cannot-be-undone' }] : [],
    findings: { preventsDestroy: definition.lifecycle.preventDestroy === true },
    before: { state: resourceDigest(kind, live) },
    wanted: { retired },
  }
}
