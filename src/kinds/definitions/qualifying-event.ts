// Describes the kind `qualifying_event`.
import type { Kind } from '../kind.ts'
import { sourceReviews } from '../reviews.ts'
import { metricSourceActions } from '../shared/audit-actions.ts'
import { descriptionField, teamAlternatives } from '../shared/common-fields.ts'
import {
  eventSourceFields,
  readOnlySourceFields,
  sourceNameField,
} from '../shared/warehouse-sources.ts'

export const qualifyingEvent: Kind<'qualifying_event'> = {
  kind: 'qualifying_event',
  doc: 'An event in the warehouse from which on a unit counts in an experiment.',
  folder: 'qualifying_events',
  projectType: 'warehouse',
  dryRun: { create: 'body', update: 'body' },
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/experiments/qualifying_events',
    create: '/console/v1/experiments/qualifying_events',
    item: '/console/v1/experiments/qualifying_events/{id}',
    pathId: 'name',
    update: { method: 'POST', body: 'whole' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: sourceNameField('The display name.'),
    ...eventSourceFields(descriptionField()),
  },
  alternatives: teamAlternatives,
  // Statsig documents no `actionType` of its own for this kind. It describes the kind like metric sources.
  auditActions: metricSourceActions,
  effects: {
    '': 'changes-measurement',
    '/description': 'label',
    '/tags': 'label',
    '/team': 'label',
    '/teamID': 'label',
    '/owner': 'label',
  },
  reviews: { askedBy: sourceReviews },
  readOnlyFields: readOnlySourceFields,
}
