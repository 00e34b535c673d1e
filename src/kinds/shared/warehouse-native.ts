// The definition of a warehouse native metric: what is computed from which rows of which sources.
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
import { eventCriterion } from './criteria.ts'

const source = (doc = 'The metric source, by name.'): Field => ref(doc, 'metric_source')
const criteria = (doc = 'Which rows count.'): Field => list(doc, eventCriterion())
const column = (doc: string): Field => text(doc, { default: '', nullable: true })
const share = (doc: string): Field => number(doc, { min: 0, max: 1 })
const off = (doc: string): Field => flag(doc, { default: false })
const count = (doc: string): Field => number(doc)
const window = (doc: string): Field => text(doc, { default: '' })

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
const parts = [
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

const fields: Fields = {
  aggregation: choice('How rows become a number for each unit.', aggregations, { nothing: '^$' }),
  metricSourceName: source(),
  criteria: criteria(),
  valueColumn: column('The column that is added up, averaged or counted.'),
  metricSources: list(
    'Several sources for one metric. A list of one means the same as the plain keys.',
    record('One source.', {
      metricSourceName: { ...source(), required: true },
      criteria: { ...criteria(), required: true },
      valueColumn: column('The column of this source.'),
    }),
  ),
  waitForCohortWindow: off('Whether units count only once their window is over.'),
  rollupTimeWindow: window('The window of days: `daily`, `max` or `custom`.'),
  customRollUpStart: count('The first day of a custom window.'),
  customRollUpEnd: count('The last day of a custom window.'),
  customRollupMeasureInMinutes: off('Whether the custom window is in minutes.'),
  numeratorAggregation: choice('Ratio: how the numerator is computed.', parts, { nothing: '^$' }),
  denominatorMetricSourceName: source('Ratio: the source of the denominator, by name.'),
  denominatorAggregation: choice('Ratio: how the denominator is computed.', parts, {
    nothing: '^$',
  }),
  denominatorCriteria: criteria('Ratio: which rows count in the denominator.'),
  denominatorValueColumn: column('Ratio: the column of the denominator.'),
  denominatorRollupTimeWindow: window('Ratio: the window of the denominator.'),
  denominatorCustomRollupStart: count('Ratio: the first day of the denominator’s window.'),
  denominatorCustomRollupEnd: count('Ratio: the last day of the denominator’s window.'),
  denominatorCustomRollupMeasureInMinutes: off('Ratio: whether that window is in minutes.'),
  allowNullRatioDenominator: off('Ratio: whether units without a denominator count.'),
  funnelEvents: list(
    'Funnel: the steps, in order.',
    record('One step.', {
      name: column('What people call the step.'),
      metricSourceName: source(),
      criteria: criteria(),
      sessionIdentifierField: column('The column that tells sessions apart.'),
    }),
  ),
  funnelCountDistinct: choice('Funnel: what is counted.', ['sessions', 'users']),
  funnelCalculationWindow: count('Funnel: how long all steps may take, in days.'),
  funnelStartCriteria: choice('Funnel: what starts the clock.', ['start_event', 'exposure']),
  funnelStrictOrdering: off('Funnel: whether steps must follow each other directly.'),
  funnelUseExposureAsFirstEvent: off('Funnel: whether the exposure is the first step.'),
  funnelTimestampAllowanceMs: count('Funnel: how far out of order steps may be, in milliseconds.'),
  funnelTimeToConvert: off('Funnel: whether the time to the last step is measured.'),
  metricDimensionColumns: set('Columns that results can be split by.', text('A column.')),
  metricDimensionLimits: set(
    'How many values of a column are shown.',
    record('One column.', {
      name: text('The column.', { required: true }),
      limit: number('How many values.', { required: true, integer: true, min: 0, max: 100 }),
    }),
    { key: 'name' },
  ),
  metricBakeDays: count('How many days pass before a day’s data are trusted.'),
  valueThreshold: count('The value from which a unit counts.'),
  winsorizationHigh: share('The quantile above which values are cut.'),
  winsorizationLow: share('The quantile below which values are cut.'),
  winsorizationHighDenominator: share('Ratio: the same for the denominator.'),
  winsorizationLowDenominator: share('Ratio: the same for the denominator.'),
  cupedAttributionWindow: number('How many days before exposure reduce the variance.', {
    nullable: true,
  }),
  onlyIncludeUsersWithConversionEvent: off('Whether only units with the event count.'),
  percentile: number('Percentile: which one, between 0.001 and 0.999.', { min: 0.001, max: 0.999 }),
  useLogTransform: off('Whether the logarithm is taken.'),
  logTransformBase: number('The base of that logarithm; `null` is the natural one.', {
    nullable: true,
  }),
  useSecondaryRetentionEvent: off('Retention: whether coming back is another event.'),
  retentionEnd: count('Retention: the last day on which coming back counts.'),
  retentionLength: count('Retention: how many days that window has.'),
  cap: count('The value above which a unit’s total is cut.'),
  surrogateMetricMSE: number('The mean squared error of a surrogate metric.', { nullable: true }),
  loadingWindow: number('How many days are loaded.', { integer: true, min: 0, default: 90 }),
  components: list(
    'Composite: what is added and taken away.',
    record('One part.', {
      operator: choice('Whether the part is added or taken away.', ['+', '-'], { required: true }),
      aggregation: choice('How the part is computed.', aggregations),
      metricSourceName: source(),
      name: column('What people call the part.'),
      criteria: criteria(),
      valueColumn: column('The column of the part.'),
    }),
  ),
}

export const warehouseNative = (): Field =>
  record(
    'Warehouse native: how the metric is computed. `metricDefinition` means the same.',
    fields,
    {
      folds: { list: 'metricSources', members: ['metricSourceName', 'criteria', 'valueColumn'] },
    },
  )
