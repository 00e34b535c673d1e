// Dynamic configs: values for a user by rules, said in JSON and in JSON5 alike.
import { isMembers, type Json, type Members } from '../../../json.ts'
import { judged, type Shape } from '../../core/body-schema.ts'
import type { Answer, Call, Resource } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { newId, requireFreeName } from '../../core/name-allocation.ts'
import { answer, bodyOf, found, withoutCreator } from '../../shared/handlers.ts'
import { filtered, listed } from '../../shared/pagination.ts'
import { membersIn } from '../../shared/rules.ts'
import { requireTeam } from '../../shared/workspace.ts'
import { configVerbs, kept, MISSING, ruleRoutes, statusAfter } from './dynamic-config-actions.ts'
import {
  checked,
  completed,
  creatable,
  fresh,
  optional,
  read,
  replaceable,
  updatable,
} from './dynamic-config-body.ts'
import { withoutStale } from './dynamic-config-json5.ts'
import { rulesAfter, rulesAtFirst } from './dynamic-config-rules.ts'
import { refuseBySchema } from './dynamic-config-schema.ts'

const list = (call: Call): Answer => {
  const hides = call.world.has('archived-hidden')
  const configs = call.world.store
    .all('dynamic_configs')
    .filter((config) => !hides || config['status'] !== 'Archived')
  const names = ['releasePipelineID', 'creatorName', 'creatorID', 'tags']
  const rows = filtered(call, configs, names)
  return listed(call, 'Dynamic Configs listed successfully.', 'dynamic_configs', rows, read)
}

const taken = (call: Call, shape: Shape): Members => {
  const body: Json = judged(bodyOf(call), shape)
  return isMembers(body) ? body : {}
}

const create = (call: Call): Answer => {
  const { world } = call
  const body = taken(call, creatable)
  requireTeam(world, body)
  const changes = checked(world, body)
  refuseBySchema(world, body)
  const rules = rulesAtFirst(world, membersIn(body['rules']))
  const id = newId(world, 'dynamic_configs', body)
  const config = fresh(world, { ...changes, rules, id })
  world.store.put('dynamic_configs', config)
  return answer('Dynamic Config created successfully.', read(world, config), 201)
}

const update = (call: Call, body: Members, resets: Members): Answer => {
  const { world } = call
  const live = found(call, 'dynamic_configs', MISSING)
  requireFreeName(world, 'dynamic_configs', body['name'], textOf(live['id']))
  const changes = withoutCreator(checked(world, body))
  const { rules } = body
  const next: Members = {
    ...withoutStale(live, { ...resets, ...body }, ['defaultValue', 'schema']),
    ...resets,
    ...changes,
    status: statusAfter(live, body['isEnabled']),
    ...(rules === undefined
      ? {}
      : { rules: rulesAfter(world, membersIn(rules), membersIn(live['rules'])) }),
  }
  refuseBySchema(world, next)
  return answer('Dynamic config updated successfully.', read(world, kept(call, live, next)))
}

const partialUpdate = (call: Call): Answer => {
  // The document gives isEnabled a default in the update too: left out, the config goes on.
  const defaults = call.world.has('no-update-defaults') ? {} : { isEnabled: true }
  return update(call, { ...defaults, ...taken(call, updatable) }, {})
}

const fullUpdate = (call: Call): Answer => {
  const { owner: _owner, ...resets } = optional(call.world)
  return update(call, taken(call, replaceable), call.world.has('post-resets') ? resets : {})
}

const remove = (call: Call): Answer => {
  const { id } = found(call, 'dynamic_configs', MISSING)
  call.world.store.remove('dynamic_configs', textOf(id))
  return answer('Dynamic Config deleted successfully.')
}

export const dynamicConfigs: Resource = {
  collection: 'dynamic_configs',
  fresh,
  completed,
  routes: [
    { method: 'GET', path: 'dynamic_configs', pages: true, handle: list },
    { method: 'POST', path: 'dynamic_configs', handle: create },
    {
      method: 'GET',
      path: 'dynamic_configs/*',
      handle: (call) => {
        const config = found(call, 'dynamic_configs', MISSING)
        return answer('Dynamic config read successfully.', read(call.world, config))
      },
    },
    { method: 'POST', path: 'dynamic_configs/*', handle: fullUpdate },
    { method: 'PATCH', path: 'dynamic_configs/*', handle: partialUpdate },
    { method: 'DELETE', path: 'dynamic_configs/*', handle: remove },
    ...configVerbs,
    ...ruleRoutes,
  ],
}
