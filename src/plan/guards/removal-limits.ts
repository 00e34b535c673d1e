// Refuses all removals of a plan where there are too many: more likely a mistake than an intention.
import type { KindName } from '../../kinds/index.ts'
import type { Refusal } from '../../model/index.ts'
import type { PrunePolicy } from '../applied-state.ts'
import type { OperationDraft } from '../operation-draft.ts'
import type { PlanContext } from '../plan-context.ts'
import { addRefusal, type Guard, judgeWith } from './guard.ts'

export interface RemovalFacts {
  readonly effects: OperationDraft['effects']
  /** The kinds of all removals, one for each. */
  readonly removed: readonly KindName[]
  /** The kinds of all live resources in use, one for each. */
  readonly inUse: readonly KindName[]
  readonly policy: PrunePolicy
}

export const removalLimit: Guard<RemovalFacts> = {
  name: 'removal-limit',
  codes: ['too-many-removals', 'too-large-share', 'allowed-count-differs'],
  level: 'refuse',
  effects: ['removes'],
  states: ['removal-count'],
  liftedBy: ['allow-prune-option'],
  scenario: 'prune-limits-stop-deletions',
  judge: (facts) => limitRefusal(facts),
}

export const limitRemovals = (
  drafts: readonly OperationDraft[],
  policy: PrunePolicy,
  { isArchivedAddress, live }: PlanContext,
): readonly OperationDraft[] => {
  // Most plans remove nothing, and live state may be large.
  if (drafts.length === 0) return drafts
  const inUse = [...live.resources.values()].filter(({ address }) => !isArchivedAddress(address))
  const refusal = judgeWith([removalLimit], {
    effects: drafts.flatMap(({ effects }) => effects),
    removed: drafts.map(({ kind }) => kind),
    inUse: inUse.map(({ kind }) => kind),
    policy,
  })
  return drafts.map((draft) => addRefusal(draft, refusal))
}

const limitRefusal = ({
  inUse,
  policy: { allowed, most, percent },
  removed,
}: RemovalFacts): Refusal | undefined => {
  const count = removed.length
  if (count === 0 || allowed === count) return undefined
  if (count > most) return { code: 'too-many-removals', count, most }
  const countOf = (list: readonly KindName[], kind: KindName) =>
    list.filter((each) => each === kind).length
  const overLimit = [...new Set(removed)]
    .map((kind) => ({ kind, removed: countOf(removed, kind), total: countOf(inUse, kind) }))
    .find(
      (each) => each.total >= minResourcesForPercent && each.removed * 100 > percent * each.total,
    )
  if (overLimit) return { code: 'too-large-share', count, percent, ...overLimit }
  return allowed === undefined ? undefined : { code: 'allowed-count-differs', count, allowed }
}

/** The percentage does not apply to kinds with fewer resources. */
const minResourcesForPercent = 10
