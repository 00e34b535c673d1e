import { choice, flag, record, set, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
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
import { gateRulesField } from '../shared/rules.ts'

export const gate: Kind<'gate'> = {
  kind: 'gate',
  doc: 'A feature gate: on or off for a user, decided by its rules from top to bottom.',
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
    id: text('The id that code asks for. It never changes.', {
      min: 3,
      max: 100,
      pattern: '^[a-zA-Z0-9_\\-.]*$',
      sentIn: 'create',
    }),
    name: text('The name that people see.', {
      required: true,
      min: 3,
      max: 100,
      pattern: '^[a-zA-Z0-9_\\-. ]*$',
    }),
    description: descriptionField(),
    isEnabled: flag('Off means off for everyone, whatever the rules say.'),
    rules: gateRulesField(),
    type: choice(
      'Whether it is meant to stay, or to be removed from code one day.',
      ['PERMANENT', 'TEMPORARY'],
      {
        readAliases: { STALE: 'TEMPORARY' },
      },
    ),
    idType: unitField(unitDoc('percentages are computed'), {
      immutable: {
        reason: 'another unit would overwrite all results of the past',
        hint: 'Describe a new gate.',
      },
    }),
    tags: tagsField(),
    targetApps: targetAppsField(),
    team: teamField(),
    teamID: teamIDField(),
    measureMetricLifts: flag(
      'Whether metrics are compared between those who pass and those who do not.',
    ),
    monitoringMetrics: set(
      'Metrics watched during a rollout.',
      metricRefField('One metric, by name and type.'),
    ),
    reviewSettings: record(
      'Whether changes need a review.',
      { requiredReview: flag('Whether every change needs a review.', { required: true }) },
      { readOnly: ['allowedReviewers'] },
    ),
    releasePipelineID: releasePipelineIDField(),
    isTemplate: flag('Whether it is a template for other gates.', {
      sentIn: 'create',
      default: false,
    }),
    overrides: gateOverridesField(),
  },
  alternatives: teamAlternatives,
  auditActions: ['gate', 'config', 'update_gate', 'update_config'],
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
  ],
  archivedWhen: [{ member: 'status', is: ['Archived'] }],
  ignoreWhen: [
    {
      when: { member: 'status', is: ['Launched'] },
      fields: ['rules'],
      reason: 'launched: rules are not evaluated',
    },
  ],
  requirements: [distinctGateOverrides],
  restrictive: {
    '/isEnabled': 'off',
    '/rules': 'fewer',
    '/rules/*/passPercentage': 'lower',
    // Left out means all of them, so that fewer names may be more environments.
    '/rules/*/environments': 'any',
    '/rules/*/conditions': 'any',
    '/overrides/passingUserIDs': 'fewer',
    '/overrides/passingCustomIDs': 'fewer',
    '/overrides/failingUserIDs': 'more',
    '/overrides/failingCustomIDs': 'more',
    '/overrides/environmentOverrides': 'any',
  },
}
