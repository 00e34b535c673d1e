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
import { eventCriterionField } from './criteria.ts'

const metricSourceField = (doc = 'The metric source, by name.'): Field => ref(doc, 'metric_source')
const criteriaField = (doc = 'Which rows count.'): Field => list(doc, eventCriterionField())
const columnField = (doc: string): Field => text(doc, { default: '', nullable: true })
const fractionField = (doc: string): Field => number(doc, { min: 0, max: 1 })
const disabledFlagField = (doc: string): Field => flag(doc, { default: false })
const numberField = (doc: string): Field => number(doc)
const windowField = (doc: string): Field => text(doc, { default: '' })

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
  aggregation: choice('How rows become a number for each unit.', aggregations, {
    emptyPattern: '^$',
  }),
  metricSourceName: metricSourceField(),
  criteria: criteriaField(),
  valueColumn: columnField('The column that is added up, averaged or counted.'),
  metricSources: list(
    'Several sources for one metric. A list of one means the same as the plain keys.',
    record('One source.', {
      metricSourceName: { ...metricSourceField(), required: true },
      criteria: { ...criteriaField(), required: true },
      valueColumn: columnField('The column of this source.'),
    }),
  ),
  waitForCohortWindow: disabledFlagField('Whether units count only once their window is over.'),
  rollupTimeWindow: windowField('The window of days: `daily`, `max` or `custom`.'),
  customRollUpStart: numberField('The first day of a custom window.'),
  customRollUpEnd: numberField('The last day of a custom window.'),
  customRollupMeasureInMinutes: disabledFlagField('Whether the custom window is in minutes.'),
  numeratorAggregation: choice('Ratio: how the numerator is computed.', ratioAggregations, {
    emptyPattern: '^$',
  }),
  denominatorMetricSourceName: metricSourceField('Ratio: the source of the denominator, by name.'),
  denominatorAggregation: choice('Ratio: how the denominator is computed.', ratioAggregations, {
    emptyPattern: '^$',
  }),
  denominatorCriteria: criteriaField('Ratio: which rows count in the denominator.'),
  denominatorValueColumn: columnField('Ratio: the column of the denominator.'),
  denominatorRollupTimeWindow: windowField('Ratio: the window of the denominator.'),
  denominatorCustomRollupStart: numberField('Ratio: the first day of the denominator’s window.'),
  denominatorCustomRollupEnd: numberField('Ratio: the last day of the denominator’s window.'),
  denominatorCustomRollupMeasureInMinutes: disabledFlagField(
    'Ratio: whether that window is in minutes.',
  ),
  allowNullRatioDenominator: disabledFlagField('Ratio: whether units without a denominator count.'),
  funnelEvents: list(
    'Funnel: the steps, in order.',
    record('One step.', {
      name: columnField('What people call the step.'),
      metricSourceName: metricSourceField(),
      criteria: criteriaField(),
      sessionIdentifierField: columnField('The column that tells sessions apart.'),
    }),
  ),
  funnelCountDistinct: choice('Funnel: what is counted.', ['sessions', 'users']),
  funnelCalculationWindow: numberField('Funnel: how long all steps may take, in days.'),
  funnelStartCriteria: choice('Funnel: what starts the clock.', ['start_event', 'exposure']),
  funnelStrictOrdering: disabledFlagField('Funnel: whether steps must follow each other directly.'),
  funnelUseExposureAsFirstEvent: disabledFlagField(
    'Funnel: whether the exposure is the first step.',
  ),
  funnelTimestampAllowanceMs: numberField(
    'Funnel: how far out of order steps may be, in milliseconds.',
  ),
  funnelTimeToConvert: disabledFlagField('Funnel: whether the time to the last step is measured.'),
  metricDimensionColumns: set('Columns that results can be split by.', text('A column.')),
  metricDimensionLimits: set(
    'How many values of a column are shown.',
    record('One column.', {
      name: text('The column.', { required: true }),
      limit: number('How many values.', { required: true, integer: true, min: 0, max: 100 }),
    }),
    { key: 'name' },
  ),
  metricBakeDays: numberField('How many days pass before a day’s data are trusted.'),
  valueThreshold: numberField('The value from which a unit counts.'),
  winsorizationHigh: fractionField('The quantile above which values are cut.'),
  winsorizationLow: fractionField('The quantile below which values are cut.'),
  winsorizationHighDenominator: fractionField('Ratio: the same for the denominator.'),
  winsorizationLowDenominator: fractionField('Ratio: the same for the denominator.'),
  cupedAttributionWindow: number('How many days before exposure reduce the variance.', {
    nullable: true,
  }),
  onlyIncludeUsersWithConversionEvent: disabledFlagField(
    'Whether only units with the event count.',
  ),
  percentile: number('Percentile: which one, between 0.001 and 0.999.', { min: 0.001, max: 0.999 }),
  useLogTransform: disabledFlagField('Whether the logarithm is taken.'),
  logTransformBase: number('The base of that logarithm; `null` is the natural one.', {
    nullable: true,
  }),
  useSecondaryRetentionEvent: disabledFlagField('Retention: whether coming back is another event.'),
  retentionEnd: numberField('Retention: the last day on which coming back counts.'),
  retentionLength: numberField('Retention: how many days that window has.'),
  cap: numberField('The value above which a unit’s total is cut.'),
  surrogateMetricMSE: number('The mean squared error of a surrogate metric.', { nullable: true }),
  loadingWindow: number('How many days are loaded.', { integer: true, min: 0, default: 90 }),
  components: list(
    'Composite: what is added and taken away.',
    record('One part.', {
      operator: choice('Whether the part is added or taken away.', ['+', '-'], { required: true }),
      aggregation: choice('How the part is computed.', aggregations),
      metricSourceName: metricSourceField(),
      name: columnField('What people call the part.'),
      criteria: criteriaField(),
      valueColumn: columnField('The column of the part.'),
    }),
  ),
}

export const warehouseNativeField = (): Field =>
  record(
    'Warehouse native: how the metric is computed. `metricDefinition` means the same.',
    warehouseNativeFields,
    {
      listForm: { list: 'metricSources', members: ['metricSourceName', 'criteria', 'valueColumn'] },
    },
  )
