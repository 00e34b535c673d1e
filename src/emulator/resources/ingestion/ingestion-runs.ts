// Runs of an ingestion: the emulator has no warehouse, so they wait, and nothing ever arrives.
import { type Json, type Members, member } from '../../../json.ts'
import { badRequest, notFound } from '../../core/api-error.ts'
import { accepted, either, list, nullable, text } from '../../core/body-schema.ts'
import type { Answer, Call, Resource, World } from '../../core/context.ts'
import { opaqueId } from '../../core/ids.ts'
import { answer, bodyOf } from '../../shared/handlers.ts'
import { listed } from '../../shared/pagination.ts'
import { textsIn } from '../../shared/references.ts'
import { asRead } from '../../shared/serialize.ts'
import { dayOf } from '../workspace/reports.ts'
import { datasets, warehouses } from './ingestion-keys.ts'

const DAY = /^\d{4}-\d{2}-\d{2}$/
const DAY_MS = 24 * 60 * 60 * 1000
const MOST_DAYS = 366
const WAITING = 'enqueued'

const momentOf = (world: World): string => new Date(world.now()).toISOString()

const fresh = (world: World, body: Members): Members => {
  const now = momentOf(world)
  const statuses = [{ statusTimestamp: now, status: WAITING }]
  const dateStamps = textsIn(body['dateStamps'])
  return {
    runID: opaqueId(world.ids),
    latestStatus: WAITING,
    lastUpdatedAt: now,
    createdAt: now,
    trigger: 'backfill',
    sources: [],
    dateStamps,
    runHistory: statuses,
    granularHistory: textsIn(body['sources']).map((source) => ({
      source,
      latestSourceStatus: WAITING,
      statusByDate: dateStamps.map((dateStamp) => ({ dateStamp, statuses })),
    })),
    ...body,
  }
}

const backfill = (call: Call): Answer => {
  const { world } = call
  const body = accepted(
    bodyOf(call),
    {
      datestamp_start: text({ pattern: DAY }),
      datestamp_end: text({ pattern: DAY }),
      type: warehouses,
      source: nullable(either(text(), list(text()))),
      dataset: datasets,
    },
    ['datestamp_start', 'datestamp_end', 'type', 'dataset'],
  )
  const { dataset = '', source } = body
  const run = fresh(world, {
    $dataset: dataset,
    sources: source === undefined || source === null ? namesOf(world, body) : textsIn(source),
    dateStamps: daysFrom(String(body['datestamp_start']), String(body['datestamp_end'])),
  })
  world.store.put('ingestion_runs', run)
  return answer('Ingestion backfilled successfully.', { runID: run['runID'] ?? '' })
}

/** All sources, where none is named. */
const namesOf = (world: World, { dataset, type }: Members): readonly string[] =>
  world.store
    .all('ingestions')
    .filter((one) => one['type'] === type && member(one['data'], 'dataset') === dataset)
    .flatMap((one) => textsIn(member(one['data'], 'source_name')))

const daysFrom = (first: string, last: string): readonly string[] => {
  const start = Date.parse(first)
  const count = (Date.parse(last) - start) / DAY_MS + 1
  if (!(count >= 1 && count <= MOST_DAYS)) throw badRequest('Invalid date range')
  return Array.from({ length: count }, (_, index) => dayOf(start + index * DAY_MS))
}

const read = (call: Call): Answer => {
  const run = call.world.store.find('ingestion_runs', call.params[0] ?? '')
  if (!run) throw notFound('Ingestion run not found.')
  const data = asRead(call.world, 'ingestion_runs', run)
  return answer('Ingestion Run Read Successfully', data)
}

const statuses = (call: Call): Answer => {
  const days = { startDate: text(), endDate: text(), source: text(), dataset: datasets }
  const query = accepted(Object.fromEntries(call.query), days, ['startDate', 'endDate'])
  const wanted = call.query.getAll('status').concat(call.query.getAll('statuses'))
  const rows = call.world.store
    .all('ingestion_runs')
    .filter((run) => query['dataset'] === undefined || run['$dataset'] === query['dataset'])
    .flatMap((run) => textsIn(run['sources']).map((source) => statusOf(run, source)))
    .filter(({ source_name }) => (query['source'] ?? source_name) === source_name)
    .filter(({ status }) => wanted.length === 0 || wanted.includes(status))
  return listed(call, 'Ingestion status listed successfully.', 'ingestion_runs', rows)
}

const statusOf = (run: Members, source: string) => ({
  ingestion_dataset: run['$dataset'] ?? null,
  ingestion_source: null,
  source_name: source,
  message: null,
  status: 'BACKFILL_REQUESTED',
  timestamp: run['createdAt'] ?? null,
})

/** No event has ever come, so none can be counted. */
const nothing =
  (message: string) =>
  (call: Call): Answer => {
    const asked = { start_date: text({ pattern: DAY }), end_date: text({ pattern: DAY }) }
    accepted(Object.fromEntries(call.query), asked, ['start_date', 'end_date'])
    const none: readonly Json[] = []
    return answer(message, none)
  }

export const ingestionRuns: Resource = {
  collection: 'ingestion_runs',
  fresh,
  routes: [
    { method: 'POST', path: 'ingestion/backfill', handle: backfill },
    {
      method: 'GET',
      path: 'ingestion/runs',
      pages: true,
      handle: (call) => {
        const runs = call.world.store.all('ingestion_runs').toReversed()
        return listed(call, 'Ingestion Runs Listed Successfully.', 'ingestion_runs', runs)
      },
    },
    { method: 'GET', path: 'ingestion/runs/*', handle: read },
    { method: 'GET', path: 'ingestion/status', pages: true, handle: statuses },
    {
      method: 'GET',
      path: 'ingestion/events/count',
      handle: nothing('Ingestion event counts read successfully.'),
    },
    {
      method: 'GET',
      path: 'ingestion/events/delta',
      handle: nothing('Ingestion event deltas read successfully.'),
    },
  ],
}
