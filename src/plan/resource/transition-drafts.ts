// Drafts the operation that changes the status of a resource, or the one that is refused.
import { pick } from '../../core/json.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Resource } from '../../model/index.ts'
import { resourceDigest } from '../../resources/digest.ts'
import { editPositions, normalizedMembers, type UnjudgedDraft } from '../operation-draft.ts'
import { draftBase, normalizedSides, publicPathId, type ResourceContext } from './context.ts'
import type { TransitionPlan } from './status-transitions.ts'

export const draftTransition = (
  context: ResourceContext,
  live: Resource | undefined,
  { edits, transition: edge }: Extract<TransitionPlan, { type: 'transition' }>,
): UnjudgedDraft => {
  const { definition, kind, names } = context
  const field = kind.statusMachine?.field ?? ''
  const touched = [field, ...Object.values(edge.body)]
  return {
    ...draftBase(context),
    action: edge.action,
    edits,
    editPositions: editPositions(definition, edits),
    members: pick(
      definition.members,
      (name) => touched.includes(name) || isReferencedList(kind, name),
    ),
    ...(live && { ...publicPathId(live), liveDigest: resourceDigest(kind, live) }),
    before: { [field]: live?.raw[field] ?? kind.statusMachine?.initialStatus ?? '' },
    wanted: normalizedMembers(kind, definition.members, touched, names.resolveName),
  }
}

export const draftRefusedTransition = (
  context: ResourceContext,
  live: Resource,
  { edits, refusal }: Extract<TransitionPlan, { type: 'refused' }>,
): UnjudgedDraft => {
  const { definition, kind } = context
  const field = kind.statusMachine?.field
  return {
    ...draftBase(context),
    action: 'update',
    edits,
    editPositions: editPositions(definition, edits),
    members: pick(definition.members, (name) => name === field),
    ...publicPathId(live),
    liveDigest: resourceDigest(kind, live),
    findings: { transition: refusal },
    ...normalizedSides(context, live, field === undefined ? [] : [field]),
  }
}

/** Whether a transition may name items of the list. */
const isReferencedList = (kind: Kind, name: string): boolean =>
  Object.values(kind.fields).some((field) => field.shape === 'item' && field.list === name)
