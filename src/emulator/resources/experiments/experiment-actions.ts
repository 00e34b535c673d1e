// The action routes of experiments. All but two answer with a message and no data.
import type { JsonObject } from '../../../core/json.ts'
import { badRequest } from '../../core/api-error.ts'
import { type BodyKeys, flag, integer, list, parseBody, text } from '../../core/body-schema.ts'
import type { ApiCall, HandlerResponse, Route } from '../../core/context.ts'
import { readBody, requireObject, respond, saveObject } from '../../shared/handlers.ts'
import { markPendingReview } from '../../shared/pending-review.ts'
import { textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { serializeObject } from '../../shared/serialize.ts'
import {
  abandonChanges,
  archiveChanges,
  decisionChanges,
  refuseUnlessRunning,
  requireGroup,
  startChanges,
} from './experiment-status.ts'

const MISSING = 'Experiment not found.'

const start = (call: ApiCall, live: JsonObject): JsonObject => {
  const times = parseRequest(call, { analysisStartTime: text(), analysisEndTime: text() }, [])
  if (live['status'] === 'active') throw badRequest('Experiment has already started')
  if (live['status'] !== 'setup') throw badRequest('Experiment has already finished')
  return { ...times, ...startChanges(call.context) }
}

const decide = (call: ApiCall, live: JsonObject): JsonObject => {
  const keys = {
    id: text(),
    decisionReason: text(),
    removeTargeting: flag,
    holdout: integer(0, 50),
  }
  const body = parseRequest(call, keys, ['id', 'decisionReason'])
  refuseUnlessRunning(live)
  requireGroup(live, 'id', body['id'])
  return {
    ...decisionChanges(call.context, body['id'] ?? null, body['decisionReason'] ?? null),
    ...(body['removeTargeting'] === true ? { targetingGateID: null } : {}),
    ...holdbackOf(call, live, body),
  }
}

/** What stays of the users in the other groups, to measure the decision. */
const holdbackOf = (
  { context }: ApiCall,
  live: JsonObject,
  { holdout, id = '' }: JsonObject,
): JsonObject => {
  if (typeof holdout !== 'number' || holdout === 0) return {}
  const group = membersIn(live['groups']).find((one) => one['id'] === id)
  return {
    ...(context.has('holdback-stays-active')
      ? { status: 'active', launchedGroupID: null, endTime: null }
      : {}),
    shipWithHoldout: {
      holdoutPercent: holdout,
      shippedGroupID: id,
      shippedGroupName: group?.['name'] ?? '',
    },
  }
}

/** Stops the experiment; the decision is made later. */
const deferDecision = (call: ApiCall, live: JsonObject): JsonObject => {
  parseRequest(call, { stopReason: text() }, [])
  if (live['status'] !== 'active') throw badRequest('Experiment cannot defer decision.')
  return { status: 'experiment_stopped', endTime: call.context.now() }
}

const abandon = (call: ApiCall, live: JsonObject): JsonObject => {
  const body = parseRequest(call, { decisionReason: text() }, ['decisionReason'])
  if (live['status'] === 'setup') throw badRequest('Experiment has not yet started')
  if (live['status'] === 'abandoned')
    throw badRequest(`Experiment ${live['id']} is already abandoned`)
  return abandonChanges(call.context, body['decisionReason'] ?? null)
}

const unarchive = (_call: ApiCall, live: JsonObject): JsonObject =>
  live['status'] === 'archived' ? { status: live['$before'] ?? 'setup' } : {}

const reset = ({ context }: ApiCall, live: JsonObject): JsonObject => {
  if (live['status'] === 'setup') throw badRequest('Experiment has not yet started')
  if (live['status'] === 'active' && !context.has('running-reset-accepted'))
    throw badRequest('Experiment has not yet finished')
  return {
    status: 'setup',
    startTime: null,
    endTime: null,
    decisionTime: null,
    decisionReason: null,
    launchedGroupID: null,
  }
}

const setGroupsDisabled =
  (disabled: boolean) =>
  (call: ApiCall): HandlerResponse => {
    const live = requireObject(call, 'experiments', MISSING)
    const names = textsIn(
      parseRequest(call, { group_names: list(text()) }, ['group_names'])['group_names'],
    )
    const groups = membersIn(live['groups']).map((group) =>
      names.includes(String(group['name'])) ? { ...group, disabled } : group,
    )
    const experiment = saveObject(call.context, 'experiments', { ...live, groups })
    const data = serializeObject(call.context, 'experiments', experiment)
    return respond('Experiment updated successfully.', data, 201)
  }

const parseRequest = (call: ApiCall, keys: BodyKeys, required: readonly string[]): JsonObject =>
  parseBody(readBody(call), keys, required)

const actionRoute = (
  name: string,
  message: string,
  change: (call: ApiCall, live: JsonObject) => JsonObject,
): Route => ({
  method: 'PUT',
  path: `experiments/*/${name}`,
  handle: (call) => {
    const live = requireObject(call, 'experiments', MISSING)
    const changes = change(call, live)
    if (call.underReview) markPendingReview(call, 'experiments', live)
    else saveObject(call.context, 'experiments', { ...live, ...changes })
    return respond(message)
  },
})

export const experimentActions: readonly Route[] = [
  actionRoute('start', 'Experiment successfully started.', start),
  actionRoute('make_decision', 'Decision made for Experiment.', decide),
  actionRoute('defer_decision', 'Experiment concluded and decision deferred.', deferDecision),
  actionRoute('abandon', 'Experiment successfully abandoned.', abandon),
  actionRoute('archive', 'Experiment successfully archived.', (_call, live) =>
    archiveChanges(live),
  ),
  actionRoute('unarchive', 'Experiment successfully unarchived.', unarchive),
  actionRoute('reset', 'Experiment successfully restarted.', reset),
  { method: 'POST', path: 'experiments/*/enable_groups', handle: setGroupsDisabled(false) },
  { method: 'POST', path: 'experiments/*/disable_groups', handle: setGroupsDisabled(true) },
]
