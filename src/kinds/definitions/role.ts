// Describes the kind `role`.
import { flag, record, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'

const permissionDocs = {
  invitation_access: 'invite people',
  create_configs: 'create gates, configs, experiments and the like',
  edit_or_delete_configs: 'edit or delete gates, configs, experiments and the like',
  launch_to_production: 'launch to production',
  launch_or_disable_configs: 'launch or disable gates, configs, experiments and the like',
  start_experiments: 'start experiments',
  create_or_edit_templates: 'create or edit templates',
  create_or_edit_dashboards: 'create or edit dashboards',
  create_teams: 'create teams',
  edit_dynamic_config_schemas: 'edit the schemas of dynamic configs',
  create_release_pipelines: 'create release pipelines',
  approve_required_review_release_pipeline_phase: 'approve phases of a pipeline that need a review',
  self_approve_review: 'approve their own changes',
  approve_reviews: 'approve changes of other people',
  bypass_reviews_for_overrides: 'set overrides without a review',
  metric_management: 'manage metrics',
  event_dimensions_access: 'see dimensions of events',
  verify_metrics: 'mark metrics as verified',
  use_metrics_explorer: 'use the metrics explorer',
  local_metrics: 'create local metrics',
  manage_alerts: 'manage alerts',
  integrations_edit_access: 'edit integrations',
  source_connection_and_creation: 'connect and create sources',
  data_warehouse_ingestion_and_exports_edit_access: 'edit ingestion from and export to a warehouse',
  edit_and_tag_configs_with_core_tag: 'edit resources with the core tag, and add the tag',
  reset_experiments: 'reset experiments',
  manual_whn_reload: 'reload warehouse native results manually',
  delete_configs: 'delete gates, configs, experiments and the like',
  bypass_precommit_webhook:
    'change something without waiting for the webhook that validates changes',
  whn_connection: 'change the connection to the warehouse',
} as const

export const role: Kind<'role'> = {
  kind: 'role',
  doc: 'The permissions of people with the role.',
  folder: 'roles',
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
    name: text('The display name.', { required: true, min: 1, sentIn: 'create' }),
    permissions: record(
      'The permissions of the role. A permission that the file leaves out is not granted.',
      Object.fromEntries(
        Object.entries(permissionDocs).map(([name, action]) => [
          name,
          flag(`Whether the role allows people to ${action}.`, { default: false }),
        ]),
      ),
      { required: true },
    ),
  },
  auditActions: {
    changes: ['upsert_user_role'],
    deletes: ['delete_user_role'],
  },
  effects: {
    '': 'changes-access',
  },
  readOnlyFields: ['id'],
}
