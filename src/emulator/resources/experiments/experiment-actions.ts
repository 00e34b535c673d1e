// The verbs of an experiment; all but two answer with a message alone.
import type { Members } from '../../../json.ts'
import { badRequest } from '../../core/api-error.ts'
import { accepted, flag, type Keys, list, text } from '../../core/body-schema.ts'
import type { Answer, Call, Route } from '../../core/context.ts'
import { answer, bodyOf, found, save } from '../../shared/handlers.ts'
import { pending } from '../../shared/pending-review.ts'
import { textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { asRead } from '../../shared/serialize.ts'
import {
  abandoned,
  archived,
  decided,
  refuseUnlessRunning,
  requireGroup,
  started,
} from './experiment-status.ts'

const MISSING = 'Experiment not found.'

const start = (call: Call, live: Members): Members => {
  const times = taken(call, { analysisStartTime: text(), analysisEndTime: text() }, [])
  if (live['status'] === 'active') throw badRequest('Experiment has already started')
  if (live['status'] !== 'setup') throw badRequest('Experiment has already finished')
  return { ...times, ...started(call.world) }
}

const decide = (call: Call, live: Members): Members => {
  const keys = { id: text(), decisionReason: text(), removeTargeting: flag }
  const body = taken(call, keys, ['id', 'decisionReason'])
  refuseUnlessRunning(live)
  requireGroup(live, 'id', body['id'])
  return {
    ...decided(call.world, body['id'] ?? null, body['decisionReason'] ?? null),
    ...(body['removeTargeting'] === true ? { targetingGateID: null } : {}),
  }
}

const abandon = (call: Call, live: Members): Members => {
  const body = taken(call, { decisionReason: text() }, ['decisionReason'])
  if (live['status'] === 'setup') throw badRequest('Experiment has not yet started')
  if (live['status'] === 'abandoned')
    throw badRequest(`Experiment ${live['id']} is already abandoned`)
  return abandoned(call.world, body['decisionReason'] ?? null)
}

const unarchive = (_call: Call, live: Members): Members =>
  live['status'] === 'archived' ? { status: live['$before'] ?? 'setup' } : {}

const reset = ({ world }: Call, live: Members): Members => {
  if (live['status'] === 'setup') throw badRequest('Experiment has not yet started')
  if (live['status'] === 'active' && !world.has('running-reset-accepted'))
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

const switchGroups =
  (disabled: boolean) =>
  (call: Call): Answer => {
    const live = found(call, 'experiments', MISSING)
    const names = textsIn(
      taken(call, { group_names: list(text()) }, ['group_names'])['group_names'],
    )
    const groups = membersIn(live['groups']).map((group) =>
      names.includes(String(group['name'])) ? { ...group, disabled } : group,
    )
    const experiment = save(call.world, 'experiments', { ...live, groups })
    const data = asRead(call.world, 'experiments', experiment)
    return answer('Experiment updated successfully.', data, 201)
  }

const taken = (call: Call, keys: Keys, required: readonly string[]): Members =>
  accepted(bodyOf(call), keys, required)

const verb = (
  name: string,
  message: string,
  change: (call: Call, live: Members) => Members,
): Route => ({
  method: 'PUT',
  path: `experiments/*/${name}`,
  handle: (call) => {
    const live = found(call, 'experiments', MISSING)
    const changes = change(call, live)
    if (call.underReview) pending(call, 'experiments', live)
    else save(call.world, 'experiments', { ...live, ...changes })
    return answer(message)
  },
})

export const experimentVerbs: readonly Route[] = [
  verb('start', 'Experiment successfully started.', start),
  verb('make_decision', 'Decision made for Experiment.', decide),
  verb('abandon', 'Experiment successfully abandoned.', abandon),
  verb('archive', 'Experiment successfully archived.', (_call, live) => archived(live)),
  verb('unarchive', 'Experiment successfully unarchived.', unarchive),
  verb('reset', 'Experiment successfully restarted.', reset),
  { method: 'POST', path: 'experiments/*/enable_groups', handle: switchGroups(false) },
  { method: 'POST', path: 'experiments/*/disable_groups', handle: switchGroups(true) },
]
