// Refuses to archive or delete what is protected or in use.

import { isArchived } from '../../resources/live.ts'
import type { Guard } from './guard.ts'
import type { OperationFacts } from './operation-facts.ts'

const preventDestroy: Guard<OperationFacts> = {
  name: 'prevent-destroy',
  codes: ['prevent-destroy'],
  level: 'refuse',
  effects: ['removes'],
  states: ['definition', 'base'],
  liftedBy: ['remove-prevent-destroy'],
  scenario: 'destruction-is-prevented',
  judge: ({ findings }) => (findings.preventsDestroy ? { code: 'prevent-destroy' } : undefined),
}

/**
 * Statuses that may not be archived are those of a running resource, and so is a status that is not known. What is
 * archived already may be deleted.
 */
const runningResource: Guard<OperationFacts> = {
  name: 'running-experiment',
  codes: ['not-decided'],
  level: 'refuse',
  effects: ['removes'],
  states: ['live-status'],
  liftedBy: ['end-experiment'],
  scenario: 'a-running-experiment-is-retired',
  judge: ({ action, kind, live }) => {
    const archiving = kind.statusMachine?.transitions.find((each) => each.action === 'archive')
    if (kind.statusMachine === undefined || archiving === undefined || live === undefined)
      return undefined
    const status = String(live.raw[kind.statusMachine.field] ?? '')
    return (action !== 'archive' && action !== 'delete') ||
      archiving.from.includes(status) ||
      isArchived(kind, live)
      ? undefined
      : { code: 'not-decided', status, action }
  },
}

export const removalGuards: readonly Guard<OperationFacts>[] = [preventDestroy, runningResource]
