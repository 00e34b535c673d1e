// Describes the kind `review_settings`.
import { flag } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'

export const reviewSettings: Kind<'review_settings'> = {
  kind: 'review_settings',
  doc: 'Which changes need a review.',
  folder: 'review_settings',
  identity: { by: 'project' },
  routes: {
    list: '/console/v1/settings/reviews',
    item: '/console/v1/settings/reviews',
    pathId: 'id',
    update: { method: 'POST', body: 'whole', replaces: true },
  },
  fields: {
    is_config_review_required: flag(
      'Whether changes of gates, configs and experiments need a review.',
    ),
    is_metric_review_required: flag('Whether changes of metrics need a review.'),
    is_metric_review_required_on_verified_only: flag(
      'Whether only changes of verified metrics need a review.',
    ),
    is_whn_analysis_only_review_required: flag(
      'Warehouse native: whether changes of analysis-only experiments need a review.',
      { warehouseOnly: true, default: false },
    ),
    is_whn_source_review_required: flag(
      'Warehouse native: whether changes of sources need a review.',
      {
        warehouseOnly: true,
        default: false,
      },
    ),
  },
  effects: {
    '': 'changes-access',
  },
  reviewPolicy: { source: 'settings' },
  readOnlyFields: ['permalink'],
}
