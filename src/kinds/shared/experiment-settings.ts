// Defines settings of experiments that say how results are computed, how users are divided, and what Sidecar does.
import { choice, type Fields, flag, list, number, record, set, text } from '../../fields/field.ts'
import { environmentNameField, metricRefField, warehouseOnlyFields } from './common-fields.ts'

/** Statsig saves these only where `isSidecar` is true (document of September 2026). */
export const sidecarFields: Fields = {
  sidecarEditorURL: text('Sidecar: the page on which the editor opens.', {
    example: 'https://example.com/',
  }),
  sidecarURLFilters: list(
    'Sidecar: the pages on which the experiment runs.',
    record('One filter.', {
      type: choice('How the address is compared.', ['contains', 'equals', 'regex', 'path'], {
        required: true,
      }),
      value: text('The address, or the part of it.', { required: true }),
    }),
  ),
  sidecarDisableAutoRun: flag('Sidecar: whether the page starts the experiment itself.'),
  sidecarPrerunScript: text('Sidecar: a script that runs before the experiment.', {
    multiline: true,
    nullable: true,
    emptyPattern: '^$',
  }),
}

/** Which of them decide who gets the experiment, and what. */
export const sidecarPageMembers = [
  'sidecarURLFilters',
  'sidecarDisableAutoRun',
  'sidecarPrerunScript',
] as const

export const analysisFields: Fields = {
  externalEvents: list(
    'Events outside of Statsig that may explain a change of the results.',
    record('One event.', {
      name: text('What happened.', { required: true }),
      timestamp: number('When, in milliseconds since 1970.', { required: true }),
    }),
  ),
  defaultRollupWindow: number(
    'The days of each user that results show at first; `-1` means all. A cloud project takes `-1`, `1` and `7`.',
    { integer: true },
  ),
  defaultChanceToBeatThreshold: number(
    'Bayesian: the chance to beat the control group from which a result counts as good.',
  ),
  bayesianPriors: list(
    'Bayesian: what was known of a metric before the experiment.',
    record('One metric.', {
      metric: { ...metricRefField('The metric, by name and type.'), required: true },
      priorMean: number('The mean of the effect.', { required: true }),
      priorStdDev: number('The standard deviation of the effect.', { required: true, above: 0 }),
    }),
  ),
  defaultSPRTPowerParam: number('Sequential test (SPRT): the power.'),
  defaultSPRTMDE: number('Sequential test (SPRT): the smallest effect that matters.'),
  sprtBaselineMode: choice('Sequential test (SPRT): where the baseline comes from.', [
    'manual',
    'in_experiment_control',
  ]),
  sprtMDESettings: list(
    'Sequential test (SPRT): the smallest effect that matters, by metric and group.',
    record('One metric.', {
      metricKey: text('The metric, as `name::type`.', { required: true }),
      groupSettings: list(
        'The groups.',
        record('One group.', {
          groupKey: text('The group.', { required: true }),
          mde: number('The smallest effect that matters.', { required: true }),
          mean: number('The mean of the baseline.'),
          stdDev: number('The standard deviation of the baseline.'),
        }),
        { required: true },
      ),
    }),
  ),
  cureCovariates: list(
    'Metrics with which CURE reduces the variance.',
    metricRefField('One metric, by name and type.'),
  ),
  preComputedUserDimensions: list(
    'Properties of users by which results are split in advance.',
    record('One property.', {
      propertySource: text('The source of the property, by name.'),
      name: text('The property.', { required: true }),
    }),
  ),
  turboMode: flag('Whether results are computed for the latest days only, and sooner.'),
  autoLoadToplineImpact: flag('Whether the impact on all users is computed with the results.'),
  ...warehouseOnlyFields({
    scheduledReloadDays: set(
      'Warehouse native: the days of the week on which results are computed, from 0 (Sunday) to 6. `null` means every day.',
      number('A day.', { integer: true, min: 0, max: 6 }),
      { nullable: true, default: null, emptyIsValue: true },
    ),
  }),
}

export const divisionFields: Fields = {
  userBuckets: set(
    'The buckets of users that take part, of 1,000.',
    number('A bucket.', { min: 0, below: 1000 }),
  ),
  enabledNonProdEnvironments: set(
    'Environments other than production in which the experiment is on before it starts.',
    environmentNameField('An environment, by name.', { example: 'staging', min: 1 }),
    { emptyIsValue: true },
  ),
}

/** Beside the status, the metric and the sources. */
export const samplingFields: Fields = {
  useStratifiedSalt: flag('Whether users are dealt by a salt that balances the groups.'),
  useUnits: flag('Whether single units are balanced.'),
  deltaReduction: number('By how much the difference of the groups is smaller.'),
  spreadReduction: number('By how much the spread of the groups is smaller.'),
}
