// Fields that the sources of a warehouse have in common, whatever their rows are about.
import { choice, type Field, type Fields, flag, record, set, text } from '../../fields/field.ts'
import { tagsField, teamField, teamIDField, unitField } from './common-fields.ts'

export const sourceNameField = (doc: string): Field =>
  text(doc, { required: true, min: 1, sentIn: 'create' })

export const sqlField = (doc = 'The query.'): Field =>
  text(doc, { required: true, multiline: true })

export const timestampColumnField = (): Field =>
  text('The column that says when an event happened.', { required: true })

export const timestampAsDayField = (): Field =>
  flag('Whether that column holds days and not moments.', { default: false })

export const idTypeMappingField = (): Field =>
  set(
    'Which column holds which unit’s id.',
    record('One unit.', {
      statsigUnitID: unitField('The unit id type, such as `userID`.', { required: true }),
      column: text('The column that holds its ids.', { required: true }),
    }),
    { key: 'statsigUnitID', required: true },
  )

export const nullableOwnerField = (): Field => ({ ...ownerField(), nullable: true })

/** Where Statsig cannot be told that nobody owns it. */
export const ownerField = (options: { readonly sentIn?: 'update' } = {}): Field =>
  record(
    'Who owns it. Statsig fills in whoever made it.',
    {
      ownerID: text('The owner’s id.'),
      ownerType: text('What the owner is, such as `USER` or `SDK_KEY`.'),
      ownerName: text('The owner’s name.'),
      ownerEmail: text('The owner’s address.'),
    },
    { readOnly: ['name'], serverDefault: { member: 'ownerType', is: 'SDK_KEY' }, ...options },
  )

export const isReadOnlyField = (): Field =>
  flag('Whether it can be edited in the console.', { default: false })

export const isVerifiedField = (): Field =>
  flag('Whether it is marked as verified.', { default: false })

/** What a source of events has besides its name: metric sources and qualifying events are described alike. */
export const eventSourceFields = (description: Field): Fields => ({
  description,
  tags: tagsField(),
  sql: sqlField('The query. May be empty where `sourceType` is `table`.'),
  timestampColumn: timestampColumnField(),
  timestampAsDay: timestampAsDayField(),
  idTypeMapping: idTypeMappingField(),
  sourceType: choice('Whether the source is a query or a table.', ['table', 'query']),
  tableName: text('The table, where `sourceType` is `table`.', { default: '' }),
  datePartitionColumn: text('The column that the table is partitioned by.', { default: '' }),
  customFieldMapping: set(
    'Further columns, computed from others.',
    record('One computed column.', {
      key: text('The name of the column.', { required: true, default: '' }),
      formula: text('The SQL expression that computes it.', { required: true, default: '' }),
    }),
    { key: 'key' },
  ),
  isReadOnly: isReadOnlyField(),
  isVerified: isVerifiedField(),
  disableCURE: flag('Whether its metrics are left out of regression adjustment.', {
    default: false,
  }),
  owner: nullableOwnerField(),
  team: teamField(),
  teamID: teamIDField(),
})

/** What Statsig makes of a source. */
export const readOnlySourceFields = [
  'id',
  'createdTime',
  'creatorName',
  'creatorEmail',
  'creatorID',
  'isHidden',
] as const
