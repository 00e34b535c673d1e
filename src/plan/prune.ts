// Plans what happens to resources whose definitions were removed: archived or deleted where `prune` is on and git proves
// the deletion, otherwise kept with a reason.

import { type JsonObject, pick } from '../core/json.ts'
import { canonicalJson } from '../fields/normalize.ts'
import type { Kind } from '../kinds/kind.ts'
import type {
  Address,
  Definition,
  DesiredState,
  NotPrunedReason,
  Overwritten,
  Resource,
} from '../model/index.ts'
import { isArchived } from '../resources/live.ts'
import type { AppliedState } from './applied-state.ts'
import { limitRemovals } from './guards/removal-limits.ts'
import { createKeptDifference } from './kept-difference.ts'
import { judgeDraft, sensitivePointers, type UnjudgedDraft } from './operation-draft.ts'
import { overwritesWhole } from './overwrites.ts'
import type { PlanContext } from './plan-context.ts'
import { emptyPart, mergePlanParts, type PlanPart } from './plan-part.ts'
import { driftedLabels } from './resource/lifecycle-changes.ts'
import { draftRetirement } from './resource/retire.ts'

export const pruneOperations = (appliedState: AppliedState, context: PlanContext): PlanPart => {
  const removed = findRemovedDefinitions(appliedState, context)
  const part = mergePlanParts(
    removed.map(({ definition, resource }) =>
      pruneResource(definition, resource, appliedState, context),
    ),
  )
  return { ...part, drafts: limitRemovals(part.drafts, appliedState.prunePolicy, context) }
}

/** Definitions of the base that the files no longer have, with live resources that are in use and not defined otherwise. */
const findRemovedDefinitions = (
  { base }: AppliedState,
  { desired, findResource, kindOf, live }: PlanContext,
): readonly { readonly definition: Definition; readonly resource: Resource }[] => {
  const managedAddresses = new Set(
    [...desired.values()].flatMap((each) => findResource(each)?.address ?? []),
  )
  return [...base.values()].flatMap((definition) => {
    const resource = findResource(definition)
    const isRemoved = !desired.has(definition.address) && !definition.lifecycle.retired
    return isRemoved &&
      resource !== undefined &&
      !isArchived(kindOf(definition), resource) &&
      !managedAddresses.has(resource.address) &&
      !live.ambiguous.has(resource.address)
      ? [{ definition, resource }]
      : []
  })
}

const pruneResource = (
  definition: Definition,
  resource: Resource,
  { base, overwrites, prunePolicy }: AppliedState,
  { desired, kindOf, names }: PlanContext,
): PlanPart => {
  const { address } = definition
  const { findDeletionProof, mode } = prunePolicy
  if (mode === 'off')
    return {
      drafts: [],
      kept: [],
      unmanaged: [{ address, sensitive: sensitivePointers(definition) }],
    }
  const kind = kindOf(definition)
  const reason = notPrunedReason(definition, kind, mode, base, desired)
  const deletionProof = reason === undefined ? findDeletionProof(definition) : undefined
  if (deletionProof === undefined)
    return {
      drafts: [],
      kept: [createKeptDifference(definition, reason ?? { code: 'no-deletion-proof' })],
      unmanaged: [],
    }
  const resourceContext = { kind, definition, live: resource, names }
  const drifted = driftedLabels(resourceContext)
  const isOverwritten = overwritesWhole({ overwrites }, address)
  const retirement = draftRetirement(resourceContext, mode === 'delete' ? 'delete' : true)
  if (retirement === undefined) return emptyPart
  const { at: _, ...draft } = retirement
  const pruned: UnjudgedDraft = {
    ...draft,
    deletionProof,
    wanted: { pruned: mode },
    findings: { ...draft.findings, changedSinceApply: isOverwritten ? [] : drifted },
    ...(isOverwritten && { overwrites: overwrittenChanges(drifted) }),
  }
  return { ...emptyPart, drafts: [judgeDraft(pruned, kind, resource)] }
}

const notPrunedReason = (
  definition: Definition,
  kind: Kind,
  mode: 'archive' | 'delete',
  base: DesiredState,
  desired: DesiredState,
): NotPrunedReason | undefined => {
  const renamed = findRename(definition, kind, base, desired)
  if (renamed !== undefined) return { code: 'renamed', to: renamed }
  if (kind.routes[mode] !== undefined) return undefined
  return kind.routes.delete !== undefined && mode === 'archive'
    ? { code: 'only-deletable', kind: definition.kind }
    : { code: 'no-route', action: mode, kind: definition.kind }
}

const overwrittenChanges = (drifted: readonly string[]): readonly Overwritten[] =>
  drifted.length > 0
    ? drifted.map((label) => ({ code: 'edit', label, namedBy: [''] }))
    : [{ code: 'anything' }]

/** A new definition of the kind with the same content under another name. */
const findRename = (
  removed: Definition,
  kind: Kind,
  base: DesiredState,
  desired: DesiredState,
): Address | undefined => {
  const content = contentText(removed, kind)
  return [...desired.values()].find(
    (outcomes) =>
      outcomes.kind === removed.kind &&
      !base.has(outcomes.address) &&
      contentText(outcomes, kind) === content,
  )?.address
}

/** The content without the members that name the resource. */
const contentText = ({ members }: Definition, { identity }: Kind): string => {
  const identityMembers = new Set([
    'id',
    'name',
    ...(identity.by === 'members' ? identity.members : []),
  ])
  const others: JsonObject = pick(members, (name) => !identityMembers.has(name))
  return canonicalJson(others)
}
