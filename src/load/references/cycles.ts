// Finds reference cycles: resources of which none could be created first.
import { compareText, type Diagnostic, error } from '../../core/diagnostic.ts'
import type { Pointer } from '../../core/pointer.ts'
import type { Address, DesiredState } from '../../model/index.ts'
import type { Reference } from './index.ts'

/** Each cycle once, starting with its first address. */
export const findReferenceCycles = (
  references: readonly Reference[],
  desired: DesiredState,
): readonly Diagnostic[] => {
  const edgesByAddress = new Map<Address, Map<Address, Pointer>>()
  for (const { from, isDeferred, pointer, to } of references) {
    if (to === undefined || isDeferred) continue
    const edges = edgesByAddress.get(from.address) ?? new Map<Address, Pointer>()
    if (!edges.has(to)) edges.set(to, pointer)
    edgesByAddress.set(from.address, edges)
  }
  const done = new Set<Address>()
  const diagnostics: Diagnostic[] = []
  for (const start of [...edgesByAddress.keys()].sort(compareText)) {
    const cycle = done.has(start) ? undefined : findCycleFrom(start, edgesByAddress, done)
    if (cycle === undefined) continue
    const [first, second] = cycle
    const from = first && desired.get(first)
    const pointer = first && second && edgesByAddress.get(first)?.get(second)
    diagnostics.push(
      error(
        'reference-cycle',
        `These resources refer to each other in a cycle: ${cycle.map((each) => `\`${each}\``).join(' → ')}.`,
        {
          at: pointer === undefined ? undefined : from?.positions.value(pointer),
          hint: 'Remove one of the references: Statsig cannot evaluate a cycle, and none of the resources could be created first.',
        },
      ),
    )
  }
  return diagnostics
}

/** Depth-first search without recursion: a chain of references may be thousands of gates long. */
const findCycleFrom = (
  start: Address,
  edgesByAddress: ReadonlyMap<Address, ReadonlyMap<Address, Pointer>>,
  done: Set<Address>,
): readonly Address[] | undefined => {
  const path: { readonly at: Address; readonly next: Address[] }[] = []
  const onPath = new Set<Address>()
  const enter = (at: Address) => {
    path.push({ at, next: [...(edgesByAddress.get(at)?.keys() ?? [])].sort().reverse() })
    onPath.add(at)
  }
  enter(start)
  for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
    const next = top.next.pop()
    if (next === undefined) {
      done.add(top.at)
      onPath.delete(top.at)
      path.pop()
    } else if (onPath.has(next)) {
      const cycle = path.map(({ at }) => at)
      for (const at of cycle) done.add(at)
      return [...cycle.slice(cycle.indexOf(next)), next]
    } else if (!done.has(next)) enter(next)
  }
  return undefined
}
