// Who uses a source, and what leads from metrics to what they are made of.
import { describe, expect, test } from 'vitest'
import type { JsonObject } from '../../../src/core/json.ts'
import { consoleApiAuthor } from '../../../src/emulator/core/author.ts'
import { type Behavior, createBehaviorTest } from '../../../src/emulator/core/behaviors.ts'
import type { EmulatorContext } from '../../../src/emulator/core/context.ts'
import { createInMemoryStore } from '../../../src/emulator/core/store.ts'
import type { EmulatorOptions } from '../../../src/emulator/index.ts'
import {
  experimentsUsing,
  requireSources,
} from '../../../src/emulator/resources/warehouse/experiment-sources.ts'
import { at, cloudMetric, warehouseMetric, warehouseSource } from '../client.ts'
import { openValidatedClient } from '../validated-client.ts'

describe('an experiment and its sources', () => {
  const experiment: JsonObject = {
    name: 'Test',
    assignmentSourceName: 'orders',
    identityResolutionSource: 'people',
    stratifiedSampling: {
      status: 'pending',
      entityPropertySource: { propertySourceName: 'plans', column: 'plan' },
    },
  }

  const worldOf = (
    project: 'cloud' | 'warehouse',
    ...names: readonly Behavior[]
  ): EmulatorContext => {
    const now = () => 0
    const store = createInMemoryStore(
      { assignment_sources: [{ name: 'orders' }], experiments: [] },
      now,
    )
    return {
      project,
      projectId: 'p',
      now,
      store,
      has: createBehaviorTest(names),
      newId: () => 'x',
      continuation: '',
      shuffleRandom: now,
      pageSeeds: new Map(),
      deletedAt: new Map(),
      auditLog: [],
      author: consoleApiAuthor,
    }
  }

  test('a source that is not there is missed, by the key that names it', () => {
    const world = worldOf('warehouse')
    requireSources(world, { assignmentSourceName: 'orders', identityResolutionSource: null })
    expect(() => requireSources(world, { assignmentSourceName: 'x' })).toThrow(
      expect.objectContaining({
        status: 404,
        errors: [
          {
            property: 'assignmentSourceName',
            errorMessage: 'The following Assignment sources could not be found: [x]',
          },
        ],
      }),
    )
    expect(() => requireSources(world, experiment)).toThrow(
      expect.objectContaining({
        errors: [expect.objectContaining({ property: 'identityResolutionSource' })],
      }),
    )
    const { stratifiedSampling = null } = experiment
    expect(() => requireSources(world, { stratifiedSampling })).toThrow()
  })

  test('a lenient server, or a cloud project, takes any name', () => {
    for (const world of [worldOf('warehouse', 'unknown-sources-accepted'), worldOf('cloud')])
      expect(() => requireSources(world, experiment)).not.toThrow()
  })

  test('an experiment that names a source that is not there is refused', async () => {
    const { send } = await openValidatedClient({ project: 'warehouse' })
    const { status } = await send('POST', 'experiments', experiment)
    expect(status).toBe(404)
  })

  test('a source that an experiment uses is not deleted', async () => {
    const { emulator, send } = await openValidatedClient({ project: 'warehouse' })
    const path = 'experiments/assignment_source/orders'
    emulator.insert('assignment_sources', { name: 'orders' })
    emulator.insert('experiments', experiment)
    expect((await send('DELETE', path)).status).toBe(400)
    await send('DELETE', 'experiments/test')
    expect((await send('DELETE', path)).status).toBe(200)
  })

  test('unless the server allows it', async () => {
    const behaviors: readonly Behavior[] = ['source-deletes-allowed']
    const { emulator, send } = await openValidatedClient({
      project: 'warehouse',
      behaviors,
    })
    emulator.insert('entity_property_sources', { name: 'people' })
    emulator.insert('experiments', experiment)
    expect((await send('DELETE', 'experiments/entity_property/people')).status).toBe(200)
  })

  test('an experiment is found by each of the sources that it names', () => {
    const world = worldOf('warehouse')
    world.store.put('experiments', { id: 'test', ...experiment })
    const ids = (collection: 'assignment_sources' | 'entity_property_sources', name: string) =>
      experimentsUsing(world, collection, name).map(({ id }) => id)
    expect(ids('assignment_sources', 'orders')).toEqual(['test'])
    expect(ids('entity_property_sources', 'people')).toEqual(['test'])
    expect(ids('entity_property_sources', 'plans')).toEqual(['test'])
    expect(ids('entity_property_sources', 'orders')).toEqual([])
  })
})

describe('lineage', () => {
  const lineageOf = async (metric: JsonObject, options: EmulatorOptions = {}) => {
    const { send } = await openValidatedClient(options)
    await send('POST', 'metrics', cloudMetric)
    return at((await send('POST', 'metrics', metric)).data, 'lineage')
  }

  test('names each event once', async () => {
    const metricEvents = [
      { name: 'order', type: 'count' },
      { name: 'order', type: 'count_distinct' },
    ]
    const ratio = { name: 'Ratio of orders', type: 'ratio', unitTypes: ['userID'], metricEvents }
    expect(await lineageOf(ratio)).toEqual({ events: ['order'], metrics: [] })
  })

  test('names the metrics that a metric is composed of', async () => {
    const component = { name: 'Order count', type: 'event_count_custom' }
    const composite = {
      name: 'Composed',
      type: 'composite',
      unitTypes: ['userID'],
      metricComponentMetrics: [component],
    }
    expect(await lineageOf(composite)).toEqual({
      events: [],
      metrics: ['Order count::event_count_custom'],
    })
  })

  test('names the steps of a funnel as the metrics that they are', async () => {
    const funnel = {
      name: 'Funnel',
      type: 'funnel',
      unitTypes: ['userID'],
      funnelCountDistinct: 'users',
      funnelEventList: [
        { name: 'view', type: 'event_dau' },
        { name: 'order', type: 'event_dau' },
      ],
    }
    expect(await lineageOf(funnel)).toEqual({
      events: [],
      metrics: ['view::event_dau', 'order::event_dau'],
    })
  })

  test('leads from a metric and a layer to experiments, and from a source to metrics', async () => {
    const { send } = await openValidatedClient({ project: 'warehouse' })
    await send('POST', 'metrics/metric_source', warehouseSource)
    await send('POST', 'metrics', warehouseMetric)
    await send('POST', 'layers', { name: 'Home', description: '', idType: 'userID' })
    const primaryMetrics = [{ name: 'Order value', type: 'user_warehouse' }]
    await send('POST', 'experiments', { name: 'Test', layerID: 'home', primaryMetrics })
    const metric = 'metrics/Order%20value%3A%3Auser_warehouse'
    expect((await send('GET', `${metric}/experiments`)).data).toMatchObject([{ id: 'test' }])
    expect((await send('GET', 'layers/home/experiments')).data).toMatchObject([{ id: 'test' }])
    const { data } = await send('GET', 'metrics/metric_source/orders/metrics')
    expect(data).toMatchObject([{ name: 'Order value', lineage: { events: [], metrics: [] } }])
    expect((await send('GET', 'metrics/nobody%3A%3Asum/experiments')).status).toBe(400)
    expect((await send('GET', 'layers/nobody/experiments')).status).toBe(404)
  })
})
