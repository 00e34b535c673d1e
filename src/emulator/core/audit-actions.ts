// What audit logs call the making, changing and deleting of a thing.
import type { Members } from '../../json.ts'
import { textOf } from './ids.ts'
import type { Collection } from './store.ts'

type Words = readonly [noun: string, made: string, changed: string, deleted: string]

const words: { readonly [C in Collection]?: Words } = {
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

const others: Words = [
  'Project',
  'company_basic_info_edit',
  'company_basic_info_edit',
  'company_basic_info_edit',
]

interface Told {
  readonly actionType: string
  readonly changeLog: string
}

/** `differing` are the members that the write changed, the emulator’s own memory among them. */
export const actionOf = (
  collection: Collection,
  before: Members | undefined,
  after: Members | undefined,
  differing: readonly string[],
): Told => {
  const [noun, made, changed, deleted] = words[collection] ?? others
  if (before === undefined) return { actionType: made, changeLog: `Created ${noun}` }
  if (after === undefined) return { actionType: deleted, changeLog: `Deleted ${noun}` }
  const [actionType, verb] = special(collection, before, after, differing) ?? [changed, 'Edited']
  return { actionType, changeLog: `${verb} ${noun}` }
}

type Special = readonly [actionType: string, verb: string]

const special = (
  collection: Collection,
  before: Members,
  after: Members,
  differing: readonly string[],
): Special | undefined => {
  const isOnly = (...names: readonly string[]): boolean =>
    differing.length > 0 && differing.every((name) => names.includes(name))
  if (isOnly('$overrides')) return overridden[collection]
  if (isOnly('$ids', '$listVersion', 'count')) return ['ID_list_update', 'Edited ID List of']
  if (isOnly('$archiveAt'))
    return after['$archiveAt'] === undefined
      ? ['cancel_archive_metric', 'Cancelled Archival of']
      : ['schedule_archive_metric', 'Scheduled Archival of']
  if (collection === 'experiments' && differing.includes('status'))
    return before['status'] === 'archived'
      ? ['unarchive_experiment', 'Unarchived']
      : moves[textOf(after['status'])]
  // No words for the archiving of other things are on record.
  return TOGGLED.includes(collection) && isOnly('isEnabled', 'status', '$before', '$archived')
    ? ['config_state_toggle', 'Toggled State of']
    : undefined
}

const TOGGLED: readonly Collection[] = ['gates', 'dynamic_configs', 'segments']

const overridden: { readonly [C in Collection]?: Special } = {
  gates: ['gate_overrides_update', 'Edited Overrides of'],
  experiments: ['experiment_overrides_edit', 'Edited Overrides of'],
  layers: ['layer_overrides_edit', 'Edited Overrides of'],
}

const moves: { readonly [status: string]: Special } = {
  setup: ['experiment_restart', 'Restarted'],
  active: ['experiment_start', 'Started'],
  decision_made: ['experiment_decision_make', 'Made Decision for'],
  abandoned: ['experiment_abandon', 'Abandoned'],
  archived: ['archive_experiment', 'Archived'],
  experiment_stopped: ['experiment_stopped', 'Stopped'],
  assignment_stopped: ['experiment_pause_assignment', 'Paused Assignment of'],
}
