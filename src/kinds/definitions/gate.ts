// Describes the kind `gate`.
import { choice, flag, list, number, record, set, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import { configReviews } from '../reviews.ts'
import { configChanges, configResalts, overrideChanges } from '../shared/audit-actions.ts'
import {
  authorshipFields,
  descriptionField,
  metricRefField,
  releasePipelineIDField,
  tagsField,
  targetAppsField,
  teamAlternatives,
  teamField,
  teamIDField,
  unitDoc,
  unitField,
} from '../shared/common-fields.ts'
import { distinctGateOverrides, gateOverridesField } from '../shared/overrides.ts'
import {
  enabledStep,
  gateOverrideSteps,
  givesNothing,
  givesPass,
  rulesStep,
  targetAppsStep,
} from '../shared/rule-evaluation.ts'
import { gateRulesField } from '../shared/rules.ts'

export const gate: Kind<'gate'> = {
  kind: 'gate',
  doc: 'A feature gate: on or off for a user. Its rules, tried from top to bottom, decide.',
  folder: 'gates',
  identity: { by: 'id' },
  routes: {
    list: '/console/v1/gates',
    query: { includeArchived: 'true' },
    create: '/console/v1/gates',
    item: '/console/v1/gates/{id}',
    pathId: 'id',
    update: { method: 'PATCH', body: 'changed' },
    archive: { method: 'PUT', path: '/archive' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    id: text('The id that code uses. It cannot be changed.', {
      min: 3,
      max: 100,
      pattern: '^[a-zA-Z0-9_\\-.]*$',
      sentIn: 'create',
    }),
    name: text('The display name.', {
      required: true,
      min: 3,
      max: 100,
      pattern: '^[a-zA-Z0-9_\\-. ]*$',
    }),
    description: descriptionField(),
    isEnabled: flag('While this is `false`, the gate is off for every user, whatever the rules.'),
    rules: gateRulesField(),
    type: choice(
      'Whether it is permanent, or is to be removed from code later.',
      ['PERMANENT', 'TEMPORARY'],
      {
        readAliases: { STALE: 'TEMPORARY' },
      },
    ),
    idType: unitField(unitDoc('to which percentages refer'), {
      immutable: {
        reason: 'another unit would overwrite all past results',
        hint: 'Keep the unit, or define a new gate.',
      },
    }),
    tags: tagsField(),
    targetApps: targetAppsField(),
    team: teamField(),
    teamID: teamIDField(),
    measureMetricLifts: flag(
      'Whether metrics of users who pass are compared with those of users who fail.',
    ),
    monitoringMetrics: set(
      'Metrics that are monitored during a rollout.',
      metricRefField('One metric, by name and type.'),
    ),
    reviewSettings: record(
      'The review settings of the gate.',
      { requiredReview: flag('Whether every change needs a review.', { required: true }) },
      { readOnly: ['allowedReviewers'] },
    ),
    releasePipelineID: releasePipelineIDField(),
    gradual_rollout_strategy: record(
      'How Statsig raises the share of a rule, where a policy of the project asks for it. Statsig does not return it.',
      {
        type: choice(
          '`bypass` raises it at once. `gradual` raises it step by step: until the end, the share in Statsig is lower than in the file.',
          ['gradual', 'bypass'],
          { required: true },
        ),
        phases: list(
          'The steps. Without them, Statsig uses its own.',
          record('One step.', {
            pass_percent: number('The share, in percent.', { required: true }),
            isComplete: flag('Whether the step is done.', { required: true }),
            time: number('When it begins, in milliseconds since 1970.'),
            timeString: text('When it begins, as text.'),
            phaseDurationMs: number('How long it takes, in milliseconds.'),
          }),
          { min: 1 },
        ),
      },
      { writeOnly: true },
    ),
    isTemplate: flag('Whether it is a template for other gates.', {
      sentIn: 'create',
      default: false,
    }),
    overrides: gateOverridesField(),
  },
  alternatives: teamAlternatives,
  uniqueMembers: ['id', 'name'],
  auditActions: {
    creates: ['gate_template_create', 'gate_create'],
    changes: [
      ...configChanges,
      ...overrideChanges,
      'gate_overrides_update',
      'gate_update',
      'set_user_sampling_rate_for_gate',
      'gate_update_owners',
      'update_store_0_100_exposures',
      'update_gate_analytics_enabled',
      'update_gate_display_name',
      'update_config_release_pipeline',
      'update_config_analytics_enabled',
      'update_gate_is_permanent',
    ],
    deletes: ['config_delete'],
    resalts: [...configResalts],
  },
  effects: {
    '/id': 'label',
    '/name': 'label',
    '/description': 'label',
    '/type': 'label',
    '/tags': 'label',
    '/team': 'label',
    '/teamID': 'label',
    '/isTemplate': 'label',
    '/gradual_rollout_strategy': 'preserves',
    '/rules/*/name': 'preserves',
    '/rules/*/environments': 'any-of',
    '/rules/*/conditions': 'all-of',
    '/reviewSettings': 'changes-access',
    '/measureMetricLifts': 'changes-measurement',
    '/monitoringMetrics': 'changes-measurement',
    '/idType': 'reassigns',
    '/targetApps': 'gains-and-loses',
    '/releasePipelineID': 'unknown',
  },
  reviews: {
    askedBy: configReviews,
    ownSetting: { record: 'reviewSettings', member: 'requiredReview' },
    createdOff: { isEnabled: false },
    routes: {
      form: 'change',
      fields: [
        { type: 'toggle_enabled', keys: { isEnabled: 'is_enabled' } },
        { type: 'rules', keys: { rules: 'rules' } },
        { type: 'update_team', keys: { teamID: 'team_id' } },
        { type: 'update_release_pipeline', keys: { releasePipelineID: 'release_pipeline_id' } },
      ],
      actions: {
        archive: { type: 'archive', says: { is_archived: true } },
        delete: { type: 'delete', says: { delete: true } },
      },
    },
  },
  readOnlyFields: [
    ...authorshipFields,
    'holdoutIDs',
    'version',
    'checksPerHour',
    'status',
    'typeReason',
    'owner',
    'activeReview',
    'permalink',
    'store0100Exposures',
    'archivedAt',
    'archivedByID',
    'archivedByName',
    'archivedByEmail',
    'archiveReason',
  ],
  archivedWhen: [{ member: 'status', is: ['Archived'] }],
  ignoreWhen: [
    {
      when: { member: 'status', is: ['Launched'] },
      fields: ['rules'],
      reason: 'Statsig does not evaluate the rules of a launched gate',
    },
  ],
  requirements: [distinctGateOverrides],
  evaluation: [
    {
      steps: [
        enabledStep(givesNothing),
        targetAppsStep,
        ...gateOverrideSteps(givesPass),
        rulesStep(givesPass, { share: 'passPercentage' }),
      ],
      otherwise: givesNothing,
    },
  ],
  restrictive: {
    '/isEnabled': 'off',
    '/rules': 'fewer',
    '/rules/*/passPercentage': 'lower',
    // Without a list, a rule applies in all environments, so that a shorter list is not always more restrictive.
    '/rules/*/environments': 'any',
    '/rules/*/conditions': 'any',
    '/overrides/passingUserIDs': 'fewer',
    '/overrides/passingCustomIDs': 'fewer',
    '/overrides/failingUserIDs': 'more',
    '/overrides/failingCustomIDs': 'more',
    '/overrides/environmentOverrides': 'any',
  },
}
