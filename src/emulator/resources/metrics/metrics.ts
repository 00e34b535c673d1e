// Metrics: the id is `name::type` for ever, and a cloud definition cannot be changed.
import { isMembers, type Json, type Members } from '../../../json.ts'
import { badRequest } from '../../core/api-error.ts'
import { accepted } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, Route, World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import {
  answer,
  bodyOf,
  created,
  dryWorld,
  found,
  keyOwner,
  save,
  settled,
} from '../../shared/handlers.ts'
import { filtered, listed } from '../../shared/pagination.ts'
import { metricId, requireExisting, requireMetrics } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'
import { asRead } from '../../shared/serialize.ts'
import { mergedWarehouse, sourcesOf } from '../../shared/warehouse-native.ts'
import { isShown, metricVerbs, shown } from './metric-actions.ts'
import { creatable, updatable } from './metric-keys.ts'
import { refuseIncomplete } from './metric-requirements.ts'

const MISSING = 'Metric not found'
const DAY_MS = 24 * 60 * 60 * 1000

const OPTIONAL: Members = {
  description: '',
  tags: [],
  isVerified: false,
  isReadOnly: false,
  isPermanent: false,
  unitTypes: [],
  team: null,
}

const fresh = (world: World, body: Members): Members => ({
  id: metricId(body),
  name: '',
  type: '',
  directionality: 'increase',
  ...OPTIONAL,
  isHidden: false,
  ...created(world),
  owner: { ...keyOwner, name: 'CONSOLE API' },
  ...body,
  ...(body['metricEvents'] === undefined ? {} : { metricEvents: judgedEvents(body) }),
  lineage: lineageOf(body),
  warehouseNative: world.project === 'warehouse' ? (body['warehouseNative'] ?? null) : null,
})

const judgedEvents = (body: Members): Json =>
  membersIn(body['metricEvents']).map((event) => ({ criteria: [], ...event }))

// A funnel is made of metrics: those that Statsig itself keeps of each event, among others.
const lineageOf = (body: Members): Members => ({
  events: unique(membersIn(body['metricEvents']).map(({ name }) => textOf(name))),
  metrics: unique(
    [...membersIn(body['metricComponentMetrics']), ...membersIn(body['funnelEventList'])].map(
      metricId,
    ),
  ),
})

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)]

const list = (call: Call): Answer => {
  const hiddenToo = call.query.get('showHiddenMetrics') === 'true'
  const metrics = call.world.store
    .all('metrics')
    .filter((metric) => hiddenToo || isShown(call.world, metric))
    .map((metric) => shown(call.world, metric))
  return listed(call, 'Metrics listed successfully.', 'metrics', filtered(call, metrics, ['tags']))
}

const create = (call: Call): Answer => {
  const { dryRun, ...body } = accepted(bodyOf(call), creatable, ['name', 'type'])
  const world = dryRun === true ? dryWorld(call.world) : call.world
  refuseIncomplete(world, body)
  requireMetrics(world, 'metricComponentMetrics', body['metricComponentMetrics'])
  requireSources(world, body['warehouseNative'])
  const id = metricId(body)
  if (world.store.find('metrics', id) || isResting(world, id))
    throw badRequest('Name is already in use')
  const metric = fresh(world, settled(world, body))
  world.store.put('metrics', metric)
  return answer('Metric created successfully.', asRead(world, 'metrics', metric), 201)
}

const isResting = (world: World, id: string): boolean => {
  const buried = world.graves.get(`metrics/${id}`) ?? Number.NEGATIVE_INFINITY
  return world.has('metric-names-rest') && world.now() - buried < DAY_MS
}

const requireSources = (world: World, definition: Json | undefined): void =>
  requireExisting(world, 'warehouseNative', 'metric_sources', sourcesOf(definition))

const update = (call: Call): Answer => {
  const live = found(call, 'metrics', MISSING)
  const { dryRun, owner, ...body } = accepted(bodyOf(call), updatable, [])
  const world = dryRun === true ? dryWorld(call.world) : call.world
  const sent = world.project === 'warehouse' ? body['warehouseNative'] : undefined
  requireSources(world, sent)
  const metric = save(world, 'metrics', {
    ...live,
    ...(world.has('post-resets') ? OPTIONAL : {}),
    // Left out, the direction becomes the document’s default, whatever it was.
    ...(world.has('no-update-defaults') ? {} : { directionality: 'increase' }),
    ...settled(world, body),
    ...(isMembers(owner) ? { owner: ownerAfter(live, owner) } : {}),
    warehouseNative: isMembers(sent)
      ? mergedWarehouse(world, live['warehouseNative'], sent)
      : (live['warehouseNative'] ?? null),
  })
  return answer('Metric updated successfully.', asRead(world, 'metrics', metric))
}

const ownerAfter = (live: Members, { email, ...owner }: Members): Members => {
  const before = isMembers(live['owner']) ? live['owner'] : {}
  const name = owner['ownerName'] ?? email ?? before['name'] ?? ''
  return { ...before, ...owner, ...(email === undefined ? {} : { ownerEmail: email }), name }
}

const read = (call: Call): Answer => {
  const metric = shown(call.world, found(call, 'metrics', MISSING))
  return answer('Metric read successfully.', asRead(call.world, 'metrics', metric))
}

const remove = (call: Call): Answer => {
  const { world } = call
  const metric = found(call, 'metrics', MISSING)
  const id = textOf(metric['id'])
  const isUsed = world.store
    .all('metrics')
    .some((other) => membersIn(other['metricComponentMetrics']).map(metricId).includes(id))
  if (isUsed) throw badRequest('Metric cannot be deleted while other metrics use it.')
  world.graves.set(`metrics/${id}`, world.now())
  world.store.remove('metrics', id)
  return answer('Metric deleted successfully.')
}

const routes: readonly Route[] = [
  { method: 'GET', path: 'metrics/list', pages: true, handle: list },
  { method: 'POST', path: 'metrics', handle: create },
  { method: 'GET', path: 'metrics/*', handle: read },
  {
    method: 'GET',
    path: 'metrics/*/*',
    handle: (call) => read({ ...call, params: [call.params.join('::')] }),
  },
  { method: 'POST', path: 'metrics/*', handle: update },
  { method: 'DELETE', path: 'metrics/*', handle: remove },
  ...metricVerbs,
]

/** What Statsig itself puts into every cloud project: nobody’s, but others may refer to it. */
const builtIn = (world: World): readonly Members[] =>
  (world.project === 'cloud'
    ? ['dau', 'new_dau', 'wau', 'mau_28d', 'd1_retention_rate', 'stickiness']
    : []
  ).map((name) => fresh(world, { name, type: 'user', unitTypes: ['userID'] }))

export const metrics: Resource = { collection: 'metrics', fresh, builtIn, routes }
