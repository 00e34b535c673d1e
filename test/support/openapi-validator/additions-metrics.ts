// What metrics have gained since the published document.
import type { Patch } from './correction.ts'
import { inSchemas } from './schema-paths.ts'

const text = { type: 'string' }
const criteria = { type: 'array', items: { $ref: '#/components/schemas/MetricEventsCriteriaDto' } }
const percentile = { type: 'number', minimum: 0.001, maximum: 0.999 }

const written = ['MetricCreationContractDto', 'MetricsUpdateContractDto']
const read = 'ExternalMetricDefinitionContractDto'
const warehouse = '/properties/warehouseNative'

export const metricsSince: readonly Patch[] = [
  {
    at: inSchemas(['MetricCreationContractDto'], '/properties/type'),
    change: { op: 'allow', values: ['percentile', 'latest_value'] },
    why: 'two types of metric are new',
    source: 'facts 8.2, 4.5 (spec-C)',
  },
  {
    at: inSchemas(['MetricCreationContractDto'], '/properties/type'),
    change: { op: 'withdraw', values: ['undefined'] },
    why: 'a metric of type `undefined` can no longer be created',
    source: 'facts 8.2 (spec-C)',
  },
  {
    at: inSchemas([read], '/properties/type'),
    change: {
      op: 'allow',
      values: ['percentile', 'latest_value', 'event_user_window', 'hybrid_warehouse'],
    },
    why: 'metrics of new types are read as well',
    source: 'facts 8.2, 4.5 (spec-C)',
  },
  {
    at: inSchemas(['MetricCreationContractDto'], '/properties/name'),
    change: { op: 'set', keyword: 'minLength', was: 4, is: 3 },
    why: 'the name of a metric may be as short as three characters',
    source: 'facts 8.2 (spec-C)',
  },
  {
    at: inSchemas(written, ''),
    change: { op: 'declare', members: { percentile } },
    why: 'a metric of type percentile names its percentile',
    source: 'facts 8.2, 4.5 (spec-C)',
  },
  {
    at: inSchemas(written, `${warehouse}/properties/percentile`),
    change: { op: 'set', keyword: 'minimum', was: undefined, is: 0.001 },
    why: 'a percentile lies between 0.001 …',
    source: 'facts 4.6 (spec-C)',
  },
  {
    at: inSchemas(written, `${warehouse}/properties/percentile`),
    change: { op: 'set', keyword: 'maximum', was: undefined, is: 0.999 },
    why: '… and 0.999',
    source: 'facts 4.6 (spec-C)',
  },
  {
    at: inSchemas(['MetricsUpdateContractDto'], ''),
    change: {
      op: 'declare',
      members: {
        scheduledReloadHour: { type: 'integer', minimum: 0, maximum: 23 },
        scheduledReloadDays: {},
      },
    },
    why: 'an update can say when a metric is loaded again',
    source: 'facts 4.5 (spec-C)',
  },
  {
    at: inSchemas(['MetricsUpdateContractDto'], '/properties/owner'),
    change: { op: 'declare', members: { ownerType: text, ownerName: text, ownerEmail: text } },
    why: 'the owner of a metric is written as any other owner',
    source: 'facts 4.5 (spec-C)',
  },
  {
    at: inSchemas([...written, read], `${warehouse}/properties/aggregation`),
    change: { op: 'allow', values: ['composite'] },
    why: 'a metric can be composed of others in the warehouse',
    source: 'facts 8.2, 4.6 (spec-C)',
  },
  {
    at: inSchemas([...written, read], warehouse),
    change: {
      op: 'declare',
      members: {
        loadingWindow: { type: 'integer', minimum: 0 },
        metricDimensionLimits: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name', 'limit'],
            properties: { name: text, limit: { type: 'integer', minimum: 0, maximum: 100 } },
          },
        },
        metricSources: {
          type: 'array',
          items: {
            type: 'object',
            required: ['metricSourceName', 'criteria'],
            properties: { metricSourceName: text, criteria, valueColumn: text },
          },
        },
        components: {
          type: 'array',
          items: {
            type: 'object',
            required: ['operator'],
            properties: {
              operator: { type: 'string', enum: ['+', '-'] },
              aggregation: text,
              metricSourceName: text,
              name: text,
              criteria,
              valueColumn: text,
            },
          },
        },
      },
    },
    why: 'metrics of several sources, components, limits of dimensions and a loading window are new',
    source: 'facts 8.2, 4.6 (spec-C)',
  },
]
