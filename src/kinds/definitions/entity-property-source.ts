import { text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import { description, tags, team, teamID, teamTwins } from '../shared/common-fields.ts'
import {
  idTypeMapping,
  isReadOnly,
  madeOfSource,
  query,
  sourceName,
  timestampAsDay,
} from '../shared/warehouse-sources.ts'

export const entityPropertySource: Kind<'entity_property_source'> = {
  kind: 'entity_property_source',
  doc: 'A query of the warehouse that says what is known of each unit, such as its country or its plan.',
  folder: 'entity_property_sources',
  project: 'warehouse',
  dryRun: true,
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/experiments/entity_properties',
    create: '/console/v1/experiments/entity_properties',
    item: '/console/v1/experiments/entity_property/{id}',
    handle: 'name',
    update: { method: 'POST', body: 'whole' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: sourceName('The name that experiments refer to.'),
    description: description(),
    tags: tags(),
    sql: query(),
    timestampColumn: text('The column that says from when on the properties hold.', {
      default: '',
    }),
    timestampAsDay: timestampAsDay(),
    idTypeMapping: idTypeMapping(),
    isReadOnly: isReadOnly(),
    team: team(),
    teamID: teamID(),
  },
  twins: teamTwins,
  logged: [
    'create_echidna_entity_property_source',
    'update_echidna_entity_property_source',
    'delete_echidna_entity_property_source',
    'update_echidna_source_owner',
  ],
  made: [...madeOfSource, 'owner', 'isVerified'],
}
