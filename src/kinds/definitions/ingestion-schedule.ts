// Describes the kind `ingestion_schedule`.
import { choice, number } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'

const datasets = [
  'Events',
  'Metrics',
  'export_exposures',
  'entity_properties',
  'export_events',
] as const

export const ingestionSchedule: Kind<'ingestion_schedule'> = {
  kind: 'ingestion_schedule',
  doc: 'When Statsig reads a type of data from the warehouse. Each type has one schedule, which can be set and not deleted.',
  folder: 'ingestion_schedules',
  identity: { by: 'members', members: ['dataset'], forbidsId: true },
  routes: {
    list: '/console/v1/ingestion/schedule',
    lookup: { parameters: { dataset: datasets } },
    create: '/console/v1/ingestion/schedule',
    item: '/console/v1/ingestion/schedule?{id}',
    pathId: 'query',
    update: { method: 'POST', absolutePath: '/console/v1/ingestion/schedule', body: 'changed' },
  },
  fields: {
    dataset: choice('The type of data, which identifies the schedule.', datasets, {
      required: true,
      resetWhenOmitted: true,
    }),
    scheduled_hour_pst: number('The hour at which Statsig starts, from 0 to 23, in Pacific time.', {
      min: 0,
      max: 23,
      integer: true,
      required: true,
      resetWhenOmitted: true,
    }),
  },
  effects: {
    '': 'changes-measurement',
  },
  readOnlyFields: [],
}
