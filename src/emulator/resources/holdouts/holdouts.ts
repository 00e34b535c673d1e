// Holdouts: a creation adds no members. Members also show the holdouts that they are in.
import type { Json, JsonObject } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import { type BodyKeys, flag, nullable, number, parseBody, text } from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Resource } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { allocateId } from '../../core/name-allocation.ts'
import { shuffled } from '../../core/random.ts'
import * as keys from '../../shared/body-keys.ts'
import {
  creationStamp,
  readBody,
  requireObject,
  resolveCommonFields,
  respond,
  saveObject,
} from '../../shared/handlers.ts'
import {
  addAttachedMembers,
  detachHoldoutMembers,
  HOLDOUT_LISTS,
} from '../../shared/holdout-members.ts'
import { filterByQuery, respondWithPage } from '../../shared/pagination.ts'
import { requireMetrics } from '../../shared/references.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { listOf } from '../../shared/value-spellings.ts'
import { overrideRoutes } from '../overrides/overrides.ts'
import { requireMembers, requireSameUnit } from './holdout-checks.ts'

const MISSING = 'Holdout not found.'

const creatable: BodyKeys = {
  name: text({ min: 3, max: 100, pattern: /^[a-zA-Z0-9_\- ]*$/ }),
  description: keys.description,
  idType: text(),
  teamID: nullable(text()),
}

const updatable: BodyKeys = {
  isEnabled: flag,
  description: keys.description,
  passPercentage: number({ min: 0, max: 10 }),
  gateIDs: keys.texts,
  experimentIDs: keys.texts,
  layerIDs: keys.texts,
  isGlobal: flag,
  targetingGateID: nullable(text()),
  monitoringMetrics: keys.metricNames,
}

const OPTIONAL_KEYS = ['monitoringMetrics']
const REQUIRED_IN_FULL = Object.keys(updatable).filter((name) => !OPTIONAL_KEYS.includes(name))

const newHoldout = (context: EmulatorContext, body: JsonObject): JsonObject => ({
  id: '',
  name: '',
  description: '',
  idType: 'userID',
  ...creationStamp(context),
  tags: [],
  targetApps: [],
  team: null,
  teamID: null,
  version: 1,
  isEnabled: true,
  isGlobal: false,
  passPercentage: 0,
  gateIDs: [],
  experimentIDs: [],
  layerIDs: [],
  targetingGateID: null,
  monitoringMetrics: [],
  ...body,
})

const serializeHoldout = (context: EmulatorContext, holdout: JsonObject): JsonObject => {
  const withMembers = context.has('global-holdout-members-listed')
    ? addAttachedMembers(context, holdout)
    : holdout
  const serialized = showTargetingGate(context, serializeObject(context, 'holdouts', withMembers))
  return context.has('worst-case')
    ? { ...serialized, ...respellHoldout(context, serialized) }
    : serialized
}

/** The document of September 2026: a read gives the internal id of the gate. */
const showTargetingGate = (context: EmulatorContext, holdout: JsonObject): JsonObject => {
  const gate = textOf(holdout['targetingGateID'])
  return gate === '' || context.has('holdout-gate-read-by-id')
    ? holdout
    : { ...holdout, targetingGateID: internalId(gate) }
}

/** One for each id, and unlike every id that a route shows. */
const internalId = (id: string): string => `${Buffer.from(id).toString('hex').slice(0, 20)}GateId`

/** The document of September 2026: an empty text clears the targeting gate, `null` leaves it. */
const readTargetingGate = (context: EmulatorContext, body: JsonObject): JsonObject => {
  const { targetingGateID, ...others } = body
  if (context.has('holdout-gate-cleared-by-null')) {
    if (targetingGateID === '')
      throw badField('targetingGateID', 'String must contain at least 1 character(s)')
    return body
  }
  return targetingGateID === null ? others : body
}

const respellHoldout = (context: EmulatorContext, holdout: JsonObject): JsonObject => ({
  ...Object.fromEntries(
    HOLDOUT_LISTS.map(({ name }): [string, Json] => [
      name,
      shuffled(listOf(holdout[name]), context.shuffleRandom),
    ]),
  ),
  // "No gate" is returned as null or as an empty text.
  ...(textOf(holdout['targetingGateID']) === ''
    ? { targetingGateID: context.shuffleRandom() < 0.5 ? '' : null }
    : {}),
})

const list = (call: ApiCall): HandlerResponse => {
  const holdouts = call.context.store.all('holdouts')
  const rows = filterByQuery(call, holdouts, ['creatorName', 'creatorID', 'tags'])
  return respondWithPage(call, 'Holdouts listed successfully.', 'holdouts', rows, serializeHoldout)
}

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), creatable, ['name'])
  const id = allocateId(context, 'holdouts', body)
  const holdout = newHoldout(context, { ...resolveCommonFields(context, body), id })
  context.store.put('holdouts', holdout)
  return respond('Holdout created successfully.', serializeHoldout(context, holdout))
}

const update = (call: ApiCall, required: readonly string[]): HandlerResponse => {
  const { context } = call
  const live = requireObject(call, 'holdouts', MISSING)
  const body = readTargetingGate(context, parseBody(readBody(call), updatable, required))
  requireMembers(context, body)
  requireSameUnit(context, body, live['idType'])
  requireMetrics(context, 'monitoringMetrics', body['monitoringMetrics'])
  const resets = required.length > 0 && context.has('post-resets') ? { monitoringMetrics: [] } : {}
  const holdout = saveObject(context, 'holdouts', { ...live, ...resets, ...body })
  return respond('Holdout updated successfully.', serializeHoldout(context, holdout))
}

const remove = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const holdout = requireObject(call, 'holdouts', MISSING)
  const id = textOf(holdout['id'])
  const data = serializeHoldout(context, holdout)
  context.store.remove('holdouts', id)
  detachHoldoutMembers(context, id)
  return respond('Holdout deleted successfully.', data)
}

export const holdouts: Resource = {
  collection: 'holdouts',
  newObject: newHoldout,
  routes: [
    { method: 'GET', path: 'holdouts', isPaged: true, handle: list },
    { method: 'POST', path: 'holdouts', handle: create },
    {
      method: 'GET',
      path: 'holdouts/*',
      handle: (call) =>
        respond(
          'Holdout read successfully.',
          serializeHoldout(call.context, requireObject(call, 'holdouts', MISSING)),
        ),
    },
    {
      method: 'POST',
      path: 'holdouts/*',
      handle: (call) => update(call, REQUIRED_IN_FULL),
    },
    { method: 'PATCH', path: 'holdouts/*', handle: (call) => update(call, []) },
    { method: 'DELETE', path: 'holdouts/*', handle: remove },
    ...overrideRoutes('holdouts'),
  ],
}
