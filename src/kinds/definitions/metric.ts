// Describes the kind `metric`.
import { choice, type Field, flag, list, number, record, set, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import type { Requirement } from '../requirement.ts'
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
const criteriaField = (): Field => list('Filters for the events that count.', eventCriterionField())

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
    'Add the units for which it is computed, such as `unitTypes: [userID]`.',
  )
const eventMetricTypes = ['sum', 'mean', 'event_count_custom']

export const metric: Kind<'metric'> = {
  kind: 'metric',
  doc: 'A number for each user or other unit, with which experiments are evaluated.',
  folder: 'metrics',
  dryRun: { create: 'body', update: 'body' },
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
      'The display name. A metric whose name is changed keeps the id that was made from its first name.',
      {
        required: true,
        min: 3,
        max: 200,
        pattern: '^[a-zA-Z0-9_.\\-()/ %:]*$',
      },
    ),
    type: choice(
      'How the metric is computed. A warehouse native metric has the type `user_warehouse`.',
      metricTypes,
      {
        required: true,
        ...createOnlyField,
      },
    ),
    description: descriptionField(),
    directionality: choice('The desired direction.', ['increase', 'decrease'], {
      resetWhenOmitted: true,
    }),
    tags: tagsField(),
    unitTypes: set(
      'The units for which it is computed.',
      unitField('A unit id type, such as `userID`.'),
    ),
    isVerified: flag('Whether it is marked as verified.', { default: false }),
    isReadOnly: flag('Whether it is read-only in the console.', { default: false }),
    isPermanent: flag('Whether Statsig keeps it when it is not used.', { default: false }),
    team: teamField(),
    teamID: teamIDField(),
    owner: record(
      'The owner. Without it, Statsig uses the creator.',
      { ownerID: text('The id of the owner.') },
      {
        sentIn: 'update',
        readOnly: ['name', 'email', 'ownerName', 'ownerEmail', 'ownerType'],
        serverDefault: { member: 'ownerType', is: 'SDK_KEY' },
      },
    ),
    ...warehouseOnlyFields({ warehouseNative: warehouseNativeField() }),
    metricEvents: list(
      'Events from which it is computed. In a ratio, the first is the denominator and the second the numerator.',
      record('One event.', {
        name: text('The name of the event.', { required: true }),
        type: choice(
          'What is read from the event.',
          ['count', 'count_distinct', 'value', 'metadata'],
          {
            nullable: true,
            default: null,
          },
        ),
        metadataKey: text('The metadata key, where `type` is `metadata`.', { default: '' }),
        // What a file of one type needs, and others may have.
        criteria: { ...criteriaField(), writtenEmpty: true },
      }),
      createOnlyField,
    ),
    metricComponentMetrics: list(
      'Metrics of which it is composed.',
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
      example: 'daily',
      default: '',
      ...createOnlyField,
    }),
    customRollUpStart: number('The first day of a custom window.', createOnlyField),
    customRollUpEnd: number('The last day of a custom window.', createOnlyField),
    percentile: number('Percentile: the percentile, between 0.001 and 0.999.', {
      min: 0.001,
      max: 0.999,
    }),
    scheduledReloadHour: number(
      'The hour at which it is computed, in UTC. `null` means no hour of its own.',
      {
        integer: true,
        min: 0,
        max: 23,
        nullable: true,
        sentIn: 'update',
      },
    ),
    scheduledReloadDays: set(
      'The days of the week on which it is computed, from 0 (Sunday) to 6. `null` means every day.',
      number('A day.', { integer: true, min: 0, max: 6 }),
      { nullable: true, default: null, emptyIsValue: true, sentIn: 'update' },
    ),
  },
  alternatives: teamAlternatives,
  auditActions: {
    creates: ['custom_metric_definition_create'],
    changes: [
      'metric_edit_definition',
      'metric_edit_description',
      'metric_add_tag',
      'metric_remove_tag',
      'schedule_delete_metric',
      'schedule_archive_metric',
      'update_metric_is_permanent',
      'update_metric_is_verified',
      'metric_reviews_on',
      'metric_disable_reviews_locally',
      'custom_metric_definition_edit',
      'custom_metric_update_owners',
      'tag_metrics_bulk',
      'metric_allowed_reviewers_update',
      'metric_review_commit',
      'set_metric_directionality',
      'custom_metric_edit',
      'custom_metric_name_edit',
      'custom_metric_review_accept',
      'archive_metric',
      'unarchive_metric',
      'cancel_delete_metric',
      'cancel_archive_metric',
      'update_echidna_metric_loading_window',
      'update_metric_review_required',
      'update_echidna_metric_tag_or_description',
      'set_metric_default_impact_multiplier',
    ],
    deletes: ['custom_metric_definition_delete', 'delete_metric', 'company_metric_delete'],
  },
  effects: {
    '': 'changes-measurement',
    '/description': 'label',
    '/tags': 'label',
    '/team': 'label',
    '/teamID': 'label',
    '/owner': 'label',
    '/isVerified': 'label',
    '/isPermanent': 'label',
    '/isReadOnly': 'changes-access',
  },
  reviews: {
    askedBy: [
      {
        setting: 'is_metric_review_required',
        narrowedBy: {
          setting: 'is_metric_review_required_on_verified_only',
          to: { member: 'isVerified', is: [true] },
        },
      },
    ],
  },
  readOnlyFields: [...authorshipFields, 'isHidden', 'lineage', 'dryRun', 'permalink', 'creatorID'],
  aliases: { metricDefinition: 'warehouseNative' },
  createOnly: {
    reason: 'Statsig’s API cannot change how an existing metric is computed.',
    hint: 'Define a new metric, such as `{name}_v2`, and use it in new experiments.',
  },
  requirements: [
    typeRequirement(
      'user_warehouse',
      { rule: 'present', at: '/warehouseNative' },
      'A metric of type `user_warehouse` needs `warehouseNative`.',
      'Add `warehouseNative:` with an `aggregation` and a `metricSourceName`.',
    ),
    ...eventMetricTypes.map(unitTypesRequirement),
    ...eventMetricTypes.map((type) =>
      typeRequirement(
        type,
        { rule: 'items', at: '/metricEvents', min: 1 },
        `A metric of type \`${type}\` needs at least one event in \`metricEvents\`.`,
        'Add the event from which it is computed, such as `metricEvents: [{ name: purchase }]`.',
      ),
    ),
    unitTypesRequirement('ratio'),
    typeRequirement(
      'ratio',
      { rule: 'items', at: '/metricEvents', min: 2, max: 2 },
      'A ratio needs two events in `metricEvents`: first the denominator, then the numerator.',
      'Start each event with `- name:`.',
    ),
    typeRequirement(
      'ratio',
      { rule: 'each-of', at: '/metricEvents', of: 'type', values: ['count', 'count_distinct'] },
      'Each event of a ratio must be of type `count` or `count_distinct`.',
      'Write `type: count` in each event.',
    ),
    typeRequirement(
      'event_user',
      { rule: 'each', at: '/metricEvents', of: 'criteria' },
      'Each event of a metric of type `event_user` needs `criteria`.',
      'Add `criteria:` with the filters for the events that count, or `criteria: []` for all.',
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
      'Start each step with `- name:`.',
    ),
    unitTypesRequirement('composite'),
    unitTypesRequirement('composite_sum'),
    typeRequirement(
      'composite',
      { rule: 'items', at: '/metricComponentMetrics', min: 1 },
      'A composite metric needs `metricComponentMetrics`.',
      'Add the metrics of which it is composed, each with `name` and `type`.',
    ),
    typeRequirement(
      'composite_sum',
      { rule: 'items', at: '/metricComponentMetrics', min: 2 },
      'A metric of type `composite_sum` needs at least two metrics in `metricComponentMetrics`.',
      'Add the metrics whose values are added, each with `name` and `type`.',
    ),
  ],
}
