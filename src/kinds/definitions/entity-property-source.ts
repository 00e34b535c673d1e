// Describes the kind `entity_property_source`.
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
  readOnlySourceFields,
  sourceNameField,
  sqlField,
  timestampAsDayField,
  timestampColumnField,
} from '../shared/warehouse-sources.ts'

export const entityPropertySource: Kind<'entity_property_source'> = {
  kind: 'entity_property_source',
  doc: 'A warehouse query that returns properties of each unit, such as its country or its plan.',
  folder: 'entity_property_sources',
  projectType: 'warehouse',
  dryRun: { create: 'body', update: 'body' },
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/experiments/entity_properties',
    create: '/console/v1/experiments/entity_properties',
    item: '/console/v1/experiments/entity_property/{id}',
    pathId: 'name',
    update: { method: 'POST', body: 'whole' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: sourceNameField('The name that experiments refer to.'),
    description: descriptionField(),
    tags: tagsField(),
    sql: sqlField(),
    timestampColumn: timestampColumnField(
      'The column with the time from which the properties are valid.',
      { default: '' },
    ),
    timestampAsDay: timestampAsDayField(),
    idTypeMapping: idTypeMappingField(),
    isReadOnly: isReadOnlyField(),
    team: teamField(),
    teamID: teamIDField(),
  },
  alternatives: teamAlternatives,
  auditActions: {
    creates: ['create_echidna_entity_property_source'],
    changes: [
      ...sourceChanges,
      'update_echidna_entity_property_source',
      'update_echidna_entity_property_source_name',
      'update_echidna_entity_property_source_is_verified',
    ],
    deletes: ['delete_echidna_entity_property_source'],
  },
  effects: {
    '': 'changes-measurement',
    '/description': 'label',
    '/tags': 'label',
    '/team': 'label',
    '/teamID': 'label',
    '/isReadOnly': 'changes-access',
  },
  reviews: { askedBy: sourceReviews },
  readOnlyFields: [...readOnlySourceFields, 'owner', 'isVerified'],
}
