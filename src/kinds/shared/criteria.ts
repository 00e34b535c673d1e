// Defines filters on events and on rows of a warehouse, for metrics and experiments.
import { choice, type Field, type Fields, flag, record, set, text } from '../../fields/field.ts'

const criterionConditions = [
  'in',
  'not_in',
  '=',
  '>',
  '<',
  '>=',
  '<=',
  'is_null',
  'non_null',
  'contains',
  'not_contains',
  'sql_filter',
  'starts_with',
  'ends_with',
  'after_exposure',
  'before_exposure',
  'is_true',
  'is_false',
] as const

/** One filter. Metrics add the type of value that it reads. */
export const criterionField = (extraFields: Fields = {}): Field =>
  record('One filter. A row counts only if it passes all filters.', {
    ...extraFields,
    column: text('The column, or the metadata key.', { default: '' }),
    condition: choice('How the column is compared with the values.', criterionConditions, {
      required: true,
    }),
    values: set('The values to compare with.', text('One value.', { numeric: true })),
  })

export const eventCriterionField = (): Field =>
  criterionField({
    type: choice(
      'Where the compared value comes from. Warehouse native: always `metadata`.',
      ['value', 'metadata', 'user', 'user_custom'],
      { required: true },
    ),
    nullVacuousOverride: flag('Whether rows without a value pass the filter.', { default: false }),
  })
