// The hour at which a dataset is imported.
import type { JsonObject } from '../../../core/json.ts'
import { parseBody } from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, Resource } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { readBody, respond } from '../../shared/handlers.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { datasetSchema, scheduleKeys } from './ingestion-keys.ts'

const PATH = 'ingestion/schedule'
const DEFAULT_HOUR: JsonObject = { scheduled_hour_pst: 10 }

const newSchedule = (_context: EmulatorContext, body: JsonObject): JsonObject => ({
  dataset: '',
  ...DEFAULT_HOUR,
  ...body,
})

// The answer for a dataset without a schedule is not documented. The emulator returns the documented default.
const liveSchedule = ({ context }: ApiCall, { dataset = '' }: JsonObject): JsonObject =>
  context.store.find('ingestion_schedules', textOf(dataset)) ?? newSchedule(context, { dataset })

export const ingestionSchedules: Resource = {
  collection: 'ingestion_schedules',
  newObject: newSchedule,
  routes: [
    {
      method: 'GET',
      path: PATH,
      handle: (call) => {
        const query = parseBody(Object.fromEntries(call.query), { dataset: datasetSchema }, [
          'dataset',
        ])
        const data = serializeObject(call.context, 'ingestion_schedules', liveSchedule(call, query))
        return respond('Ingestion schedule read successfully.', data)
      },
    },
    {
      method: 'POST',
      path: PATH,
      handle: (call) => {
        const { context } = call
        const body = parseBody(readBody(call), scheduleKeys, ['dataset'])
        // An update without the hour resets it to the documented default.
        const hour = context.has('no-update-defaults') ? {} : DEFAULT_HOUR
        const updated = { ...liveSchedule(call, body), ...hour, ...body }
        context.store.put('ingestion_schedules', updated)
        const data = serializeObject(context, 'ingestion_schedules', updated)
        return respond('Ingestion schedule updated successfully.', data)
      },
    },
  ],
}
