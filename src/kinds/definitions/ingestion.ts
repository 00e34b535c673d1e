// Describes the kind `ingestion`.
import { choice, type Field, flag, opaque, record, text } from '../../fields/field.ts'
import { secret } from '../../fields/secret.ts'
import type { Kind } from '../kind.ts'
import type { Requirement } from '../requirement.ts'

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

/** The text for a column that does not exist. */
const noColumnText = 'null'
const columnField = (doc: string, options: { readonly default?: string } = {}): Field =>
  text(`The column with ${doc}.`, options)
const columnMapField = (doc: string): Field => opaque(doc, 'texts', { default: {} })

/** The required and the optional columns of each type of data. */
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
  group_id: columnField('the group of the unit'),
  timestamp: columnField('the time'),
  ids: columnMapField(
    'Further ids of the unit: the column for each unit id type. `{}` means none.',
  ),
  metadata: columnMapField('Metadata: the column for each key.'),
  metadata_object: columnField('all metadata as one object', { default: noColumnText }),
  event_value: columnField('the value of the event', { default: '' }),
}

const columnsRequirement = (dataset: (typeof datasets)[number]): Requirement => {
  const { optional, required } = columnsByDataset[dataset]
  return {
    when: { '/dataset': [dataset] },
    needs: { rule: 'keys', at: '/column_mapping', required, optional },
    message: `The columns in \`column_mapping\` must be those of data of type \`${dataset}\`.`,
  }
}

export const ingestion: Kind<'ingestion'> = {
  kind: 'ingestion',
  doc: 'A source in a warehouse from which Statsig reads metrics, events or exposures. Statsig has no list of them: an import finds only the first source of each type.',
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
    dataset: choice('The type of data that is read.', datasets, {
      required: true,
      resetWhenOmitted: true,
    }),
    type: choice('The type of warehouse.', warehouseTypes, {
      required: true,
      resetWhenOmitted: true,
    }),
    source_name: text('The name of the source.', {
      required: true,
      min: 1,
      resetWhenOmitted: true,
    }),
    column_mapping: record('The columns of the source.', mappingFields, { writeOnly: 'sometimes' }),
    query: text('The SQL query that returns the rows.', {
      multiline: true,
      writeOnly: 'sometimes',
      example: 'SELECT * FROM events',
    }),
    use_delta_sharing: choice(
      'Whether Statsig reads a Databricks share in place of a query.',
      [true],
      {
        sentIn: 'create',
        writeOnly: 'sometimes',
      },
    ),
    share: text('The share that Statsig reads.', { writeOnly: 'sometimes' }),
    schema: text('The schema in the share.', { writeOnly: 'sometimes' }),
    table: text('The table in the schema.', { writeOnly: 'sometimes' }),
    enabled: flag('Whether Statsig reads the source.'),
    connection: record(
      'The connection of the project to Databricks. It is sent once, before the source is created. Statsig does not return it, so later changes, such as a new token, have to be made in the console.',
      {
        host: text('The host of the workspace. Statsig connects to it; statsig-gitops does not.', {
          required: true,
        }),
        path: text('The HTTP path of the SQL warehouse.', { required: true }),
        token: secret('The access token.', { required: true }),
        deltaSharingCredentials: secret('The credentials of the share.'),
      },
      { sentIn: 'pre-request', writeOnly: true },
    ),
  },
  effects: {
    '': 'changes-measurement',
  },
  readOnlyFields: ['id', 'data'],
  requirements: [
    ...datasets.map(columnsRequirement),
    {
      when: { '/type': warehouseTypes.filter((type) => type !== 'databricks') },
      needs: { rule: 'absent', at: '/connection' },
      message: 'Only an ingestion of type `databricks` has a `connection`.',
    },
  ],
  createOnly: {
    reason: 'Statsig accepts it only when the source is created.',
    hint: 'Restore the value, or define a source with another name.',
  },
}
