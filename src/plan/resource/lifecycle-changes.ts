// Plans changes of a whole resource: created, deleted or archived in Statsig, retired by its file.
import {
  type Caution,
  type Definition,
  type KeptDifference,
  type KeptReason,
  keptCause,
} from '../../model/index.ts'
import { isArchived } from '../../resources/live.ts'
import type { AppliedState } from '../applied-state.ts'
import { isRetiredDefinition, isSameDefinition } from '../base-definition.ts'
import { createKeptDifference } from '../kept-difference.ts'
import { mergeMembers } from '../merge/index.ts'
import { judgeFindings, type OperationDraft } from '../operation-draft.ts'
import { overwritesWhole } from '../overwrites.ts'
import type { ResourceContext, ResourcePlan } from './context.ts'
import { diffTwoWay } from './diff-two-way.ts'

/** `preventDestroy` of the base still applies, and changes in Statsig since the last apply become a caution. */
export const retireThreeWay = (
  context: ResourceContext,
  base: Definition | undefined,
  appliedState: AppliedState | undefined,
): ResourcePlan => {
  const { definition, kind, live } = context
  if (appliedState === undefined || live === undefined || isArchived(kind, live))
    return diffTwoWay(context)
  const isOverwritten = overwritesWhole(appliedState, definition.address)
  const keptInstead = keptFromRetirement(context, base, appliedState)
  if (keptInstead !== undefined && !isOverwritten) return { drafts: [], kept: [keptInstead] }
  if (base === undefined || keptInstead !== undefined)
    return { drafts: diffTwoWay(context).drafts.map(overwriteInUse), kept: [] }
  const { preventDestroy = false } = base.lifecycle
  const lifecycle = preventDestroy
    ? { ...definition.lifecycle, preventDestroy }
    : definition.lifecycle
  const drifted = driftedLabels({ ...context, definition: base, live })
  const caution: readonly Caution[] =
    drifted.length === 0 ? [] : [{ code: 'changed-since-apply', labels: drifted }]
  const { drafts, kept } = diffTwoWay({ ...context, definition: { ...definition, lifecycle } })
  return {
    drafts: drafts.map((draft) => ({ ...draft, cautions: [...draft.cautions, ...caution] })),
    kept,
  }
}

/** Labels of the fields that were changed in Statsig since the definition was applied. */
export const driftedLabels = ({
  definition,
  kind,
  live,
  names,
}: ResourceContext): readonly string[] =>
  live === undefined
    ? []
    : mergeMembers(
        kind.fields,
        {
          base: definition.members,
          statusWithoutBase: 'no-base',
          ours: definition.members,
          live: live.raw,
        },
        { resolveName: names.resolveName, chooseSide: () => 'live' },
      ).differences.map(({ edit }) => edit.label)

/** A resource that is in use again, or was never applied from here, is kept unless `--overwrite` names it. */
const keptFromRetirement = (
  { definition }: ResourceContext,
  base: Definition | undefined,
  { overwritesUnmanaged }: AppliedState,
): KeptDifference | undefined => {
  const at = definition.positions.key('/lifecycle/retired')
  if (base === undefined)
    return overwritesUnmanaged(definition.address)
      ? undefined
      : createKeptDifference(definition, { code: 'retired-not-yet-managed' }, { at })
  return isRetiredDefinition(base)
    ? createKeptDifference(definition, { code: 'in-use-again' }, { at })
    : undefined
}

const overwriteInUse = (draft: OperationDraft): OperationDraft => ({
  ...draft,
  overwrites: [{ code: 'in-use' }],
})

/** Git defines the resource, and Statsig does not have it: it is new, or it was deleted in Statsig. */
export const createThreeWay = (
  context: ResourceContext,
  base: Definition | undefined,
  appliedState: AppliedState | undefined,
): ResourcePlan => {
  const { definition, kind } = context
  if (appliedState === undefined || base === undefined || isRetiredDefinition(base))
    return diffTwoWay(context)
  const { address } = definition
  const isOverwritten = overwritesWhole(appliedState, address)
  const isProtected = kind.restrictive !== undefined
  if (isOverwritten || (appliedState.onDrift === 'overwrite' && !isProtected)) {
    const { drafts, kept } = diffTwoWay(context)
    const overwrites = [{ code: 'deletion' } as const]
    return { drafts: drafts.map((draft) => ({ ...draft, overwrites })), kept }
  }
  if (isSameDefinition(definition, base)) return { drafts: [], kept: [keptDeletion(definition)] }
  const [draft, ...others] = diffTwoWay(context).drafts
  return {
    drafts: draft
      ? [judgeFindings(draft, kind, undefined, { isDeletedInStatsig: true }), ...others]
      : [],
    kept: [],
  }
}

const keptDeletion = (definition: Definition): KeptDifference =>
  createKeptDifference(definition, { code: 'deleted' }, { at: definition.positions.key('') })

/** The base defines a resource in use, so that it was archived in Statsig after the last apply. */
export const keepArchived = (context: ResourceContext): ResourcePlan => {
  const { drafts, kept } = diffTwoWay(context)
  const reason: KeptReason = { code: 'archived', isManaged: true }
  return { drafts, kept: kept.map((each) => ({ ...each, cause: keptCause(reason), reason })) }
}
