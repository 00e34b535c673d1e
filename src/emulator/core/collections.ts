// The collections of objects that a project has. A new resource needs a line here, a file in `resources/` and a line in
// its `index.ts`.

interface CollectionSpec {
  /** The member that identifies an object. */
  readonly key: string
  /** The name of its keys in a refusal. */
  readonly noun: string
  /** Its name in audit logs, and the actions that create, change and delete an object. */
  readonly audit: AuditNames
}

export type AuditNames = readonly [noun: string, created: string, updated: string, deleted: string]

/** For a collection whose audit log actions are not documented. */
const projectAudit: AuditNames = [
  'Project',
  'company_basic_info_edit',
  'company_basic_info_edit',
  'company_basic_info_edit',
]

export const collectionSpecs = {
  gates: {
    key: 'id',
    noun: 'Gate IDs',
    audit: ['Gate', 'gate_create', 'gate_update', 'config_delete'],
  },
  segments: {
    key: 'id',
    noun: 'Segment IDs',
    audit: ['Segment', 'segment_create', 'config_conditions_update', 'config_delete'],
  },
  experiments: {
    key: 'id',
    noun: 'Experiment IDs',
    audit: ['Experiment', 'experiment_create', 'experiment_edit', 'experiment_delete'],
  },
  layers: {
    key: 'id',
    noun: 'Layer IDs',
    audit: ['Layer', 'layer_create', 'layer_edit', 'layer_delete'],
  },
  metrics: {
    key: 'id',
    noun: 'Metrics',
    audit: [
      'Metric',
      'custom_metric_definition_create',
      'custom_metric_edit',
      'custom_metric_definition_delete',
    ],
  },
  metric_sources: {
    key: 'name',
    noun: 'Metric sources',
    audit: [
      'Metric Source',
      'create_echidna_metric_source',
      'update_echidna_metric_source',
      'delete_echidna_metric_source',
    ],
  },
  tags: { key: 'id', noun: 'Tags', audit: ['Tag', 'tag_create', 'tag_edit', 'tag_delete'] },
  teams: { key: 'id', noun: 'Teams', audit: ['Team', 'update_team', 'update_team', 'update_team'] },
  target_apps: {
    key: 'id',
    noun: 'Target apps',
    audit: ['Target App', 'create_customer_app', 'edit_target_app', 'delete_target_app'],
  },
  unit_id_types: {
    key: 'name',
    noun: 'Unit ID types',
    audit: [
      'Unit ID Type',
      'company_ID_type_add',
      'company_ID_type_edit',
      'company_ID_type_delete',
    ],
  },
  roles: {
    key: 'name',
    noun: 'Roles',
    audit: ['Role', 'upsert_user_role', 'upsert_user_role', 'delete_user_role'],
  },
  environments: {
    key: 'id',
    noun: 'Environments',
    audit: [
      'Environments',
      'company_environments_edit',
      'company_environments_edit',
      'company_environments_edit',
    ],
  },
  settings: { key: 'id', noun: 'Settings', audit: projectAudit },
  keys: {
    key: 'key',
    noun: 'Keys',
    audit: ['Key', 'sdk_key_create', 'sdk_key_update_description', 'sdk_key_delete'],
  },
  users: {
    key: 'email',
    noun: 'Users',
    audit: ['User', 'user_role_update', 'user_role_update', 'company_member_remove'],
  },
  dynamic_configs: {
    key: 'id',
    noun: 'Dynamic Config IDs',
    audit: ['Dynamic Config', 'dynamic_config_create', 'config_conditions_update', 'config_delete'],
  },
  autotunes: {
    key: 'id',
    noun: 'Autotune IDs',
    audit: [
      'Autotune',
      'autotune_experiment_create',
      'autotune_experiment_edit',
      'autotune_experiment_delete',
    ],
  },
  holdouts: {
    key: 'id',
    noun: 'Holdout IDs',
    audit: ['Holdout', 'holdout_create', 'holdout_update', 'holdout_delete'],
  },
  param_stores: {
    key: 'name',
    noun: 'Param Stores',
    audit: ['Parameter Store', 'param_store_create', 'param_store_update', 'param_store_delete'],
  },
  release_pipelines: {
    key: 'id',
    noun: 'Release Pipeline IDs',
    audit: [
      'Release Pipeline',
      'release_pipeline_create',
      'release_pipeline_update',
      'release_pipeline_delete',
    ],
  },
  assignment_sources: {
    key: 'name',
    noun: 'Assignment sources',
    audit: [
      'Assignment Source',
      'create_echidna_assignment_source',
      'update_echidna_assignment_source',
      'delete_echidna_assignment_source',
    ],
  },
  entity_property_sources: {
    key: 'name',
    noun: 'Entity property sources',
    audit: [
      'Entity Property Source',
      'create_echidna_entity_property_source',
      'update_echidna_entity_property_source',
      'delete_echidna_entity_property_source',
    ],
  },
  // No audit log actions are documented for qualifying events; they are described as metric sources are.
  qualifying_events: {
    key: 'name',
    noun: 'Qualifying events',
    audit: [
      'Qualifying Event',
      'create_echidna_metric_source',
      'update_echidna_metric_source',
      'delete_echidna_metric_source',
    ],
  },
  alerts: {
    key: 'id',
    noun: 'Alerts',
    audit: ['Alert', 'create_topline_alert', 'update_topline_alert', 'delete_topline_alert'],
  },
  ingestions: { key: 'id', noun: 'Ingestions', audit: projectAudit },
  ingestion_schedules: { key: 'dataset', noun: 'Ingestion schedules', audit: projectAudit },
  ingestion_connections: { key: 'type', noun: 'Ingestion connections', audit: projectAudit },
  ingestion_runs: { key: 'runID', noun: 'Ingestion runs', audit: projectAudit },
} as const satisfies { readonly [collection: string]: CollectionSpec }

export type Collection = keyof typeof collectionSpecs

export const isCollection = (name: string): name is Collection =>
  Object.hasOwn(collectionSpecs, name)

export const collections: readonly Collection[] = Object.keys(collectionSpecs).filter(isCollection)
