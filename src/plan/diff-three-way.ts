// One definition, what it was when it was applied last, and its live resource: what there is to do, and what is left
// alone because somebody else has changed it.
import {
  type Definition,
  isNewItem,
  type KeptDifference,
  type Refusal,
  type Resource,
} from '../model.ts'
import { type Pointer, topLevelName } from '../pointer.ts'
import { isArchived, matchesAny } from '../resources/live.ts'
import { isRestrictive } from '../resources/restrictive-change.ts'
import { type AppliedState, overwriteCovers } from './applied-state.ts'
import type { ResourceContext, ResourcePlan } from './context.ts'
import { diffTwoWay, wantsArchived } from './diff-two-way.ts'
import {
  createThreeWay,
  isRetiredDefinition,
  isSameDefinition,
  keepArchived,
  retireThreeWay,
} from './lifecycle-changes.ts'
import {
  type MergeDifference,
  type MergeResult,
  mergeMembers,
  type ResolvedDifference,
  type Side,
} from './merge/index.ts'
import { editPositions, type OperationDraft, sensitivePointers } from './operation-draft.ts'
import { planTransition } from './status-transitions.ts'

export interface ThreeWayPlan extends ResourcePlan {
  readonly unmanaged: MergeResult['unmanaged']
}

/** Without a memory the file wins, but for what it says to ignore. */
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
  // Most resources are as their files say, and nobody has to be asked who changed them.
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
  const mergeResult = mergeMembers(
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
      chooseSide: (difference) =>
        appliedState === undefined ? 'file' : chooseSide(difference, context, appliedState),
    },
  )
  const mergedContext: ResourceContext = {
    ...context,
    definition: {
      ...definition,
      members: mergeResult.members,
      positions: filePositions(definition, mergeResult),
    },
  }
  const { drafts, kept: keptByTwoWay } = diffTwoWay(mergedContext)
  const fileWins = mergeResult.differences.filter(
    (each) =>
      each.side === 'file' &&
      each.mergeStatus !== 'change' &&
      // What the file names for the first time is its own affair, unless somebody has been careful there.
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
  return {
    drafts: drafts.map((draft) =>
      annotateDraft(draft, conflicts, overwritten, mergeResult, definition),
    ),
    kept: [...keptByTwoWay, ...keptDifferences(context, mergeResult.differences, appliedState)],
    unmanaged: mergeResult.unmanaged,
  }
}

/** Of an item that git has never known nobody can tell that it was ever there; where a status begins nobody has put it. */
const isUnknownToGit = (
  { statusMachine }: ResourceContext['kind'],
  { edit, liveValue }: MergeDifference,
): boolean =>
  edit.item === 'added' ||
  (topLevelName(edit.pointer) === statusMachine?.field && liveValue === statusMachine.initialStatus)

/** Live state may go on by itself: nothing moves it back, and that is no conflict. */
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

const isProtected = (
  kind: ResourceContext['kind'],
  { edit, liveValue, pattern, fileValue }: MergeDifference,
): boolean => {
  // Which rule stands first decides: whoever has reordered them may have put the strictest one there.
  if (edit.item === 'order') return kind.restrictive?.[pattern] === 'fewer'
  // The edit says what the file would do; what live state has done is the opposite.
  const item = edit.item === 'added' ? 'removed' : edit.item === 'removed' ? 'added' : undefined
  return isRestrictive(kind, pattern, fileValue, liveValue, item)
}

/** Edits and places in the words of the file, whatever was merged into its lists. */
const annotateDraft = (
  draft: OperationDraft,
  conflicts: readonly ResolvedDifference[],
  overwritten: readonly ResolvedDifference[],
  { toFilePointer }: MergeResult,
  definition: Definition,
): OperationDraft => {
  const tops = new Set(draft.edits.map(({ pointer }) => topLevelName(pointer)))
  const labelsOf = (differences: readonly ResolvedDifference[]) => [
    ...new Set(
      differences.flatMap(({ edit }) => (tops.has(topLevelName(edit.pointer)) ? [edit.label] : [])),
    ),
  ]
  const edits = draft.edits.map((edit) => ({ ...edit, pointer: toFilePointer(edit.pointer) }))
  const [conflictLabels, overwrittenLabels] = [labelsOf(conflicts), labelsOf(overwritten)]
  const refusal = draft.refusal ?? conflictOver(conflictLabels)
  return {
    ...draft,
    edits,
    cautions: draft.cautions.map((each) =>
      isNewItem(each) ? { ...each, pointer: toFilePointer(each.pointer) } : each,
    ),
    editPositions: editPositions(definition, edits),
    ...(overwrittenLabels.length > 0 && {
      overwrites: overwrittenLabels.map((label) => ({ code: 'edit', label }) as const),
    }),
    ...(refusal && { refusal }),
  }
}

const conflictOver = (labels: readonly string[]): Refusal | undefined =>
  labels.length === 0 ? undefined : { isConflict: true, code: 'changed-in-both', labels }

const filePositions = (
  { positions }: Definition,
  { toFilePointer: place }: MergeResult,
): Definition['positions'] => ({
  key: (pointer) => positions.key(place(pointer)),
  value: (pointer) => positions.value(place(pointer)),
})

const mergeCauses = ['restrictive', 'drift', 'not-yet-managed'] as const

const keptDifferences = (
  { definition, kind }: ResourceContext,
  differences: readonly ResolvedDifference[],
  appliedState: AppliedState | undefined,
): readonly KeptDifference[] => {
  const liveWins = differences.filter(({ side }) => side === 'live')
  const overwritesUnmanaged = appliedState?.overwritesUnmanaged(definition.address) ?? false
  const causeOf = (difference: ResolvedDifference): (typeof mergeCauses)[number] => {
    if (difference.mergeStatus === 'no-base' && !overwritesUnmanaged) return 'not-yet-managed'
    return isProtected(kind, difference) ? 'restrictive' : 'drift'
  }
  return mergeCauses.flatMap((cause) => {
    const edits = liveWins.filter((each) => causeOf(each) === cause).map(({ edit }) => edit)
    const [first] = edits
    return first === undefined
      ? []
      : [
          {
            address: definition.address,
            cause,
            reason: {
              code:
                cause === 'restrictive' && overwritesUnmanaged
                  ? 'restrictive-not-yet-managed'
                  : cause,
            },
            edits,
            at: definition.positions.key(first.pointer),
            sensitive: sensitivePointers(definition),
          },
        ]
  })
}
