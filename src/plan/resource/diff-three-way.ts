// Compares one definition with its live resource and with the definition that was applied last, so that changes made in
// Statsig are kept, overwritten or reported as conflicts.

import { type Pointer, topLevelName } from '../../core/pointer.ts'
import { type Definition, isNewItem, type Resource } from '../../model/index.ts'
import { isArchived, matchesAny } from '../../resources/live.ts'
import { type AppliedState, overwriteCovers } from '../applied-state.ts'
import { isRetiredDefinition, isSameDefinition } from '../base-definition.ts'
import { type MergedResource, refuseMixedResult } from '../guards/mixed-result.ts'
import {
  type MergeDifference,
  type MergeResult,
  mergeMembers,
  type ResolvedDifference,
  type Side,
} from '../merge/index.ts'
import { editPositions, judgeFindings, type OperationDraft } from '../operation-draft.ts'
import type { ResourceContext, ResourcePlan } from './context.ts'
import { diffTwoWay, wantsArchived } from './diff-two-way.ts'
import { isProtected, keptDrift } from './kept-drift.ts'
import { createThreeWay, keepArchived, retireThreeWay } from './lifecycle-changes.ts'
import { planTransition } from './status-transitions.ts'

export interface ThreeWayPlan extends ResourcePlan {
  readonly unmanaged: MergeResult['unmanaged']
  /** Absent where nothing was merged. */
  readonly merged?: MergedResource
}

/** Without an applied state the file overwrites every difference, except for `ignoreChanges`. */
export const diffThreeWay = (
  context: ResourceContext,
  base: Definition | undefined,
  appliedState: AppliedState | undefined,
): ThreeWayPlan => {
  const { definition, kind, live } = context
  if (isRetiredDefinition(definition))
    return withoutUnmanaged(retireThreeWay(context, base, appliedState))
  if (live === undefined) return withoutUnmanaged(createThreeWay(context, base, appliedState))
  if (matchesAny(kind.internalWhen, live.raw)) return withoutUnmanaged(diffTwoWay(context))
  const isArchivedLive = isArchived(kind, live) && !wantsArchived(context, live)
  if (
    appliedState !== undefined &&
    base !== undefined &&
    !isRetiredDefinition(base) &&
    isArchivedLive
  )
    return withoutUnmanaged(keepArchived(context))
  const ignored = (definition.lifecycle.ignoreChanges ?? []).map((path) => `/${path}`)
  if (appliedState === undefined && ignored.length === 0)
    return withoutUnmanaged(diffTwoWay(context))
  // Most resources equal their files: they need no merge.
  const isDefinitionUnchanged = base === undefined || isSameDefinition(definition, base)
  const twoWay = isDefinitionUnchanged ? diffTwoWay(context) : undefined
  if (twoWay && twoWay.drafts.length + twoWay.kept.length === 0) return withoutUnmanaged(twoWay)
  return mergeAndDiff(context, live, base, appliedState, ignored)
}

const withoutUnmanaged = (resourcePlan: ResourcePlan): ThreeWayPlan => ({
  ...resourcePlan,
  unmanaged: [],
})

const mergeAndDiff = (
  context: ResourceContext,
  live: Resource,
  base: Definition | undefined,
  appliedState: AppliedState | undefined,
  ignored: readonly Pointer[],
): ThreeWayPlan => {
  const { definition, kind, names } = context
  const merge = (side: (difference: MergeDifference) => Side): MergeResult =>
    mergeMembers(
      kind.fields,
      {
        base: base?.members,
        statusWithoutBase: appliedState === undefined ? 'change' : 'no-base',
        ours: definition.members,
        live: live.raw,
      },
      {
        resolveName: names.resolveName,
        ignored,
        alternatives: kind.alternatives ?? [],
        chooseSide: side,
      },
    )
  const contextOf = (merged: MergeResult): ResourceContext => ({
    ...context,
    definition: {
      ...definition,
      members: merged.members,
      positions: filePositions(definition, merged),
    },
  })
  const mergeResult = merge((difference) =>
    appliedState === undefined ? 'file' : chooseSide(difference, context, appliedState),
  )
  const { drafts, kept: keptByTwoWay } = diffTwoWay(contextOf(mergeResult))
  const fileWins = mergeResult.differences.filter(
    (each) =>
      each.side === 'file' &&
      each.mergeStatus !== 'change' &&
      // A newly declared field is overwritten, unless the live value restricts users.
      (each.mergeStatus !== 'newly-declared' ||
        (!isUnknownToGit(kind, each) && isProtected(kind, each))),
  )
  const isConflict = ({ mergeStatus }: ResolvedDifference) =>
    mergeStatus === 'conflict' || mergeStatus === 'newly-declared'
  const isNamedToOverwrite = ({ edit }: ResolvedDifference) =>
    appliedState !== undefined && overwriteCovers(appliedState.overwrites, definition.address, edit)
  const conflicts = fileWins
    .filter((each) => isConflict(each) && !isNamedToOverwrite(each))
    .filter(
      ({ edit }) =>
        topLevelName(edit.pointer) !== kind.statusMachine?.field || !isLiveAhead(context, live),
    )
  const overwritten = fileWins.filter((each) => !isConflict(each) || isNamedToOverwrite(each))
  const fileAlone = () => {
    const alone = merge(() => 'file')
    return { members: alone.members, operations: diffTwoWay(contextOf(alone)).drafts }
  }
  const merged: MergedResource = {
    ...{ kind, definition, live, names },
    differences: mergeResult.differences,
    file: fileAlone,
    mergedMembers: mergeResult.members,
    isNamedToOverwrite:
      appliedState?.overwrites.some(
        ({ address, fieldPath }) => address === definition.address && fieldPath === undefined,
      ) ?? true,
  }
  const annotated = drafts.map((draft) =>
    annotateDraft(draft, conflicts, overwritten, mergeResult, context),
  )
  return {
    merged,
    drafts: refuseMixedResult(annotated, merged),
    kept: [...keptByTwoWay, ...keptDrift(context, mergeResult.differences, appliedState)],
    unmanaged: mergeResult.unmanaged,
  }
}

/** An item that the file adds, or an initial status: live state shows no change that the file would overwrite. */
const isUnknownToGit = (
  { statusMachine }: ResourceContext['kind'],
  { edit, liveValue }: MergeDifference,
): boolean =>
  edit.item === 'added' ||
  (topLevelName(edit.pointer) === statusMachine?.field && liveValue === statusMachine.initialStatus)

/** A live status ahead of the file is not changed back, and is not a conflict. */
const isLiveAhead = ({ definition, kind, names }: ResourceContext, live: Resource): boolean =>
  planTransition(kind, live.raw, definition.members, names).type === 'ahead'

const chooseSide = (
  difference: MergeDifference,
  { definition, kind }: ResourceContext,
  appliedState: AppliedState,
): Side => {
  if (overwriteCovers(appliedState.overwrites, definition.address, difference.edit)) return 'file'
  switch (difference.mergeStatus) {
    case 'change':
    case 'newly-declared':
    case 'conflict':
      return 'file'
    case 'drift':
      return appliedState.onDrift === 'overwrite' && !isProtected(kind, difference)
        ? 'file'
        : 'live'
    case 'no-base':
      return appliedState.overwritesUnmanaged(definition.address) && !isProtected(kind, difference)
        ? 'file'
        : 'live'
  }
}

/** A draft whose pointers point into the file, with its conflict or the changes that it overwrites. */
const annotateDraft = (
  draft: OperationDraft,
  conflicts: readonly ResolvedDifference[],
  overwritten: readonly ResolvedDifference[],
  { toFilePointer }: MergeResult,
  { definition, kind, live }: ResourceContext,
): OperationDraft => {
  const tops = new Set(draft.edits.map(({ pointer }) => topLevelName(pointer)))
  const labelsOf = (differences: readonly ResolvedDifference[]) => [
    ...new Set(
      differences.flatMap(({ edit }) => (tops.has(topLevelName(edit.pointer)) ? [edit.label] : [])),
    ),
  ]
  const edits = draft.edits.map((edit) => ({ ...edit, pointer: toFilePointer(edit.pointer) }))
  const [conflictLabels, overwrittenLabels] = [labelsOf(conflicts), labelsOf(overwritten)]
  return {
    ...judgeFindings(draft, kind, live, { conflicts: conflictLabels }),
    edits,
    effects: draft.effects.map((each) => ({ ...each, pointer: toFilePointer(each.pointer) })),
    cautions: draft.cautions.map((each) =>
      isNewItem(each) ? { ...each, pointer: toFilePointer(each.pointer) } : each,
    ),
    editPositions: editPositions(definition, edits),
    ...(overwrittenLabels.length > 0 && {
      overwrites: overwrittenLabels.map((label) => ({ code: 'edit', label }) as const),
    }),
  }
}

const filePositions = (
  { positions }: Definition,
  { toFilePointer: place }: MergeResult,
): Definition['positions'] => ({
  key: (pointer) => positions.key(place(pointer)),
  value: (pointer) => positions.value(place(pointer)),
})
