import { choice, flag, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
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
import { configRulesField, valueFieldsWithJson5 } from '../shared/rules.ts'
import { nullableOwnerField } from '../shared/warehouse-sources.ts'

const schemaDoc = 'A JSON Schema that every value of the config satisfies, as text.'

export const dynamicConfig: Kind<'dynamic_config'> = {
  kind: 'dynamic_config',
  doc: 'A set of values that code asks for, decided for a user by its rules from top to bottom.',
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
    isEnabled: flag('Off means the default value for everyone, whatever the rules say.', {
      resetWhenOmitted: true,
    }),
    ...valueFieldsWithJson5('defaultValue', 'What users get whom no rule decides.'),
    rules: configRulesField(),
    schema: text(schemaDoc, { multiline: true, nullable: true }),
    schemaJson5: text(`${schemaDoc} As JSON5, which may hold comments.`, {
      multiline: true,
      nullable: true,
    }),
    type: choice(
      'Whether it is meant to stay, or to be removed from code one day.',
      ['PERMANENT', 'TEMPORARY'],
      { sentIn: 'update', readAliases: { STALE: 'TEMPORARY' } },
    ),
    idType: unitField(unitDoc('percentages are computed'), {
      immutable: {
        reason: 'another unit would overwrite all results of the past',
        hint: 'Describe a new dynamic config.',
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
  auditActions: ['dynamic_config', 'config', 'update_config'],
  readOnlyFields: [
    ...authorshipFields,
    'holdoutIDs',
    'version',
    'status',
    'typeReason',
    'activeReview',
    'permalink',
  ],
  archivedWhen: [{ member: 'status', is: ['Archived'] }],
  restrictive: {
    '/isEnabled': 'off',
    '/rules': 'fewer',
    '/rules/*/passPercentage': 'lower',
    '/rules/*/variants/*/passPercentage': 'lower',
    // Left out means all of them, so that fewer names may be more environments.
    '/rules/*/environments': 'any',
    '/rules/*/conditions': 'any',
  },
  requirements: [
    {
      when: {},
      needs: { rule: 'at-most', at: '/rules/*/variants', of: 'passPercentage', limit: 100 },
      message: 'The shares of the variants of a rule must not add up to more than 100.',
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
          message: 'A value and its JSON5 text must mean the same.',
          hint: 'Keep one of the two: the other follows from it.',
        }) as const,
    ),
  ],
}
