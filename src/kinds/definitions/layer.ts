import { type Fields, flag, list, number, opaque, set, text, variant } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import {
  authorshipFields,
  descriptionField,
  targetAppsField,
  teamField,
  unitDoc,
  unitField,
} from '../shared/common-fields.ts'
import { distinctLayerOverrides, layerOverridesField } from '../shared/overrides.ts'

const parameterFields = (defaultValue: Fields['defaultValue'] & object): Fields => ({
  name: text('The name that code asks for.', { required: true, min: 1 }),
  defaultValue: { ...defaultValue, required: true },
  description: text('What the parameter does.'),
  schema: text('A JSON Schema that its values satisfy, as text.', { multiline: true }),
})
const defaultValueDoc = 'The value where no experiment sets one.'

export const layer: Kind<'layer'> = {
  kind: 'layer',
  doc: 'A set of parameters shared by experiments that must not overlap: a user is in one of them at most.',
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
    name: text('The name that people see; Statsig makes the id from it.', {
      required: true,
      min: 3,
      max: 100,
      pattern: '^[A-Za-z0-9_ -]*$',
      sentIn: 'create',
    }),
    description: descriptionField(),
    idType: unitField(unitDoc('users are divided'), { required: true, sentIn: 'create' }),
    targetApps: targetAppsField(),
    team: teamField({ sentIn: 'create' }),
    parameters: set(
      'Parameters that experiments of the layer may set.',
      variant('What sort of value the parameter holds.', 'type', {
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
          reason: 'Statsig’s API cannot take a parameter out of a layer',
          hint: 'Keep it here, or take it out in the console first.',
          allows: 'add',
        },
      },
    ),
    overrides: layerOverridesField(),
  },
  auditActions: ['layer', 'delete_layer_parameter', 'update_layer_parameter'],
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
  restrictive: { '/overrides': 'any' },
  internalWhen: [{ member: 'isImplicitLayer', is: [true] }],
  requirements: [distinctLayerOverrides],
  createOnly: {
    reason:
      'Statsig’s API changes nothing of a layer but its description, parameters and target apps.',
    hint: 'Change it in the console and write the same here, or describe a new layer.',
  },
}
