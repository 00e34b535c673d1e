// Compares one definition with its live resource and with the definition that was applied last, so that changes made in
// Statsig are kept, overwritten or reported as conflicts.

import type { Pointer } from '../../core/pointer.ts'
import { canonicalJson } from '../../fields/normalize.ts'
import type { Definition, Resource } from '../../model/index.ts'
import { isArchived, matchesAny } from '../../resources/live.ts'
import type { AppliedState, Overwrite } from '../applied-state.ts'
import { isRetiredDefinition, isSameDefinition } from '../base-definition.ts'
import { type MergedResource, refuseMixedResult } from '../guards/mixed-result.ts'
import { isProtected } from '../guards/restrictive-drift.ts'
import {
  type MergeDifference,
  type MergeResult,
  mergeMembers,
  type ResolvedDifference,
  type Side,
} from '../merge/index.ts'
import { namingOverwrites, overwritesWhole, resourceOverwrites } from '../overwrites.ts'
import { annotateDraft, type NotedDifferences } from './annotate-draft.ts'
import { findChangedBack } from './changed-back.ts'
import { chooseSide, isOutsideGit, isRefusedAtFirstMention } from './choose-side.ts'
import type { ResourceContext, ResourcePlan } from './context.ts'
import { diffTwoWay, wantsArchived } from './diff-two-way.ts'
import { keptDrift } from './kept-drift.ts'
import { createThreeWay, keepArchived, retireThreeWay } from './lifecycle-changes.ts'

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
  const changedNames = new Set(
    Object.keys(base === undefined ? {} : definition.members).filter(
      (name) => canonicalJson(base?.members[name]) !== canonicalJson(definition.members[name]),
    ),
  )
  const contextOf = (merged: MergeResult): ResourceContext => ({
    ...context,
    changedNames,
    definition: {
      ...definition,
      members: merged.members,
      positions: filePositions(definition, merged),
    },
  })
  const mergeWith = (overwrites: readonly Overwrite[]) =>
    merge((difference) =>
      appliedState === undefined
        ? 'file'
        : chooseSide(difference, context, appliedState, overwrites),
    )
  const overwrites = resourceOverwrites(
    appliedState?.overwrites ?? [],
    definition.address,
    () => mergeWith([]).differences,
  )
  const mergeResult = mergeWith(overwrites)
  const { drafts, kept: keptByTwoWay } = diffTwoWay(contextOf(mergeResult))
  const fileWins = mergeResult.differences.filter((each) => each.side === 'file')
  const namedBy = (difference: ResolvedDifference) =>
    namingOverwrites(overwrites, definition.address, difference)
  const changedBack = findChangedBack(
    fileWins,
    context,
    appliedState?.findReachedValues?.(definition.address) ?? [],
  )
  const isProtectedSince = (each: ResolvedDifference) =>
    changedBack.includes(each) && isProtected(kind, each)
  const conflicts = fileWins.filter(
    (each) =>
      (each.mergeStatus === 'conflict' ||
        isRefusedAtFirstMention(kind, each) ||
        isProtectedSince(each)) &&
      namedBy(each).length === 0,
  )
  const overwritten = fileWins
    .filter((each) => isOutsideGit(kind, each) || isProtectedSince(each))
    .filter((each) => !conflicts.includes(each))
    .map((each) => ({ ...each, namedBy: namedBy(each) }))
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
      appliedState === undefined || overwritesWhole(appliedState, definition.address),
  }
  const noted: NotedDifferences = {
    conflicts,
    overwritten,
    changedBack: changedBack.filter((each) => !isProtectedSince(each)),
  }
  const annotated = drafts.map((draft) => annotateDraft(draft, noted, mergeResult, context))
  return {
    merged,
    drafts: refuseMixedResult(annotated, merged),
    kept: [...keptByTwoWay, ...keptDrift(context, mergeResult.differences, appliedState)],
    unmanaged: mergeResult.unmanaged,
  }
}

const filePositions = (
  { positions }: Definition,
  { toFilePointer: place }: MergeResult,
): Definition['positions'] => ({
  key: (pointer) => positions.key(place(pointer)),
  value: (pointer) => positions.value(place(pointer)),
  spelling: (pointer) => positions.spelling(place(pointer)),
})
