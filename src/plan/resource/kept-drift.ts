// Lists the differences in which a merge keeps what Statsig has, and says which of them only `--overwrite` undoes.
import type { KeptDifference } from '../../model/index.ts'
import type { AppliedState } from '../applied-state.ts'
import { isRestrictive } from '../effects/restrictive-change.ts'
import { createKeptDifference } from '../kept-difference.ts'
import type { MergeDifference, ResolvedDifference } from '../merge/index.ts'
import type { ResourceContext } from './context.ts'

const mergeCauses = ['restrictive', 'drift', 'not-yet-managed'] as const
type MergeCause = (typeof mergeCauses)[number]

export const keptDrift = (
  { definition, kind }: ResourceContext,
  differences: readonly ResolvedDifference[],
  appliedState: AppliedState | undefined,
): readonly KeptDifference[] => {
  const liveWins = differences.filter(({ side }) => side === 'live')
  const overwritesUnmanaged = appliedState?.overwritesUnmanaged(definition.address) ?? false
  const causeOf = (difference: ResolvedDifference): MergeCause => {
    if (difference.mergeStatus === 'no-base' && !overwritesUnmanaged) return 'not-yet-managed'
    return isProtected(kind, difference) ? 'restrictive' : 'drift'
  }
  return mergeCauses.flatMap((cause) => {
    const edits = liveWins.filter((each) => causeOf(each) === cause).map(({ edit }) => edit)
    const [first] = edits
    if (first === undefined) return []
    const code =
      cause === 'restrictive' && overwritesUnmanaged ? 'restrictive-not-yet-managed' : cause
    const at = definition.positions.key(first.pointer)
    return [createKeptDifference(definition, { code }, { edits, at })]
  })
}

export const isProtected = (
  kind: ResourceContext['kind'],
  { edit, liveValue, pattern, fileValue }: MergeDifference,
): boolean => {
  // The first matching rule decides: a new order may have put a stricter rule first.
  if (edit.item === 'order') return kind.restrictive?.[pattern] === 'fewer'
  // The edit is the change that the file makes. The change made in Statsig is its opposite.
  const item = edit.item === 'added' ? 'removed' : edit.item === 'removed' ? 'added' : undefined
  return isRestrictive(kind, pattern, fileValue, liveValue, item)
}
