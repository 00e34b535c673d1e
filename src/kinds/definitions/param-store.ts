import {
  choice,
  type Field,
  type Fields,
  opaque,
  ref,
  set,
  text,
  variant,
} from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import { tagsField, teamField } from '../shared/common-fields.ts'

const parameterTypes = ['boolean', 'number', 'string', 'object', 'array']

const parameterFields = (ownFields: Fields): Fields => ({
  name: text('The name that code asks for.', { required: true, min: 1 }),
  param_type: choice('What sort of value it is.', parameterTypes, { required: true }),
  ...ownFields,
})
const valueField = (doc: string): Field => opaque(doc, 'any', { required: true })
const parameterNameField = (of: string): Field =>
  text(`The parameter of the ${of}.`, { required: true, min: 1 })

export const paramStore: Kind<'param_store'> = {
  kind: 'param_store',
  doc: 'Parameters that code asks for by name, and what decides each of them: a fixed value, a gate, a layer, a dynamic config or an experiment.',
  folder: 'param_stores',
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/param_stores',
    create: '/console/v1/param_stores',
    item: '/console/v1/param_stores/{id}',
    pathId: 'name',
    update: { method: 'POST', body: 'whole' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The name that code asks for.', { required: true, min: 1, sentIn: 'create' }),
    displayName: text('The name that people see.', { required: true, sentIn: 'create' }),
    description: text('What it is for, in a few words for colleagues.', {
      required: true,
      max: 1000,
    }),
    targetAppIDs: set(
      'Target apps that receive it, by name or id. Statsig never shows them again.',
      ref('A target app, by name or id.', 'target_app', { by: 'id' }),
      { sentIn: 'create', writeOnly: true },
    ),
    tags: { ...tagsField({ sentIn: 'create' }), writeOnly: true },
    team: teamField({ sentIn: 'create' }),
    parameters: set(
      'The parameters, by name.',
      variant('What decides the parameter.', 'ref_type', {
        static: parameterFields({ value: valueField('The value.') }),
        gate: parameterFields({
          gate_name: ref('The gate, by id.', 'gate', { required: true }),
          pass_value: valueField('The value where the gate is on.'),
          fail_value: valueField('The value where the gate is off.'),
        }),
        layer: parameterFields({
          layer_name: ref('The layer, by name or id.', 'layer', { by: 'id', required: true }),
          param_name: parameterNameField('layer'),
        }),
        dynamic_config: parameterFields({
          config_name: ref('The dynamic config, by id.', 'dynamic_config', { required: true }),
          param_name: parameterNameField('dynamic config'),
        }),
        experiment: parameterFields({
          experiment_name: ref('The experiment, by id.', 'experiment', { required: true }),
          param_name: parameterNameField('experiment'),
        }),
      }),
      { key: 'name', sentIn: 'update' },
    ),
  },
  auditActions: ['param_store'],
  readOnlyFields: [
    'id',
    'teamID',
    'createdTime',
    'creatorID',
    'lastModifierID',
    'lastModifiedTime',
  ],
  createOnly: {
    reason: 'Statsig’s API changes nothing of a param store but its description and parameters.',
    hint: 'Change it in the console and write the same here, or describe a new param store.',
  },
  requirements: [
    {
      when: {},
      needs: {
        rule: 'typed',
        at: '/parameters',
        by: 'param_type',
        of: ['value', 'pass_value', 'fail_value'],
      },
      message: 'The value of a parameter must be of its `param_type`.',
      hint: 'Change the value or the type; a text of digits is in quotes.',
    },
  ],
}
