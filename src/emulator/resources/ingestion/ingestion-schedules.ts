// At which hour a dataset is fetched.
import type { Members } from '../../../json.ts'
import { accepted } from '../../core/body-schema.ts'
import type { Call, Resource, World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { answer, bodyOf } from '../../shared/handlers.ts'
import { asRead } from '../../shared/serialize.ts'
import { datasets, schedule } from './ingestion-keys.ts'

const AT = 'ingestion/schedule'
const HOUR: Members = { scheduled_hour_pst: 10 }

const fresh = (_world: World, body: Members): Members => ({ dataset: '', ...HOUR, ...body })

// Nobody has seen a dataset without a schedule; the document’s default holds until one is set.
const liveOf = ({ world }: Call, { dataset = '' }: Members): Members =>
  world.store.find('ingestion_schedules', textOf(dataset)) ?? fresh(world, { dataset })

export const ingestionSchedules: Resource = {
  collection: 'ingestion_schedules',
  fresh,
  routes: [
    {
      method: 'GET',
      path: AT,
      handle: (call) => {
        const query = accepted(Object.fromEntries(call.query), { dataset: datasets }, ['dataset'])
        const data = asRead(call.world, 'ingestion_schedules', liveOf(call, query))
        return answer('Ingestion schedule read successfully.', data)
      },
    },
    {
      method: 'POST',
      path: AT,
      handle: (call) => {
        const { world } = call
        const body = accepted(bodyOf(call), schedule, ['dataset'])
        // Left out, the hour becomes the document’s default, whatever it was.
        const hour = world.has('no-update-defaults') ? {} : HOUR
        const next = { ...liveOf(call, body), ...hour, ...body }
        world.store.put('ingestion_schedules', next)
        const data = asRead(world, 'ingestion_schedules', next)
        return answer('Ingestion schedule updated successfully.', data)
      },
    },
  ],
}
