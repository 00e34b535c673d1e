// A metric leaves the list the day after somebody asked for it, and may come back.
import type { Members } from '../../../json.ts'
import { badRequest } from '../../core/api-error.ts'
import type { Answer, Call, Route, World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { answer, save } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { metricId } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'

const DAY_MS = 24 * 60 * 60 * 1000

export const isShown = (world: World, metric: Members): boolean =>
  shown(world, metric)['isHidden'] !== true

export const shown = (world: World, metric: Members): Members => {
  const archiveAt = metric['$archiveAt']
  return typeof archiveAt === 'number' && archiveAt <= world.now()
    ? { ...metric, isHidden: true }
    : metric
}

const named = (call: Call): Members => {
  const id = call.params[0] ?? ''
  const metric = call.world.store.find('metrics', id)
  if (metric) return metric
  // The typing error is Statsig’s, and on record.
  throw badRequest(`No metric found for the given id, recieved: ${id}`)
}

const withoutArchival = ({ $archiveAt: _at, ...metric }: Members): Members => metric

const verb = (
  name: string,
  message: string,
  change: (world: World, metric: Members) => Members,
): Route => ({
  method: 'PUT',
  path: `metrics/*/${name}`,
  handle: (call) => {
    save(call.world, 'metrics', change(call.world, named(call)))
    return answer(message)
  },
})

const experimentsWith = (call: Call): Answer => {
  const id = textOf(named(call)['id'])
  const rows = call.world.store.all('experiments').filter((experiment) =>
    ['primaryMetrics', 'secondaryMetrics', 'otherMetrics']
      .flatMap((name) => membersIn(experiment[name]))
      .map(metricId)
      .includes(id),
  )
  return listed(call, 'Metrics listed successfully.', 'experiments', rows)
}

export const metricVerbs: readonly Route[] = [
  verb(
    'schedule_archive',
    'Metric archive scheduled successfully for next day.',
    (world, metric) => ({ ...metric, $archiveAt: world.now() + DAY_MS }),
  ),
  verb('cancel_archive', 'Metric archival cancelled successfully.', (_world, metric) =>
    withoutArchival(metric),
  ),
  verb('unarchive', 'Metric unarchived successfully.', (_world, metric) => withoutArchival(metric)),
  { method: 'GET', path: 'metrics/*/experiments', pages: true, handle: experimentsWith },
]
