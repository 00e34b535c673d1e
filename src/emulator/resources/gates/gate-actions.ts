// The action routes of gates, and the statuses In Progress, Launched, Disabled and Archived.
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Route } from '../../core/context.ts'
import { requireObject, respond, saveObject } from '../../shared/handlers.ts'
import { markPendingReview } from '../../shared/pending-review.ts'
import { serializeObject } from '../../shared/serialize.ts'

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

const archiveChanges = (context: EmulatorContext, live: JsonObject): JsonObject =>
  live['status'] === 'Archived'
    ? {}
    : {
        status: 'Archived',
        $before: { status: live['status'] ?? 'In Progress', isEnabled: live['isEnabled'] ?? true },
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
    const gate = call.underReview
      ? markPendingReview(call, 'gates', live)
      : saveObject(context, 'gates', { ...live, ...change(context, live) })
    return respond('Gate updated successfully.', serializeObject(context, 'gates', gate))
  }

export const gateActions: readonly Route[] = Object.entries(gateChanges).map(
  ([action, change]) => ({
    method: 'PUT',
    path: `gates/*/${action}`,
    handle: handleChange(change),
  }),
)
