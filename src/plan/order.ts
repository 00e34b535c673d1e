// Turns drafts into operations with ids, and orders them by their dependencies.
import { compareText } from '../core/diagnostic.ts'
import type { Address, Operation } from '../model/index.ts'
import { operationId } from '../resources/digest.ts'
import { isRetirement, type OperationDraft } from './operation-draft.ts'

export interface DraftReferences {
  /** What the definition refers to. These resources must exist first. */
  readonly wanted: (draft: OperationDraft) => ReadonlySet<Address>
  /** What the live resource refers to. These resources are archived or deleted after the reference is removed. */
  readonly live: (draft: OperationDraft) => ReadonlySet<Address>
}

export const orderOperations = (
  drafts: readonly OperationDraft[],
  target: string,
  references: DraftReferences,
): readonly Operation[] => {
  const ids = new Map(drafts.map((draft) => [draft, draftId(draft, target)]))
  const draftsByAddress = new Map<Address, OperationDraft[]>()
  for (const draft of drafts)
    draftsByAddress.set(draft.address, [...(draftsByAddress.get(draft.address) ?? []), draft])
  const liveReferrers = new Map<Address, OperationDraft[]>()
  for (const draft of drafts)
    for (const address of references.live(draft))
      liveReferrers.set(address, [...(liveReferrers.get(address) ?? []), draft])
  const needs = (draft: OperationDraft): readonly OperationDraft[] => {
    const sameAddress = draftsByAddress.get(draft.address) ?? []
    const earlier = sameAddress.slice(0, sameAddress.indexOf(draft))
    const before = earlier.filter(
      draft.subResource === undefined ? isWholeResource : isCreateOrUpdate,
    )
    const others = isRetirement(draft)
      ? (liveReferrers.get(draft.address) ?? [])
      : [...references.wanted(draft)].flatMap((address) =>
          (draftsByAddress.get(address) ?? []).filter(isCreateOrUpdate),
        )
    return [...before, ...others.filter((other) => !sameAddress.includes(other))]
  }
  const dependencies = new Map(drafts.map((draft) => [draft, new Set(needs(draft))]))
  return sortByDependencies(dependencies).map((draft) => {
    const { before: _, wanted: __, ...operation } = draft
    const dependsOn = [...(dependencies.get(draft) ?? [])].map((need) => ids.get(need) ?? '').sort()
    return { ...operation, id: ids.get(draft) ?? '', dependsOn }
  })
}

/** No operation depends on a deferred update: the update itself may depend on resources that refer to this one. */
const isCreateOrUpdate = ({ action, isDeferred, subResource }: OperationDraft): boolean =>
  (action === 'create' || action === 'update') && !isDeferred && subResource === undefined

/** No other operation depends on an operation of a sub-resource. */
const isWholeResource = ({ subResource }: OperationDraft): boolean => subResource === undefined

const draftId = (
  { action, address, before, overwrites, wanted }: OperationDraft,
  target: string,
): string =>
  operationId({ target, address, action, before, after: wanted, ...(overwrites && { overwrites }) })

/** Operations without dependencies come first, by address, then those that depend on them. */
const sortByDependencies = (
  dependencies: ReadonlyMap<OperationDraft, ReadonlySet<OperationDraft>>,
): readonly OperationDraft[] => {
  const remaining = new Map([...dependencies].map(([draft, needs]) => [draft, needs.size]))
  const dependants = new Map<OperationDraft, OperationDraft[]>()
  for (const [draft, needs] of dependencies)
    for (const need of needs) dependants.set(need, [...(dependants.get(need) ?? []), draft])
  const byAddress = (a: OperationDraft, b: OperationDraft) => compareText(a.address, b.address)
  const sorted: OperationDraft[] = []
  let ready = [...remaining]
    .flatMap(([draft, count]) => (count === 0 ? [draft] : []))
    .sort(byAddress)
  while (ready.length > 0) {
    const next: OperationDraft[] = []
    for (const draft of ready) {
      sorted.push(draft)
      for (const dependant of dependants.get(draft) ?? []) {
        const left = (remaining.get(dependant) ?? 0) - 1
        remaining.set(dependant, left)
        if (left === 0) next.push(dependant)
      }
    }
    ready = next.sort(byAddress)
  }
  if (sorted.length < dependencies.size)
    throw new Error('Operations depend on each other in a cycle that validation did not report.')
  return sorted
}
