// The actions of the audit log that several kinds share. The log names an action and a display name, and no kind.

/** Changes of gates, dynamic configs and segments. */
export const configChanges = [
  'config_review_accept',
  'config_review_commit',
  'config_reviews_disable',
  'config_revert',
  'config_require_reviews',
  'config_state_toggle',
  'config_allowed_reviewers_update',
  'config_conditions_update',
  'config_default_value_update',
  'config_description_update',
  'config_display_name_update',
  'config_environments_update',
  'config_review_required_update',
  'config_add_tag',
  'config_edit_tags',
  'config_remove_tag',
  'config_monitoring_metrics_update',
  'config_edit_target_apps',
  'set_self_approvals_blocked',
  'config_id_type_update',
  'config_update_owners',
  'tag_configs_bulk',
  'bulk_add_remove_configs_from_tag',
  'set_config_auto_archive_state',
] as const

/** Gates, dynamic configs and segments get another salt: users are assigned to the rules again. */
export const configResalts = ['config_resalt'] as const

/** Changes of overrides. */
export const overrideChanges = [
  'modify_overrides',
  'modify_override_config',
  'remove_override_config',
] as const

/** Changes of sources of a warehouse. */
export const sourceChanges = [
  'update_echidna_source_review_required',
  'source_allowed_reviewers_update',
  'accept_echidna_source_review',
  'commit_echidna_source_review',
  'update_echidna_source_owner',
  'update_echidna_source_is_verified',
] as const

/** Of metric sources. The document has none of their own for qualifying events, which it describes like these. */
export const metricSourceActions = {
  creates: ['create_echidna_metric_source'],
  changes: [
    ...sourceChanges,
    'update_echidna_metric_source',
    'update_echidna_metric_source_name',
    'update_echidna_metric_source_is_verified',
    'archive_echidna_metric_source',
    'unarchive_echidna_metric_source',
  ],
  deletes: ['delete_echidna_metric_source'],
} as const
