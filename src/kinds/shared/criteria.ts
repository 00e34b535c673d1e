// Filters on events and on rows of a warehouse, shared by metrics and experiments.
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

/** One filter; metrics say besides what kind of value it looks at. */
export const criterionField = (extraFields: Fields = {}): Field =>
  record('One filter. All of them must hold.', {
    ...extraFields,
    column: text('The column, or the key of the metadata.', { default: '' }),
    condition: choice('How the column and the values are compared.', criterionConditions, {
      required: true,
    }),
    values: set('The values.', text('One value.', { numeric: true })),
  })

export const eventCriterionField = (): Field =>
  criterionField({
    type: choice(
      'What is looked at. Warehouse native: always `metadata`.',
      ['value', 'metadata', 'user', 'user_custom'],
      { required: true },
    ),
    nullVacuousOverride: flag('Whether rows without a value pass.', { default: false }),
  })
