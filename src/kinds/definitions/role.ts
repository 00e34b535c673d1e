import { flag, record, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'

const permissionDocs = {
  invitation_access: 'invite people',
  create_configs: 'create gates, configs, experiments and the like',
  edit_or_delete_configs: 'edit or delete them',
  launch_to_production: 'launch to production',
  launch_or_disable_configs: 'launch or disable them',
  start_experiments: 'start experiments',
  create_or_edit_templates: 'create or edit templates',
  create_or_edit_dashboards: 'create or edit dashboards',
  create_teams: 'create teams',
  edit_dynamic_config_schemas: 'edit the schemas of dynamic configs',
  create_release_pipelines: 'create release pipelines',
  approve_required_review_release_pipeline_phase: 'approve phases of a pipeline that need a review',
  self_approve_review: 'approve their own changes',
  approve_reviews: 'approve changes of others',
  bypass_reviews_for_overrides: 'set overrides without a review',
  metric_management: 'manage metrics',
  event_dimensions_access: 'see dimensions of events',
  verify_metrics: 'mark metrics as verified',
  use_metrics_explorer: 'use the metrics explorer',
  local_metrics: 'make local metrics',
  manage_alerts: 'manage alerts',
  integrations_edit_access: 'edit integrations',
  source_connection_and_creation: 'connect and create sources',
  data_warehouse_ingestion_and_exports_edit_access: 'edit ingestion from and export to a warehouse',
  edit_and_tag_configs_with_core_tag: 'edit what bears the core tag',
  reset_experiments: 'reset experiments',
  manual_whn_reload: 'reload warehouse native results by hand',
} as const

export const role: Kind<'role'> = {
  kind: 'role',
  doc: 'What people who have the role may do in the project.',
  folder: 'roles',
  grantsAccess: true,
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/roles',
    create: '/console/v1/roles',
    item: '/console/v1/roles/{id}',
    pathId: 'name',
    update: { method: 'PATCH', body: 'changed' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The name that people see.', { required: true, min: 1, sentIn: 'create' }),
    permissions: record(
      'What the role may do. A permission that is left out stays as it is.',
      Object.fromEntries(
        Object.entries(permissionDocs).map(([name, action]) => [
          name,
          flag(`Whether it may ${action}.`),
        ]),
      ),
      { required: true },
    ),
  },
  auditActions: ['upsert_user_role', 'delete_user_role'],
  readOnlyFields: ['id'],
}
