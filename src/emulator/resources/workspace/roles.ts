// Roles: known by name; three are Statsig’s own.
import { isMembers, type Json, type Members } from '../../../json.ts'
import { badRequest } from '../../core/api-error.ts'
import { accepted, flag, type Keys, record, text } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { answer, bodyOf, found } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { asRead } from '../../shared/serialize.ts'

const AT = 'roles'
const MISSING = 'Role not found.'

const PERMISSIONS = [
  'invitation_access',
  'create_configs',
  'edit_or_delete_configs',
  'launch_to_production',
  'launch_or_disable_configs',
  'start_experiments',
  'create_or_edit_templates',
  'create_or_edit_dashboards',
  'create_teams',
  'edit_dynamic_config_schemas',
  'create_release_pipelines',
  'approve_required_review_release_pipeline_phase',
  'self_approve_review',
  'approve_reviews',
  'bypass_reviews_for_overrides',
  'metric_management',
  'event_dimensions_access',
  'verify_metrics',
  'use_metrics_explorer',
  'local_metrics',
  'manage_alerts',
  'integrations_edit_access',
  'source_connection_and_creation',
  'data_warehouse_ingestion_and_exports_edit_access',
  'edit_and_tag_configs_with_core_tag',
  'reset_experiments',
  'manual_whn_reload',
] as const

// Two that the Terraform provider knows and the document does not.
const SINCE = ['bypass_precommit_webhook', 'whn_connection'] as const

const updatable: Keys = {
  permissions: record(Object.fromEntries([...PERMISSIONS, ...SINCE].map((name) => [name, flag]))),
}
const creatable: Keys = { ...updatable, name: text({ min: 1 }) }

const granting = (isGranted: (permission: string) => boolean): Members =>
  Object.fromEntries(PERMISSIONS.map((name) => [name, isGranted(name)]))

const nothing: Members = granting(() => false)

const builtIn: readonly Members[] = [
  { name: 'Admin', permissions: granting(() => true) },
  { name: 'Member', permissions: granting((name) => !/invitation|teams|bypass|self/.test(name)) },
  { name: 'Read Only', permissions: nothing },
]

const permissionsIn = (role: Members): Members =>
  isMembers(role['permissions']) ? role['permissions'] : {}

const fresh = (_world: World, body: Members): Members => ({
  name: '',
  ...body,
  permissions: { ...nothing, ...permissionsIn(body) },
})

const create = (call: Call): Answer => {
  const { world } = call
  const body = accepted(bodyOf(call), creatable, ['name', 'permissions'])
  if (world.store.find(AT, textOf(body['name']))) throw badRequest('Name is already in use')
  const role = fresh(world, body)
  world.store.put(AT, role)
  return answer('Role created successfully.', asRead(world, AT, role), 201)
}

/** The role that the path names, unless it is Statsig’s own. */
const ours = (call: Call): Members => {
  const role = found(call, AT, MISSING)
  const isBuiltIn = builtIn.some(({ name }) => name === role['name'])
  if (isBuiltIn && !call.world.has('built-in-roles-editable'))
    throw badRequest('A built-in role cannot be changed.')
  return role
}

const update = (call: Call): Answer => {
  const { world } = call
  const live = ours(call)
  const body = accepted(bodyOf(call), updatable, ['permissions'])
  const kept = world.has('role-permissions-merged') ? permissionsIn(live) : nothing
  const role: Members = { ...live, permissions: { ...kept, ...permissionsIn(body) } }
  world.store.put(AT, role)
  return answer('Role updated successfully.', asRead(world, AT, role))
}

const remove = (call: Call): Answer => {
  call.world.store.remove(AT, textOf(ours(call)['name']))
  return answer('Role deleted successfully.')
}

export const isRole = (world: World, name: Json | undefined): boolean =>
  world.store.find(AT, textOf(name)) !== undefined

export const roles: Resource = {
  collection: AT,
  fresh,
  builtIn: () => builtIn,
  routes: [
    {
      method: 'GET',
      path: AT,
      pages: true,
      handle: (call) => listed(call, 'Roles listed successfully.', AT, call.world.store.all(AT)),
    },
    { method: 'POST', path: AT, handle: create },
    {
      method: 'GET',
      path: `${AT}/*`,
      handle: (call) => {
        const role = found(call, AT, MISSING)
        return answer('Role read successfully.', asRead(call.world, AT, role))
      },
    },
    { method: 'PATCH', path: `${AT}/*`, handle: update },
    { method: 'DELETE', path: `${AT}/*`, handle: remove },
  ],
}
