// Decides for each difference whether the file or live state wins.

import { topLevelName } from '../../core/pointer.ts'
import type { AppliedState, Overwrite } from '../applied-state.ts'
import type { MergeDifference, Side } from '../merge/index.ts'
import { namingOverwrites } from '../overwrites.ts'
import type { ResourceContext } from './context.ts'
import { isProtected } from './kept-drift.ts'

/** `overwrites`: the options of the resource. */
export const chooseSide = (
  difference: MergeDifference,
  { definition, kind }: ResourceContext,
  appliedState: AppliedState,
  overwrites: readonly Overwrite[],
): Side => {
  if (namingOverwrites(overwrites, definition.address, difference).length > 0) return 'file'
  switch (difference.mergeStatus) {
    case 'change':
    case 'newly-declared':
    case 'conflict':
      return 'file'
    case 'drift':
      return appliedState.onDrift === 'overwrite' && !isProtected(kind, difference)
        ? 'file'
        : 'live'
    case 'no-base':
      return appliedState.overwritesUnmanaged(definition.address) && !isProtected(kind, difference)
        ? 'file'
        : 'live'
  }
}

/** An item that the file adds, or an initial status: live state shows no change that the file would overwrite. */
export const isUnknownToGit = (
  { statusMachine }: ResourceContext['kind'],
  { edit, liveValue }: MergeDifference,
): boolean =>
  edit.item === 'added' ||
  (topLevelName(edit.pointer) === statusMachine?.field && liveValue === statusMachine.initialStatus)
