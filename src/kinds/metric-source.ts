import { choice, flag, record, set, text } from '../fields/field.ts'
import type { Kind } from './kind.ts'
import { description, tags, team, teamID } from './shared.ts'

export const metricSource: Kind<'metric_source'> = {
  kind: 'metric_source',
  doc: 'A table or query of the warehouse, and what its columns mean. Metrics are computed from it.',
  folder: 'metric_sources',
  project: 'warehouse',
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/metrics/metric_source/list',
    create: '/console/v1/metrics/metric_source',
    item: '/console/v1/metrics/metric_source/{id}',
    handle: 'name',
    update: { method: 'POST', body: 'whole' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The name that metrics refer to.', { required: true, min: 1, sent: 'create' }),
    description: description(),
    tags: tags(),
    sql: text('The query. May be empty where `sourceType` is `table`.', {
      required: true,
      long: true,
    }),
    timestampColumn: text('The column that says when an event happened.', { required: true }),
    timestampAsDay: flag('Whether that column holds days and not moments.', { default: false }),
    idTypeMapping: set(
      'Which column holds which unit’s id.',
      record('One unit.', {
        statsigUnitID: text('The unit id type, such as `userID`.', { required: true }),
        column: text('The column that holds its ids.', { required: true }),
      }),
      { key: 'statsigUnitID', required: true },
    ),
    sourceType: choice('Whether the source is a query or a table.', ['table', 'query']),
    tableName: text('The table, where `sourceType` is `table`.', { default: '' }),
    datePartitionColumn: text('The column that the table is partitioned by.', { default: '' }),
    customFieldMapping: set(
      'Further columns, computed from others.',
      record('One computed column.', {
        key: text('The name of the column.', { required: true, default: '' }),
        formula: text('The SQL expression that computes it.', { required: true, default: '' }),
      }),
      { key: 'key' },
    ),
    isReadOnly: flag('Whether it can be edited in the console.', { default: false }),
    isVerified: flag('Whether it is marked as verified.', { default: false }),
    disableCURE: flag('Whether its metrics are left out of regression adjustment.', {
      default: false,
    }),
    owner: record(
      'Who owns it. Statsig fills in whoever made it.',
      {
        ownerID: text('The owner’s id.'),
        ownerType: text('What the owner is, such as `USER` or `SDK_KEY`.'),
        ownerName: text('The owner’s name.'),
        ownerEmail: text('The owner’s address.'),
      },
      { made: ['name'], nullable: true },
    ),
    team: team(),
    teamID: teamID(),
  },
  made: ['id', 'createdTime', 'creatorName', 'creatorEmail', 'creatorID', 'isHidden'],
}
