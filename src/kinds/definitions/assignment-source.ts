import { text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import { description, tags, team, teamID, teamTwins } from '../shared/common-fields.ts'
import {
  idTypeMapping,
  isReadOnly,
  isVerified,
  madeOfSource,
  owner,
  query,
  sourceName,
  timestampColumn,
} from '../shared/warehouse-sources.ts'

export const assignmentSource: Kind<'assignment_source'> = {
  kind: 'assignment_source',
  doc: 'A query of the warehouse that says which unit was in which group of which experiment, and when.',
  folder: 'assignment_sources',
  project: 'warehouse',
  dryRun: true,
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/experiments/assignment_sources',
    create: '/console/v1/experiments/assignment_sources',
    item: '/console/v1/experiments/assignment_source/{id}',
    find: 'list',
    handle: 'name',
    update: { method: 'POST', body: 'whole' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: sourceName('The name that experiments refer to.'),
    description: description(),
    tags: tags(),
    sql: query(),
    timestampColumn: timestampColumn(),
    experimentIDColumn: text('The column that holds the experiment.', { required: true }),
    groupIDColumn: text('The column that holds the group.', { required: true }),
    idTypeMapping: idTypeMapping(),
    isReadOnly: isReadOnly(),
    isVerified: isVerified(),
    owner: owner(),
    team: team(),
    teamID: teamID(),
  },
  twins: teamTwins,
  logged: [
    'create_echidna_assignment_source',
    'update_echidna_assignment_source',
    'delete_echidna_assignment_source',
    'update_echidna_source_owner',
  ],
  made: madeOfSource,
}
