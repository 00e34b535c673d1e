// Drafts to operations, each with an id and after whatever it refers to. The order is derived, never written down.
import { compareText } from '../diagnostic.ts'
import type { Address, Operation } from '../model.ts'
import { operationId } from '../resources/digest.ts'
import type { Draft } from './operation-draft.ts'

export interface Leanings {
  /** What the definition refers to: it must be there first. */
  readonly wanted: (draft: Draft) => ReadonlySet<Address>
  /** What the live resource refers to: it must not go before the reference does. */
  readonly live: (draft: Draft) => ReadonlySet<Address>
}

export const ordered = (
  drafts: readonly Draft[],
  target: string,
  leans: Leanings,
): readonly Operation[] => {
  const ids = new Map(drafts.map((draft) => [draft, idOf(draft, target)]))
  const at = new Map<Address, Draft[]>()
  for (const draft of drafts) at.set(draft.address, [...(at.get(draft.address) ?? []), draft])
  const leaners = new Map<Address, Draft[]>()
  for (const draft of drafts)
    for (const address of leans.live(draft))
      leaners.set(address, [...(leaners.get(address) ?? []), draft])
  const needs = (draft: Draft): readonly Draft[] => {
    const own = at.get(draft.address) ?? []
    const earlier = own.slice(0, own.indexOf(draft))
    const before = earlier.filter(draft.part === undefined ? isNoPart : isMaking)
    const others = isRetirement(draft)
      ? (leaners.get(draft.address) ?? [])
      : [...leans.wanted(draft)].flatMap((address) => (at.get(address) ?? []).filter(isMaking))
    return [...before, ...others.filter((other) => !own.includes(other))]
  }
  const waiting = new Map(drafts.map((draft) => [draft, new Set(needs(draft))]))
  return sorted(waiting).map((draft) => {
    const { before: _, wanted: __, ...operation } = draft
    const after = [...(waiting.get(draft) ?? [])].map((need) => ids.get(need) ?? '').sort()
    return { ...operation, id: ids.get(draft) ?? '', after }
  })
}

const isRetirement = ({ action }: Draft): boolean => action === 'archive' || action === 'delete'
/** What is attached later is not waited for: it may wait for whoever refers to the resource. */
const isMaking = ({ action, isLate, part }: Draft): boolean =>
  (action === 'create' || action === 'update') && !isLate && part === undefined

/** Nobody waits for members that have routes of their own. */
const isNoPart = ({ part }: Draft): boolean => part === undefined

const idOf = ({ action, address, before, overwrites, wanted }: Draft, target: string): string =>
  operationId({ target, address, action, before, after: wanted, ...(overwrites && { overwrites }) })

/** Whatever waits for nothing comes first, by address; then what waits for that. */
const sorted = (waiting: ReadonlyMap<Draft, ReadonlySet<Draft>>): readonly Draft[] => {
  const open = new Map([...waiting].map(([draft, needs]) => [draft, needs.size]))
  const waiters = new Map<Draft, Draft[]>()
  for (const [draft, needs] of waiting)
    for (const need of needs) waiters.set(need, [...(waiters.get(need) ?? []), draft])
  const byAddress = (a: Draft, b: Draft) => compareText(a.address, b.address)
  const done: Draft[] = []
  let ready = [...open].flatMap(([draft, count]) => (count === 0 ? [draft] : [])).sort(byAddress)
  while (ready.length > 0) {
    const next: Draft[] = []
    for (const draft of ready) {
      done.push(draft)
      for (const waiter of waiters.get(draft) ?? []) {
        const left = (open.get(waiter) ?? 0) - 1
        open.set(waiter, left)
        if (left === 0) next.push(waiter)
      }
    }
    ready = next.sort(byAddress)
  }
  if (done.length < waiting.size)
    throw new Error('Operations wait for each other in a ring that validation let pass.')
  return done
}
