// The action routes of metrics. An archived metric leaves the list one day later and can be restored.
import type { JsonObject } from '../../../core/json.ts'
import { badFields, badRequest } from '../../core/api-error.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Route } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { respond, saveObject } from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { metricId } from '../../shared/references.ts'
import { membersIn } from '../../shared/rules.ts'

const DAY_MS = 24 * 60 * 60 * 1000

export const isListed = (context: EmulatorContext, metric: JsonObject): boolean =>
  withHiddenFlag(context, metric)['isHidden'] !== true

export const withHiddenFlag = (context: EmulatorContext, metric: JsonObject): JsonObject => {
  const archiveAt = metric['$archiveAt']
  return typeof archiveAt === 'number' && archiveAt <= context.now()
    ? { ...metric, isHidden: true }
    : metric
}

const requireMetric = (call: ApiCall): JsonObject => {
  const id = call.params[0] ?? ''
  const metric = call.context.store.find('metrics', id)
  if (metric) return metric
  // Statsig’s message has this typing error; it was observed.
  throw badRequest(`No metric found for the given id, recieved: ${id}`)
}

const withoutArchival = ({ $archiveAt: _at, ...metric }: JsonObject): JsonObject => metric

const actionRoute = (
  name: string,
  message: string,
  change: (context: EmulatorContext, metric: JsonObject) => JsonObject,
): Route => ({
  method: 'PUT',
  path: `metrics/*/${name}`,
  handle: (call) => {
    saveObject(call.context, 'metrics', change(call.context, requireMetric(call)))
    return respond(message)
  },
})

const listExperimentsUsing = (call: ApiCall): HandlerResponse => {
  const id = textOf(requireMetric(call)['id'])
  const rows = call.context.store.all('experiments').filter((experiment) =>
    ['primaryMetrics', 'secondaryMetrics', 'otherMetrics']
      .flatMap((name) => membersIn(experiment[name]))
      .map(metricId)
      .includes(id),
  )
  return respondWithPage(call, 'Metrics listed successfully.', 'experiments', rows)
}

const valuesRoute = (path: string, required: readonly string[], message: string): Route => ({
  method: 'GET',
  path,
  isPaged: true,
  handle: (call) => {
    const missing = required.filter((name) => !call.query.get(name))
    if (missing.length > 0)
      throw badFields(missing.map((property) => ({ property, errorMessage: 'Required' })))
    return respondWithPage(call, message, 'metrics', [])
  },
})

export const metricActions: readonly Route[] = [
  actionRoute(
    'schedule_archive',
    'Metric archive scheduled successfully for next day.',
    (context, metric) => ({ ...metric, $archiveAt: context.now() + DAY_MS }),
  ),
  actionRoute('cancel_archive', 'Metric archival cancelled successfully.', (_context, metric) =>
    withoutArchival(metric),
  ),
  actionRoute('unarchive', 'Metric unarchived successfully.', (_context, metric) =>
    withoutArchival(metric),
  ),
  { method: 'GET', path: 'metrics/*/experiments', isPaged: true, handle: listExperimentsUsing },
  // The emulator computes nothing: there are no values of any day.
  valuesRoute('metrics', ['id', 'date'], 'Metric read successfully.'),
  valuesRoute('metrics/values', ['date'], 'Metric values listed successfully.'),
]
