// Metrics: the id is `name::type` and never changes; the definition of a cloud metric cannot change.
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import { badRequest } from '../../core/api-error.ts'
import { parseBody } from '../../core/body-schema.ts'
import type {
  ApiCall,
  EmulatorContext,
  HandlerResponse,
  Resource,
  Route,
} from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import {
  beforeFullUpdate,
  creationStamp,
  dryRunContext,
  ownerOf,
  readBody,
  requireObject,
  resolveCommonFields,
  respond,
  saveObject,
} from '../../shared/handlers.ts'
import { filterByQuery, respondWithPage } from '../../shared/pagination.ts'
import { metricId, requireExisting, requireMetrics } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { mergeWarehouseNative, sourcesOf } from '../../shared/warehouse-native.ts'
import { isListed, metricActions, withHiddenFlag } from './metric-actions.ts'
import { creatable, updatable } from './metric-keys.ts'
import { refuseIncomplete } from './metric-requirements.ts'

const MISSING = 'Metric not found'
const DAY_MS = 24 * 60 * 60 * 1000

const OPTIONAL_DEFAULTS: JsonObject = {
  description: '',
  tags: [],
  isVerified: false,
  isReadOnly: false,
  isPermanent: false,
  unitTypes: [],
  team: null,
  scheduledReloadHour: null,
  scheduledReloadDays: null,
}

const newMetric = (context: EmulatorContext, body: JsonObject): JsonObject => ({
  id: metricId(body),
  name: '',
  type: '',
  directionality: 'increase',
  ...OPTIONAL_DEFAULTS,
  isHidden: false,
  ...creationStamp(context),
  owner: { ...ownerOf(context), name: context.author.name },
  ...body,
  ...(body['metricEvents'] === undefined ? {} : { metricEvents: eventsWithCriteria(body) }),
  lineage: lineageOf(body),
  warehouseNative: context.project === 'warehouse' ? (body['warehouseNative'] ?? null) : null,
})

const eventsWithCriteria = (body: JsonObject): Json =>
  membersIn(body['metricEvents']).map((event) => ({ criteria: [], ...event }))

// A funnel consists of metrics, for example those that Statsig creates for each event.
const lineageOf = (body: JsonObject): JsonObject => ({
  events: unique(membersIn(body['metricEvents']).map(({ name }) => textOf(name))),
  metrics: unique(
    [...membersIn(body['metricComponentMetrics']), ...membersIn(body['funnelEventList'])].map(
      metricId,
    ),
  ),
})

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)]

const list = (call: ApiCall): HandlerResponse => {
  const includesHidden = call.query.get('showHiddenMetrics') === 'true'
  const metrics = call.context.store
    .all('metrics')
    .filter((metric) => includesHidden || isListed(call.context, metric))
    .map((metric) => withHiddenFlag(call.context, metric))
  return respondWithPage(
    call,
    'Metrics listed successfully.',
    'metrics',
    filterByQuery(call, metrics, ['tags']),
  )
}

const create = (call: ApiCall): HandlerResponse => {
  const { dryRun, ...body } = parseBody(readBody(call), creatable, ['name', 'type'])
  const context = dryRun === true ? dryRunContext(call.context) : call.context
  refuseIncomplete(context, body)
  requireMetrics(context, 'metricComponentMetrics', body['metricComponentMetrics'])
  requireSources(context, body['warehouseNative'])
  const id = metricId(body)
  if (context.store.find('metrics', id) || isNameReserved(context, id))
    throw badRequest('Name is already in use')
  const metric = newMetric(context, resolveCommonFields(context, body))
  context.store.put('metrics', metric)
  return respond('Metric created successfully.', serializeObject(context, 'metrics', metric), 201)
}

const isNameReserved = (context: EmulatorContext, id: string): boolean => {
  const deletedTime = context.deletedAt.get(`metrics/${id}`) ?? Number.NEGATIVE_INFINITY
  return context.has('deleted-metric-ids-reserved') && context.now() - deletedTime < DAY_MS
}

const requireSources = (context: EmulatorContext, definition: Json | undefined): void =>
  requireExisting(context, 'warehouseNative', 'metric_sources', sourcesOf(definition))

const update = (call: ApiCall): HandlerResponse => {
  const live = requireObject(call, 'metrics', MISSING)
  const { dryRun, owner, ...body } = parseBody(readBody(call), updatable, [])
  const context = dryRun === true ? dryRunContext(call.context) : call.context
  const sent = context.project === 'warehouse' ? body['warehouseNative'] : undefined
  requireSources(context, sent)
  const known = () => [newMetric(context, {}), creatable, updatable].flatMap(Object.keys)
  const metric = saveObject(context, 'metrics', {
    ...beforeFullUpdate(call, live, known),
    ...(context.has('post-resets') ? OPTIONAL_DEFAULTS : {}),
    // An update without the direction resets it to the documented default.
    ...(context.has('no-update-defaults') ? {} : { directionality: 'increase' }),
    ...resolveCommonFields(context, body),
    ...(isJsonObject(owner) ? { owner: mergeOwner(live, owner) } : {}),
    warehouseNative: isJsonObject(sent)
      ? mergeWarehouseNative(context, live['warehouseNative'], sent)
      : (live['warehouseNative'] ?? null),
  })
  return respond('Metric updated successfully.', serializeObject(context, 'metrics', metric))
}

const mergeOwner = (live: JsonObject, { email, ...owner }: JsonObject): JsonObject => {
  const before = isJsonObject(live['owner']) ? live['owner'] : {}
  const name = owner['ownerName'] ?? email ?? before['name'] ?? ''
  return { ...before, ...owner, ...(email === undefined ? {} : { ownerEmail: email }), name }
}

const read = (call: ApiCall): HandlerResponse => {
  const metric = withHiddenFlag(call.context, requireObject(call, 'metrics', MISSING))
  return respond('Metric read successfully.', serializeObject(call.context, 'metrics', metric))
}

const remove = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const metric = requireObject(call, 'metrics', MISSING)
  const id = textOf(metric['id'])
  const isUsed = context.store
    .all('metrics')
    .some((other) => membersIn(other['metricComponentMetrics']).map(metricId).includes(id))
  if (isUsed) throw badRequest('Metric cannot be deleted while other metrics use it.')
  context.deletedAt.set(`metrics/${id}`, context.now())
  context.store.remove('metrics', id)
  return respond('Metric deleted successfully.')
}

const routes: readonly Route[] = [
  { method: 'GET', path: 'metrics/list', isPaged: true, handle: list },
  { method: 'POST', path: 'metrics', handle: create },
  { method: 'GET', path: 'metrics/*', handle: read },
  {
    method: 'GET',
    path: 'metrics/*/*',
    handle: (call) => read({ ...call, params: [call.params.join('::')] }),
  },
  { method: 'POST', path: 'metrics/*', handle: update },
  { method: 'DELETE', path: 'metrics/*', handle: remove },
  ...metricActions,
]

/** Metrics that Statsig creates in every cloud project. Other metrics can refer to them. */
const builtIn = (context: EmulatorContext): readonly JsonObject[] =>
  (context.project === 'cloud'
    ? ['dau', 'new_dau', 'wau', 'mau_28d', 'd1_retention_rate', 'stickiness']
    : []
  ).map((name) => newMetric(context, { name, type: 'user', unitTypes: ['userID'] }))

export const metrics: Resource = { collection: 'metrics', newObject: newMetric, builtIn, routes }
