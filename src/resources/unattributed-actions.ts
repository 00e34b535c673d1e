// The actions of the audit log that change no resource that a definition describes, by what they are about. Together with
// the actions of the kinds they are all actions of Statsig's OpenAPI document of September 2026.

const namesIn = (text: string): readonly string[] => text.trim().split(/\s+/)

export const unattributedActions = {
  /** Statsig's own jobs, such as the one that looks for stale gates every night. */
  jobs: namesIn(`
    dynamic_config_stale_status_update gate_stale_status_update release_pipeline_completed
    release_pipeline_waiting_for_review
  `),
  /** Comments, and reviews that change nothing yet. */
  conversation: namesIn(`
    autotune_review_create autotune_review_delete autotune_review_info_update autotune_review_reject
    autotune_review_update_owners autotune_review_update_team config_review_create config_review_delete
    config_review_info_update config_review_reject config_review_update create_echidna_source_review
    custom_metric_review_delete custom_metric_review_reject delete_echidna_source_review
    experiment_discussion_post_create experiment_discussion_post_delete experiment_follow_toggle
    experiment_review_create experiment_review_delete experiment_review_info_update experiment_review_reject
    experiment_review_update_owners experiment_review_update_team layer_review_create layer_review_delete
    layer_review_info_update layer_review_reject metric_review_create metric_review_info_update
    reject_echidna_source_review update_echidna_source_review
  `),
  /** Runs and templates of rollouts. */
  rollouts: namesIn(`
    release_pipeline_trigger_aborted release_pipeline_trigger_approved release_pipeline_trigger_create
    release_pipeline_trigger_paused release_pipeline_trigger_phase_skipped release_pipeline_trigger_unpaused
    rollout_plan_create rollout_plan_delete rollout_plan_update scheduled_rollout_template_create
    scheduled_rollout_template_delete scheduled_rollout_template_update
  `),
  /** Queries, computations and results. */
  analysis: namesIn(`
    add_geo_type add_srm_debugger_custom_dimension attach_experiment_to_power_analysis_report
    backfill_metric_results batch_load_echidna_topline_impact cancel_echidna_dag cancel_metric_backfills
    cancel_mex_query create_echidna_data_quality_checks create_guardrail_metric_alert
    create_metric_source_import_job create_offline_aa_report create_power_analysis_custom_query
    create_power_analysis_gate_query custom_pulse_query_create custom_pulse_query_delete
    custom_pulse_query_name_edit custom_query_toggle_favorite custom_sankey_delete delete_echidna_table_config
    delete_geo_type delete_guardrail_metric_alert delete_srm_debugger_custom_dimension dismiss_runaway_entity
    echidna_drop_tables edit_guardrail_metric_alert event_dimension_update experiment_data_report_delete
    experiment_data_report_rename experiment_data_report_update_parameters load_echidna_assignment_source
    load_echidna_autotune_pulse load_echidna_metric load_echidna_metric_async_batch load_echidna_pulse
    load_power_analysis_results_whn offline_aa_report_delete pin_chart_to_summary pulse_results_export
    refresh_warehouse_explorer_table_info remove_template_decision_framework rename_offline_aa_report
    resolve_guardrail_metric_alert restart_experiment_pulse scheduled_custom_pulse_query_create
    scheduled_pulse_custom_query_delete scheduled_pulse_query_name_edit scheduled_pulse_rollups_update
    set_echidna_project_pulse_schedule unattach_experiment_to_power_analysis_report unsnooze_guardrail_metric_alert
    update_primary_attached_report update_template_decision_framework user_data_load
  `),
  /** Dashboards, shared reports and recordings. */
  views: namesIn(`
    add_dashboard_page add_dashboard_widget add_session_recordings_to_playlist autotune_experiment_snapshot_delete
    company_snapshot_delete create_dashboard dashboard_update_owners delete_dashboard delete_dashboard_subscription
    delete_dashboard_widget delete_session_recordings_from_playlist delete_session_replay_playlist
    edit_dashboard_description edit_dashboard_name edit_dashboard_widget experiment_snapshot_delete
    generate_dashboard_screenshot_url layer_snapshot_delete pin_dashboard_for_company restore_dashboard
    shared_report_link_delete shared_report_link_upsert update_dashboard_settings update_dashboard_subscriptions
    update_dashboard_widgets_from_generated_tags verify_dashboard
  `),
  /** Models, prompts and their evaluation. */
  ai: namesIn(`
    ai_config_create ai_playground_create clone_ai_config clone_ai_config_version create_ai_config_agent_version
    create_ai_config_eval_grader create_ai_config_experiment create_ai_config_version create_ai_dataset
    create_ai_eval create_ai_eval_run create_traces_tag delete_ai_config delete_ai_config_eval_grader
    delete_ai_config_version delete_ai_config_versions delete_ai_dataset delete_ai_eval delete_ai_eval_run
    edit_ai_config_agent_version edit_ai_config_auto_eval_state edit_ai_config_eval_grader
    edit_ai_config_eval_settings edit_ai_config_targeting_rules edit_ai_config_version edit_ai_playground
    edit_ai_playground_setup rate_investigation_response rate_sidekick_message run_eval_from_traces
    save_ai_playground_results set_ai_config_baseline_version set_ai_dataset_global set_ai_grader_global
    set_ai_provider_api_keys set_ai_scheduled_runs set_company_mcp_access start_ai_config_version_evaluation_job
    start_ai_playground_completion_job stop_ai_config_version_evaluation_job update_ai_assistance_enabled
    update_ai_business_context update_ai_config_ai_advisor_settings update_ai_dataset
    update_experiment_ai_advisor_settings update_grader_advisor_cache upload_ai_config_dataset_csv
    upsert_ai_config_eval_groups upsert_ai_config_version upsert_traces_metadata upsert_traces_tag
  `),
  /** The company, its people, accounts, integrations and settings, which the log does not name as resources. */
  project: namesIn(`
    AWS_marketplace_account_delete OIDC_configuration_delete OIDC_configuration_upsert SSO_disable
    active_user_definition_update add_segments_of_interest_property archive_org_project batch_cancel_company_invites
    batch_user_role_update company_basic_info_edit company_create company_delete company_email_domain_config_delete
    company_invite_accept company_invite_access_update company_invite_decline company_member_remove
    company_metric_management_update company_user_invite create_scim_group_alias create_statsig_proxy
    delete_payment_method delete_scim_group_alias delete_segments_of_interest_property delete_trigger_integration
    generate_integration_webhook_secret ingestion_source_delete integration_create integration_delete
    integration_requested integration_set_enabled integration_update integration_update_disabled_events
    integration_update_outgoing_config integration_update_rate_limits integration_upsert org_api_key_create
    organization_member_remove payment_entitlements_upsert project_description_edit project_owner_set
    project_review_group_delete project_review_group_remove project_review_group_upsert set_api_share_key_access
    set_automated_bot_removals set_bv3_plan_type set_company_default_user_role
    set_company_session_replay_sampling_rate set_company_session_replay_settings set_default_payment_method
    set_default_target_apps_for_new_entity set_dynamic_config_analytics_enabled_by_default
    set_echidna_project_metric_schedule set_echidna_schedule_hour set_enable_id_resolution_toggle
    set_first_exposure_user_store_default set_gate_analytics_0_100_exposures_enabled
    set_gate_analytics_enabled_by_default set_id_resolution_inferred_id set_id_resolution_labeled_id
    set_personal_api_key_access set_plan_type set_require_target_app_for_new_entity set_user_sampling_rate
    set_warehouse_metadata_indexing_enabled set_whn_results_export_setting set_whn_table_ttls
    setup_databricks_script_job_integration setup_external_opt_in update_bv3_subscription
    update_company_auto_capture_settings update_company_experiment_exclusion_segment
    update_company_remove_default_gates_setting update_company_user_store_enabled
    update_default_bayesian_prior_settings update_default_company_metrics update_entities_require_teams
    update_experiment_quality_score_criteria update_experiment_quality_score_settings update_precommit_hook
    update_precommit_webhook_key update_server_sdk_configuration_rollback upsert_experiment_settings
    upsert_gate_settings upsert_trigger_integration upsert_user_store_client_targeting_properties user_login
    user_role_update
  `),
} as const
