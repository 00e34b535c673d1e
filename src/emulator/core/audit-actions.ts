// What audit logs call the making, changing and deleting of a thing.
import type { JsonObject } from '../../json.ts'
import { textOf } from './ids.ts'
import type { Collection } from './store.ts'

type AuditNames = readonly [noun: string, made: string, changed: string, deleted: string]

const auditNames: { readonly [C in Collection]?: AuditNames } = {
  gates: ['Gate', 'gate_create', 'gate_update', 'config_delete'],
  dynamic_configs: [
    'Dynamic Config',
    'dynamic_config_create',
    'config_conditions_update',
    'config_delete',
  ],
  segments: ['Segment', 'segment_create', 'config_conditions_update', 'config_delete'],
  experiments: ['Experiment', 'experiment_create', 'experiment_edit', 'experiment_delete'],
  layers: ['Layer', 'layer_create', 'layer_edit', 'layer_delete'],
  holdouts: ['Holdout', 'holdout_create', 'holdout_update', 'holdout_delete'],
  autotunes: [
    'Autotune',
    'autotune_experiment_create',
    'autotune_experiment_edit',
    'autotune_experiment_delete',
  ],
  metrics: [
    'Metric',
    'custom_metric_definition_create',
    'custom_metric_edit',
    'custom_metric_definition_delete',
  ],
  metric_sources: [
    'Metric Source',
    'create_echidna_metric_source',
    'update_echidna_metric_source',
    'delete_echidna_metric_source',
  ],
  assignment_sources: [
    'Assignment Source',
    'create_echidna_assignment_source',
    'update_echidna_assignment_source',
    'delete_echidna_assignment_source',
  ],
  // No words of its own are on record; it is described as metric sources are.
  qualifying_events: [
    'Qualifying Event',
    'create_echidna_metric_source',
    'update_echidna_metric_source',
    'delete_echidna_metric_source',
  ],
  entity_property_sources: [
    'Entity Property Source',
    'create_echidna_entity_property_source',
    'update_echidna_entity_property_source',
    'delete_echidna_entity_property_source',
  ],
  tags: ['Tag', 'tag_create', 'tag_edit', 'tag_delete'],
  target_apps: ['Target App', 'create_customer_app', 'edit_target_app', 'delete_target_app'],
  unit_id_types: [
    'Unit ID Type',
    'company_ID_type_add',
    'company_ID_type_edit',
    'company_ID_type_delete',
  ],
  roles: ['Role', 'upsert_user_role', 'upsert_user_role', 'delete_user_role'],
  teams: ['Team', 'update_team', 'update_team', 'update_team'],
  environments: [
    'Environments',
    'company_environments_edit',
    'company_environments_edit',
    'company_environments_edit',
  ],
  keys: ['Key', 'sdk_key_create', 'sdk_key_update_description', 'sdk_key_delete'],
  users: ['User', 'user_role_update', 'user_role_update', 'company_member_remove'],
  param_stores: [
    'Parameter Store',
    'param_store_create',
    'param_store_update',
    'param_store_delete',
  ],
  release_pipelines: [
    'Release Pipeline',
    'release_pipeline_create',
    'release_pipeline_update',
    'release_pipeline_delete',
  ],
  alerts: ['Alert', 'create_topline_alert', 'update_topline_alert', 'delete_topline_alert'],
}

const defaultAuditNames: AuditNames = [
  'Project',
  'company_basic_info_edit',
  'company_basic_info_edit',
  'company_basic_info_edit',
]

interface AuditAction {
  readonly actionType: string
  readonly changeLog: string
}

/** `differing` are the members that the write changed, the emulator’s own memory among them. */
export const actionOf = (
  collection: Collection,
  before: JsonObject | undefined,
  after: JsonObject | undefined,
  changedNames: readonly string[],
): AuditAction => {
  const [noun, createAction, updateAction, deleteAction] =
    auditNames[collection] ?? defaultAuditNames
  if (before === undefined) return { actionType: createAction, changeLog: `Created ${noun}` }
  if (after === undefined) return { actionType: deleteAction, changeLog: `Deleted ${noun}` }
  const [actionType, verb] = specialAction(collection, before, after, changedNames) ?? [
    updateAction,
    'Edited',
  ]
  return { actionType, changeLog: `${verb} ${noun}` }
}

type SpecialAction = readonly [actionType: string, verb: string]

const specialAction = (
  collection: Collection,
  before: JsonObject,
  after: JsonObject,
  changedNames: readonly string[],
): SpecialAction | undefined => {
  const changedOnly = (...names: readonly string[]): boolean =>
    changedNames.length > 0 && changedNames.every((name) => names.includes(name))
  if (changedOnly('$overrides')) return overrideActions[collection]
  if (changedOnly('$ids', '$listVersion', 'count')) return ['ID_list_update', 'Edited ID List of']
  if (changedOnly('$archiveAt'))
    return after['$archiveAt'] === undefined
      ? ['cancel_archive_metric', 'Cancelled Archival of']
      : ['schedule_archive_metric', 'Scheduled Archival of']
  if (collection === 'experiments' && changedNames.includes('status'))
    return before['status'] === 'archived'
      ? ['unarchive_experiment', 'Unarchived']
      : statusActions[textOf(after['status'])]
  // No words for the archiving of other things are on record.
  return TOGGLED_COLLECTIONS.includes(collection) &&
    changedOnly('isEnabled', 'status', '$before', '$archived')
    ? ['config_state_toggle', 'Toggled State of']
    : undefined
}

const TOGGLED_COLLECTIONS: readonly Collection[] = ['gates', 'dynamic_configs', 'segments']

const overrideActions: { readonly [C in Collection]?: SpecialAction } = {
  gates: ['gate_overrides_update', 'Edited Overrides of'],
  experiments: ['experiment_overrides_edit', 'Edited Overrides of'],
  layers: ['layer_overrides_edit', 'Edited Overrides of'],
}

const statusActions: { readonly [status: string]: SpecialAction } = {
  setup: ['experiment_restart', 'Restarted'],
  active: ['experiment_start', 'Started'],
  decision_made: ['experiment_decision_make', 'Made Decision for'],
  abandoned: ['experiment_abandon', 'Abandoned'],
  archived: ['archive_experiment', 'Archived'],
  experiment_stopped: ['experiment_stopped', 'Stopped'],
  assignment_stopped: ['experiment_pause_assignment', 'Paused Assignment of'],
}
