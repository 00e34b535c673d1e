// Refuses an operation on a resource to which another one refers, where people have changed the other one in Statsig and
// both changes together would give users what neither side gives them.
import type { Address } from '../../model/index.ts'
import type { Mixture } from '../../reasons/mixture.ts'
import { judgeMerge } from '../evaluation/judge-merge.ts'
import { type EvaluatedResource, otherResourcesOn } from '../evaluation/other-resources.ts'
import { unchangedSides } from '../evaluation/sides.ts'
import type { OperationDraft } from '../operation-draft.ts'
import type { PlanContext } from '../plan-context.ts'
import { createInvolvedLookup } from './involved-resources.ts'
import { type MergedResource, mergedSides, type OtherSide, refuseMixture } from './mixed-result.ts'

/** What the plan of one definition comes to. */
export interface PlannedResource {
  readonly drafts: readonly OperationDraft[]
  /** Absent where nothing was merged. */
  readonly merged?: MergedResource
}

export const refuseMixedReferences = <T extends PlannedResource>(
  planned: readonly T[],
  context: PlanContext,
): readonly T[] => {
  const found = firstMixture(planned.flatMap(changedResource), context)
  if (found === undefined) return planned
  const refused = planned.map((each) => {
    if (!each.merged || !found.written.has(each.merged.definition.address)) return each
    const facts = { resource: each.merged, mixture: found.mixture, others: found }
    return { ...each, drafts: refuseMixture(each.drafts, facts) }
  })
  // What is refused stays as it is in Statsig: with the others, that may be a mixture again.
  return refuseMixedReferences(refused, context)
}

interface ChangedResource {
  readonly merged: MergedResource
  readonly drafts: readonly OperationDraft[]
}

const changedResource = ({ drafts, merged }: PlannedResource): readonly ChangedResource[] =>
  merged?.kind.evaluation === undefined ? [] : [{ merged, drafts }]

/** An option that names the resource writes it in any case. */
const isWritten = ({ drafts, merged }: ChangedResource): boolean =>
  !merged.isNamedToOverwrite && drafts.some(({ refusal }) => refusal === undefined)

/** Something of it stays as it is in Statsig, although the file says otherwise. */
const isKept = ({ drafts, merged }: ChangedResource): boolean =>
  merged.differences.some(({ side }) => side === 'live') || isRefused({ drafts })

const isRefused = ({ drafts }: Pick<ChangedResource, 'drafts'>): boolean =>
  drafts.some(({ refusal }) => refusal !== undefined)

const isMixed = (changed: readonly ChangedResource[]): boolean =>
  changed.length > 1 && changed.some(isWritten) && changed.some(isKept)

const addressOf = ({ merged }: ChangedResource): Address => merged.definition.address

interface MixedGroup extends OtherSide {
  readonly mixture: Mixture
  /** The resources that are not to be written. */
  readonly written: ReadonlySet<Address>
}

const firstMixture = (
  changed: readonly ChangedResource[],
  context: PlanContext,
): MixedGroup | undefined => {
  if (!isMixed(changed)) return undefined
  const byAddress = new Map(changed.map((each) => [addressOf(each), each]))
  const involvedIn = createInvolvedLookup(changed, context)
  const evaluated = createEvaluatedLookup(byAddress, context)
  for (const address of context.desired.keys()) {
    const involved = involvedIn(address)
    const changedInGroup = changed.filter((each) => involved.has(addressOf(each)))
    if (!isMixed(changedInGroup)) continue
    const group = new Map(
      [...involved].flatMap((each) => evaluated(each)).map((each) => [each.address, each]),
    )
    const own = group.get(address)
    const { resolveName } = context.names
    const mixture =
      own &&
      judgeMerge(own.kind, own.sides, resolveName, (side) =>
        otherResourcesOn(side, own, group, resolveName),
      )
    if (mixture === undefined) continue
    const written = changedInGroup.filter(isWritten).map(addressOf)
    const others = written.filter((each) => each !== address)
    return {
      mixture,
      written: new Set(others.length > 0 ? others : written),
      kept: changedInGroup
        .filter(isKept)
        .map((each) => ({ resource: each.merged, isRefused: isRefused(each) })),
      usersOf: address,
    }
  }
  return undefined
}

const createEvaluatedLookup = (
  changed: ReadonlyMap<Address, ChangedResource>,
  { desired, findResource, kindOf, names }: PlanContext,
): ((address: Address) => readonly EvaluatedResource[]) => {
  const evaluated = new Map<Address, readonly EvaluatedResource[]>()
  const evaluate = (address: Address): readonly EvaluatedResource[] => {
    const definition = desired.get(address)
    const live = definition && findResource(definition)
    if (!definition || !live) return []
    const [kind, own] = [kindOf(definition), changed.get(address)]
    const sides = own ? mergedSides(own.merged, own.drafts) : unchangedSides(kind, live.raw, names)
    return [{ address, kind, sides }]
  }
  return (address) => {
    const found = evaluated.get(address) ?? evaluate(address)
    evaluated.set(address, found)
    return found
  }
}
