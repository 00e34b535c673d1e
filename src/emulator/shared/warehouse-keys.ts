// The keys of `warehouseNative` of a metric.

import {
  type BodyKeys,
  type BodySchema,
  choice,
  flag,
  integer,
  list,
  nullable,
  number,
  record,
  text,
} from '../core/body-schema.ts'
import * as keys from './body-keys.ts'

export const CONDITIONS =
  'in not_in = > < >= <= is_null non_null contains not_contains sql_filter starts_with ends_with after_exposure before_exposure is_true is_false'

const AGGREGATIONS =
  'count sum mean daily_participation ratio funnel count_distinct percentile first_value latest_value retention max min composite'

const aggregation = choice(...AGGREGATIONS.split(' '), '')

export const criteria: BodySchema = list(
  record(
    {
      type: choice('value', 'metadata', 'user', 'user_custom'),
      column: text(),
      condition: choice(...CONDITIONS.split(' ')),
      values: keys.texts,
      nullVacuousOverride: flag,
    },
    ['type', 'condition'],
  ),
)

const fraction = number({ min: 0, max: 1 })

const numbersOf = (names: string): BodyKeys =>
  Object.fromEntries(names.split(' ').map((name) => [name, number()]))

const countsOf = (names: string): BodyKeys =>
  Object.fromEntries(names.split(' ').map((name) => [name, integer(0)]))

const flagsOf = (names: string): BodyKeys =>
  Object.fromEntries(names.split(' ').map((name) => [name, flag]))

const textsOf = (names: string): BodyKeys =>
  Object.fromEntries(names.split(' ').map((name) => [name, text()]))

export const warehouseNative: BodySchema = record({
  aggregation,
  numeratorAggregation: aggregation,
  denominatorAggregation: aggregation,
  criteria,
  denominatorCriteria: criteria,
  ...textsOf(
    'metricSourceName valueColumn rollupTimeWindow denominatorMetricSourceName denominatorValueColumn denominatorRollupTimeWindow',
  ),
  ...numbersOf(
    'denominatorCustomRollupStart denominatorCustomRollupEnd funnelTimestampAllowanceMs valueThreshold cap',
  ),
  ...countsOf(
    'customRollUpStart customRollUpEnd funnelCalculationWindow metricBakeDays loadingWindow',
  ),
  percentile: number({ min: 0.001, max: 0.999 }),
  retentionEnd: integer(1),
  retentionLength: integer(1),
  ...flagsOf(
    'waitForCohortWindow allowNullRatioDenominator funnelStrictOrdering funnelUseExposureAsFirstEvent funnelTimeToConvert onlyIncludeUsersWithConversionEvent customRollupMeasureInMinutes denominatorCustomRollupMeasureInMinutes useLogTransform useSecondaryRetentionEvent',
  ),
  winsorizationHigh: fraction,
  winsorizationLow: fraction,
  winsorizationHighDenominator: fraction,
  winsorizationLowDenominator: fraction,
  cupedAttributionWindow: nullable(integer(0)),
  logTransformBase: nullable(number({ above: 0 })),
  surrogateMetricMSE: nullable(number()),
  funnelEvents: list(
    record({
      criteria,
      metricSourceName: text(),
      name: nullable(text()),
      sessionIdentifierField: nullable(text()),
    }),
  ),
  funnelCountDistinct: choice('sessions', 'users'),
  funnelStartCriteria: choice('start_event', 'exposure'),
  metricDimensionColumns: keys.texts,
  // The published document does not have the following keys yet.
  metricDimensionLimits: list(record({ name: text(), limit: integer(0, 100) }, ['name', 'limit'])),
  metricSources: list(
    record({ metricSourceName: text(), criteria, valueColumn: text() }, [
      'metricSourceName',
      'criteria',
    ]),
  ),
  components: list(
    record(
      {
        operator: choice('+', '-'),
        aggregation,
        metricSourceName: text(),
        name: text(),
        criteria,
        valueColumn: text(),
      },
      ['operator'],
    ),
  ),
})
