// Describes the kind `param_store`.
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
import { configReviews } from '../reviews.ts'
import { tagsField, teamField } from '../shared/common-fields.ts'

const parameterTypes = ['boolean', 'number', 'string', 'object', 'array']

const parameterFields = (ownFields: Fields): Fields => ({
  name: text('The name that code uses.', { required: true, min: 1 }),
  param_type: choice('The type of the value.', parameterTypes, { required: true }),
  ...ownFields,
})
const valueField = (doc: string): Field => opaque(doc, 'any', { required: true })
const parameterNameField = (of: string): Field =>
  text(`The parameter of the ${of}.`, { required: true, min: 1 })

export const paramStore: Kind<'param_store'> = {
  kind: 'param_store',
  doc: 'Parameters that code reads by name, and the source of each value: a fixed value, a gate, a layer, a dynamic config or an experiment.',
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
    name: text('The name that code uses.', { required: true, min: 1, sentIn: 'create' }),
    displayName: text('The display name.', { required: true, sentIn: 'create' }),
    description: text('What it is for, in a few words.', {
      required: true,
      max: 1000,
    }),
    targetAppIDs: set(
      'Target apps that receive it, by name or id. Statsig does not return them.',
      ref('A target app, by name or id.', 'target_app', { by: 'id' }),
      { sentIn: 'create', writeOnly: true },
    ),
    tags: { ...tagsField({ sentIn: 'create' }), writeOnly: true },
    team: teamField({ sentIn: 'create' }),
    parameters: set(
      'The parameters, by name.',
      variant('The source of the value.', 'ref_type', {
        static: parameterFields({ value: valueField('The value.') }),
        gate: parameterFields({
          gate_name: ref('The gate, by id.', 'gate', { required: true }),
          pass_value: valueField('The value for users who pass the gate.'),
          fail_value: valueField('The value for users who fail the gate.'),
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
  evaluation: [
    {
      each: { list: 'parameters', key: 'name' },
      steps: [
        {
          step: 'reference',
          member: 'gate_name',
          when: 'passes',
          gives: { gives: 'members', of: ['param_type', 'pass_value'] },
        },
      ],
      otherwise: {
        gives: 'members',
        of: [
          'param_type',
          'ref_type',
          'value',
          'fail_value',
          'layer_name',
          'config_name',
          'experiment_name',
          'param_name',
        ],
      },
    },
  ],
  auditActions: {
    creates: ['param_store_create'],
    changes: ['param_store_update', 'param_store_update_owners'],
    deletes: ['param_store_delete'],
  },
  effects: {
    '/name': 'label',
    '/displayName': 'label',
    '/description': 'label',
    '/tags': 'label',
    '/team': 'label',
    '/parameters': 'changes-values',
    '/targetAppIDs': 'gains-and-loses',
  },
  reviews: { askedBy: configReviews },
  readOnlyFields: [
    'id',
    'teamID',
    'createdTime',
    'creatorID',
    'lastModifierID',
    'lastModifiedTime',
  ],
  createOnly: {
    reason: 'Statsig’s API changes only the description and parameters of a param store.',
    hint: 'Change it in the console and in the file, or define a new param store.',
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
      message: 'The value of a parameter must have the type in its `param_type`.',
      hint: 'Change the value or the type. A string of digits needs quotes.',
    },
  ],
}
