// Refuses an operation that would undo what was changed in Statsig since the last apply.
import type { Guard } from './guard.ts'
import type { OperationFacts } from './operation-facts.ts'

const changedInBoth: Guard<OperationFacts> = {
  name: 'changed-in-both',
  codes: ['changed-in-both'],
  level: 'refuse',
  effects: 'all',
  states: ['definition', 'live-values', 'base'],
  liftedBy: ['overwrite-option', 'change-file'],
  scenario: 'a-conflict-is-refused',
  judge: ({ findings: { conflicts = [] } }) =>
    conflicts.length === 0
      ? undefined
      : { isConflict: true, code: 'changed-in-both', labels: conflicts },
}

const deletedAndChanged: Guard<OperationFacts> = {
  name: 'deleted-and-changed',
  codes: ['deleted-and-changed'],
  level: 'refuse',
  effects: 'all',
  states: ['definition', 'live-values', 'base'],
  liftedBy: ['overwrite-option', 'change-file'],
  scenario: 'a-resource-was-deleted-in-the-console',
  judge: ({ findings: { isDeletedInStatsig } }) =>
    isDeletedInStatsig ? { isConflict: true, code: 'deleted-and-changed' } : undefined,
}

const removedAndChanged: Guard<OperationFacts> = {
  name: 'removed-and-changed',
  codes: ['removed-and-changed'],
  level: 'refuse',
  effects: ['removes'],
  states: ['live-values', 'base', 'audit-log'],
  liftedBy: ['overwrite-option', 'change-file'],
  scenario: 'a-removed-definition-was-changed',
  judge: ({ findings: { changedSinceApply = [] } }) =>
    changedSinceApply.length === 0
      ? undefined
      : { isConflict: true, code: 'removed-and-changed', changed: changedSinceApply },
}

export const conflictGuards: readonly Guard<OperationFacts>[] = [
  changedInBoth,
  deletedAndChanged,
  removedAndChanged,
]
