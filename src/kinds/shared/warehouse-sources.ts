// Defines fields that all sources of a warehouse have.
import { choice, type Field, type Fields, flag, record, set, text } from '../../fields/field.ts'
import { tagsField, teamField, teamIDField, unitField } from './common-fields.ts'

export const sourceNameField = (doc: string): Field =>
  text(doc, { required: true, min: 1, sentIn: 'create' })

export const sqlField = (doc = 'The SQL query.'): Field =>
  text(doc, { required: true, multiline: true, example: 'SELECT * FROM events' })

/**
 * A column of a warehouse. Statsig's published sync script for files of metrics sends names of time and id columns in
 * capital letters (strong): a name that differs only in case means the same column.
 */
const columnField = (doc: string, options: { readonly default?: '' } = {}): Field =>
  text(doc, {
    ...(options.default === undefined && { required: true }),
    caseInsensitive: true,
    ...options,
  })

export const timestampColumnField = (
  doc = 'The column with the time of the event.',
  options: { readonly default?: '' } = {},
): Field => columnField(doc, options)

export const timestampAsDayField = (): Field =>
  flag('Whether `timestampColumn` contains days, not times.', { default: false })

export const idTypeMappingField = (): Field =>
  set(
    'The column with the ids of each unit.',
    record('One unit.', {
      statsigUnitID: unitField('The unit id type, such as `userID`.', { required: true }),
      column: columnField('The column with its ids.'),
    }),
    { key: 'statsigUnitID', required: true },
  )

export const nullableOwnerField = (): Field => ({ ...ownerField(), nullable: true })

/** Statsig does not take `null` here: an owner cannot be removed. */
export const ownerField = (options: { readonly sentIn?: 'update' } = {}): Field =>
  record(
    'The owner. Without it, Statsig uses the creator.',
    {
      ownerID: text('The id of the owner.'),
      ownerType: text('The type of the owner, such as `USER` or `SDK_KEY`.', { example: 'USER' }),
      ownerName: text('The name of the owner.'),
      ownerEmail: text('The e-mail address of the owner.'),
    },
    { readOnly: ['name'], serverDefault: { member: 'ownerType', is: 'SDK_KEY' }, ...options },
  )

export const isReadOnlyField = (): Field =>
  flag('Whether it is read-only in the console.', { default: false })

export const isVerifiedField = (): Field =>
  flag('Whether it is marked as verified.', { default: false })

/** The fields of metric sources and qualifying events, without the name. */
export const eventSourceFields = (description: Field): Fields => ({
  description,
  tags: tagsField(),
  sql: sqlField('The SQL query. May be empty where `sourceType` is `table`.'),
  timestampColumn: timestampColumnField(),
  timestampAsDay: timestampAsDayField(),
  idTypeMapping: idTypeMappingField(),
  sourceType: choice('Whether the source is a query or a table.', ['table', 'query']),
  tableName: text('The table, where `sourceType` is `table`.', { default: '' }),
  datePartitionColumn: text('The column by which the table is partitioned.', { default: '' }),
  customFieldMapping: set(
    'Computed columns.',
    record('One computed column.', {
      key: text('The name of the column.', { required: true, default: '' }),
      formula: text('The SQL expression that computes it.', {
        required: true,
        default: '',
        example: 'price * quantity',
      }),
    }),
    { key: 'key' },
  ),
  isReadOnly: isReadOnlyField(),
  isVerified: isVerifiedField(),
  disableCURE: flag('Whether regression adjustment (CURE) excludes its metrics.', {
    default: false,
  }),
  owner: nullableOwnerField(),
  team: teamField(),
  teamID: teamIDField(),
})

/** The keys of a source that Statsig generates. */
export const readOnlySourceFields = [
  'id',
  'createdTime',
  'creatorName',
  'creatorEmail',
  'creatorID',
  'isHidden',
] as const
