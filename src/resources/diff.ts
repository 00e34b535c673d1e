// Where a definition and the live resource differ, as far as an update is concerned.
import { differencesBetween } from '../fields/compare/index.ts'
import type { Difference } from '../fields/difference.ts'
import { type Members, pick } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { topOf } from '../pointer.ts'
import { holdsTest } from './live.ts'
import type { Names } from './name-resolver.ts'

export interface Differing {
  /** What an update would change. */
  readonly changes: readonly Difference[]
  /** What is left alone because the live state is ahead, by reason. */
  readonly held: readonly { readonly reason: string; readonly differences: readonly Difference[] }[]
  /** What only a creation settles. */
  readonly settled: readonly Difference[]
  /** What an update would carry and must not, from the present state. */
  readonly frozen: readonly Difference[]
}

/** Fields that a move carries are not looked at here. */
export const differing = (kind: Kind, raw: Members, members: Members, names: Names): Differing => {
  const own = pick(members, (name) => kind.fields[name]?.sent !== 'move')
  const all = differencesBetween(kind.fields, raw, own, names.canonical)
  const holds = (kind.holds ?? []).filter(({ when }) => holdsTest(when, raw))
  const isHeld = ({ edit }: Difference) =>
    holds.some(({ fields }) => fields.includes(topOf(edit.pointer)))
  const isSettled = ({ edit }: Difference) => kind.fields[topOf(edit.pointer)]?.sent === 'create'
  const free = all.filter((each) => !isHeld(each))
  const isDraft = kind.moves?.draft.includes(String(raw[kind.moves.field] ?? '')) ?? false
  const isFrozen = ({ frozen }: Difference) =>
    frozen !== undefined && !(frozen.since === 'start' && isDraft)
  return {
    changes: free.filter((each) => !isSettled(each)),
    settled: free.filter(isSettled),
    frozen: free.filter((each) => !isSettled(each) && isFrozen(each)),
    held: holds.flatMap(({ fields, reason }) => {
      const differences = all.filter(({ edit }) => fields.includes(topOf(edit.pointer)))
      return differences.length > 0 ? [{ reason, differences }] : []
    }),
  }
}
