// A resource as a whole against its definition: new, lost, archived by somebody, or to go.
import { canonicalJson } from '../fields/normalize.ts'
import type { JsonObject } from '../json.ts'
import type { Caution, Definition, KeptDifference, Refusal } from '../model.ts'
import { isArchived } from '../resources/live.ts'
import type { AppliedState } from './applied-state.ts'
import type { ResourceContext, ResourcePlan } from './context.ts'
import { diffTwoWay } from './diff-two-way.ts'
import { mergeMembers } from './merge/index.ts'
import { type OperationDraft, sensitivePointers } from './operation-draft.ts'

export const isRetiredDefinition = ({ lifecycle }: Definition): boolean =>
  lifecycle.retired === true || lifecycle.retired === 'delete'

/** What protects it is not lifted by the change that retires it, and what was changed since is worth a word. */
export const retireThreeWay = (
  context: ResourceContext,
  base: Definition | undefined,
  appliedState: AppliedState | undefined,
): ResourcePlan => {
  const { definition, kind, live } = context
  if (appliedState === undefined || live === undefined || isArchived(kind, live))
    return diffTwoWay(context)
  const isExplicit = appliedState.overwrites.some((each) => each.address === definition.address)
  const keptInstead = keptFromRetirement(context, base, appliedState)
  if (keptInstead !== undefined && !isExplicit) return { drafts: [], kept: [keptInstead] }
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

/** What live state has changed of what a definition said when it was applied, by labels. */
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

/** What was retired before is there again, or was never applied from here: neither goes unless somebody names it. */
const keptFromRetirement = (
  { definition }: ResourceContext,
  base: Definition | undefined,
  { overwritesUnmanaged }: AppliedState,
): KeptDifference | undefined => {
  const kept = {
    address: definition.address,
    edits: [],
    at: definition.positions.key('/lifecycle/retired'),
    sensitive: sensitivePointers(definition),
  }
  if (base === undefined)
    return overwritesUnmanaged(definition.address)
      ? undefined
      : {
          ...kept,
          cause: 'not-yet-managed',
          reason: { code: 'retired-not-yet-managed' },
        }
  return isRetiredDefinition(base)
    ? { ...kept, cause: 'drift', reason: { code: 'in-use-again' } }
    : undefined
}

const overwriteInUse = (draft: OperationDraft): OperationDraft => ({
  ...draft,
  overwrites: [{ code: 'in-use' }],
})

/** Git defines it, and Statsig does not have it: it is new, or it was lost. */
export const createThreeWay = (
  context: ResourceContext,
  base: Definition | undefined,
  appliedState: AppliedState | undefined,
): ResourcePlan => {
  const { definition, kind } = context
  if (appliedState === undefined || base === undefined || isRetiredDefinition(base))
    return diffTwoWay(context)
  const { address } = definition
  const isExplicit = appliedState.overwrites.some((each) => each.address === address)
  const isProtected = kind.restrictive !== undefined
  if (isExplicit || (appliedState.onDrift === 'overwrite' && !isProtected)) {
    const { drafts, kept } = diffTwoWay(context)
    const overwrites = [{ code: 'deletion' } as const]
    return { drafts: drafts.map((draft) => ({ ...draft, overwrites })), kept }
  }
  if (isSameDefinition(definition, base)) return { drafts: [], kept: [keptDeletion(context)] }
  const [draft, ...others] = diffTwoWay(context).drafts
  return {
    drafts: draft ? [{ ...draft, refusal: deletedConflict }, ...others] : [],
    kept: [],
  }
}

const keptDeletion = ({ definition }: ResourceContext): KeptDifference => ({
  address: definition.address,
  cause: 'deleted',
  reason: { code: 'deleted' },
  edits: [],
  at: definition.positions.key(''),
  sensitive: sensitivePointers(definition),
})

const deletedConflict: Refusal = { isConflict: true, code: 'deleted-and-changed' }

/** Whether two definitions say the same, wherever they stand. */
export const isSameDefinition = (one: Definition, other: Definition): boolean =>
  one === other ||
  canonicalJson(comparableDefinition(one)) === canonicalJson(comparableDefinition(other))

const comparableDefinition = ({ lifecycle, members }: Definition): JsonObject => ({
  members,
  lifecycle: JSON.parse(JSON.stringify(lifecycle)),
})

/** Its definition is that of a resource in use: somebody has archived it in Statsig. */
export const keepArchived = (context: ResourceContext): ResourcePlan => {
  const { drafts, kept } = diffTwoWay(context)
  return { drafts, kept: kept.map((each) => ({ ...each, cause: 'archived' })) }
}
