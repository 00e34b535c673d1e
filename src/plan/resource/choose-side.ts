// Decides for each difference whether the file or live state wins.

import { topLevelName } from '../../core/pointer.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { AppliedState, Overwrite } from '../applied-state.ts'
import { isProtected } from '../guards/restrictive-drift.ts'
import type { MergeDifference, Side } from '../merge/index.ts'
import { namingOverwrites } from '../overwrites.ts'
import type { ResourceContext } from './context.ts'

/** `overwrites`: the options of the resource. */
export const chooseSide = (
  difference: MergeDifference,
  { definition, kind }: Pick<ResourceContext, 'definition' | 'kind'>,
  appliedState: AppliedState,
  overwrites: readonly Overwrite[],
): Side => {
  if (namingOverwrites(overwrites, definition.address, difference).length > 0) return 'file'
  const overwritesUnmanaged = () =>
    appliedState.overwritesUnmanaged(definition.address) && !isProtected(kind, difference)
  switch (difference.mergeStatus) {
    case 'change':
    case 'conflict':
      return 'file'
    case 'newly-declared':
    case 'newly-declared-flag':
      return !isKeptAtFirstMention(kind, difference) ||
        isRefusedAtFirstMention(kind, difference) ||
        overwritesUnmanaged()
        ? 'file'
        : 'live'
    case 'drift':
      return appliedState.onDrift === 'overwrite' && !isProtected(kind, difference)
        ? 'file'
        : 'live'
    case 'no-base':
      return overwritesUnmanaged() ? 'file' : 'live'
  }
}

/**
 * Whether the live value of a key that was not managed until now may have been decided in Statsig: then it is kept, as
 * that of a resource which was never applied. An initial status is no decision, and neither is a flag that is off, except
 * for a switch such as `isEnabled`.
 */
const isKeptAtFirstMention = (kind: Kind, difference: MergeDifference): boolean => {
  const { edit, liveValue, mergeStatus, pattern } = difference
  if (mergeStatus === 'newly-declared-flag')
    return kind.restrictive?.[pattern] !== undefined || isProtected(kind, difference)
  const { statusMachine } = kind
  const isInitialStatus =
    topLevelName(edit.pointer) === statusMachine?.field && liveValue === statusMachine.initialStatus
  return mergeStatus === 'newly-declared' && !isInitialStatus
}

/** Whether live state has a value that is not in git: the file may adopt it, or replace it. */
export const isOutsideGit = (kind: Kind, difference: MergeDifference): boolean => {
  switch (difference.mergeStatus) {
    case 'change':
      return false
    case 'newly-declared':
    case 'newly-declared-flag':
      return isKeptAtFirstMention(kind, difference)
    case 'drift':
    case 'conflict':
    case 'no-base':
      return true
  }
}

/** A value that protects users, such as that a gate is off, is a conflict with a file that says otherwise. */
export const isRefusedAtFirstMention = (kind: Kind, difference: MergeDifference): boolean =>
  isKeptAtFirstMention(kind, difference) &&
  difference.containers.length === 0 &&
  difference.edit.item === undefined &&
  isProtected(kind, difference)
