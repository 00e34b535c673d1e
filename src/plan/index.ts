// Desired and live state to a plan. Pure: the same two states always give the same plan.
import { type Diagnostic, error, isFatal, sortDiagnostics } from '../diagnostic.ts'
import { referencesIn } from '../fields/references.ts'
import type { KindRegistry } from '../kinds/registry.ts'
import {
  type Address,
  type Definition,
  type DesiredState,
  type KeptDifference,
  type LiveState,
  makeAddress,
  type Plan,
  type Resource,
  type UnmanagedItem,
} from '../model.ts'
import { planDigest } from '../resources/digest.ts'
import { isArchived } from '../resources/live.ts'
import {
  createNameResolver,
  findLiveResource,
  type NameResolver,
} from '../resources/name-resolver.ts'
import type { AppliedState } from './applied-state.ts'
import { createBaseLookup } from './base-definition.ts'
import { checkDeferredFaults } from './deferred-faults.ts'
import { diffThreeWay } from './diff-three-way.ts'
import { dependantsRefusal, liveReferences, unreadableKindsCaution } from './guards/dependants.ts'
import { isSameDefinition } from './lifecycle-changes.ts'
import { type OperationDraft, sensitivePointers } from './operation-draft.ts'
import { orderOperations } from './order.ts'
import { pruneOperations } from './prune.ts'
import { resolveReferences } from './references.ts'
import { unreadableValueNotes } from './unreadable-values.ts'

export interface PlanOptions {
  readonly target: string
  readonly registry: KindRegistry
  /** What becomes of references to what nobody defines, for kinds that can be created on the way. */
  readonly undeclared: 'create' | 'refuse'
  /** Without it the file wins everywhere. */
  readonly appliedState?: AppliedState | undefined
}

export interface PlanResult {
  readonly plan: Plan
  readonly diagnostics: readonly Diagnostic[]
}

export const plan = (
  desired: DesiredState,
  live: LiveState,
  { appliedState, target, undeclared, registry }: PlanOptions,
): PlanResult => {
  const names = createNameResolver(desired.values(), live.resources.values())
  const kindOf = (definition: Definition) => registry(definition.kind).kind
  const liveNames = createNameResolver([], live.resources.values())
  const liveByDefinition = new Map<Definition, Resource | undefined>()
  const findResource = (definition: Definition) => {
    if (!liveByDefinition.has(definition))
      liveByDefinition.set(definition, findLiveResource(definition, live, liveNames))
    return liveByDefinition.get(definition)
  }
  const references = resolveReferences(desired, live, names, registry, undeclared, findResource)
  const diagnostics = [
    ...references.diagnostics,
    ...duplicateDefinitions(desired, findResource),
    ...[...desired.values()].flatMap((definition) => [
      ...(live.ambiguous.has(definition.address) ? [ambiguousLiveError(definition)] : []),
      ...checkDeferredFaults(kindOf(definition), definition, findResource(definition), names),
      ...unreadableValueNotes(kindOf(definition), definition, findResource(definition)),
    ]),
  ]
  if (isFatal(diagnostics))
    return { plan: emptyPlan(target), diagnostics: sortDiagnostics(diagnostics) }

  const drafts: OperationDraft[] = []
  const kept: KeptDifference[] = []
  const unmanaged: UnmanagedItem[] = []
  const findBase = createBaseLookup(desired, appliedState, findResource)
  let unchanged = 0
  for (const definition of desired.values()) {
    const base = findBase(definition)
    const resourcePlan = diffThreeWay(
      { kind: kindOf(definition), definition, live: findResource(definition), names },
      base,
      appliedState,
    )
    const isDefinitionUnchanged =
      resourcePlan.drafts.length === 0 && base !== undefined && isSameDefinition(definition, base)
    drafts.push(...resourcePlan.drafts)
    kept.push(
      ...resourcePlan.kept.map((each) =>
        isDefinitionUnchanged ? { ...each, isDefinitionUnchanged } : each,
      ),
    )
    const { address } = definition
    const sensitive = sensitivePointers(definition)
    unmanaged.push(...resourcePlan.unmanaged.map((each) => ({ address, ...each, sensitive })))
    if (resourcePlan.drafts.length + resourcePlan.kept.length === 0) unchanged += 1
  }
  if (appliedState !== undefined) {
    const pruned = pruneOperations(appliedState, { desired, live, names, registry, findResource })
    drafts.push(...pruned.drafts)
    kept.push(...pruned.kept)
    unmanaged.push(...pruned.unmanaged)
  }
  // What is held may name what nobody needs: only what is sent has to be there.
  const neededAddresses = referencedAddresses(drafts, names, registry)
  drafts.unshift(...references.implied.filter(({ address }) => neededAddresses.has(address)))
  const hasRetirement = drafts.some(isRetirement)
  const liveReferencesByAddress = hasRetirement
    ? liveReferences(live, names, registry)
    : new Map<Address, ReadonlySet<Address>>()
  const isArchivedAddress = (address: Address) => {
    const resource = live.resources.get(address)
    return resource !== undefined && isArchived(registry(resource.kind).kind, resource)
  }
  const guarded = drafts.map((draft): OperationDraft => {
    const refusal =
      draft.refusal === undefined && isRetirement(draft)
        ? dependantsRefusal(
            draft,
            drafts,
            liveReferencesByAddress,
            references.references,
            isArchivedAddress,
          )
        : undefined
    if (refusal) return { ...draft, refusal }
    const unreadableCautions = isRetirement(draft)
      ? unreadableKindsCaution(draft, live, registry)
      : []
    return unreadableCautions.length > 0
      ? { ...draft, cautions: [...draft.cautions, ...unreadableCautions] }
      : draft
  })
  const operations = orderOperations(guarded, target, {
    wanted: ({ address, isDeferred, subResource }) =>
      subResource === undefined
        ? ((isDeferred ? references.references : references.immediate).get(address) ?? noAddresses)
        : references.ofMember(address, subResource),
    live: ({ address }) => liveReferencesByAddress.get(address) ?? noAddresses,
  })
  return {
    plan: {
      version: 2,
      target,
      operations,
      kept,
      unmanaged,
      notices: [],
      unchanged,
      digest: planDigest(operations.map(({ id }) => id)),
    },
    diagnostics: sortDiagnostics(diagnostics),
  }
}

/** What is mentioned by what a plan would send. */
const referencedAddresses = (
  drafts: readonly OperationDraft[],
  names: NameResolver,
  registry: KindRegistry,
): ReadonlySet<Address> =>
  new Set(
    drafts
      .filter((draft) => !isRetirement(draft))
      .flatMap(({ kind, members }) => referencesIn(registry(kind).root, members))
      .map(({ isByName, kind, name }) => {
        const by = isByName ? 'name' : undefined
        return names.addressOf(kind, name, by) ?? makeAddress(kind, name)
      }),
  )

const isRetirement = ({ action }: OperationDraft): boolean =>
  action === 'archive' || action === 'delete'

const noAddresses: ReadonlySet<Address> = new Set()

const emptyPlan = (target: string): Plan => ({
  version: 2,
  target,
  operations: [],
  kept: [],
  unmanaged: [],
  notices: [],
  unchanged: 0,
  digest: planDigest([]),
})

/** By its name, and by the id that Statsig made: one of the two would undo what the other does. */
const duplicateDefinitions = (
  desired: DesiredState,
  findResource: (definition: Definition) => Resource | undefined,
): readonly Diagnostic[] => {
  const first = new Map<Address, Definition>()
  return [...desired.values()].flatMap((definition) => {
    const own = findResource(definition)?.address
    const other = own && first.get(own)
    if (own && other === undefined) first.set(own, definition)
    return other ? [duplicateDefinitionError(definition, other)] : []
  })
}

const duplicateDefinitionError = (definition: Definition, other: Definition): Diagnostic => {
  const { file, line } = other.positions.key('')
  return error(
    'duplicate-address',
    `\`${definition.address}\` is in Statsig the same as \`${other.address}\` in ${file}:${line}.`,
    { at: definition.positions.key(''), hint: 'Delete one of the two definitions.' },
  )
}

const ambiguousLiveError = (definition: Definition): Diagnostic =>
  error('ambiguous-reference', `Statsig has more than one \`${definition.address}\`.`, {
    at: definition.positions.key(''),
    hint: 'Rename or delete one of them in the console: nobody can tell which is meant.',
  })
