// Describes the kind `assignment_source`.
import { number, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import { sourceReviews } from '../reviews.ts'
import { sourceChanges } from '../shared/audit-actions.ts'
import {
  descriptionField,
  tagsField,
  teamAlternatives,
  teamField,
  teamIDField,
} from '../shared/common-fields.ts'
import {
  idTypeMappingField,
  isReadOnlyField,
  isVerifiedField,
  nullableOwnerField,
  readOnlySourceFields,
  sourceNameField,
  sqlField,
  timestampColumnField,
} from '../shared/warehouse-sources.ts'

export const assignmentSource: Kind<'assignment_source'> = {
  kind: 'assignment_source',
  doc: 'A warehouse query that returns which unit was assigned to which group of which experiment, and when.',
  folder: 'assignment_sources',
  projectType: 'warehouse',
  dryRun: { create: 'body', update: 'body' },
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/experiments/assignment_sources',
    create: '/console/v1/experiments/assignment_sources',
    item: '/console/v1/experiments/assignment_source/{id}',
    readFrom: 'list',
    pathId: 'name',
    update: { method: 'POST', body: 'whole' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: sourceNameField('The name that experiments refer to.'),
    description: descriptionField(),
    tags: tagsField(),
    sql: sqlField(),
    timestampColumn: timestampColumnField(),
    experimentIDColumn: text('The column with the experiment.', { required: true }),
    groupIDColumn: text('The column with the group.', { required: true }),
    groupNameColumn: text('The column with the name of the group.', { default: '' }),
    idTypeMapping: idTypeMappingField(),
    scheduledReloadHour: number(
      'The hour at which it is scanned, in UTC. `null` means no schedule.',
      {
        integer: true,
        min: 0,
        max: 23,
        nullable: true,
      },
    ),
    isReadOnly: isReadOnlyField(),
    isVerified: isVerifiedField(),
    owner: nullableOwnerField(),
    team: teamField(),
    teamID: teamIDField(),
  },
  alternatives: teamAlternatives,
  auditActions: {
    creates: ['create_echidna_assignment_source'],
    changes: [
      ...sourceChanges,
      'update_echidna_assignment_source',
      'update_echidna_assignment_source_name',
      'update_echidna_assignment_source_loading_window',
      'update_echidna_assignment_source_is_verified',
    ],
    deletes: ['delete_echidna_assignment_source'],
  },
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
