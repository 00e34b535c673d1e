// Keeps a change in Statsig that takes users away from something or protects an experiment, as people make in an incident.
import type { Kind } from '../../kinds/kind.ts'
import type { Effect, KeptReason } from '../../model/index.ts'
import { isRestrictive } from '../effects/restrictive-change.ts'
import type { MergeDifference } from '../merge/index.ts'
import { type Guard, judgeWith } from './guard.ts'

export interface DriftFacts {
  readonly kind: Kind
  /** What was changed in Statsig. */
  readonly difference: MergeDifference
  readonly effects: readonly Effect[]
}

export const restrictiveDrift: Guard<DriftFacts, Extract<KeptReason, { code: 'restrictive' }>> = {
  name: 'restrictive-drift',
  codes: ['restrictive'],
  level: 'refuse',
  effects: 'all',
  states: ['definition', 'live-values', 'base'],
  liftedBy: ['overwrite-option', 'change-file'],
  scenario: 'a-restrictive-change-is-kept',
  judge: ({ difference, kind }) =>
    restrictsUsers(kind, difference) ? { code: 'restrictive' } : undefined,
}

export const isProtected = (kind: Kind, difference: MergeDifference): boolean =>
  judgeWith([restrictiveDrift], { kind, difference, effects: [] }) !== undefined

const restrictsUsers = (
  kind: Kind,
  { edit, fileValue, liveValue, pattern }: MergeDifference,
): boolean => {
  // The first matching rule decides: a new order may have put a stricter rule first.
  if (edit.item === 'order') return kind.restrictive?.[pattern] === 'fewer'
  // The edit is the change that the file makes. The change made in Statsig is its opposite.
  const item = edit.item === 'added' ? 'removed' : edit.item === 'removed' ? 'added' : undefined
  return isRestrictive(kind, pattern, fileValue, liveValue, item)
}
