// The action routes of gates, and the statuses In Progress, Launched, Disabled and Archived.
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Route } from '../../core/context.ts'
import { requireObject, respond } from '../../shared/handlers.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { saveGate } from './gate-rules.ts'

/** The status after an update that may carry `isEnabled`. */
export const statusAfter = (
  context: EmulatorContext,
  live: JsonObject,
  isEnabled: Json | undefined,
): Json => {
  const status = live['status'] ?? 'In Progress'
  if (isEnabled === undefined || status === 'Archived' || context.has('patch-keeps-status'))
    return status
  if (status === 'Launched' && isEnabled === true)
    return context.has('patch-ends-launch') ? 'In Progress' : status
  return isEnabled === true ? 'In Progress' : 'Disabled'
}

const archiveMetadata = ({ author, now }: EmulatorContext): JsonObject => ({
  archivedAt: now(),
  archivedByID: author.id,
  archivedByName: author.name,
  archivedByEmail: author.email,
  archiveReason: null,
})

const neverArchived: JsonObject = {
  archivedAt: null,
  archivedByID: null,
  archivedByName: null,
  archivedByEmail: null,
  archiveReason: null,
}

/** A gate as it is read: who archived it is shown only where the query asks for it. */
export const showGate = ({ context, query }: ApiCall, gate: JsonObject): JsonObject => {
  const shown = serializeObject(context, 'gates', gate)
  if (query.get('includeArchiveMetadata') !== 'true') return shown
  const { $archived, status } = gate
  const isArchived = status === 'Archived' && isJsonObject($archived)
  return { ...shown, ...(isArchived ? $archived : neverArchived) }
}

const archiveChanges = (context: EmulatorContext, live: JsonObject): JsonObject =>
  live['status'] === 'Archived'
    ? {}
    : {
        status: 'Archived',
        $before: { status: live['status'] ?? 'In Progress', isEnabled: live['isEnabled'] ?? true },
        $archived: archiveMetadata(context),
        ...(context.has('archive-keeps-enabled') ? {} : { isEnabled: false }),
      }

const unarchiveChanges = (context: EmulatorContext, live: JsonObject): JsonObject => {
  if (live['status'] !== 'Archived') return {}
  if (context.has('unarchive-disables')) return { status: 'Disabled', isEnabled: false }
  const before = live['$before']
  return { status: 'In Progress', isEnabled: true, ...(isJsonObject(before) ? before : {}) }
}

const gateChanges: {
  readonly [action: string]: (context: EmulatorContext, live: JsonObject) => JsonObject
} = {
  enable: () => ({ isEnabled: true, status: 'In Progress' }),
  disable: () => ({ isEnabled: false, status: 'Disabled' }),
  launch: () => ({ isEnabled: true, status: 'Launched' }),
  archive: archiveChanges,
  unarchive: unarchiveChanges,
}

const handleChange =
  (change: (context: EmulatorContext, live: JsonObject) => JsonObject) =>
  (call: ApiCall): HandlerResponse => {
    const { context } = call
    const live = requireObject(call, 'gates', 'Gate not found.')
    const gate = saveGate(call, live, { ...live, ...change(context, live) })
    return respond('Gate updated successfully.', showGate(call, gate))
  }

export const gateActions: readonly Route[] = Object.entries(gateChanges).map(
  ([action, change]) => ({
    method: 'PUT',
    path: `gates/*/${action}`,
    handle: handleChange(change),
  }),
)
