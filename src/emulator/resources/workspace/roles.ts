// Roles: identified by name; three are Statsig’s own.
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import { badRequest } from '../../core/api-error.ts'
import { type BodyKeys, flag, parseBody, record, text } from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Resource } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { readBody, requireObject, respond } from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { serializeObject } from '../../shared/serialize.ts'

const COLLECTION = 'roles'
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
  'delete_configs',
  'bypass_precommit_webhook',
  'whn_connection',
] as const

const updatable: BodyKeys = {
  permissions: record(Object.fromEntries(PERMISSIONS.map((name) => [name, flag]))),
}
const creatable: BodyKeys = { ...updatable, name: text({ min: 1 }) }

const permissionsWhere = (isGranted: (permission: string) => boolean): JsonObject =>
  Object.fromEntries(PERMISSIONS.map((name) => [name, isGranted(name)]))

const noPermissions: JsonObject = permissionsWhere(() => false)

const builtIn: readonly JsonObject[] = [
  { name: 'Admin', permissions: permissionsWhere(() => true) },
  {
    name: 'Member',
    permissions: permissionsWhere((name) => !/invitation|teams|bypass|self/.test(name)),
  },
  { name: 'Read Only', permissions: noPermissions },
]

const permissionsIn = (role: JsonObject): JsonObject =>
  isJsonObject(role['permissions']) ? role['permissions'] : {}

const newRole = (_context: EmulatorContext, body: JsonObject): JsonObject => ({
  name: '',
  ...body,
  permissions: { ...noPermissions, ...permissionsIn(body) },
})

const create = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(readBody(call), creatable, ['name', 'permissions'])
  if (context.store.find(COLLECTION, textOf(body['name'])))
    throw badRequest('Name is already in use')
  const role = newRole(context, body)
  context.store.put(COLLECTION, role)
  return respond('Role created successfully.', serializeObject(context, COLLECTION, role), 201)
}

/** The role that the path names. Statsig’s own roles are refused. */
const requireEditableRole = (call: ApiCall): JsonObject => {
  const role = requireObject(call, COLLECTION, MISSING)
  const isBuiltIn = builtIn.some(({ name }) => name === role['name'])
  if (isBuiltIn && !call.context.has('built-in-roles-editable'))
    throw badRequest('A built-in role cannot be changed.')
  return role
}

const update = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const live = requireEditableRole(call)
  const body = parseBody(readBody(call), updatable, ['permissions'])
  const kept = context.has('role-permissions-merged') ? permissionsIn(live) : noPermissions
  const role: JsonObject = { ...live, permissions: { ...kept, ...permissionsIn(body) } }
  context.store.put(COLLECTION, role)
  return respond('Role updated successfully.', serializeObject(context, COLLECTION, role))
}

const remove = (call: ApiCall): HandlerResponse => {
  call.context.store.remove(COLLECTION, textOf(requireEditableRole(call)['name']))
  return respond('Role deleted successfully.')
}

export const isRole = (context: EmulatorContext, name: Json | undefined): boolean =>
  context.store.find(COLLECTION, textOf(name)) !== undefined

export const roles: Resource = {
  collection: COLLECTION,
  newObject: newRole,
  builtIn: () => builtIn,
  routes: [
    {
      method: 'GET',
      path: COLLECTION,
      isPaged: true,
      handle: (call) =>
        respondWithPage(
          call,
          'Roles listed successfully.',
          COLLECTION,
          call.context.store.all(COLLECTION),
        ),
    },
    { method: 'POST', path: COLLECTION, handle: create },
    {
      method: 'GET',
      path: `${COLLECTION}/*`,
      handle: (call) => {
        const role = requireObject(call, COLLECTION, MISSING)
        return respond('Role read successfully.', serializeObject(call.context, COLLECTION, role))
      },
    },
    { method: 'PATCH', path: `${COLLECTION}/*`, handle: update },
    { method: 'DELETE', path: `${COLLECTION}/*`, handle: remove },
  ],
}
