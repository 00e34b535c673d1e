// Lists the differences in which a merge keeps what Statsig has, and says which of them only `--overwrite` undoes.
import type { KeptDifference } from '../../model/index.ts'
import type { AppliedState } from '../applied-state.ts'
import { isProtected } from '../guards/restrictive-drift.ts'
import { createKeptDifference } from '../kept-difference.ts'
import type { ResolvedDifference } from '../merge/index.ts'
import type { ResourceContext } from './context.ts'

const mergeReasons = ['restrictive', 'drift', 'not-yet-managed', 'key-not-yet-managed'] as const
type MergeReason = (typeof mergeReasons)[number]

export const keptDrift = (
  { definition, kind }: ResourceContext,
  differences: readonly ResolvedDifference[],
  appliedState: AppliedState | undefined,
): readonly KeptDifference[] => {
  const liveWins = differences.filter(({ side }) => side === 'live')
  const overwritesUnmanaged = appliedState?.overwritesUnmanaged(definition.address) ?? false
  const reasonOf = (difference: ResolvedDifference): MergeReason => {
    const { mergeStatus } = difference
    if (mergeStatus === 'no-base' && !overwritesUnmanaged) return 'not-yet-managed'
    const isKey = mergeStatus === 'newly-declared' || mergeStatus === 'newly-declared-flag'
    if (isKey && !overwritesUnmanaged) return 'key-not-yet-managed'
    return isProtected(kind, difference) ? 'restrictive' : 'drift'
  }
  return mergeReasons.flatMap((reason) => {
    const edits = liveWins.filter((each) => reasonOf(each) === reason).map(({ edit }) => edit)
    const [first] = edits
    if (first === undefined) return []
    const code =
      reason === 'restrictive' && overwritesUnmanaged ? 'restrictive-not-yet-managed' : reason
    const at = definition.positions.key(first.pointer)
    return [createKeptDifference(definition, { code }, { edits, at })]
  })
}
