// Finds pointers that a change of the files makes sensitive, or no longer sensitive.
import type { DesiredState, Notice } from '../model/index.ts'

export const sensitiveNotices = (desired: DesiredState, base: DesiredState): readonly Notice[] =>
  [...desired.values()].flatMap(({ address, lifecycle }) => {
    const before = base.get(address)
    if (before === undefined) return []
    const [old, current] = [before.lifecycle.sensitive ?? [], lifecycle.sensitive ?? []]
    const added = current.filter((each) => !old.includes(each))
    const removed = old.filter((each) => !current.includes(each))
    return [
      ...(added.length > 0
        ? [{ code: 'becomes-sensitive', address, pointers: added } as const]
        : []),
      ...(removed.length > 0
        ? [{ code: 'no-longer-sensitive', address, pointers: removed } as const]
        : []),
    ]
  })
