// Fields that many kinds have, said once.
import { type Field, record, ref, set, text } from '../fields/field.ts'

export const tags = (options: { readonly sent?: 'create' } = {}): Field =>
  set('Tags, by name. A tag that exists nowhere is created.', ref('A tag, by name.', 'tag'), {
    nullable: true,
    ...options,
  })

export const description = (options: { readonly sent?: 'create'; readonly max?: number } = {}) =>
  text('What it is for, in a few words for colleagues.', { max: 1000, default: '', ...options })

export const team = (options: { readonly sent?: 'create' } = {}): Field =>
  text('The team that owns it, by name. `null` takes it away from its team.', {
    nullable: true,
    nothing: '^$',
    ...options,
  })

export const teamID = (options: { readonly sent?: 'create' } = {}): Field =>
  text('The team that owns it, by the id that Statsig made. Wins over `team`.', {
    nullable: true,
    nothing: '^$',
    ...options,
  })

export const targetApps = (): Field =>
  set('Target apps that receive it, by name.', text('A target app, by name.'), { lone: true })

export const idType = (of: string): string =>
  `The unit that ${of} by: \`userID\`, \`stableID\` or a custom unit id type of the project.`

/** A reference to a metric, by its name and its type. */
export const metricRef = (doc: string, more: Readonly<Record<string, Field>> = {}): Field =>
  record(
    doc,
    {
      name: text('The name of the metric.', { required: true }),
      type: text('The type of the metric, such as `sum` or `user_warehouse`.', { required: true }),
      ...more,
    },
    { refers: { to: 'metric', by: ['name', 'type'] } },
  )

/** Who made a resource, in keys that Statsig fills in. */
export const madeByStatsig = [
  'createdTime',
  'creatorID',
  'creatorEmail',
  'creatorName',
  'lastModifierID',
  'lastModifiedTime',
  'lastModifierEmail',
  'lastModifierName',
] as const
