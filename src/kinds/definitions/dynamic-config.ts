// Describes the kind `dynamic_config`.
import { choice, flag, text } from '../../fields/field.ts'
import type { Result } from '../evaluation.ts'
import type { Kind } from '../kind.ts'
import { configReviews } from '../reviews.ts'
import { configChanges, configResalts } from '../shared/audit-actions.ts'
import {
  authorshipFields,
  descriptionField,
  releasePipelineIDField,
  tagsField,
  targetAppsField,
  teamAlternatives,
  teamField,
  teamIDField,
  unitDoc,
  unitField,
} from '../shared/common-fields.ts'
import { enabledStep, rulesStep, targetAppsStep } from '../shared/rule-evaluation.ts'
import { configRulesField, valueFieldsWithJson5 } from '../shared/rules.ts'
import { nullableOwnerField } from '../shared/warehouse-sources.ts'

const resultOf = (name: string): Result => ({ gives: 'value', of: name, orText: `${name}Json5` })
const schemaDoc = 'The JSON Schema for all values of the config, as text.'

export const dynamicConfig: Kind<'dynamic_config'> = {
  kind: 'dynamic_config',
  doc: 'A set of values for code. Its rules, tried from top to bottom, decide which values a user gets.',
  folder: 'dynamic_configs',
  identity: { by: 'id' },
  routes: {
    list: '/console/v1/dynamic_configs',
    create: '/console/v1/dynamic_configs',
    item: '/console/v1/dynamic_configs/{id}',
    pathId: 'id',
    update: { method: 'PATCH', body: 'changed' },
    archive: { method: 'PUT', path: '/archive' },
    delete: { method: 'DELETE', path: '' },
  },
  dryRun: { update: 'query' },
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
    isEnabled: flag(
      'While this is `false`, every user gets the default value, whatever the rules.',
      {
        resetWhenOmitted: true,
      },
    ),
    ...valueFieldsWithJson5('defaultValue', 'The value for users to whom no rule applies.'),
    rules: configRulesField(),
    schema: text(schemaDoc, { multiline: true, nullable: true, example: '{"type":"object"}' }),
    schemaJson5: text(`${schemaDoc} As JSON5, which may contain comments.`, {
      multiline: true,
      nullable: true,
      example: '{"type":"object"}',
    }),
    type: choice(
      'Whether it is permanent, or is to be removed from code later.',
      ['PERMANENT', 'TEMPORARY'],
      { sentIn: 'update', readAliases: { STALE: 'TEMPORARY' } },
    ),
    idType: unitField(unitDoc('to which percentages refer'), {
      immutable: {
        reason: 'another unit would overwrite all past results',
        hint: 'Keep the unit, or define a new dynamic config.',
      },
    }),
    tags: tagsField(),
    targetApps: targetAppsField(),
    team: teamField(),
    teamID: teamIDField(),
    owner: nullableOwnerField(),
    releasePipelineID: releasePipelineIDField(),
    isTemplate: flag('Whether it is a template for other dynamic configs.', {
      sentIn: 'create',
      default: false,
    }),
  },
  alternatives: teamAlternatives,
  uniqueMembers: ['id', 'name'],
  auditActions: {
    creates: ['dynamic_config_create', 'dynamic_config_template_create'],
    changes: [
      ...configChanges,
      'dynamic_config_update_owners',
      'update_config_release_pipeline',
      'update_config_analytics_enabled',
      'update_dynamic_config_is_permanent',
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
    '/owner': 'label',
    '/isTemplate': 'label',
    '/schema': 'label',
    '/schemaJson5': 'label',
    '/rules/*/name': 'preserves',
    '/rules/*/environments': 'any-of',
    '/rules/*/conditions': 'all-of',
    '/defaultValue': 'changes-values',
    '/defaultValueJson5': 'changes-values',
    '/rules/*/returnValue': 'changes-values',
    '/rules/*/returnValueJson5': 'changes-values',
    '/rules/*/variants/*/returnValue': 'changes-values',
    '/rules/*/variants/*/returnValueJson5': 'changes-values',
    '/rules/*/variants': 'reassigns',
    '/rules/*/variants/*/name': 'preserves',
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
        { type: 'rules', keys: { rules: 'rules', defaultValue: 'default_value' } },
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
    'status',
    'typeReason',
    'activeReview',
    'permalink',
    'checksPerHour',
    'isPermanent',
  ],
  archivedWhen: [{ member: 'status', is: ['Archived'] }],
  evaluation: [
    {
      steps: [
        targetAppsStep,
        enabledStep(resultOf('defaultValue')),
        rulesStep(resultOf('returnValue'), {
          share: 'passPercentage',
          variants: { list: 'variants', share: 'passPercentage', gives: resultOf('returnValue') },
        }),
      ],
      otherwise: resultOf('defaultValue'),
    },
  ],
  restrictive: {
    '/isEnabled': 'off',
    '/rules': 'fewer',
    '/rules/*/passPercentage': 'lower',
    '/rules/*/variants/*/passPercentage': 'lower',
    // Without a list, a rule applies in all environments, so that a shorter list is not always more restrictive.
    '/rules/*/environments': 'any',
    '/rules/*/conditions': 'any',
  },
  requirements: [
    {
      when: {},
      needs: { rule: 'at-most', at: '/rules/*/variants', of: 'passPercentage', limit: 100 },
      message: 'The percentages of the variants of a rule must add up to at most 100.',
    },
    ...(
      [
        ['/defaultValue', '/defaultValueJson5'],
        ['/schema', '/schemaJson5'],
        ['/rules/*/returnValue', '/rules/*/returnValueJson5'],
        ['/rules/*/variants/*/returnValue', '/rules/*/variants/*/returnValueJson5'],
      ] as const
    ).map(
      ([at, alternative]) =>
        ({
          when: {},
          needs: { rule: 'same-value', at, alternative },
          message: 'A value and its JSON5 text must be equal.',
          hint: 'Remove one of the two: Statsig derives it from the other.',
        }) as const,
    ),
  ],
}
