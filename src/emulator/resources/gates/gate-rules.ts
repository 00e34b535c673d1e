// Routes of a single rule of a gate, and the former versions of a gate.
import type { JsonObject } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import { parseBody } from '../../core/body-schema.ts'
import type { ApiCall, HandlerResponse, Route } from '../../core/context.ts'
import { baseOfRuleId } from '../../core/ids.ts'
import { gateRuleKeys } from '../../shared/body-keys.ts'
import { readBody, requireObject, respond, saveObject } from '../../shared/handlers.ts'
import { modifiedBetween, respondWithPage } from '../../shared/pagination.ts'
import { markPendingReview } from '../../shared/pending-review.ts'
import { requireRuleTargets } from '../../shared/references.ts'
import { membersIn, replaceRules } from '../../shared/rules.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { versionsAfter, versionsOf } from '../../shared/versions.ts'

const MISSING = 'Gate not found.'

/** Stores a change and the previous version, or lets the change wait for a reviewer. */
export const saveGate = (call: ApiCall, live: JsonObject, next: JsonObject): JsonObject =>
  call.underReview
    ? markPendingReview(call, 'gates', live)
    : saveObject(call.context, 'gates', { ...next, $versions: versionsAfter(live) })

const saveRules = (
  call: ApiCall,
  live: JsonObject,
  sent: readonly JsonObject[],
  message: string,
): HandlerResponse => {
  const { context } = call
  const rules = replaceRules(context, sent, membersIn(live['rules']))
  const gate = saveGate(call, live, { ...live, rules })
  return respond(message, serializeObject(context, 'gates', gate))
}

const parseRule = (call: ApiCall, required: readonly string[]): JsonObject => {
  const rule = parseBody(readBody(call), gateRuleKeys, required)
  requireRuleTargets(call.context, [rule])
  return rule
}

const addRule = (call: ApiCall): HandlerResponse => {
  const live = requireObject(call, 'gates', MISSING)
  const {
    id: _id,
    baseID: _baseID,
    ...rule
  } = parseRule(call, ['name', 'passPercentage', 'conditions'])
  return saveRules(call, live, [...membersIn(live['rules']), rule], 'Gate rule added successfully.')
}

const changeRule = (
  call: ApiCall,
  message: string,
  change: (rule: JsonObject) => readonly JsonObject[],
): HandlerResponse => {
  const live = requireObject(call, 'gates', MISSING)
  // An id with a former percentage is still that of the rule.
  const isRequested = ({ baseID }: JsonObject) => baseID === baseOfRuleId(call.params[1] ?? '')
  const rules = membersIn(live['rules'])
  if (!rules.some(isRequested))
    throw badField('rules', 'A provided rule ID does not match an existing rule ID')
  const sent = rules.flatMap((rule) => (isRequested(rule) ? change(rule) : [rule]))
  return saveRules(call, live, sent, message)
}

const updateRule = (call: ApiCall): HandlerResponse => {
  const changes = parseRule(call, [])
  return changeRule(
    call,
    'Gate rule updated successfully.',
    ({ id = null, baseID = null, ...rule }) => [{ ...rule, ...changes, id, baseID }],
  )
}

const listVersions = (call: ApiCall): HandlerResponse => {
  const live = requireObject(call, 'gates', MISSING)
  const rows = modifiedBetween(call, versionsOf(live))
  return respondWithPage(call, 'Gate versions listed successfully.', 'gates', rows)
}

export const gateRuleRoutes: readonly Route[] = [
  { method: 'POST', path: 'gates/*/rule', handle: addRule },
  { method: 'PATCH', path: 'gates/*/rules/*', handle: updateRule },
  {
    method: 'DELETE',
    path: 'gates/*/rules/*',
    handle: (call) => changeRule(call, 'Gate rule deleted successfully.', () => []),
  },
  { method: 'GET', path: 'gates/*/versions', isPaged: true, handle: listVersions },
]
