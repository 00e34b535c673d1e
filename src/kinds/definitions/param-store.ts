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
import { tags, team } from '../shared/common-fields.ts'

const types = ['boolean', 'number', 'string', 'object', 'array']

const parameter = (own: Fields): Fields => ({
  name: text('The name that code asks for.', { required: true, min: 1 }),
  param_type: choice('What sort of value it is.', types, { required: true }),
  ...own,
})
const value = (doc: string): Field => opaque(doc, 'any', { required: true })
const inside = (of: string): Field =>
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
    handle: 'name',
    update: { method: 'POST', body: 'whole' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The name that code asks for.', { required: true, min: 1, sent: 'create' }),
    displayName: text('The name that people see.', { required: true, sent: 'create' }),
    description: text('What it is for, in a few words for colleagues.', {
      required: true,
      max: 1000,
    }),
    targetAppIDs: set(
      'Target apps that receive it, by name or id. Statsig never shows them again.',
      ref('A target app, by name or id.', 'target_app', { by: 'handle' }),
      { sent: 'create', unread: true },
    ),
    tags: { ...tags({ sent: 'create' }), unread: true },
    team: team({ sent: 'create' }),
    parameters: set(
      'The parameters, by name.',
      variant('What decides the parameter.', 'ref_type', {
        static: parameter({ value: value('The value.') }),
        gate: parameter({
          gate_name: ref('The gate, by id.', 'gate', { required: true }),
          pass_value: value('The value where the gate is on.'),
          fail_value: value('The value where the gate is off.'),
        }),
        layer: parameter({
          layer_name: ref('The layer, by name or id.', 'layer', { by: 'handle', required: true }),
          param_name: inside('layer'),
        }),
        dynamic_config: parameter({
          config_name: ref('The dynamic config, by id.', 'dynamic_config', { required: true }),
          param_name: inside('dynamic config'),
        }),
        experiment: parameter({
          experiment_name: ref('The experiment, by id.', 'experiment', { required: true }),
          param_name: inside('experiment'),
        }),
      }),
      { key: 'name', sent: 'update' },
    ),
  },
  logged: ['param_store'],
  made: ['id', 'teamID', 'createdTime', 'creatorID', 'lastModifierID', 'lastModifiedTime'],
  settled: {
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
