// Defines the fields of a warehouse native metric: what is computed, from which rows of which sources.
import {
  choice,
  type Field,
  type Fields,
  flag,
  list,
  number,
  record,
  ref,
  set,
  text,
} from '../../fields/field.ts'
import type { MemberNeed } from '../../fields/field-options.ts'
import { eventCriterionField } from './criteria.ts'

const metricSourceField = (doc = 'The metric source, by name.'): Field => ref(doc, 'metric_source')
const criteriaField = (doc = 'Filters for the rows that count.'): Field =>
  list(doc, eventCriterionField())
const columnField = (doc: string): Field => text(doc, { default: '', nullable: true })
const fractionField = (doc: string): Field => number(doc, { min: 0, max: 1 })
const disabledFlagField = (doc: string): Field => flag(doc, { default: false })
const numberField = (doc: string): Field => number(doc)
const countField = (doc: string): Field => number(doc, { integer: true, min: 0 })
const lengthField = (doc: string): Field => number(doc, { integer: true, min: 1 })
const windowField = (doc: string): Field => text(doc, { default: '', example: 'daily' })

const aggregations = [
  'count',
  'sum',
  'mean',
  'daily_participation',
  'ratio',
  'funnel',
  'count_distinct',
  'percentile',
  'first_value',
  'latest_value',
  'retention',
  'max',
  'min',
  'composite',
]
const ratioAggregations = [
  'count',
  'sum',
  'mean',
  'daily_participation',
  'count_distinct',
  'percentile',
  'first_value',
  'latest_value',
  'max',
  'min',
]

const warehouseNativeFields: Fields = {
  aggregation: choice('How the rows of a unit are aggregated to a number.', aggregations, {
    emptyPattern: '^$',
  }),
  metricSourceName: metricSourceField(),
  criteria: criteriaField(),
  valueColumn: columnField('The column that is aggregated.'),
  metricSources: list(
    'Several sources for one metric. A list of one source means the same as `metricSourceName`, `criteria` and `valueColumn`.',
    record('One source.', {
      metricSourceName: { ...metricSourceField(), required: true },
      criteria: { ...criteriaField(), required: true },
      valueColumn: columnField('The aggregated column of this source.'),
    }),
  ),
  waitForCohortWindow: disabledFlagField('Whether a unit counts only after its window has ended.'),
  rollupTimeWindow: windowField('The window of days: `daily`, `max` or `custom`.'),
  customRollUpStart: countField('The first day of a custom window.'),
  customRollUpEnd: countField('The last day of a custom window.'),
  customRollupMeasureInMinutes: disabledFlagField('Whether the custom window is in minutes.'),
  numeratorAggregation: choice('Ratio: how the numerator is computed.', ratioAggregations, {
    emptyPattern: '^$',
  }),
  denominatorMetricSourceName: metricSourceField('Ratio: the source of the denominator, by name.'),
  denominatorAggregation: choice('Ratio: how the denominator is computed.', ratioAggregations, {
    emptyPattern: '^$',
  }),
  denominatorCriteria: criteriaField('Ratio: filters for the rows of the denominator.'),
  denominatorValueColumn: columnField('Ratio: the aggregated column of the denominator.'),
  denominatorRollupTimeWindow: windowField('Ratio: the window of the denominator.'),
  denominatorCustomRollupStart: numberField('Ratio: the first day of the denominator’s window.'),
  denominatorCustomRollupEnd: numberField('Ratio: the last day of the denominator’s window.'),
  denominatorCustomRollupMeasureInMinutes: disabledFlagField(
    'Ratio: whether the custom window of the denominator is in minutes.',
  ),
  allowNullRatioDenominator: disabledFlagField(
    'Ratio: whether units without a denominator are included.',
  ),
  funnelEvents: list(
    'Funnel: the steps, in order.',
    record('One step.', {
      name: columnField('The name of the step.'),
      metricSourceName: metricSourceField(),
      criteria: criteriaField(),
      sessionIdentifierField: columnField('The column with the session id.'),
    }),
  ),
  funnelCountDistinct: choice('Funnel: what is counted.', ['sessions', 'users']),
  funnelCalculationWindow: countField('Funnel: the maximum time for all steps, in days.'),
  funnelStartCriteria: choice('Funnel: the event from which the time is measured.', [
    'start_event',
    'exposure',
  ]),
  funnelStrictOrdering: disabledFlagField(
    'Funnel: whether other events between two steps are not allowed.',
  ),
  funnelUseExposureAsFirstEvent: disabledFlagField(
    'Funnel: whether the exposure is the first step.',
  ),
  funnelTimestampAllowanceMs: numberField(
    'Funnel: how far out of order the timestamps of steps may be, in milliseconds.',
  ),
  funnelTimeToConvert: disabledFlagField(
    'Funnel: whether the metric is the time to the last step.',
  ),
  metricDimensionColumns: set('Columns by which results can be split.', text('A column.')),
  metricDimensionLimits: set(
    'The maximum number of values shown for a column.',
    record('One column.', {
      name: text('The column.', { required: true }),
      limit: number('The maximum number of values.', {
        required: true,
        integer: true,
        min: 0,
        max: 100,
      }),
    }),
    { key: 'name' },
  ),
  metricBakeDays: countField('The number of days after which the data of a day are complete.'),
  valueThreshold: numberField('The smallest value with which a unit counts.'),
  winsorizationHigh: fractionField('The quantile to which larger values are reduced.'),
  winsorizationLow: fractionField('The quantile to which smaller values are raised.'),
  winsorizationHighDenominator: fractionField('Ratio: the upper quantile of the denominator.'),
  winsorizationLowDenominator: fractionField('Ratio: the lower quantile of the denominator.'),
  cupedAttributionWindow: number(
    'The number of days before exposure whose data reduce the variance (CUPED).',
    {
      integer: true,
      min: 0,
      nullable: true,
    },
  ),
  onlyIncludeUsersWithConversionEvent: disabledFlagField(
    'Whether only units with the event are included.',
  ),
  percentile: number('Percentile: the percentile, between 0.001 and 0.999.', {
    min: 0.001,
    max: 0.999,
  }),
  useLogTransform: disabledFlagField('Whether the logarithm of the value is used.'),
  logTransformBase: number('The base of the logarithm. `null` means the natural logarithm.', {
    above: 0,
    nullable: true,
  }),
  useSecondaryRetentionEvent: disabledFlagField(
    'Retention: whether returning is measured by another event.',
  ),
  retentionEnd: lengthField('Retention: the last day of the window.'),
  retentionLength: lengthField('Retention: the length of the window, in days.'),
  cap: numberField('The maximum for the total of a unit. Larger totals are reduced to it.'),
  surrogateMetricMSE: number('The mean squared error of a surrogate metric.', { nullable: true }),
  loadingWindow: number('The number of days that are loaded.', {
    integer: true,
    min: 0,
    default: 90,
  }),
  components: list(
    'Composite: the components that are added and subtracted.',
    record('One component.', {
      operator: choice('Whether the component is added or subtracted.', ['+', '-'], {
        required: true,
      }),
      aggregation: choice('How the component is computed.', aggregations),
      metricSourceName: metricSourceField(),
      name: columnField('The name of the component.'),
      criteria: criteriaField(),
      valueColumn: columnField('The aggregated column of the component.'),
    }),
  ),
}

/** What Statsig computes from a column needs to know which (medium: the console asks for it). */
const columnAggregations = [
  'sum',
  'mean',
  'max',
  'min',
  'count_distinct',
  'percentile',
  'first_value',
  'latest_value',
]
const aggregationNeeds: readonly MemberNeed[] = [
  ...columnAggregations.map((is) => ({
    when: { member: 'aggregation', is },
    needs: 'valueColumn',
    orEachOf: 'metricSources',
  })),
  { when: { member: 'aggregation', is: 'ratio' }, needs: 'numeratorAggregation' },
  { when: { member: 'aggregation', is: 'ratio' }, needs: 'denominatorAggregation' },
  { when: { member: 'aggregation', is: 'funnel' }, needs: 'funnelEvents' },
  { when: { member: 'aggregation', is: 'composite' }, needs: 'components' },
]

export const warehouseNativeField = (): Field =>
  record(
    'Warehouse native: how the metric is computed. `metricDefinition` is another name for this key.',
    warehouseNativeFields,
    {
      needs: aggregationNeeds,
      listForm: { list: 'metricSources', members: ['metricSourceName', 'criteria', 'valueColumn'] },
    },
  )
