// What the base defines and the files no longer do: archived or deleted where that is switched on and proven, and
// otherwise left as it is, with a word.
import { canonicalJson } from '../fields/normalize.ts'
import { type JsonObject, pick } from '../json.ts'
import type { KindName } from '../kinds/index.ts'
import type { Kind } from '../kinds/kind.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import type {
  Address,
  Definition,
  DesiredState,
  KeptDifference,
  LiveState,
  NotPrunedReason,
  Overwritten,
  Refusal,
  Resource,
  UnmanagedItem,
} from '../model.ts'
import { isArchived } from '../resources/live.ts'
import type { NameResolver } from '../resources/name-resolver.ts'
import type { AppliedState, PrunePolicy } from './applied-state.ts'
import { driftedLabels } from './lifecycle-changes.ts'
import { type OperationDraft, sensitivePointers } from './operation-draft.ts'
import { retireOperations } from './retire.ts'

export interface PruneResult {
  readonly drafts: readonly OperationDraft[]
  readonly kept: readonly KeptDifference[]
  readonly unmanaged: readonly UnmanagedItem[]
}

interface PruneContext {
  readonly desired: DesiredState
  readonly live: LiveState
  readonly names: NameResolver
  readonly registry: KindRegistry
  readonly findResource: (definition: Definition) => Resource | undefined
}

export const pruneOperations = (appliedState: AppliedState, context: PruneContext): PruneResult => {
  const { base, prunePolicy } = appliedState
  const { desired, live, findResource, registry } = context
  const managedAddresses = new Set(
    [...desired.values()].flatMap((outcomes) => findResource(outcomes)?.address ?? []),
  )
  const removed = [...base.values()].flatMap((definition) => {
    const resource = findResource(definition)
    const isThere = resource !== undefined && !isArchived(registry(definition.kind).kind, resource)
    const isGone = !desired.has(definition.address) && !definition.lifecycle.retired
    return isGone &&
      isThere &&
      !managedAddresses.has(resource.address) &&
      !live.ambiguous.has(resource.address)
      ? [{ definition, found: resource }]
      : []
  })
  const outcomes = removed.map(({ definition, found: resource }) =>
    pruneOutcome(definition, resource, appliedState, context),
  )
  const drafts = outcomes.flatMap((outcome) => outcome.draft ?? [])
  return {
    drafts: applyGuardrails(drafts, prunePolicy, context),
    kept: outcomes.flatMap((outcome) => outcome.kept ?? []),
    unmanaged: outcomes.flatMap((outcome) => outcome.unmanaged ?? []),
  }
}

interface PruneOutcome {
  readonly draft?: OperationDraft
  readonly kept?: KeptDifference
  readonly unmanaged?: UnmanagedItem
}

const pruneOutcome = (
  definition: Definition,
  resource: Resource,
  { base, overwrites, prunePolicy }: AppliedState,
  { desired, names, registry }: PruneContext,
): PruneOutcome => {
  const { address } = definition
  const { kind } = registry(definition.kind)
  const { mode } = prunePolicy
  if (mode === 'off') return { unmanaged: { address, sensitive: sensitivePointers(definition) } }
  const renamed = findRename(definition, kind, base, desired)
  if (renamed !== undefined)
    return { kept: keptDefinition(definition, { code: 'renamed', to: renamed }) }
  if (kind.routes[mode] === undefined)
    return {
      kept: keptDefinition(
        definition,
        kind.routes.delete !== undefined && mode === 'archive'
          ? { code: 'only-deletable', kind: definition.kind }
          : { code: 'no-route', action: mode, kind: definition.kind },
      ),
    }
  const deletionProof = prunePolicy.findDeletionProof(definition)
  if (deletionProof === undefined)
    return { kept: keptDefinition(definition, { code: 'no-deletion-proof' }) }
  const resourceContext = { kind, definition, live: resource, names }
  const [draft] = retireOperations(resourceContext, mode === 'delete' ? 'delete' : true).drafts
  if (draft === undefined) return {}
  const { at: _, ...others } = draft
  const drifted = driftedLabels(resourceContext)
  const isExplicit = overwrites.some((outcomes) => outcomes.address === address)
  const refusal =
    draft.refusal ?? (drifted.length === 0 || isExplicit ? undefined : pruneConflict(drifted))
  return {
    draft: {
      ...others,
      deletionProof,
      wanted: { pruned: mode },
      ...(refusal && { refusal }),
      ...(isExplicit && { overwrites: overwritten(drifted) }),
    },
  }
}

const overwritten = (drifted: readonly string[]): readonly Overwritten[] =>
  drifted.length > 0 ? drifted.map((label) => ({ code: 'edit', label })) : [{ code: 'anything' }]

const pruneConflict = (drifted: readonly string[]): Refusal => ({
  isConflict: true,
  code: 'removed-and-changed',
  changed: drifted,
})

const keptDefinition = (definition: Definition, reason: NotPrunedReason): KeptDifference => ({
  address: definition.address,
  cause: 'not-pruned',
  reason,
  edits: [],
  sensitive: sensitivePointers(definition),
})

/** A definition of the kind that is new, and says the same under another name. */
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

/** Everything but what a resource is called. */
const contentText = ({ members }: Definition, { identity }: Kind): string => {
  const identityMembers = new Set([
    'id',
    'name',
    ...(identity.by === 'members' ? identity.members : []),
  ])
  const others: JsonObject = pick(members, (name) => !identityMembers.has(name))
  return canonicalJson(others)
}

/** Too many at once are more likely a mistake than a wish: none of them goes. */
const applyGuardrails = (
  drafts: readonly OperationDraft[],
  { allowed, most, percent }: PrunePolicy,
  { live, registry }: PruneContext,
): readonly OperationDraft[] => {
  const count = drafts.length
  if (count === 0 || allowed === count) return drafts
  const inUse = [...live.resources.values()].filter(
    (outcomes) => !isArchived(registry(outcomes.kind).kind, outcomes),
  )
  const of = (kind: KindName) => inUse.filter((outcomes) => outcomes.kind === kind)
  const kinds = [...new Set(drafts.map(({ kind }) => kind))]
  const overLimit = kinds
    .map((kind) => ({
      kind,
      removed: drafts.filter((draft) => draft.kind === kind).length,
      total: of(kind).length,
    }))
    .find(
      ({ total, removed: pruneCount }) =>
        total >= minResourcesForPercent && pruneCount * 100 > percent * total,
    )
  const refusal = ((): Refusal | undefined => {
    if (count > most) return { code: 'too-many-removals', count, most }
    if (overLimit) return { code: 'too-large-share', count, percent, ...overLimit }
    return allowed === undefined ? undefined : { code: 'allowed-count-differs', count, allowed }
  })()
  if (refusal === undefined) return drafts
  return drafts.map((draft) => ({ ...draft, refusal: draft.refusal ?? refusal }))
}

/** Of fewer, a share says little. */
const minResourcesForPercent = 10
