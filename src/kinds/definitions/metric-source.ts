// Describes the kind `metric_source`.
import type { Kind } from '../kind.ts'
import { sourceReviews } from '../reviews.ts'
import { metricSourceActions } from '../shared/audit-actions.ts'
import { descriptionField, teamAlternatives } from '../shared/common-fields.ts'
import {
  eventSourceFields,
  readOnlySourceFields,
  sourceNameField,
} from '../shared/warehouse-sources.ts'

export const metricSource: Kind<'metric_source'> = {
  kind: 'metric_source',
  doc: 'A table or query of the warehouse from which metrics are computed, and the meaning of its columns.',
  folder: 'metric_sources',
  projectType: 'warehouse',
  dryRun: { create: 'body', update: 'body' },
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/metrics/metric_source/list',
    create: '/console/v1/metrics/metric_source',
    item: '/console/v1/metrics/metric_source/{id}',
    pathId: 'name',
    update: { method: 'POST', body: 'whole' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: sourceNameField('The name that metrics refer to.'),
    ...eventSourceFields(descriptionField()),
  },
  alternatives: teamAlternatives,
  auditActions: metricSourceActions,
  effects: {
    '': 'changes-measurement',
    '/description': 'label',
    '/tags': 'label',
    '/team': 'label',
    '/teamID': 'label',
    '/owner': 'label',
    '/isVerified': 'label',
    '/isReadOnly': 'changes-access',
  },
  reviews: { askedBy: sourceReviews },
  readOnlyFields: readOnlySourceFields,
}
