// The keys of ingestion bodies and queries.
import type { Json, JsonObject } from '../../../core/json.ts'
import {
  type BodyKeys,
  type BodySchema,
  choice,
  flag,
  integer,
  record,
  text,
} from '../../core/body-schema.ts'

export const datasetSchema: BodySchema = choice(
  'Events',
  'Metrics',
  'export_exposures',
  'entity_properties',
  'export_events',
)

export const warehouseSchema: BodySchema = choice(
  'redshift',
  'bigquery-v2',
  'snowflake-v2',
  'databricks',
  'azure-synapse',
  's3',
  'athena',
  'adls',
)

/** A text for each key, such as the column of each unit’s id. */
const columnsSchema: BodySchema = (value, at, report) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report(at, 'Expected object, received another type')
    return value
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, column]) => [name, text()(column, `${at}.${name}`, report)]),
  )
}

const rowKeys: BodyKeys = {
  unit_id: text(),
  timestamp: text(),
  ids: columnsSchema,
  metadata: columnsSchema,
  metadata_object: text(),
  event_value: text(),
}

const rowDefaults: JsonObject = { ids: {}, metadata: {}, metadata_object: 'null', event_value: '' }

interface Mapping {
  readonly shape: BodySchema
  readonly defaults: JsonObject
}

const metricsMapping: Mapping = {
  shape: record(
    {
      unit_id: text(),
      id_type: text(),
      dateid: text(),
      metric_name: text(),
      metric_value: text(),
      numerator: text(),
      denominator: text(),
    },
    ['unit_id', 'id_type', 'dateid', 'metric_name'],
  ),
  defaults: { metric_value: 'null', numerator: 'null', denominator: 'null' },
}

const eventsMapping: Mapping = {
  shape: record({ ...rowKeys, event_name: text() }, ['event_name', 'timestamp']),
  defaults: rowDefaults,
}

const exposuresMapping: Mapping = {
  shape: record({ ...rowKeys, experiment: text(), group_id: text() }, [
    'experiment',
    'group_id',
    'timestamp',
  ]),
  defaults: rowDefaults,
}

/** The columns that a dataset maps. */
const mappingOf = (dataset: Json | undefined): Mapping =>
  dataset === 'Metrics' ? metricsMapping : dataset === 'Events' ? eventsMapping : exposuresMapping

export const defaultsOf = (dataset: Json | undefined): JsonObject => mappingOf(dataset).defaults

const onlyTrue: BodySchema = (value, at, report) => {
  if (value !== true) report(at, 'Invalid literal value, expected true')
  return value
}

export const updatableKeys = (dataset: Json | undefined): BodyKeys => ({
  dataset: choice('Metrics', 'Events', 'Exposures', 'export_exposures'),
  type: warehouseSchema,
  source_name: text(),
  column_mapping: mappingOf(dataset).shape,
  query: text(),
  share: text(),
  schema: text(),
  table: text(),
  enabled: flag,
})

export const creatableKeys = (dataset: Json | undefined): BodyKeys => ({
  ...updatableKeys(dataset),
  use_delta_sharing: onlyTrue,
})

export const scheduleKeys: BodyKeys = { dataset: datasetSchema, scheduled_hour_pst: integer(0, 23) }

export const connectionKeys: BodyKeys = {
  token: text(),
  host: text(),
  path: text(),
  deltaSharingCredentials: text(),
  verified: flag,
}
