// Settings of the project: four documents. A POST replaces a whole document.
import { type JsonObject, pick } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import { type BodyKeys, choice, flag, parseBody, text } from '../../core/body-schema.ts'
import type {
  ApiCall,
  EmulatorContext,
  HandlerResponse,
  Resource,
  Route,
} from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { keptUnknownMembers, readBody, respond } from '../../shared/handlers.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { isRole } from './roles.ts'

interface SettingsDocument {
  readonly required: BodyKeys
  readonly optional: BodyKeys
  /** The settings of a new project. */
  readonly initial: JsonObject
  /** Members that a worst-case server adds. */
  readonly defaults?: JsonObject
  /** The message of an update, if it is not the usual one. */
  readonly updateMessage?: string
}

const settingsDocuments: { readonly [id: string]: SettingsDocument } = {
  project: {
    required: { name: text(), visibility: choice('OPEN', 'CLOSED', 'EXTERNAL') },
    // The samples have `user_id`, which is not the name of a unit type, so the value is not checked.
    optional: { default_unit_type: text() },
    initial: { name: 'Emulated Project', visibility: 'OPEN' },
    updateMessage: 'Settings read successfully.',
  },
  reviews: {
    required: {
      is_config_review_required: flag,
      is_metric_review_required: flag,
      is_metric_review_required_on_verified_only: flag,
    },
    optional: { is_whn_analysis_only_review_required: flag, is_whn_source_review_required: flag },
    initial: {
      is_config_review_required: false,
      is_metric_review_required: false,
      is_metric_review_required_on_verified_only: false,
    },
    defaults: { is_whn_analysis_only_review_required: false, is_whn_source_review_required: false },
  },
  roles: {
    required: { default_project_role: text() },
    optional: {},
    initial: { default_project_role: 'Member' },
  },
  teams: {
    required: { require_teams_on_configs: flag },
    optional: {},
    initial: { require_teams_on_configs: false },
  },
}

const newSettings = (_context: EmulatorContext, body: JsonObject): JsonObject => ({
  ...settingsDocuments[textOf(body['id'])]?.initial,
  ...body,
})

const serializeSettings = (context: EmulatorContext, id: string): JsonObject => ({
  ...(context.has('worst-case') ? settingsDocuments[id]?.defaults : {}),
  ...pick(
    serializeObject(context, 'settings', context.store.find('settings', id) ?? {}),
    (name) => name !== 'id',
  ),
})

const replace = (call: ApiCall, id: string, document: SettingsDocument): HandlerResponse => {
  const { context } = call
  const { required, optional, updateMessage = 'Settings updated successfully.' } = document
  const body = parseBody(readBody(call), { ...required, ...optional }, Object.keys(required))
  if (required['default_project_role'] && !isRole(context, body['default_project_role']))
    throw badField('default_project_role', 'Role not found')
  const live = context.store.find('settings', id) ?? {}
  const kept = context.has('settings-merged') ? live : {}
  context.store.put('settings', { ...kept, ...keptUnknownMembers(call, live, body), ...body, id })
  return respond(updateMessage, serializeSettings(context, id))
}

const routes: readonly Route[] = Object.entries(settingsDocuments).flatMap(([id, document]) => [
  {
    method: 'GET',
    path: `settings/${id}`,
    handle: ({ context }) => respond('Settings read successfully.', serializeSettings(context, id)),
  },
  {
    method: 'POST',
    path: `settings/${id}`,
    handle: (call) => replace(call, id, document),
  },
])

export const settings: Resource = {
  collection: 'settings',
  newObject: newSettings,
  builtIn: () => Object.entries(settingsDocuments).map(([id, { initial }]) => ({ id, ...initial })),
  routes,
}
