// Describes the kind `autotune`.
import { choice, flag, list, number, opaque, record, ref, set, text } from '../../fields/field.ts'
import type { Result } from '../evaluation.ts'
import type { Kind } from '../kind.ts'
import { configReviews } from '../reviews.ts'
import { overrideChanges } from '../shared/audit-actions.ts'
import { authorshipFields, unitDoc, unitField } from '../shared/common-fields.ts'
import { autotuneOverridesField, distinctGroupOverrides } from '../shared/overrides.ts'
import { givesNothing } from '../shared/rule-evaluation.ts'

const hoursField = (doc: string, allowed: string) =>
  text(`${doc} In hours: ${allowed.replaceAll('|', ', ')}.`, {
    required: true,
    numeric: true,
    significantPattern: '^(\\d+)(?:hrs?)?$',
    pattern: `^(${allowed})(hrs?)?$`,
  })

const valueOfVariant: Result = {
  gives: 'value',
  of: 'json',
  item: { list: 'variants', named: 'groupID' },
}

export const autotune: Kind<'autotune'> = {
  kind: 'autotune',
  doc: 'A test that finds the best of several variants and sends more and more users to it.',
  folder: 'autotunes',
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/autotunes',
    create: '/console/v1/autotunes',
    item: '/console/v1/autotunes/{id}',
    pathId: 'id',
    update: { method: 'PATCH', body: 'changed' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The display name, from which Statsig makes the id.', {
      required: true,
      min: 1,
      sentIn: 'create',
    }),
    description: text('What it is for, in a few words.', { default: '' }),
    idType: unitField(unitDoc('by which users are divided'), { sentIn: 'create' }),
    variants: list(
      'The variants that users can get.',
      record(
        'One variant.',
        {
          name: text('The name of the variant.', { required: true, min: 1 }),
          json: opaque('The value for users of the variant.', 'any', { required: true }),
          size: number('The percentage of users at the start.'),
        },
        { readOnly: ['id'] },
      ),
      {
        required: true,
        min: 2,
        match: {
          ids: [],
          name: 'name',
          similarBy: 'json',
          unmatchedEffect: 'Statsig loses what it has learned about the variant',
        },
      },
    ),
    successEvent: text('The event that counts as a success.', { required: true }),
    successEventValue: text('The value of the event that counts. Without it, any value counts.', {
      default: '',
    }),
    metadataField: text('The metadata key of the event that counts.', { default: '' }),
    explorationWindow: hoursField('How long users are divided evenly.', '1|24|48|168|336'),
    attributionWindow: hoursField(
      'How long after the exposure of a user an event counts.',
      '1|2|4|24',
    ),
    attributionWindowUnit: choice('The unit of `attributionWindow`.', ['min', 'hour', 'day']),
    winnerThreshold: choice(
      'The confidence that is required to choose a winner, in quotes.',
      ['80%', '90%', '95%', '98%', '99%'],
      { required: true },
    ),
    explorationWindowRate: number('The share of users for exploration, from 0.001 to 1.', {
      min: 0.001,
      max: 1,
    }),
    longtermExplorationAllocation: number(
      'The share of users for exploration after a winner is chosen, from 0.001 to 1.',
      {
        min: 0.001,
        max: 1,
      },
    ),
    higherIsBetter: flag('Whether a higher value is better.'),
    isContextual: flag('Whether the best variant depends on attributes of the user.'),
    featureList: set('The attributes of a user that decide the variant.', text('An attribute.')),
    optimizationParameter: choice('Whether events are counted or their values are added.', [
      'occurrence',
      'value',
    ]),
    valueColumn: text('Warehouse native: the column of the value.', { warehouseOnly: true }),
    metricSourceID: ref('Warehouse native: the metric source of the event.', 'metric_source', {
      unverified: true,
      warehouseOnly: true,
    }),
    linkedExperimentName: ref('The experiment that it belongs to.', 'experiment', {
      unverified: true,
    }),
    goalRichText: text('The goal, as text.', { multiline: true }),
    overrides: autotuneOverridesField(),
  },
  evaluation: [
    {
      steps: [
        {
          step: 'ids',
          at: ['overrides', 'userIDOverrides'],
          unit: 'userID',
          entry: { ids: 'ids', unit: 'unitType', environment: 'environment' },
          gives: valueOfVariant,
        },
        {
          step: 'entries',
          at: ['overrides', 'overrides'],
          reference: 'id',
          environment: 'environment',
          gives: valueOfVariant,
        },
        {
          step: 'divide',
          list: 'variants',
          // How users are divided is learned, so that it may change with any of these.
          by: {
            ofItem: ['name', 'size'],
            members: [
              'successEvent',
              'successEventValue',
              'metadataField',
              'explorationWindow',
              'attributionWindow',
              'attributionWindowUnit',
              'winnerThreshold',
              'explorationWindowRate',
              'longtermExplorationAllocation',
              'higherIsBetter',
              'isContextual',
              'featureList',
              'optimizationParameter',
              'valueColumn',
              'metricSourceID',
            ],
          },
          gives: { gives: 'value', of: 'json' },
        },
      ],
      otherwise: givesNothing,
    },
  ],
  uniqueMembers: ['id', 'name'],
  auditActions: {
    creates: ['autotune_experiment_create'],
    changes: [
      ...overrideChanges,
      'autotune_experiment_edit',
      'autotune_experiment_update_target_apps',
      'autotune_experiment_update_pulse_paused',
      'autotune_overrides_edit',
      'autotune_reviews_on',
      'apply_autotune_review',
      'autotune_allowed_reviewers_update',
      'autotune_update_owners',
      'autotune_review_accept',
      'schedule_autotune_start',
    ],
    deletes: ['autotune_experiment_delete'],
  },
  effects: {
    '/name': 'label',
    '/description': 'label',
    '/goalRichText': 'label',
    '/linkedExperimentName': 'label',
    '/variants/*/json': 'changes-values',
    '/variants/*/name': 'preserves',
    '/idType': 'reassigns',
    '/variants': 'reassigns',
    '/explorationWindow': 'reassigns',
    '/explorationWindowRate': 'reassigns',
    '/longtermExplorationAllocation': 'reassigns',
    '/winnerThreshold': 'reassigns',
    '/isContextual': 'reassigns',
    '/featureList': 'reassigns',
    '/higherIsBetter': 'reassigns',
    '/successEvent': 'reassigns',
    '/successEventValue': 'reassigns',
    '/metadataField': 'reassigns',
    '/attributionWindow': 'reassigns',
    '/attributionWindowUnit': 'reassigns',
    '/optimizationParameter': 'reassigns',
    '/valueColumn': 'reassigns',
    '/metricSourceID': 'reassigns',
    '/overrides': 'gains-and-loses',
  },
  restrictive: { '/overrides': 'any' },
  requirements: [distinctGroupOverrides],
  reviews: {
    askedBy: configReviews,
    ownSetting: { record: 'reviewSettings', member: 'requiredReview' },
    routes: { form: 'type', fields: [], actions: { delete: { type: 'delete' } } },
  },
  readOnlyFields: [
    ...authorshipFields,
    'tags',
    'targetApps',
    'holdoutIDs',
    'team',
    'teamID',
    'version',
    'inlineTargetingRules',
    'inlineTargetingRulesJSON',
    'isStarted',
    'winner',
  ],
  createOnly: {
    reason: 'Statsig’s API does not change the name or the unit of an autotune.',
    hint: 'Restore the value, or define a new autotune.',
  },
}
