// Defines fields that several kinds have.
import { type Field, type Fields, record, ref, set, text } from '../../fields/field.ts'

export const tagsField = (options: { readonly sentIn?: 'create' } = {}): Field =>
  set('Tags, by name. A tag that does not exist is created.', ref('A tag, by name.', 'tag'), {
    nullable: true,
    singleInFile: true,
    ...options,
  })

export const descriptionField = (
  options: { readonly sentIn?: 'create'; readonly max?: number } = {},
) => text('What it is for, in a few words.', { max: 1000, default: '', ...options })

export const teamField = (
  options: { readonly sentIn?: 'create'; readonly writeOnly?: true } = {},
): Field =>
  ref('The team that owns it, by name. `null` removes it from its team.', 'team', {
    nullable: true,
    emptyPattern: '^$',
    ...options,
  })

export const teamIDField = (options: { readonly sentIn?: 'create' } = {}): Field =>
  ref(
    'The team that owns it, by name or by the id that Statsig generated. Takes precedence over `team`.',
    'team',
    {
      by: 'id',
      nullable: true,
      emptyPattern: '^$',
      ...options,
    },
  )

export const targetAppsField = (): Field =>
  set('Target apps that receive it, by name.', ref('A target app, by name.', 'target_app'), {
    singleAsList: true,
  })

/** The name and the id of the team. Statsig uses the id where it gets both. */
export const teamAlternatives = [['team', 'teamID']] as const

/** A unit id type of the project, which need not have a file. */
export const unitField = (
  doc: string,
  options: Omit<Extract<Field, { shape: 'ref' }>, 'shape' | 'doc' | 'to' | 'unverified'> = {},
): Field => ref(doc, 'unit_id_type', { example: 'userID', ...options, unverified: true })

export const unitDoc = (purpose: string): string =>
  `The unit ${purpose}: \`userID\`, \`stableID\` or a custom unit id type of the project.`

export const releasePipelineIDField = (): Field =>
  ref(
    'The release pipeline for its changes, by name or id. `null` removes it from the pipeline.',
    'release_pipeline',
    { by: 'id', nullable: true, emptyPattern: '^$' },
  )

/** A reference to a metric, by name and type. */
export const metricRefField = (
  doc: string,
  extraFields: Readonly<Record<string, Field>> = {},
): Field =>
  record(
    doc,
    {
      name: text('The name of the metric.', { required: true }),
      type: text('The type of the metric, such as `sum` or `user_warehouse`.', {
        required: true,
        example: 'sum',
      }),
      ...extraFields,
    },
    { refersTo: { to: 'metric', by: ['name', 'type'] } },
  )

const environments = {
  kind: 'environment',
  list: 'environments',
  key: 'name',
  noun: 'environment',
} as const

/** The name of an environment of the project. */
export const environmentNameField = (
  doc: string,
  options: Omit<Extract<Field, { shape: 'text' }>, 'shape' | 'doc' | 'itemOf'> = {},
): Field => text(doc, { example: 'production', ...options, itemOf: environments })

/** The name of an environment that a client of Statsig sends. It need not be one of the project. */
export const clientEnvironmentField = (doc: string): Field =>
  text(doc, { example: 'production', numeric: true, itemOf: { ...environments, isOpen: true } })

/** Marks fields that only warehouse native projects have. */
export const warehouseOnlyFields = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]): [string, Field] => [
      name,
      { ...field, warehouseOnly: true },
    ]),
  )

/** Keys for who created and changed a resource, which Statsig generates. */
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
