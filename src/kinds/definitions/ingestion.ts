import { choice, type Field, flag, opaque, record, text } from '../../fields/field.ts'
import { secret } from '../../fields/secret.ts'
import type { Kind, Requirement } from '../kind.ts'

const datasets = ['Metrics', 'Events', 'export_exposures'] as const
const types = [
  'redshift',
  'bigquery-v2',
  'snowflake-v2',
  'databricks',
  'azure-synapse',
  's3',
  'athena',
  'adls',
] as const

/** The text that means that there is no such column. */
const noColumn = 'null'
const column = (doc: string, options: { readonly default?: string } = {}): Field =>
  text(`The column with ${doc}.`, options)
const columns = (doc: string): Field => opaque(doc, 'texts', { default: {} })

/** Columns by the sort of data: those that it needs, and others that it may have. */
const ofDatasets: Readonly<
  Record<
    (typeof datasets)[number],
    { readonly needed: readonly string[]; readonly may: readonly string[] }
  >
> = {
  Metrics: {
    needed: ['unit_id', 'id_type', 'dateid', 'metric_name'],
    may: ['metric_value', 'numerator', 'denominator'],
  },
  Events: {
    needed: ['event_name', 'timestamp', 'ids'],
    may: ['unit_id', 'metadata', 'metadata_object', 'event_value'],
  },
  export_exposures: {
    needed: ['experiment', 'group_id', 'timestamp', 'ids'],
    may: ['unit_id', 'metadata', 'metadata_object', 'event_value'],
  },
}

const mapping = {
  unit_id: column('the id of the unit, such as a user'),
  id_type: column('the type of that id'),
  dateid: column('the day'),
  metric_name: column('the name of the metric'),
  metric_value: column('the value of the metric', { default: noColumn }),
  numerator: column('the numerator of a ratio', { default: noColumn }),
  denominator: column('the denominator of a ratio', { default: noColumn }),
  event_name: column('the name of the event'),
  experiment: column('the name of the experiment'),
  group_id: column('the group that the unit saw'),
  timestamp: column('the time'),
  ids: columns('Further ids of the unit: the id type of each, and its column; `{}` for none.'),
  metadata: columns('Further facts: the name of each, and its column.'),
  metadata_object: column('all further facts as one object', { default: noColumn }),
  event_value: column('the value of the event', { default: '' }),
}

const columnsOf = (dataset: (typeof datasets)[number]): Requirement => {
  const { may, needed } = ofDatasets[dataset]
  return {
    when: { '/dataset': [dataset] },
    needs: { rule: 'keys', at: '/column_mapping', all: needed, may },
    message: `Data of the sort \`${dataset}\` has columns of its own.`,
  }
}

export const ingestion: Kind<'ingestion'> = {
  kind: 'ingestion',
  doc: 'A place in a warehouse from which Statsig reads metrics, events or exposures. There is no list of them: an import finds the first of each sort alone.',
  folder: 'ingestions',
  identity: { by: 'members', members: ['dataset', 'type', 'source_name'], isOnly: true },
  routes: {
    list: '/console/v1/ingestion',
    asked: { by: { dataset: datasets, type: types }, inside: 'data' },
    create: '/console/v1/ingestion',
    before: { field: 'connection', path: '/console/v1/ingestion/connection/databricks' },
    item: '/console/v1/ingestion?{id}',
    handle: 'query',
    update: { method: 'PATCH', at: '/console/v1/ingestion', body: 'changed' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    dataset: choice('The sort of data that is read.', datasets, {
      required: true,
      overwrites: true,
    }),
    type: choice('The sort of warehouse.', types, { required: true, overwrites: true }),
    source_name: text('The name of the source, one for each place that is read.', {
      required: true,
      min: 1,
      overwrites: true,
    }),
    column_mapping: record('Which column holds what.', mapping, { unread: 'maybe' }),
    query: text('The query whose rows are read.', { long: true, unread: 'maybe' }),
    use_delta_sharing: choice(
      'Whether a share of Databricks is read in place of a query.',
      [true],
      {
        sent: 'create',
        unread: 'maybe',
      },
    ),
    share: text('The share that is read.', { unread: 'maybe' }),
    schema: text('The schema within the share.', { unread: 'maybe' }),
    table: text('The table within the schema.', { unread: 'maybe' }),
    enabled: flag('Whether Statsig reads it.'),
    connection: record(
      'How Statsig reaches Databricks, for the whole project. It is sent once, right before the source is created, and never again: Statsig does not show it, so that a later change, such as a new token, is made in the console.',
      {
        host: text('The host of the workspace, to which Statsig connects, not we.', {
          required: true,
        }),
        path: text('The HTTP path of the SQL warehouse.', { required: true }),
        token: secret('The access token.', { required: true }),
        deltaSharingCredentials: secret('The credentials of the share.'),
      },
      { sent: 'before', unread: true },
    ),
  },
  made: ['id', 'data'],
  requirements: [
    ...datasets.map(columnsOf),
    {
      when: { '/type': types.filter((type) => type !== 'databricks') },
      needs: { rule: 'absent', at: '/connection' },
      message: 'A `connection` is for the type `databricks` alone.',
    },
  ],
  settled: {
    reason: 'Statsig takes it only when the source is created.',
    hint: 'Put the value back, or describe a source of another name.',
  },
}
