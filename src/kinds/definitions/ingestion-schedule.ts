import { choice, number } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'

const datasets = ['Events', 'Metrics', 'export_exposures', 'entity_properties'] as const

export const ingestionSchedule: Kind<'ingestion_schedule'> = {
  kind: 'ingestion_schedule',
  doc: 'When Statsig reads a sort of data from the warehouse. Each sort has one schedule, which is set and never deleted.',
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
    dataset: choice('The sort of data. It tells the schedules apart.', datasets, {
      required: true,
      resetWhenOmitted: true,
    }),
    scheduled_hour_pst: number(
      'The hour of the day at which Statsig begins, from 0 to 23, by the clock of the Pacific coast.',
      { min: 0, max: 23, integer: true, required: true, resetWhenOmitted: true },
    ),
  },
  readOnlyFields: [],
}
