// Describes the kind `layer`.
import { type Fields, flag, list, number, opaque, set, text, variant } from '../../fields/field.ts'
import type { Result } from '../evaluation.ts'
import type { Kind } from '../kind.ts'
import { configReviews } from '../reviews.ts'
import { overrideChanges } from '../shared/audit-actions.ts'
import {
  authorshipFields,
  descriptionField,
  targetAppsField,
  teamField,
  unitDoc,
  unitField,
} from '../shared/common-fields.ts'
import { distinctLayerOverrides, layerOverridesField } from '../shared/overrides.ts'
import { givesNothing, targetAppsStep } from '../shared/rule-evaluation.ts'

const parameterFields = (defaultValue: Fields['defaultValue'] & object): Fields => ({
  name: text('The name that code uses.', { required: true, min: 1 }),
  defaultValue: { ...defaultValue, required: true },
  description: text('What the parameter does.'),
  schema: text('The JSON Schema for its values, as text.', {
    multiline: true,
    nullable: true,
    emptyPattern: '^$',
    example: '{"type":"object"}',
  }),
})
const defaultValueDoc = 'The value where no experiment sets the parameter.'

const groupOfExperiment: Result = { gives: 'members', of: ['experimentName', 'groupName'] }

export const layer: Kind<'layer'> = {
  kind: 'layer',
  doc: 'A set of parameters for experiments that must not overlap: a user is in at most one of them.',
  folder: 'layers',
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/layers',
    create: '/console/v1/layers',
    item: '/console/v1/layers/{id}',
    pathId: 'id',
    update: { method: 'PATCH', body: 'changed' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The display name, from which Statsig makes the id.', {
      required: true,
      min: 3,
      max: 100,
      pattern: '^[A-Za-z0-9_ -]*$',
      sentIn: 'create',
    }),
    description: descriptionField(),
    idType: unitField(unitDoc('by which users are divided'), { required: true, sentIn: 'create' }),
    targetApps: targetAppsField(),
    team: teamField({ sentIn: 'create' }),
    parameters: set(
      'Parameters that experiments of the layer can set.',
      variant('The type of the parameter.', 'type', {
        string: parameterFields(text(defaultValueDoc)),
        number: parameterFields(number(defaultValueDoc)),
        boolean: parameterFields(flag(defaultValueDoc)),
        object: parameterFields(opaque(defaultValueDoc)),
        array: parameterFields(list(defaultValueDoc, opaque('One value.', 'any'))),
      }),
      {
        key: 'name',
        sentIn: 'update',
        immutable: {
          reason: 'Statsig’s API cannot remove a parameter from a layer',
          hint: 'Keep the parameter in the file, or remove it in the console first.',
          allows: 'add',
        },
      },
    ),
    overrides: layerOverridesField(),
  },
  uniqueMembers: ['name'],
  auditActions: {
    creates: ['layer_create'],
    changes: [
      ...overrideChanges,
      'layer_update_owners',
      'layer_review_commit',
      'layer_review_accept',
      'layer_parameter_add',
      'layer_description_edit',
      'layer_edit',
      'layer_overrides_edit',
      'layer_parameters_edit',
      'layer_allowed_reviewers_update',
      'layer_update_target_apps',
      'delete_layer_parameter',
      'update_layer_parameter',
      'layer_reviews_on',
      'set_layer_self_approvals_blocked',
    ],
    deletes: ['layer_delete'],
  },
  effects: {
    '/name': 'label',
    '/description': 'label',
    '/team': 'label',
    '/parameters': 'changes-values',
    '/idType': 'reassigns',
    '/targetApps': 'gains-and-loses',
    '/overrides': 'gains-and-loses',
  },
  reviews: { askedBy: configReviews },
  readOnlyFields: [
    ...authorshipFields,
    'isImplicitLayer',
    'holdoutIDs',
    'version',
    'tags',
    'teamID',
    'permalink',
    'targeting_gate_parameter_values',
    'holdout_parameter_values',
  ],
  evaluation: [
    {
      each: { list: 'parameters', key: 'name' },
      steps: [targetAppsStep],
      otherwise: { gives: 'members', of: ['type', 'defaultValue'] },
    },
    {
      steps: [
        {
          step: 'ids',
          at: ['overrides', 'idOverrides'],
          unit: 'userID',
          entry: { ids: 'ids', unit: 'idType', environment: 'environment' },
          gives: groupOfExperiment,
        },
        {
          step: 'entries',
          at: ['overrides', 'conditionalOverrides'],
          reference: 'name',
          environment: 'environment',
          gives: groupOfExperiment,
        },
      ],
      otherwise: givesNothing,
    },
  ],
  restrictive: { '/overrides': 'any' },
  internalWhen: [{ member: 'isImplicitLayer', is: [true] }],
  requirements: [distinctLayerOverrides],
  createOnly: {
    reason: 'Statsig’s API changes only the description, parameters and target apps of a layer.',
    hint: 'Change it in the console and in the file, or define a new layer.',
  },
}
