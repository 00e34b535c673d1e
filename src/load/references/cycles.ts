// Resources that refer to each other in a ring: none of them could be created first.
import { compareText, type Diagnostic, error } from '../../diagnostic.ts'
import type { Address, Desired } from '../../model.ts'
import type { Pointer } from '../../pointer.ts'
import type { Reference } from './index.ts'

/** Each ring once, beginning with its first address. */
export const rings = (
  references: readonly Reference[],
  desired: Desired,
): readonly Diagnostic[] => {
  const out = new Map<Address, Map<Address, Pointer>>()
  for (const { from, isLate, pointer, to } of references) {
    if (to === undefined || isLate) continue
    const edges = out.get(from.address) ?? new Map<Address, Pointer>()
    if (!edges.has(to)) edges.set(to, pointer)
    out.set(from.address, edges)
  }
  const done = new Set<Address>()
  const found: Diagnostic[] = []
  for (const start of [...out.keys()].sort(compareText)) {
    const ring = done.has(start) ? undefined : ringFrom(start, out, done)
    if (ring === undefined) continue
    const [first, second] = ring
    const from = first && desired.get(first)
    const pointer = first && second && out.get(first)?.get(second)
    found.push(
      error(
        'reference-cycle',
        `These refer to each other in a ring: ${ring.map((each) => `\`${each}\``).join(' → ')}.`,
        {
          at: pointer === undefined ? undefined : from?.positions.value(pointer),
          hint: 'Take one of the references out: Statsig cannot decide a ring, and nothing could be created first.',
        },
      ),
    )
  }
  return found
}

/** Depth first without recursion: chains may be thousands of gates long. */
const ringFrom = (
  start: Address,
  out: ReadonlyMap<Address, ReadonlyMap<Address, Pointer>>,
  done: Set<Address>,
): readonly Address[] | undefined => {
  const path: { readonly at: Address; readonly next: Address[] }[] = []
  const onPath = new Set<Address>()
  const enter = (at: Address) => {
    path.push({ at, next: [...(out.get(at)?.keys() ?? [])].sort().reverse() })
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
      const ring = path.map(({ at }) => at)
      for (const at of ring) done.add(at)
      return [...ring.slice(ring.indexOf(next)), next]
    } else if (!done.has(next)) enter(next)
  }
  return undefined
}
