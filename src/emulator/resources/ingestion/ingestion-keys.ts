// The keys of ingestion bodies and queries.
import type { Json, Members } from '../../../json.ts'
import {
  choice,
  flag,
  integer,
  type Keys,
  record,
  type Shape,
  text,
} from '../../core/body-schema.ts'

export const datasets: Shape = choice('Events', 'Metrics', 'export_exposures', 'entity_properties')

export const warehouses: Shape = choice(
  'redshift',
  'bigquery-v2',
  'snowflake-v2',
  'databricks',
  'azure-synapse',
  's3',
  'athena',
  'adls',
)

/** A text for each key, such as the column that holds each unit’s id. */
const columns: Shape = (value, at, report) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    report(at, 'Expected object, received another type')
    return value
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, column]) => [name, text()(column, `${at}.${name}`, report)]),
  )
}

const ofRows: Keys = {
  unit_id: text(),
  timestamp: text(),
  ids: columns,
  metadata: columns,
  metadata_object: text(),
  event_value: text(),
}

const rowDefaults: Members = { ids: {}, metadata: {}, metadata_object: 'null', event_value: '' }

interface Mapping {
  readonly shape: Shape
  readonly defaults: Members
}

const metrics: Mapping = {
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

const events: Mapping = {
  shape: record({ ...ofRows, event_name: text() }, ['event_name', 'timestamp']),
  defaults: rowDefaults,
}

const exposures: Mapping = {
  shape: record({ ...ofRows, experiment: text(), group_id: text() }, [
    'experiment',
    'group_id',
    'timestamp',
  ]),
  defaults: rowDefaults,
}

/** Which columns a dataset maps. */
const mappingOf = (dataset: Json | undefined): Mapping =>
  dataset === 'Metrics' ? metrics : dataset === 'Events' ? events : exposures

export const defaultsOf = (dataset: Json | undefined): Members => mappingOf(dataset).defaults

const onlyTrue: Shape = (value, at, report) => {
  if (value !== true) report(at, 'Invalid literal value, expected true')
  return value
}

export const updatableOf = (dataset: Json | undefined): Keys => ({
  dataset: choice('Metrics', 'Events', 'Exposures', 'export_exposures'),
  type: warehouses,
  source_name: text(),
  column_mapping: mappingOf(dataset).shape,
  query: text(),
  share: text(),
  schema: text(),
  table: text(),
  enabled: flag,
})

export const creatableOf = (dataset: Json | undefined): Keys => ({
  ...updatableOf(dataset),
  use_delta_sharing: onlyTrue,
})

export const schedule: Keys = { dataset: datasets, scheduled_hour_pst: integer(0, 23) }

export const connection: Keys = {
  token: text(),
  host: text(),
  path: text(),
  deltaSharingCredentials: text(),
  verified: flag,
}
