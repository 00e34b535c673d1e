// Fields that the sources of a warehouse have in common, whatever their rows are about.
import { choice, type Field, type Fields, flag, record, set, text } from '../../fields/field.ts'
import { tags, team, teamID, unit } from './common-fields.ts'

export const sourceName = (doc: string): Field =>
  text(doc, { required: true, min: 1, sent: 'create' })

export const query = (doc = 'The query.'): Field => text(doc, { required: true, long: true })

export const timestampColumn = (): Field =>
  text('The column that says when an event happened.', { required: true })

export const timestampAsDay = (): Field =>
  flag('Whether that column holds days and not moments.', { default: false })

export const idTypeMapping = (): Field =>
  set(
    'Which column holds which unit’s id.',
    record('One unit.', {
      statsigUnitID: unit('The unit id type, such as `userID`.', { required: true }),
      column: text('The column that holds its ids.', { required: true }),
    }),
    { key: 'statsigUnitID', required: true },
  )

export const owner = (): Field => ({ ...someOwner(), nullable: true })

/** Where Statsig cannot be told that nobody owns it. */
export const someOwner = (options: { readonly sent?: 'update' } = {}): Field =>
  record(
    'Who owns it. Statsig fills in whoever made it.',
    {
      ownerID: text('The owner’s id.'),
      ownerType: text('What the owner is, such as `USER` or `SDK_KEY`.'),
      ownerName: text('The owner’s name.'),
      ownerEmail: text('The owner’s address.'),
    },
    { made: ['name'], filledIn: { member: 'ownerType', is: 'SDK_KEY' }, ...options },
  )

export const isReadOnly = (): Field =>
  flag('Whether it can be edited in the console.', { default: false })

export const isVerified = (): Field => flag('Whether it is marked as verified.', { default: false })

/** What a source of events has besides its name: metric sources and qualifying events are described alike. */
export const eventSource = (description: Field): Fields => ({
  description,
  tags: tags(),
  sql: query('The query. May be empty where `sourceType` is `table`.'),
  timestampColumn: timestampColumn(),
  timestampAsDay: timestampAsDay(),
  idTypeMapping: idTypeMapping(),
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
  isReadOnly: isReadOnly(),
  isVerified: isVerified(),
  disableCURE: flag('Whether its metrics are left out of regression adjustment.', {
    default: false,
  }),
  owner: owner(),
  team: team(),
  teamID: teamID(),
})

/** What Statsig makes of a source. */
export const madeOfSource = [
  'id',
  'createdTime',
  'creatorName',
  'creatorEmail',
  'creatorID',
  'isHidden',
] as const
