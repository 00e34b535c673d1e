// Refuses to archive or delete a resource that another live resource still refers to: a condition on a missing gate
// fails for all users.
import { referencedKinds, referencesIn } from '../../fields/references.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { Address, Caution, LiveState, Resource } from '../../model/index.ts'
import type { NameResolver } from '../../resources/name-resolver.ts'
import { isRetirement, type OperationDraft } from '../operation-draft.ts'
import type { PlanContext } from '../plan-context.ts'
import { type Guard, judgeWith } from './guard.ts'

type References = ReadonlyMap<Address, ReadonlySet<Address>>

/** For each live resource the addresses that it refers to. Empty where nothing is archived or deleted. */
export const liveReferencesToGuard = (
  drafts: readonly OperationDraft[],
  { live, names, registry }: PlanContext,
): References =>
  drafts.some(isRetirement)
    ? new Map(
        [...live.resources.values()].map((resource) => [
          resource.address,
          referencesOf(resource, names, registry),
        ]),
      )
    : new Map()

const referencesOf = (
  { kind, raw }: Resource,
  names: NameResolver,
  registry: KindRegistry,
): ReadonlySet<Address> =>
  new Set(
    referencesIn(registry(kind).root, raw).flatMap((reference) => {
      const found = names.addressOf(reference.kind, reference.name)
      return found === undefined ? [] : [found]
    }),
  )

export interface RetirementFacts {
  readonly effects: OperationDraft['effects']
  /** Resources that still refer to it once the plan is applied. */
  readonly dependants: readonly Address[]
}

export const referencedGuard: Guard<RetirementFacts> = {
  name: 'still-referenced',
  codes: ['still-referenced'],
  level: 'refuse',
  effects: ['removes'],
  states: ['references'],
  liftedBy: ['remove-references'],
  scenario: 'a-retired-gate-is-still-referenced',
  judge: ({ dependants }) =>
    dependants.length === 0 ? undefined : { code: 'still-referenced', by: dependants },
}

/** Drafts with the refusals and cautions of those that archive or delete. */
export const guardRetirements = (
  drafts: readonly OperationDraft[],
  liveReferences: References,
  wantedReferences: References,
  { isArchivedAddress, live, registry }: PlanContext,
): readonly OperationDraft[] =>
  drafts.map((draft): OperationDraft => {
    if (!isRetirement(draft)) return draft
    const { effects } = draft
    const dependants = () =>
      findDependants(
        addressesOf(draft, live),
        drafts,
        liveReferences,
        wantedReferences,
        isArchivedAddress,
      )
    const refusal =
      draft.refusal === undefined
        ? judgeWith([referencedGuard], { effects, dependants: dependants() })
        : undefined
    if (refusal) return { ...draft, refusal }
    const cautions = unreadableKindsCautions(draft, live, registry)
    return cautions.length > 0 ? { ...draft, cautions: [...draft.cautions, ...cautions] } : draft
  })

/** The address in the files and the one in Statsig: the file may give the resource another name. */
const addressesOf = (
  { address, kind, pathId }: OperationDraft,
  { resources }: LiveState,
): ReadonlySet<Address> =>
  new Set([
    address,
    ...[...resources.values()].flatMap((each) =>
      each.kind === kind && each.pathId === pathId ? [each.address] : [],
    ),
  ])

const findDependants = (
  own: ReadonlySet<Address>,
  drafts: readonly OperationDraft[],
  liveReferences: References,
  wantedReferences: References,
  isArchivedAddress: (address: Address) => boolean,
): readonly Address[] => {
  const refersTo = (references: ReadonlySet<Address> | undefined) =>
    references !== undefined && [...own].some((each) => references.has(each))
  const removesReference = ({ action, address, refusal }: OperationDraft) =>
    refusal === undefined &&
    (action === 'archive' ||
      action === 'delete' ||
      (action === 'update' && !refersTo(wantedReferences.get(address))))
  const noLongerReferring = new Set(drafts.filter(removesReference).map(({ address }) => address))
  return [...liveReferences]
    .flatMap(([address, references]) =>
      !own.has(address) &&
      refersTo(references) &&
      !noLongerReferring.has(address) &&
      !isArchivedAddress(address)
        ? [address]
        : [],
    )
    .sort()
}

/** Names the kinds that may refer to the resource and that Statsig did not list. */
const unreadableKindsCautions = (
  draft: OperationDraft,
  live: LiveState,
  registry: KindRegistry,
): readonly Caution[] => {
  const kinds = [...live.unreadableKinds].filter((name) =>
    referencedKinds(registry(name).root).includes(draft.kind),
  )
  return kinds.length === 0 ? [] : [{ code: 'unreadable-references', kinds }]
}
