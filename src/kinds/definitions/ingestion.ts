import { choice, type Field, flag, opaque, record, text } from '../../fields/field.ts'
import { secret } from '../../fields/secret.ts'
import type { Kind, Requirement } from '../kind.ts'

const datasets = ['Metrics', 'Events', 'export_exposures'] as const
const warehouseTypes = [
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
const noColumnText = 'null'
const columnField = (doc: string, options: { readonly default?: string } = {}): Field =>
  text(`The column with ${doc}.`, options)
const columnMapField = (doc: string): Field => opaque(doc, 'texts', { default: {} })

/** Columns by the sort of data: those that it needs, and others that it may have. */
const columnsByDataset: Readonly<
  Record<
    (typeof datasets)[number],
    { readonly required: readonly string[]; readonly optional: readonly string[] }
  >
> = {
  Metrics: {
    required: ['unit_id', 'id_type', 'dateid', 'metric_name'],
    optional: ['metric_value', 'numerator', 'denominator'],
  },
  Events: {
    required: ['event_name', 'timestamp', 'ids'],
    optional: ['unit_id', 'metadata', 'metadata_object', 'event_value'],
  },
  export_exposures: {
    required: ['experiment', 'group_id', 'timestamp', 'ids'],
    optional: ['unit_id', 'metadata', 'metadata_object', 'event_value'],
  },
}

const mappingFields = {
  unit_id: columnField('the id of the unit, such as a user'),
  id_type: columnField('the type of that id'),
  dateid: columnField('the day'),
  metric_name: columnField('the name of the metric'),
  metric_value: columnField('the value of the metric', { default: noColumnText }),
  numerator: columnField('the numerator of a ratio', { default: noColumnText }),
  denominator: columnField('the denominator of a ratio', { default: noColumnText }),
  event_name: columnField('the name of the event'),
  experiment: columnField('the name of the experiment'),
  group_id: columnField('the group that the unit saw'),
  timestamp: columnField('the time'),
  ids: columnMapField(
    'Further ids of the unit: the id type of each, and its column; `{}` for none.',
  ),
  metadata: columnMapField('Further facts: the name of each, and its column.'),
  metadata_object: columnField('all further facts as one object', { default: noColumnText }),
  event_value: columnField('the value of the event', { default: '' }),
}

const columnsRequirement = (dataset: (typeof datasets)[number]): Requirement => {
  const { optional, required } = columnsByDataset[dataset]
  return {
    when: { '/dataset': [dataset] },
    needs: { rule: 'keys', at: '/column_mapping', required, optional },
    message: `Data of the sort \`${dataset}\` has columns of its own.`,
  }
}

export const ingestion: Kind<'ingestion'> = {
  kind: 'ingestion',
  doc: 'A place in a warehouse from which Statsig reads metrics, events or exposures. There is no list of them: an import finds the first of each sort alone.',
  folder: 'ingestions',
  identity: { by: 'members', members: ['dataset', 'type', 'source_name'], forbidsId: true },
  routes: {
    list: '/console/v1/ingestion',
    lookup: { parameters: { dataset: datasets, type: warehouseTypes }, nestedUnder: 'data' },
    create: '/console/v1/ingestion',
    preRequest: { field: 'connection', path: '/console/v1/ingestion/connection/databricks' },
    item: '/console/v1/ingestion?{id}',
    pathId: 'query',
    update: { method: 'PATCH', absolutePath: '/console/v1/ingestion', body: 'changed' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    dataset: choice('The sort of data that is read.', datasets, {
      required: true,
      resetWhenOmitted: true,
    }),
    type: choice('The sort of warehouse.', warehouseTypes, {
      required: true,
      resetWhenOmitted: true,
    }),
    source_name: text('The name of the source, one for each place that is read.', {
      required: true,
      min: 1,
      resetWhenOmitted: true,
    }),
    column_mapping: record('Which column holds what.', mappingFields, { writeOnly: 'sometimes' }),
    query: text('The query whose rows are read.', { multiline: true, writeOnly: 'sometimes' }),
    use_delta_sharing: choice(
      'Whether a share of Databricks is read in place of a query.',
      [true],
      {
        sentIn: 'create',
        writeOnly: 'sometimes',
      },
    ),
    share: text('The share that is read.', { writeOnly: 'sometimes' }),
    schema: text('The schema within the share.', { writeOnly: 'sometimes' }),
    table: text('The table within the schema.', { writeOnly: 'sometimes' }),
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
      { sentIn: 'pre-request', writeOnly: true },
    ),
  },
  readOnlyFields: ['id', 'data'],
  requirements: [
    ...datasets.map(columnsRequirement),
    {
      when: { '/type': warehouseTypes.filter((type) => type !== 'databricks') },
      needs: { rule: 'absent', at: '/connection' },
      message: 'A `connection` is for the type `databricks` alone.',
    },
  ],
  createOnly: {
    reason: 'Statsig takes it only when the source is created.',
    hint: 'Put the value back, or describe a source of another name.',
  },
}
