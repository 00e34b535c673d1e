// Sorts the actions of the audit log: those of a kind, those that change no resource, and those that are not known.
import { kinds } from '../kinds/index.ts'
import type { AuditActions, Kind } from '../kinds/kind.ts'
import { unattributedActions } from './unattributed-actions.ts'

export const actionsOfKind = ({ auditActions = {} }: Pick<Kind, 'auditActions'>) => {
  const { changes = [], creates = [], deletes = [], resalts = [] } = auditActions
  return [...creates, ...changes, ...deletes, ...resalts]
}

const allKinds: readonly Kind[] = kinds

const knownActions = new Set([
  ...allKinds.flatMap(actionsOfKind),
  ...Object.values(unattributedActions).flat(),
])

/** An action that is not known came after Statsig's document of September 2026. */
export const isKnownAction = (action: string): boolean => knownActions.has(action)

/**
 * Whether an action changes resources of the kind, or of another kind with the same action. One that is not known may change
 * resources of each kind that the log has.
 */
export const isActionOfKind = (kind: Pick<Kind, 'auditActions'>, action: string): boolean =>
  kind.auditActions !== undefined &&
  (actionSet(kind.auditActions).has(action) || !isKnownAction(action))

const actionSets = new WeakMap<AuditActions, ReadonlySet<string>>()

const actionSet = (auditActions: AuditActions): ReadonlySet<string> => {
  const found = actionSets.get(auditActions) ?? new Set(actionsOfKind({ auditActions }))
  actionSets.set(auditActions, found)
  return found
}
