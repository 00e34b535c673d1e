// Topline alerts. A creation sets the name and the metrics; an update sets the thresholds.
import type { Json, JsonObject } from '../../../core/json.ts'
import { notFound } from '../../core/api-error.ts'
import { parseBody } from '../../core/body-schema.ts'
import type {
  ApiCall,
  EmulatorContext,
  HandlerResponse,
  Resource,
  Route,
} from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { shuffled } from '../../core/random.ts'
import {
  ownerOf,
  readBody,
  requireObject,
  resolveCommonFields,
  respond,
} from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { textsIn } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { COMPANY_ID } from '../workspace/company.ts'
import { creatable, updatable } from './alert-keys.ts'

const COLLECTION = 'alerts'
const MISSING = 'Alert not found.'
const HOUR_MS = 60 * 60 * 1000

// The defaults of a creation are not documented. Only the console can set alertType.
const newAlert = (context: EmulatorContext, body: JsonObject): JsonObject => ({
  id: context.newId(),
  name: '',
  alertType: 'threshold',
  metrics: {},
  metricGroupBys: {},
  message: '',
  creatorID: context.author.id,
  companyID: COMPANY_ID,
  priority: 'P3',
  alertThreshold: 0,
  windowMs: HOUR_MS,
  condition: 'greater',
  team: null,
  owner: ownerOf(context),
  tags: [],
  subscribers: [],
  status: 'setup_incomplete',
  lastTriggeredTime: null,
  activeMuteSchedules: [],
  ...body,
})

const serializeAlert = (context: EmulatorContext, alert: JsonObject): Json => {
  const { teamID: _id, ...serialized } = serializeObject(context, COLLECTION, alert)
  const conditions = serialized['renotificationConditions']
  if (!context.has('worst-case') || conditions === undefined) return serialized
  return {
    ...serialized,
    renotificationConditions: shuffled(textsIn(conditions), context.shuffleRandom),
  }
}

/** The body as stored: answers contain the metrics in another form than bodies do. */
const toStored = (context: EmulatorContext, body: JsonObject): JsonObject => {
  const { definitionMetricsJson, groupBys, ...rest } = resolveCommonFields(context, body)
  return {
    ...rest,
    ...(definitionMetricsJson === undefined
      ? {}
      : { metrics: indexByPosition(textsIn(definitionMetricsJson).map(parseJson)) }),
    ...(groupBys === undefined ? {} : { metricGroupBys: indexByPosition(membersIn(groupBys)) }),
  }
}

const indexByPosition = (items: readonly Json[]): JsonObject =>
  Object.fromEntries(items.map((item, index) => [String(index), item]))

const parseJson = (json: string): Json => {
  try {
    return JSON.parse(json)
  } catch {
    return json
  }
}

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const { tags, ...body } = parseBody(readBody(call), creatable, ['name'])
  const names = tags === undefined ? {} : { tags: membersIn(tags).map(({ name = '' }) => name) }
  const alert = newAlert(context, toStored(context, { ...body, ...names }))
  context.store.put(COLLECTION, alert)
  return respond('Alert created successfully.', serializeAlert(context, alert), 201)
}

const update = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const live = requireObject(call, COLLECTION, MISSING)
  const body = parseBody(readBody(call), updatable, [])
  const merged = { ...live, ...toStored(context, body) }
  const alert = Object.fromEntries(
    Object.entries(merged).filter(([name]) => !isCleared(body, name)),
  )
  context.store.put(COLLECTION, alert)
  return respond('Alert updated successfully.', serializeAlert(context, alert))
}

const CLEARED_BY_NULL = ['warningThreshold', 'formula', 'renotificationConditions']

const isCleared = (body: JsonObject, name: string): boolean =>
  (CLEARED_BY_NULL.includes(name) && body[name] === null) ||
  (name === 'evaluationDelayMs' && body[name] === 0)

const listAlerts = (call: ApiCall): HandlerResponse => {
  const rows = call.context.store.all(COLLECTION)
  return respondWithPage(call, 'Alerts listed successfully.', COLLECTION, rows, serializeAlert)
}

/** The published document only has the list route. */
const undocumentedRoute = (method: string, path: string, handle: Route['handle']): Route => ({
  method,
  path,
  handle: (call) => {
    if (call.context.has('alerts-read-only')) throw notFound('Not Found')
    return handle(call)
  },
})

export const alerts: Resource = {
  collection: COLLECTION,
  newObject: newAlert,
  routes: [
    { method: 'GET', path: COLLECTION, isPaged: true, handle: listAlerts },
    undocumentedRoute('POST', COLLECTION, create),
    undocumentedRoute('GET', `${COLLECTION}/*`, (call) =>
      respond(
        'Alert read successfully.',
        serializeAlert(call.context, requireObject(call, COLLECTION, MISSING)),
      ),
    ),
    undocumentedRoute('PATCH', `${COLLECTION}/*`, update),
    undocumentedRoute('DELETE', `${COLLECTION}/*`, (call) => {
      call.context.store.remove(COLLECTION, textOf(requireObject(call, COLLECTION, MISSING)['id']))
      return respond('Alert deleted successfully.')
    }),
  ],
}
