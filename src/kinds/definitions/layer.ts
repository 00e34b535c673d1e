import { type Fields, flag, list, number, opaque, set, text, variant } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import {
  description,
  idType,
  madeByStatsig,
  targetApps,
  team,
  unit,
} from '../shared/common-fields.ts'
import { layerOverrides, layerOverridesOnce } from '../shared/overrides.ts'

const parameter = (defaultValue: Fields['defaultValue'] & object): Fields => ({
  name: text('The name that code asks for.', { required: true, min: 1 }),
  defaultValue: { ...defaultValue, required: true },
  description: text('What the parameter does.'),
  schema: text('A JSON Schema that its values satisfy, as text.', { long: true }),
})
const initial = 'The value where no experiment sets one.'

export const layer: Kind<'layer'> = {
  kind: 'layer',
  doc: 'A set of parameters shared by experiments that must not overlap: a user is in one of them at most.',
  folder: 'layers',
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/layers',
    create: '/console/v1/layers',
    item: '/console/v1/layers/{id}',
    handle: 'id',
    update: { method: 'PATCH', body: 'changed' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The name that people see; Statsig makes the id from it.', {
      required: true,
      min: 3,
      max: 100,
      pattern: '^[A-Za-z0-9_ -]*$',
      sent: 'create',
    }),
    description: description(),
    idType: unit(idType('users are divided'), { required: true, sent: 'create' }),
    targetApps: targetApps(),
    team: team({ sent: 'create' }),
    parameters: set(
      'Parameters that experiments of the layer may set.',
      variant('What sort of value the parameter holds.', 'type', {
        string: parameter(text(initial)),
        number: parameter(number(initial)),
        boolean: parameter(flag(initial)),
        object: parameter(opaque(initial)),
        array: parameter(list(initial, opaque('One value.', 'any'))),
      }),
      {
        key: 'name',
        sent: 'update',
        frozen: {
          reason: 'Statsig’s API cannot take a parameter out of a layer',
          hint: 'Keep it here, or take it out in the console first.',
          may: 'add',
        },
      },
    ),
    overrides: layerOverrides(),
  },
  logged: ['layer', 'delete_layer_parameter', 'update_layer_parameter'],
  made: [
    ...madeByStatsig,
    'isImplicitLayer',
    'holdoutIDs',
    'version',
    'tags',
    'teamID',
    'permalink',
    'targeting_gate_parameter_values',
    'holdout_parameter_values',
  ],
  safer: { '/overrides': 'any' },
  unmanaged: [{ member: 'isImplicitLayer', is: [true] }],
  requirements: [layerOverridesOnce],
  settled: {
    reason:
      'Statsig’s API changes nothing of a layer but its description, parameters and target apps.',
    hint: 'Change it in the console and write the same here, or describe a new layer.',
  },
}
