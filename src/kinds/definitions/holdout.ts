import { flag, number, ref, set, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import {
  authorshipFields,
  descriptionField,
  metricRefField,
  teamIDField,
  unitDoc,
  unitField,
} from '../shared/common-fields.ts'
import { distinctGateOverrides, gateOverridesField } from '../shared/overrides.ts'

export const holdout: Kind<'holdout'> = {
  kind: 'holdout',
  doc: 'A share of users who are kept out of gates, experiments and layers, so that all of them together can be measured.',
  folder: 'holdouts',
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/holdouts',
    create: '/console/v1/holdouts',
    item: '/console/v1/holdouts/{id}',
    pathId: 'id',
    update: { method: 'PATCH', body: 'changed' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The name that people see; Statsig makes the id from it.', {
      required: true,
      min: 3,
      max: 100,
      pattern: '^[a-zA-Z0-9_\\- ]*$',
      sentIn: 'create',
    }),
    description: descriptionField(),
    idType: unitField(unitDoc('users are held out'), { sentIn: 'create' }),
    teamID: teamIDField({ sentIn: 'create' }),
    isEnabled: flag('Off means that nobody is held out.', { sentIn: 'update' }),
    passPercentage: number('The share of users who are held out, in per cent.', {
      min: 0,
      max: 10,
      sentIn: 'update',
    }),
    isGlobal: flag('Whether every new gate, experiment and layer joins it.', { sentIn: 'update' }),
    gateIDs: set('Gates that it covers, by id.', ref('A gate, by id.', 'gate'), {
      sentIn: 'update',
    }),
    experimentIDs: set(
      'Experiments that it covers, by id.',
      ref('An experiment, by id.', 'experiment'),
      { sentIn: 'update' },
    ),
    layerIDs: set(
      'Layers that it covers, by name or id.',
      ref('A layer, by name or id.', 'layer', { by: 'id' }),
      { sentIn: 'update' },
    ),
    targetingGateID: ref(
      'Only users who pass this gate can be held out. `null` means all.',
      'gate',
      {
        nullable: true,
        emptyPattern: '^$',
        sentIn: 'update',
      },
    ),
    overrides: gateOverridesField(),
    monitoringMetrics: set(
      'Metrics watched besides.',
      metricRefField('One metric, by name and type.'),
      {
        sentIn: 'update',
      },
    ),
  },
  // Whatever is created joins a global one by itself: a list in a file would take it out again.
  ignoreWhen: [
    {
      when: { member: 'isGlobal', is: [true] },
      fields: ['gateIDs', 'experimentIDs', 'layerIDs'],
      reason: 'global: what is created joins it by itself, so that its lists are left alone',
    },
  ],
  // It works the other way round: whoever is held out gets nothing of what it covers, so that a holdout that is switched
  // on, holds out more users or covers more takes users away. To let them in again would show them what they were
  // kept from, and spoil what it measures. Which way its overrides work, the documentation does not say.
  restrictive: {
    '/isEnabled': 'on',
    '/passPercentage': 'higher',
    '/gateIDs': 'more',
    '/experimentIDs': 'more',
    '/layerIDs': 'more',
    '/overrides': 'any',
  },
  requirements: [distinctGateOverrides],
  auditActions: ['holdout'],
  readOnlyFields: [
    ...authorshipFields,
    'tags',
    'targetApps',
    'holdoutIDs',
    'team',
    'version',
    'permalink',
  ],
  createOnly: {
    reason: 'Statsig’s API does not change the name, the unit or the team of a holdout.',
    hint: 'Change it in the console and write the same here, or describe a new holdout.',
  },
}
