// Other actions on a dynamic config: enable, archive, list versions, change one rule.
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import { badField, notFound } from '../../core/api-error.ts'
import { type BodyKeys, flag, parseBody, text, validateBody } from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Route } from '../../core/context.ts'
import { baseOfRuleId } from '../../core/ids.ts'
import {
  dryRunByQuery,
  readBody,
  requireObject,
  respond,
  saveObject,
} from '../../shared/handlers.ts'
import { modifiedBetween, respondWithPage } from '../../shared/pagination.ts'
import { markPendingReview } from '../../shared/pending-review.ts'
import { requireRuleTargets } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { versionsAfter, versionsOf } from '../../shared/versions.ts'
import { serializeDynamicConfig } from './dynamic-config-body.ts'
import { dropStaleTexts } from './dynamic-config-json5.ts'
import { partialRuleSchema, replaceConfigRules } from './dynamic-config-rules.ts'
import { refuseBySchema } from './dynamic-config-schema.ts'

export const MISSING = 'Dynamic config not found.'

/** The status after an update that may carry `isEnabled`. */
export const statusAfter = (
  { status = 'Enabled' }: JsonObject,
  isEnabled: Json | undefined,
): Json =>
  isEnabled === undefined || status === 'Archived' ? status : isEnabled ? 'Enabled' : 'Disabled'

/** Stores a change and the previous version, or lets the change wait for a reviewer. */
export const saveVersion = (call: ApiCall, live: JsonObject, changed: JsonObject): JsonObject =>
  call.underReview
    ? markPendingReview(call, 'dynamic_configs', live)
    : saveObject(call.context, 'dynamic_configs', {
        ...changed,
        $versions: versionsAfter(live),
      })

const archiveChanges = (context: EmulatorContext, live: JsonObject): JsonObject =>
  live['status'] === 'Archived'
    ? {}
    : {
        status: 'Archived',
        $before: { status: live['status'] ?? 'Enabled', isEnabled: live['isEnabled'] ?? true },
        ...(context.has('archive-keeps-enabled') ? {} : { isEnabled: false }),
      }

const unarchiveChanges = (context: EmulatorContext, live: JsonObject): JsonObject => {
  if (live['status'] !== 'Archived') return {}
  if (context.has('unarchive-disables')) return { status: 'Disabled', isEnabled: false }
  const before = live['$before']
  return { status: 'Enabled', isEnabled: true, ...(isJsonObject(before) ? before : {}) }
}

const actionRoute = (
  name: string,
  bodyKeys: BodyKeys,
  change: (context: EmulatorContext, live: JsonObject) => JsonObject,
): Route => ({
  method: 'PUT',
  path: `dynamic_configs/*/${name}`,
  handle: (call) => {
    const live = requireObject(call, 'dynamic_configs', MISSING)
    parseBody(readBody(call), bodyKeys, [])
    const config = saveVersion(call, live, { ...live, ...change(call.context, live) })
    return respond(
      'Dynamic config updated successfully.',
      serializeDynamicConfig(call.context, config),
    )
  },
})

const listVersions = (call: ApiCall): HandlerResponse => {
  const live = requireObject(call, 'dynamic_configs', MISSING)
  const rows = modifiedBetween(call, versionsOf(live))
  const message = 'Dynamic Config versions listed successfully.'
  return respondWithPage(call, message, 'dynamic_configs', rows, serializeDynamicConfig)
}

export const configActions: readonly Route[] = [
  actionRoute('enable', {}, () => ({ isEnabled: true, status: 'Enabled' })),
  actionRoute('disable', {}, () => ({ isEnabled: false, status: 'Disabled' })),
  actionRoute('archive', { forceArchive: flag, archiveReason: text() }, archiveChanges),
  actionRoute('unarchive', { unarchiveReason: text() }, unarchiveChanges),
  { method: 'GET', path: 'dynamic_configs/*/versions', isPaged: true, handle: listVersions },
]

const rulesIn = (object: JsonObject): readonly JsonObject[] => membersIn(object['rules'])

/** An id with a former percentage is still that of the rule. */
const isRequestedRule = (call: ApiCall, { baseID }: JsonObject): boolean =>
  baseID === baseOfRuleId(call.params[1] ?? '')

const readRules = (call: ApiCall): HandlerResponse => {
  const live = requireObject(call, 'dynamic_configs', MISSING)
  const message = 'Dynamic Config rules read successfully.'
  // One row that contains all of them.
  return respondWithPage(call, message, 'dynamic_configs', [live], (context, config) => ({
    rules: rulesIn(serializeDynamicConfig(context, config)),
  }))
}

const readRule = (call: ApiCall): HandlerResponse => {
  const config = serializeDynamicConfig(
    call.context,
    requireObject(call, 'dynamic_configs', MISSING),
  )
  const rule = rulesIn(config).find((one) => isRequestedRule(call, one))
  if (rule) return respond('Dynamic Config rules read successfully.', rule)
  throw notFound('Not Found. The requested resource could not be found.')
}

const changeRule = (
  call: ApiCall,
  message: string,
  change: (rule: JsonObject) => readonly JsonObject[],
): HandlerResponse => {
  const live = requireObject(call, 'dynamic_configs', MISSING)
  if (!rulesIn(live).some((rule) => isRequestedRule(call, rule)))
    throw badField('rules', 'A provided rule ID does not match an existing rule ID')
  const sent = rulesIn(live).flatMap((rule) =>
    isRequestedRule(call, rule) ? change(rule) : [rule],
  )
  const changed = { ...live, rules: replaceConfigRules(call.context, sent, rulesIn(live)) }
  refuseBySchema(call.context, changed)
  return respond(message, serializeDynamicConfig(call.context, saveVersion(call, live, changed)))
}

const updateRule = (call: ApiCall): HandlerResponse => {
  const body = validateBody(readBody(call), partialRuleSchema)
  const changes = isJsonObject(body) ? body : {}
  requireRuleTargets(call.context, [changes])
  return changeRule(call, 'Dynamic Config rules updated successfully.', (rule) => {
    const { id = null, baseID = null } = rule
    return [{ ...dropStaleTexts(rule, changes, ['returnValue']), ...changes, id, baseID }]
  })
}

export const ruleRoutes: readonly Route[] = [
  { method: 'GET', path: 'dynamic_configs/*/rules', handle: readRules },
  { method: 'GET', path: 'dynamic_configs/*/rule/*', handle: readRule },
  { method: 'PATCH', path: 'dynamic_configs/*/rule/*', handle: dryRunByQuery(updateRule) },
  {
    method: 'DELETE',
    path: 'dynamic_configs/*/rule/*',
    handle: (call) => changeRule(call, 'Dynamic Config rule deleted successfully.', () => []),
  },
]
