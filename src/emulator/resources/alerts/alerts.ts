// Topline alerts: made with a name and what they watch; thresholds come with an update.
import type { Json, Members } from '../../../json.ts'
import { notFound } from '../../core/api-error.ts'
import { accepted } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, Route, World } from '../../core/context.ts'
import { opaqueId, textOf } from '../../core/ids.ts'
import { shuffled } from '../../core/random.ts'
import { COMPANY_ID } from '../../shared/company.ts'
import { answer, bodyOf, found, keyOwner, settled } from '../../shared/handlers.ts'
import { filtered, listed } from '../../shared/pagination.ts'
import { textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { asRead } from '../../shared/serialize.ts'
import { creatable, updatable } from './alert-keys.ts'

const AT = 'alerts'
const MISSING = 'Alert not found.'
const HOUR_MS = 60 * 60 * 1000

// What a create leaves open nobody has seen; alertType can be set in the console alone.
const fresh = (world: World, body: Members): Members => ({
  id: opaqueId(world.ids),
  name: '',
  alertType: 'threshold',
  metrics: {},
  metricGroupBys: {},
  message: '',
  creatorID: textOf(keyOwner['ownerID']),
  companyID: COMPANY_ID,
  priority: 'P3',
  alertThreshold: 0,
  windowMs: HOUR_MS,
  condition: 'greater',
  team: null,
  owner: keyOwner,
  tags: [],
  subscribers: [],
  status: 'setup_incomplete',
  lastTriggeredTime: null,
  activeMuteSchedules: [],
  ...body,
})

const read = (world: World, alert: Members): Json => {
  const { teamID: _id, ...shown } = asRead(world, AT, alert)
  const told = shown['renotificationConditions']
  if (!world.has('contrary') || told === undefined) return shown
  return { ...shown, renotificationConditions: shuffled(textsIn(told), world.shuffles) }
}

/** The body as stored: what is watched is answered in another form than it is sent in. */
const kept = (world: World, body: Members): Members => {
  const { definitionMetricsJson, groupBys, ...rest } = settled(world, body)
  return {
    ...rest,
    ...(definitionMetricsJson === undefined
      ? {}
      : { metrics: byPosition(textsIn(definitionMetricsJson).map(parsed)) }),
    ...(groupBys === undefined ? {} : { metricGroupBys: byPosition(membersIn(groupBys)) }),
  }
}

const byPosition = (items: readonly Json[]): Members =>
  Object.fromEntries(items.map((item, index) => [String(index), item]))

const parsed = (json: string): Json => {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}

const create = (call: Call): Answer => {
  const { world } = call
  const { tags, ...body } = accepted(bodyOf(call), creatable, ['name'])
  const names = tags === undefined ? {} : { tags: membersIn(tags).map(({ name = '' }) => name) }
  const alert = fresh(world, kept(world, { ...body, ...names }))
  world.store.put(AT, alert)
  return answer('Alert created successfully.', read(world, alert), 201)
}

const update = (call: Call): Answer => {
  const { world } = call
  const live = found(call, AT, MISSING)
  const body = accepted(bodyOf(call), updatable, [])
  const merged = { ...live, ...kept(world, body) }
  const alert = Object.fromEntries(
    Object.entries(merged).filter(([name]) => !isCleared(body, name)),
  )
  world.store.put(AT, alert)
  return answer('Alert updated successfully.', read(world, alert))
}

const CLEARED_BY_NULL = ['warningThreshold', 'formula', 'renotificationConditions']

const isCleared = (body: Members, name: string): boolean =>
  (CLEARED_BY_NULL.includes(name) && body[name] === null) ||
  (name === 'evaluationDelayMs' && body[name] === 0)

const listAlerts = (call: Call): Answer => {
  const alerts = call.world.store.all(AT)
  const rows = filtered(call, alerts, ['creatorName', 'creatorID', 'tags'])
  return listed(call, 'Alerts listed successfully.', AT, rows, read)
}

/** The published document knows the list alone. */
const newer = (method: string, path: string, handle: Route['handle']): Route => ({
  method,
  path,
  handle: (call) => {
    if (call.world.has('alerts-read-only')) throw notFound('Not Found')
    return handle(call)
  },
})

export const alerts: Resource = {
  collection: AT,
  fresh,
  routes: [
    { method: 'GET', path: AT, pages: true, handle: listAlerts },
    newer('POST', AT, create),
    newer('GET', `${AT}/*`, (call) =>
      answer('Alert read successfully.', read(call.world, found(call, AT, MISSING))),
    ),
    newer('PATCH', `${AT}/*`, update),
    newer('DELETE', `${AT}/*`, (call) => {
      call.world.store.remove(AT, textOf(found(call, AT, MISSING)['id']))
      return answer('Alert deleted successfully.')
    }),
  ],
}
