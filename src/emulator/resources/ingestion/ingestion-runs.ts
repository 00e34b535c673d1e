// Runs of an ingestion. The emulator has no warehouse, so a run stays pending and imports nothing.
import { type Json, type JsonObject, member } from '../../../core/json.ts'
import { badRequest, notFound } from '../../core/api-error.ts'
import { anyOf, list, nullable, parseBody, text } from '../../core/body-schema.ts'
import type { ApiCall, EmulatorContext, HandlerResponse, Resource } from '../../core/context.ts'
import { readBody, respond } from '../../shared/handlers.ts'
import { respondWithPage } from '../../shared/pagination.ts'
import { textsIn } from '../../shared/references.ts'
import { serializeObject } from '../../shared/serialize.ts'
import { dayOf } from '../workspace/reports.ts'
import { datasetSchema, warehouseSchema } from './ingestion-keys.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const DAY_MS = 24 * 60 * 60 * 1000
const MAX_DAYS = 366
const WAITING_STATUS = 'enqueued'

const isoNow = (context: EmulatorContext): string => new Date(context.now()).toISOString()

const newRun = (context: EmulatorContext, body: JsonObject): JsonObject => {
  const now = isoNow(context)
  const statuses = [{ statusTimestamp: now, status: WAITING_STATUS }]
  const dateStamps = textsIn(body['dateStamps'])
  return {
    runID: context.newId(),
    latestStatus: WAITING_STATUS,
    lastUpdatedAt: now,
    createdAt: now,
    trigger: 'backfill',
    sources: [],
    dateStamps,
    runHistory: statuses,
    granularHistory: textsIn(body['sources']).map((source) => ({
      source,
      latestSourceStatus: WAITING_STATUS,
      statusByDate: dateStamps.map((dateStamp) => ({ dateStamp, statuses })),
    })),
    ...body,
  }
}

const backfill = (call: ApiCall): HandlerResponse => {
  const { context } = call
  const body = parseBody(
    readBody(call),
    {
      datestamp_start: text({ pattern: DAY }),
      datestamp_end: text({ pattern: DAY }),
      type: warehouseSchema,
      source: nullable(anyOf(text(), list(text()))),
      dataset: datasetSchema,
    },
    ['datestamp_start', 'datestamp_end', 'type', 'dataset'],
  )
  const { dataset = '', source } = body
  const run = newRun(context, {
    $dataset: dataset,
    sources: source === undefined || source === null ? sourceNames(context, body) : textsIn(source),
    dateStamps: daysBetween(String(body['datestamp_start']), String(body['datestamp_end'])),
  })
  context.store.put('ingestion_runs', run)
  return respond('Ingestion backfilled successfully.', { runID: run['runID'] ?? '' })
}

/** All sources of the dataset, for a body that names none. */
const sourceNames = (context: EmulatorContext, { dataset, type }: JsonObject): readonly string[] =>
  context.store
    .all('ingestions')
    .filter((one) => one['type'] === type && member(one['data'], 'dataset') === dataset)
    .flatMap((one) => textsIn(member(one['data'], 'source_name')))

const daysBetween = (first: string, last: string): readonly string[] => {
  const start = Date.parse(first)
  const count = (Date.parse(last) - start) / DAY_MS + 1
  if (!(count >= 1 && count <= MAX_DAYS)) throw badRequest('Invalid date range')
  return Array.from({ length: count }, (_, index) => dayOf(start + index * DAY_MS))
}

const read = (call: ApiCall): HandlerResponse => {
  const run = call.context.store.find('ingestion_runs', call.params[0] ?? '')
  if (!run) throw notFound('Ingestion run not found.')
  const data = serializeObject(call.context, 'ingestion_runs', run)
  return respond('Ingestion Run Read Successfully', data)
}

const listStatuses = (call: ApiCall): HandlerResponse => {
  const days = { startDate: text(), endDate: text(), source: text(), dataset: datasetSchema }
  const query = parseBody(Object.fromEntries(call.query), days, ['startDate', 'endDate'])
  const requestedStatuses = call.query.getAll('status').concat(call.query.getAll('statuses'))
  const rows = call.context.store
    .all('ingestion_runs')
    .filter((run) => query['dataset'] === undefined || run['$dataset'] === query['dataset'])
    .flatMap((run) => textsIn(run['sources']).map((source) => statusOf(run, source)))
    .filter(({ source_name }) => (query['source'] ?? source_name) === source_name)
    .filter(({ status }) => requestedStatuses.length === 0 || requestedStatuses.includes(status))
  return respondWithPage(call, 'Ingestion status listed successfully.', 'ingestion_runs', rows)
}

const statusOf = (run: JsonObject, source: string) => ({
  ingestion_dataset: run['$dataset'] ?? null,
  ingestion_source: null,
  source_name: source,
  message: null,
  status: 'BACKFILL_REQUESTED',
  timestamp: run['createdAt'] ?? null,
})

/** The count is always 0, because the emulator imports no events. */
const emptyResult =
  (message: string) =>
  (call: ApiCall): HandlerResponse => {
    const queryKeys = { start_date: text({ pattern: DAY }), end_date: text({ pattern: DAY }) }
    parseBody(Object.fromEntries(call.query), queryKeys, ['start_date', 'end_date'])
    const emptyList: readonly Json[] = []
    return respond(message, emptyList)
  }

export const ingestionRuns: Resource = {
  collection: 'ingestion_runs',
  newObject: newRun,
  routes: [
    { method: 'POST', path: 'ingestion/backfill', handle: backfill },
    {
      method: 'GET',
      path: 'ingestion/runs',
      isPaged: true,
      handle: (call) => {
        const runs = call.context.store.all('ingestion_runs').toReversed()
        return respondWithPage(call, 'Ingestion Runs Listed Successfully.', 'ingestion_runs', runs)
      },
    },
    { method: 'GET', path: 'ingestion/runs/*', handle: read },
    { method: 'GET', path: 'ingestion/status', isPaged: true, handle: listStatuses },
    {
      method: 'GET',
      path: 'ingestion/events/count',
      handle: emptyResult('Ingestion event counts read successfully.'),
    },
    {
      method: 'GET',
      path: 'ingestion/events/delta',
      handle: emptyResult('Ingestion event deltas read successfully.'),
    },
  ],
}
