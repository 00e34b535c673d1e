// Fields that many kinds have, said once.
import { type Field, type Fields, record, ref, set, text } from '../../fields/field.ts'

export const tagsField = (options: { readonly sentIn?: 'create' } = {}): Field =>
  set('Tags, by name. A tag that exists nowhere is created.', ref('A tag, by name.', 'tag'), {
    nullable: true,
    ...options,
  })

export const descriptionField = (
  options: { readonly sentIn?: 'create'; readonly max?: number } = {},
) => text('What it is for, in a few words for colleagues.', { max: 1000, default: '', ...options })

export const teamField = (
  options: { readonly sentIn?: 'create'; readonly writeOnly?: true } = {},
): Field =>
  ref('The team that owns it, by name. `null` takes it away from its team.', 'team', {
    nullable: true,
    emptyPattern: '^$',
    ...options,
  })

export const teamIDField = (options: { readonly sentIn?: 'create' } = {}): Field =>
  ref('The team that owns it, by name or by the id that Statsig made. Wins over `team`.', 'team', {
    by: 'id',
    nullable: true,
    emptyPattern: '^$',
    ...options,
  })

export const targetAppsField = (): Field =>
  set('Target apps that receive it, by name.', ref('A target app, by name.', 'target_app'), {
    singleAsList: true,
  })

/** Its name and its id say the same of the team; the id wins. */
export const teamAlternatives = [['team', 'teamID']] as const

/** A unit that the project knows, whether a file describes it or not. */
export const unitField = (
  doc: string,
  options: Omit<Extract<Field, { shape: 'ref' }>, 'shape' | 'doc' | 'to' | 'unverified'> = {},
): Field => ref(doc, 'unit_id_type', { ...options, unverified: true })

export const unitDoc = (purpose: string): string =>
  `The unit that ${purpose} by: \`userID\`, \`stableID\` or a custom unit id type of the project.`

export const releasePipelineIDField = (): Field =>
  ref(
    'The release pipeline that its changes go through, by name or id. `null` takes it out.',
    'release_pipeline',
    { by: 'id', nullable: true, emptyPattern: '^$' },
  )

/** A reference to a metric, by its name and its type. */
export const metricRefField = (
  doc: string,
  extraFields: Readonly<Record<string, Field>> = {},
): Field =>
  record(
    doc,
    {
      name: text('The name of the metric.', { required: true }),
      type: text('The type of the metric, such as `sum` or `user_warehouse`.', { required: true }),
      ...extraFields,
    },
    { refersTo: { to: 'metric', by: ['name', 'type'] } },
  )

/** Fields that only projects have whose data lives in a warehouse. */
export const warehouseOnlyFields = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]): [string, Field] => [
      name,
      { ...field, warehouseOnly: true },
    ]),
  )

/** Who made a resource, in keys that Statsig fills in. */
export const authorshipFields = [
  'createdTime',
  'creatorID',
  'creatorEmail',
  'creatorName',
  'lastModifierID',
  'lastModifiedTime',
  'lastModifierEmail',
  'lastModifierName',
] as const
