import { choice, type Field, flag, list, number, record, set, text } from '../../fields/field.ts'
import type { Kind, Requirement } from '../kind.ts'
import {
  authorshipFields,
  descriptionField,
  metricRefField,
  tagsField,
  teamAlternatives,
  teamField,
  teamIDField,
  unitField,
  warehouseOnlyFields,
} from '../shared/common-fields.ts'
import { eventCriterionField } from '../shared/criteria.ts'
import { warehouseNativeField } from '../shared/warehouse-native.ts'

const metricTypes = [
  'ratio',
  'mean',
  'event_count_custom',
  'event_user',
  'funnel',
  'composite',
  'composite_sum',
  'sum',
  'user_warehouse',
  'percentile',
  'latest_value',
]
const createOnlyField = { sentIn: 'create' } as const
const criteriaField = (): Field => list('Which events count.', eventCriterionField())

const typeRequirement = (
  type: string,
  need: Requirement['needs'],
  message: string,
  hint?: string,
): Requirement => ({ when: { '/type': [type] }, needs: need, message, ...(hint && { hint }) })
const unitTypesRequirement = (type: string): Requirement =>
  typeRequirement(
    type,
    { rule: 'present', at: '/unitTypes' },
    `A metric of type \`${type}\` needs \`unitTypes\`.`,
    'Name the units that it is computed for, such as `unitTypes: [userID]`.',
  )
const eventMetricTypes = ['sum', 'mean', 'event_count_custom']

export const metric: Kind<'metric'> = {
  kind: 'metric',
  doc: 'A number for each user or other unit, by which experiments are judged.',
  folder: 'metrics',
  dryRun: true,
  identity: { by: 'members', members: ['name', 'type'] },
  routes: {
    list: '/console/v1/metrics/list',
    query: { showHiddenMetrics: 'true' },
    create: '/console/v1/metrics',
    item: '/console/v1/metrics/{id}',
    pathId: 'id',
    update: { method: 'POST', body: 'whole' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text(
      'The name that people see. A renamed metric keeps the id made from its first name.',
      {
        required: true,
        min: 3,
        max: 200,
        pattern: '^[a-zA-Z0-9_.\\-()/ %:]*$',
      },
    ),
    type: choice(
      'How the metric is computed. Warehouse native metrics are `user_warehouse`.',
      metricTypes,
      {
        required: true,
        ...createOnlyField,
      },
    ),
    description: descriptionField(),
    directionality: choice('Which direction is good.', ['increase', 'decrease'], {
      resetWhenOmitted: true,
    }),
    tags: tagsField(),
    unitTypes: set(
      'The units that it is computed for.',
      unitField('A unit id type, such as `userID`.'),
    ),
    isVerified: flag('Whether it is marked as verified.', { default: false }),
    isReadOnly: flag('Whether it can be edited in the console.', { default: false }),
    isPermanent: flag('Whether it is kept when nobody uses it.', { default: false }),
    team: teamField(),
    teamID: teamIDField(),
    owner: record(
      'Who owns it. Statsig fills in whoever made it.',
      { ownerID: text('The owner’s id.') },
      {
        sentIn: 'update',
        readOnly: ['name', 'email', 'ownerName', 'ownerEmail', 'ownerType'],
        serverDefault: { member: 'ownerType', is: 'SDK_KEY' },
      },
    ),
    ...warehouseOnlyFields({ warehouseNative: warehouseNativeField() }),
    metricEvents: list(
      'Events that it is computed from. Of a ratio, the first is the denominator and the second the numerator.',
      record('One event.', {
        name: text('The name of the event.', { required: true }),
        type: choice(
          'What is taken from the event.',
          ['count', 'count_distinct', 'value', 'metadata'],
          {
            nullable: true,
            default: null,
          },
        ),
        metadataKey: text('The key of the metadata, where that is what is taken.', { default: '' }),
        criteria: criteriaField(),
      }),
      createOnlyField,
    ),
    metricComponentMetrics: list(
      'Metrics that it is composed of.',
      metricRefField('One metric, by name and type.'),
      createOnlyField,
    ),
    funnelEventList: list(
      'Funnel: the steps, in order.',
      record('One step.', {
        name: text('The name of the event.', { required: true }),
        type: choice(
          'What is counted.',
          ['event_dau', 'event_user', 'event_count', 'event_count_custom'],
          {
            required: true,
          },
        ),
      }),
      createOnlyField,
    ),
    funnelCountDistinct: choice(
      'Funnel: whether events or users are counted.',
      ['events', 'users'],
      createOnlyField,
    ),
    rollupTimeWindow: text('The window of days: `daily`, `max` or `custom`.', {
      default: '',
      ...createOnlyField,
    }),
    customRollUpStart: number('The first day of a custom window.', createOnlyField),
    customRollUpEnd: number('The last day of a custom window.', createOnlyField),
    percentile: number('Percentile: which one, between 0.001 and 0.999.', {
      min: 0.001,
      max: 0.999,
    }),
  },
  alternatives: teamAlternatives,
  auditActions: [
    'metric',
    'custom_metric',
    'custom_metric_definition',
    'company_metric_delete',
    'delete_metric',
    'archive_metric',
    'unarchive_metric',
    'schedule_delete_metric',
    'schedule_archive_metric',
    'cancel_delete_metric',
    'cancel_archive_metric',
    'set_metric_directionality',
    'update_metric_is_permanent',
    'update_metric_is_verified',
    'update_echidna_metric_tag_or_description',
  ],
  readOnlyFields: [...authorshipFields, 'isHidden', 'lineage', 'dryRun', 'permalink', 'creatorID'],
  aliases: { metricDefinition: 'warehouseNative' },
  createOnly: {
    reason: 'Statsig’s API cannot change how a metric is computed once it exists.',
    hint: 'Describe a new metric, such as `{name}_v2`, and let experiments that start from now on use it.',
  },
  requirements: [
    typeRequirement(
      'user_warehouse',
      { rule: 'present', at: '/warehouseNative' },
      'A metric of type `user_warehouse` needs `warehouseNative`.',
      'Say below `warehouseNative:` how it is computed: an `aggregation` of the rows of a source.',
    ),
    ...eventMetricTypes.map(unitTypesRequirement),
    ...eventMetricTypes.map((type) =>
      typeRequirement(
        type,
        { rule: 'items', at: '/metricEvents', min: 1 },
        `A metric of type \`${type}\` needs at least one event in \`metricEvents\`.`,
        'Name the event that it is computed from, such as `metricEvents: [{ name: purchase }]`.',
      ),
    ),
    unitTypesRequirement('ratio'),
    typeRequirement(
      'ratio',
      { rule: 'items', at: '/metricEvents', min: 2, max: 2 },
      'A ratio needs two events in `metricEvents`: first the denominator, then the numerator.',
      'Begin each event with `- name:`.',
    ),
    typeRequirement(
      'ratio',
      { rule: 'each-of', at: '/metricEvents', of: 'type', values: ['count', 'count_distinct'] },
      'Each event of a ratio must be of type `count` or `count_distinct`.',
      'Write `type: count` for each of them.',
    ),
    typeRequirement(
      'event_user',
      { rule: 'each', at: '/metricEvents', of: 'criteria' },
      'Each event of a metric of type `event_user` needs `criteria`.',
      'Say below `criteria:` which events count.',
    ),
    typeRequirement(
      'funnel',
      { rule: 'present', at: '/funnelCountDistinct' },
      'A funnel needs `funnelCountDistinct`.',
      'Write `funnelCountDistinct: users` or `events`.',
    ),
    typeRequirement(
      'funnel',
      { rule: 'items', at: '/funnelEventList', min: 2 },
      'A funnel needs at least two steps in `funnelEventList`.',
      'Begin each step with `- name:`.',
    ),
    unitTypesRequirement('composite'),
    unitTypesRequirement('composite_sum'),
    typeRequirement(
      'composite',
      { rule: 'items', at: '/metricComponentMetrics', min: 1 },
      'A composite metric needs `metricComponentMetrics`.',
      'Name the metrics that it is composed of, each by `name` and `type`.',
    ),
    typeRequirement(
      'composite_sum',
      { rule: 'items', at: '/metricComponentMetrics', min: 2 },
      'A metric of type `composite_sum` needs at least two metrics in `metricComponentMetrics`.',
      'Name the metrics that are added up, each by `name` and `type`.',
    ),
  ],
}
