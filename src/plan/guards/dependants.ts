// Nothing is retired while something that stays still refers to it: a condition on a gate that is gone fails for all.
import { referencedKinds, referencesIn } from '../../fields/references.ts'
import type { KindRegistry } from '../../kinds/registry.ts'
import type { Address, Caution, LiveState, Refusal, Resource } from '../../model.ts'
import type { NameResolver } from '../../resources/name-resolver.ts'
import type { OperationDraft } from '../operation-draft.ts'

/** Who refers to what, in live state. */
export const liveReferences = (
  live: LiveState,
  names: NameResolver,
  registry: KindRegistry,
): ReadonlyMap<Address, ReadonlySet<Address>> =>
  new Map(
    [...live.resources.values()].map((resource) => [
      resource.address,
      referencesOf(resource, names, registry),
    ]),
  )

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

export const dependantsRefusal = (
  draft: OperationDraft,
  drafts: readonly OperationDraft[],
  live: ReadonlyMap<Address, ReadonlySet<Address>>,
  wanted: ReadonlyMap<Address, ReadonlySet<Address>>,
  isArchived: (address: Address) => boolean,
): Refusal | undefined => {
  const releasing = new Set(
    drafts
      .filter(
        ({ action, address, refusal }) =>
          refusal === undefined &&
          (action === 'archive' ||
            action === 'delete' ||
            (action === 'update' && !wanted.get(address)?.has(draft.address))),
      )
      .map(({ address }) => address),
  )
  const dependants = [...live].flatMap(([address, references]) =>
    address !== draft.address &&
    references.has(draft.address) &&
    !releasing.has(address) &&
    !isArchived(address)
      ? [address]
      : [],
  )
  return dependants.length === 0 ? undefined : { code: 'still-referenced', by: dependants.sort() }
}

/** Kinds that may refer to it and that Statsig did not show. */
export const unreadableKindsCaution = (
  draft: OperationDraft,
  live: LiveState,
  registry: KindRegistry,
): readonly Caution[] => {
  const unreadable = [...live.unreadableKinds].filter((name) =>
    referencedKinds(registry(name).root).includes(draft.kind),
  )
  return unreadable.length === 0 ? [] : [{ code: 'unreadable-references', kinds: unreadable }]
}
