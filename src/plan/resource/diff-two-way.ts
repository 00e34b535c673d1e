// Compares one definition with its live resource: operations, refusals, and differences that are not changed.

import { type JsonObject, pick } from '../../core/json.ts'
import { topLevelName } from '../../core/pointer.ts'
import type { Difference } from '../../fields/difference.ts'
import { isComparable } from '../../fields/normalize.ts'
import { isSubResource, membersWithoutSubResources } from '../../fields/sub-resource.ts'
import type { Caution, KeptDifference, KeptReason, Resource } from '../../model/index.ts'
import { diffResource, type ResourceDiff } from '../../resources/diff.ts'
import { resourceDigest } from '../../resources/digest.ts'
import { isArchived, matchesAny } from '../../resources/live.ts'
import { unreadableSentCautions } from '../checks/unreadable-values.ts'
import { createKeptDifference } from '../kept-difference.ts'
import {
  editPositions,
  editsOf,
  judgeDraft,
  normalizedMembers,
  topLevelNames,
  type UnjudgedDraft,
} from '../operation-draft.ts'
import {
  draftBase,
  normalizedSides,
  publicPathId,
  type ResourceContext,
  type ResourcePlan,
} from './context.ts'
import { attachOperations, isDeferredField, splitDeferred } from './deferred-references.ts'
import { draftRetirement } from './retire.ts'
import { planTransition } from './status-transitions.ts'
import { createSubResourceOperations, updateSubResourceOperations } from './sub-resources.ts'
import { draftRefusedTransition, draftTransition } from './transition-drafts.ts'

interface DraftsAndKept {
  readonly drafts: readonly UnjudgedDraft[]
  readonly kept: readonly KeptDifference[]
}

export const diffTwoWay = (context: ResourceContext): ResourcePlan => {
  const { kind, live } = context
  const { drafts, kept } = diffMembers(context)
  return { drafts: drafts.map((draft) => judgeDraft(draft, kind, live)), kept }
}

const diffMembers = (context: ResourceContext): DraftsAndKept => {
  const { definition, kind, live } = context
  const { retired } = definition.lifecycle
  if (retired === true || retired === 'delete') {
    const draft = draftRetirement(context, retired)
    return { drafts: draft ? [draft] : [], kept: [] }
  }
  if (live === undefined) return { drafts: createOperations(context), kept: [] }
  if (matchesAny(kind.internalWhen, live.raw))
    return keepAll(context, live, { code: 'generated-by-statsig' })
  if (isArchived(kind, live) && !wantsArchived(context, live))
    return keepAll(context, live, { code: 'archived', isManaged: false })
  return changeOperations(context, live)
}

/** Whether the file sets the live status, which may mean `archived`. */
export const wantsArchived = ({ definition, kind }: ResourceContext, live: Resource): boolean =>
  kind.statusMachine !== undefined &&
  definition.members[kind.statusMachine.field] === live.raw[kind.statusMachine.field]

const createOperations = (context: ResourceContext): readonly UnjudgedDraft[] => {
  const { definition, kind, names } = context
  const transition = planTransition(kind, undefined, definition.members, names)
  const { immediate } = splitDeferred(kind, definition.members)
  const create: UnjudgedDraft = {
    ...draftBase(context),
    action: 'create',
    edits: [],
    members: immediate,
    before: {},
    wanted: normalizedMembers(kind, immediate, Object.keys(immediate), names.resolveName),
    findings: transition.type === 'refused' ? { transition: transition.refusal } : {},
  }
  return [
    create,
    ...attachOperations(context),
    ...createSubResourceOperations(context),
    ...(transition.type === 'transition' ? [draftTransition(context, undefined, transition)] : []),
  ]
}

const changeOperations = (context: ResourceContext, live: Resource): DraftsAndKept => {
  const { definition, kind, names } = context
  const diff = diffResource(kind, comparedMembers(context, live), definition.members, names)
  const transition = planTransition(kind, live.raw, definition.members, names)
  const update = [
    updateOperations(context, live, diff, false),
    updateOperations(context, live, diff, true),
  ].flat()
  const kept: readonly KeptDifference[] = [
    ...diff.ahead.map(({ differences, reason }) =>
      keptAhead(context, { code: 'ignored-in-state', detail: reason }, editsOf(differences)),
    ),
    ...(transition.type === 'ahead'
      ? [keptAhead(context, transition.reason, transition.edits)]
      : []),
  ]
  return {
    drafts: [
      ...update,
      ...updateSubResourceOperations(context, live, diff),
      ...(transition.type === 'refused' ? [draftRefusedTransition(context, live, transition)] : []),
      ...(transition.type === 'transition' ? [draftTransition(context, live, transition)] : []),
    ],
    kept,
  }
}

/** The live members, without those that cannot be compared and that the file has changed. */
const comparedMembers = (
  { changedNames, definition: { members }, kind, names }: ResourceContext,
  { raw }: Resource,
): JsonObject =>
  pick(raw, (name) => {
    // What is kept as Statsig has it is not changed.
    const isChanged = changedNames?.has(name) && members[name] !== raw[name]
    const field = isChanged ? kind.fields[name] : undefined
    return field === undefined || isComparable(field, raw[name], members[name], names.resolveName)
  })

const updateOperations = (
  context: ResourceContext,
  live: Resource,
  diff: ResourceDiff,
  isDeferred: boolean,
): readonly UnjudgedDraft[] => {
  const { definition, kind } = context
  const inScope = (differences: readonly Difference[]) =>
    differences.filter(({ edit }) => {
      const topLevel = topLevelName(edit.pointer)
      return isDeferredField(kind, topLevel) === isDeferred && !isSubResource(kind.fields, topLevel)
    })
  const [changes, createOnly] = [inScope(diff.changes), inScope(diff.createOnly)]
  const all = [...changes, ...createOnly]
  if (all.length === 0) return []
  const edits = editsOf(all)
  return [
    {
      ...draftBase(context),
      action: 'update',
      edits,
      editPositions: editPositions(definition, edits),
      members: isDeferred
        ? membersWithoutSubResources(kind.fields, definition.members)
        : splitDeferred(kind, definition.members).immediate,
      ...(isDeferred && { isDeferred: isDeferred }),
      ...publicPathId(live),
      liveDigest: resourceDigest(kind, live),
      cautions: [
        ...cautionsOf(changes),
        ...(isDeferred ? [] : unreadableSentCautions(kind, definition, live)),
      ],
      findings: {
        name: String(definition.members['name'] ?? definition.address),
        createOnly,
        immutable: inScope(diff.immutable),
      },
      ...normalizedSides(context, live, topLevelNames(all)),
    },
  ]
}

const cautionsOf = (differences: readonly Difference[]): readonly Caution[] =>
  differences.flatMap(({ ambiguousItems = [], edit: { label, pointer }, unmatchedEffect }) => [
    ...(unmatchedEffect === undefined
      ? []
      : [{ code: 'new-item', pointer, label, detail: unmatchedEffect } as const]),
    ...ambiguousItems.map((each) => ({ code: 'ambiguous-item', ...each }) as const),
  ])

const keptAhead = (
  { definition }: ResourceContext,
  reason: KeptReason,
  edits: KeptDifference['edits'],
): KeptDifference =>
  createKeptDifference(definition, reason, {
    edits,
    at: definition.positions.key(edits[0]?.pointer ?? ''),
  })

const keepAll = (context: ResourceContext, live: Resource, reason: KeptReason): DraftsAndKept => {
  const { changes, createOnly } = diffResource(
    context.kind,
    live.raw,
    membersWithoutSubResources(context.kind.fields, context.definition.members),
    context.names,
  )
  return { drafts: [], kept: [keptAhead(context, reason, editsOf([...changes, ...createOnly]))] }
}
