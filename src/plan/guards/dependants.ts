// Refuses to archive or delete a resource that another live resource still refers to: a condition on a missing gate
// fails for all users.
import { type JsonObject, pick } from '../../core/json.ts'
import { topLevelName } from '../../core/pointer.ts'
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
  { kind, raw }: Pick<Resource, 'kind' | 'raw'>,
  names: NameResolver,
  registry: KindRegistry,
): ReadonlySet<Address> =>
  new Set(
    referencesIn(registry(kind).root, raw).flatMap((reference) => {
      const by = reference.isByName ? 'name' : undefined
      return names.addressOf(reference.kind, reference.name, by) ?? []
    }),
  )

/** What the live resources that stay will refer to: an update changes the members that it has edits of, and no others. */
const referencesAfter = (
  drafts: readonly OperationDraft[],
  liveReferences: References,
  { isArchivedAddress, live, names, registry }: PlanContext,
): References => {
  const written = drafts.filter(({ refusal }) => refusal === undefined)
  return new Map(
    [...liveReferences].flatMap(([address, references]) => {
      const resource = live.resources.get(address)
      const own = written.filter((draft) => resource && isOf(draft, resource))
      if (!resource || own.some(isRetirement) || isArchivedAddress(address)) return []
      const updates = own.filter(({ action }) => action === 'update')
      if (updates.length === 0) return [[address, references] as const]
      const raw = updates.reduce((members, update) => {
        const { alternatives = [] } = registry(resource.kind).kind
        return applyEdits(members, update, alternatives)
      }, resource.raw)
      return [[address, referencesOf({ kind: resource.kind, raw }, names, registry)] as const]
    }),
  )
}

/** The members after an update, without other forms of those that it edits: a team by its name, and by its id. */
const applyEdits = (
  raw: JsonObject,
  { edits, members }: OperationDraft,
  alternatives: readonly (readonly [string, string])[],
): JsonObject => {
  const edited = new Set(edits.map(({ pointer }) => topLevelName(pointer)))
  const forms = alternatives.filter((pair) => pair.some((name) => edited.has(name))).flat()
  return {
    ...pick(raw, (name) => !forms.includes(name)),
    ...pick(members, (name) => edited.has(name)),
  }
}

/** The file may give the resource another name. */
const isOf = (draft: OperationDraft, { address, kind, pathId }: Resource): boolean =>
  draft.address === address || (draft.kind === kind && draft.pathId === pathId)

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
  context: PlanContext,
): readonly OperationDraft[] => {
  const { live, registry } = context
  const remaining = referencesAfter(drafts, liveReferences, context)
  return drafts.map((draft): OperationDraft => {
    if (!isRetirement(draft)) return draft
    const { effects } = draft
    const refusal =
      draft.refusal === undefined
        ? judgeWith([referencedGuard], {
            effects,
            dependants: findDependants(addressesOf(draft, live), remaining),
          })
        : undefined
    if (refusal) return { ...draft, refusal }
    const cautions = unreadableKindsCautions(draft, live, registry)
    return cautions.length > 0 ? { ...draft, cautions: [...draft.cautions, ...cautions] } : draft
  })
}

/** The address in the files and the one in Statsig. */
const addressesOf = (draft: OperationDraft, { resources }: LiveState): ReadonlySet<Address> =>
  new Set([
    draft.address,
    ...[...resources.values()].flatMap((each) => (isOf(draft, each) ? [each.address] : [])),
  ])

const findDependants = (own: ReadonlySet<Address>, remaining: References): readonly Address[] =>
  [...remaining]
    .flatMap(([address, references]) =>
      !own.has(address) && [...own].some((each) => references.has(each)) ? [address] : [],
    )
    .sort()

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
