// Describes the kind `holdout`.
import { flag, number, ref, set, text } from '../../fields/field.ts'
import type { Result } from '../evaluation.ts'
import type { Kind } from '../kind.ts'
import { configReviews } from '../reviews.ts'
import { overrideChanges } from '../shared/audit-actions.ts'
import {
  authorshipFields,
  descriptionField,
  metricRefField,
  teamIDField,
  unitDoc,
  unitField,
} from '../shared/common-fields.ts'
import { distinctGateOverrides, gateOverridesField } from '../shared/overrides.ts'
import { enabledStep, gateOverrideSteps, givesNothing } from '../shared/rule-evaluation.ts'

const excluded: Result = {
  gives: 'exclusion',
  from: ['gateIDs', 'experimentIDs', 'layerIDs'],
  fromAll: 'isGlobal',
}

export const holdout: Kind<'holdout'> = {
  kind: 'holdout',
  doc: 'A percentage of users who are excluded from gates, experiments and layers, so that their total effect can be measured.',
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
    name: text('The display name, from which Statsig makes the id.', {
      required: true,
      min: 3,
      max: 100,
      pattern: '^[a-zA-Z0-9_\\- ]*$',
      sentIn: 'create',
    }),
    description: descriptionField(),
    idType: unitField(unitDoc('by which users are held out'), { sentIn: 'create' }),
    teamID: teamIDField({ sentIn: 'create' }),
    isEnabled: flag('While this is `false`, no user is held out.', { sentIn: 'update' }),
    passPercentage: number('The percentage of users who are held out.', {
      min: 0,
      max: 10,
      sentIn: 'update',
    }),
    isGlobal: flag('Whether Statsig adds every new gate, experiment and layer to it.', {
      sentIn: 'update',
    }),
    gateIDs: set('Gates in the holdout, by id.', ref('A gate, by id.', 'gate'), {
      sentIn: 'update',
    }),
    experimentIDs: set(
      'Experiments in the holdout, by id.',
      ref('An experiment, by id.', 'experiment'),
      { sentIn: 'update' },
    ),
    layerIDs: set(
      'Layers in the holdout, by name or id.',
      ref('A layer, by name or id.', 'layer', { by: 'id' }),
      { sentIn: 'update' },
    ),
    targetingGateID: ref(
      'The gate that users must pass to be held out. `null` means all users.',
      'gate',
      {
        // Three sentences of the document of September 2026 (medium): a write takes the id of the gate, an empty text
        // clears it and `null` leaves it; a read gives an id of the gate that no other route shows.
        clearedBy: '',
        mayBeInternal: true,
        nullable: true,
        emptyPattern: '^$',
        sentIn: 'update',
      },
    ),
    overrides: gateOverridesField(),
    monitoringMetrics: set(
      'Metrics that are monitored.',
      metricRefField('One metric, by name and type.'),
      {
        sentIn: 'update',
      },
    ),
  },
  // Statsig adds new resources to a global holdout: the list in a file would remove them.
  ignoreWhen: [
    {
      when: { member: 'isGlobal', is: [true] },
      fields: ['gateIDs', 'experimentIDs', 'layerIDs'],
      reason:
        'Statsig adds every new gate, experiment and layer to a global holdout, so its lists are not changed',
    },
  ],
  // A holdout excludes users from its gates, experiments and layers. So a holdout that is switched on, has a higher
  // percentage or covers more resources is the more restrictive one. To undo that would show excluded users what they
  // must not see, and make the measurement invalid. Statsig does not document the effect of its overrides.
  restrictive: {
    '/isEnabled': 'on',
    '/passPercentage': 'higher',
    '/gateIDs': 'more',
    '/experimentIDs': 'more',
    '/layerIDs': 'more',
    '/overrides': 'any',
  },
  evaluation: [
    {
      steps: [
        enabledStep(givesNothing),
        ...gateOverrideSteps(excluded),
        { step: 'reference', member: 'targetingGateID', when: 'fails', gives: givesNothing },
        { step: 'share', member: 'passPercentage', gives: givesNothing },
      ],
      otherwise: excluded,
    },
  ],
  requirements: [distinctGateOverrides],
  uniqueMembers: ['name'],
  auditActions: {
    creates: ['holdout_create'],
    changes: [
      ...overrideChanges,
      'holdout_layer_parameter_values_update',
      'holdout_update',
      'holdout_update_owners',
    ],
    deletes: ['holdout_delete'],
  },
  effects: {
    '/name': 'label',
    '/description': 'label',
    '/teamID': 'label',
    '/monitoringMetrics': 'changes-measurement',
    '/idType': 'reassigns',
    '/isGlobal': 'gains-and-loses',
    '/targetingGateID': 'gains-and-loses',
    '/overrides': 'gains-and-loses',
  },
  reviews: { askedBy: configReviews },
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
    hint: 'Change it in the console and in the file, or define a new holdout.',
  },
}
