// Dynamic configs: values for users by rules, in JSON and in JSON5.
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import { type BodySchema, validateBody } from '../../core/body-schema.ts'
import type { ApiCall, HandlerResponse, Resource, Route } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { allocateId, requireFreeName } from '../../core/name-allocation.ts'
import {
  dryRunByQuery,
  readBody,
  requireObject,
  respond,
  withoutCreator,
} from '../../shared/handlers.ts'
import { filterByQuery, filterByTargetApp, respondWithPage } from '../../shared/pagination.ts'
import { membersIn } from '../../shared/rules.ts'
import { requireTeam } from '../../shared/workspace.ts'
import { configReviewChange } from '../reviews/config-review-changes.ts'
import { reviewRoutes } from '../reviews/review-routes.ts'
import {
  configActions,
  MISSING,
  ruleRoutes,
  saveVersion,
  statusAfter,
} from './dynamic-config-actions.ts'
import {
  completeDynamicConfig,
  creatable,
  newDynamicConfig,
  optionalDefaults,
  replaceable,
  resolveDynamicConfigBody,
  serializeDynamicConfig,
  updatable,
} from './dynamic-config-body.ts'
import { dropStaleTexts } from './dynamic-config-json5.ts'
import { newConfigRules, replaceConfigRules } from './dynamic-config-rules.ts'
import { refuseBySchema } from './dynamic-config-schema.ts'

const list = (call: ApiCall): HandlerResponse => {
  const hidesArchived = call.context.has('archived-hidden')
  const configs = call.context.store
    .all('dynamic_configs')
    .filter((config) => !hidesArchived || config['status'] !== 'Archived')
  const names = [
    'releasePipelineID',
    'creatorName',
    'creatorID',
    'tags',
    'teamID',
    'type',
    'typeReason',
  ]
  const described = filterByTargetApp(call, configs).map((config) => ({
    typeReason: 'NONE',
    ...config,
  }))
  const rows = filterByQuery(call, described, names)
  return respondWithPage(
    call,
    'Dynamic Configs listed successfully.',
    'dynamic_configs',
    rows,
    serializeDynamicConfig,
  )
}

const parseRequest = (call: ApiCall, shape: BodySchema): JsonObject => {
  const body: Json = validateBody(readBody(call), shape)
  return isJsonObject(body) ? body : {}
}

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseRequest(call, creatable)
  requireTeam(context, body)
  const changes = resolveDynamicConfigBody(context, body)
  refuseBySchema(context, body)
  const rules = newConfigRules(context, membersIn(body['rules']))
  const id = allocateId(context, 'dynamic_configs', body)
  const config = newDynamicConfig(context, { ...changes, rules, id })
  context.store.put('dynamic_configs', config)
  return respond(
    'Dynamic Config created successfully.',
    serializeDynamicConfig(context, config),
    201,
  )
}

const update = (call: ApiCall, body: JsonObject, resets: JsonObject): HandlerResponse => {
  const { context } = call
  const live = requireObject(call, 'dynamic_configs', MISSING)
  requireFreeName(context, 'dynamic_configs', body['name'], textOf(live['id']))
  const changes = withoutCreator(resolveDynamicConfigBody(context, body))
  const { rules } = body
  const next: JsonObject = {
    ...dropStaleTexts(live, { ...resets, ...body }, ['defaultValue', 'schema']),
    ...resets,
    ...changes,
    status: statusAfter(live, body['isEnabled']),
    ...(rules === undefined
      ? {}
      : { rules: replaceConfigRules(context, membersIn(rules), membersIn(live['rules'])) }),
  }
  refuseBySchema(context, next)
  return respond(
    'Dynamic config updated successfully.',
    serializeDynamicConfig(context, saveVersion(call, live, next)),
  )
}

const partialUpdate = (call: ApiCall): HandlerResponse => {
  // The document gives isEnabled a default in updates too: an update without it enables the config.
  const defaults = call.context.has('no-update-defaults') ? {} : { isEnabled: true }
  return update(call, { ...defaults, ...parseRequest(call, updatable) }, {})
}

const fullUpdate = (call: ApiCall): HandlerResponse => {
  const { owner: _owner, ...resets } = optionalDefaults(call.context)
  return update(
    call,
    parseRequest(call, replaceable),
    call.context.has('post-resets') ? resets : {},
  )
}

const remove = (call: ApiCall): HandlerResponse => {
  const { id } = requireObject(call, 'dynamic_configs', MISSING)
  call.context.store.remove('dynamic_configs', textOf(id))
  return respond('Dynamic Config deleted successfully.')
}

const ownRoutes: readonly Route[] = [
  { method: 'GET', path: 'dynamic_configs', isPaged: true, handle: list },
  { method: 'POST', path: 'dynamic_configs', handle: create },
  {
    method: 'GET',
    path: 'dynamic_configs/*',
    handle: (call) => {
      const config = requireObject(call, 'dynamic_configs', MISSING)
      return respond(
        'Dynamic config read successfully.',
        serializeDynamicConfig(call.context, config),
      )
    },
  },
  { method: 'POST', path: 'dynamic_configs/*', handle: dryRunByQuery(fullUpdate) },
  { method: 'PATCH', path: 'dynamic_configs/*', handle: dryRunByQuery(partialUpdate) },
  { method: 'DELETE', path: 'dynamic_configs/*', handle: remove },
  ...configActions,
  ...ruleRoutes,
]

export const dynamicConfigs: Resource = {
  collection: 'dynamic_configs',
  newObject: newDynamicConfig,
  completeObject: completeDynamicConfig,
  routes: [
    ...ownRoutes,
    ...reviewRoutes('dynamic_configs', {
      collection: 'dynamic_configs',
      missing: MISSING,
      readChange: configReviewChange('dynamic_configs'),
      routes: ownRoutes,
    }),
  ],
}
