import { choice, flag, list, number, opaque, record, ref, set, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import { authorshipFields, unitDoc, unitField } from '../shared/common-fields.ts'

const hoursField = (doc: string, allowed: string) =>
  text(`${doc} In hours: ${allowed.replaceAll('|', ', ')}.`, {
    required: true,
    numeric: true,
    significantPattern: '^(\\d+)(?:hrs?)?$',
    pattern: `^(${allowed})(hrs?)?$`,
  })

export const autotune: Kind<'autotune'> = {
  kind: 'autotune',
  doc: 'A test that finds the best of several variants by itself and sends more and more users there.',
  folder: 'autotunes',
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/autotunes',
    create: '/console/v1/autotunes',
    item: '/console/v1/autotunes/{id}',
    pathId: 'id',
    update: { method: 'PATCH', body: 'changed' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The name that people see; Statsig makes the id from it.', {
      required: true,
      min: 1,
      sentIn: 'create',
    }),
    description: text('What it is for, in a few words for colleagues.', { default: '' }),
    idType: unitField(unitDoc('users are divided'), { sentIn: 'create' }),
    variants: list(
      'What users may get.',
      record(
        'One variant.',
        {
          name: text('The name that people know the variant by.', { required: true, min: 1 }),
          json: opaque('What users of the variant get.', 'any', { required: true }),
          size: number('The share of users at the start, in per cent.'),
        },
        { readOnly: ['id'] },
      ),
      {
        required: true,
        min: 2,
        match: {
          ids: [],
          name: 'name',
          similarBy: 'json',
          unmatchedEffect: 'what was learnt about the variant is lost',
        },
      },
    ),
    successEvent: text('The event that is hoped for.', { required: true }),
    successEventValue: text('The value of the event that counts; left out, any.', { default: '' }),
    metadataField: text('The key of the event’s metadata that counts.', { default: '' }),
    explorationWindow: hoursField('How long variants are tried evenly.', '1|24|48|168|336'),
    attributionWindow: hoursField(
      'How long after a user saw a variant an event counts.',
      '1|2|4|24',
    ),
    attributionWindowUnit: choice('The unit of that window.', ['min', 'hour', 'day']),
    winnerThreshold: choice(
      'How sure it must be of a winner, in quotes.',
      ['80%', '90%', '95%', '98%', '99%'],
      { required: true },
    ),
    explorationWindowRate: number('The share of users that explores.', { min: 0.001, max: 1 }),
    longtermExplorationAllocation: number('The share of users that explores for ever.', {
      min: 0.001,
      max: 1,
    }),
    higherIsBetter: flag('Whether more is better.'),
    isContextual: flag('Whether the best variant may differ from user to user.'),
    featureList: set('What is known of a user when the variant is chosen.', text('A feature.')),
    optimizationParameter: choice('Whether events are counted or their values added up.', [
      'occurrence',
      'value',
    ]),
    valueColumn: text('Warehouse native: the column of the value.', { warehouseOnly: true }),
    metricSourceID: ref('Warehouse native: the metric source of the event.', 'metric_source', {
      unverified: true,
      warehouseOnly: true,
    }),
    linkedExperimentName: ref('The experiment that it belongs to.', 'experiment', {
      unverified: true,
    }),
    goalRichText: text('What is hoped for, in words.', { multiline: true }),
  },
  auditActions: ['autotune_experiment', 'autotune_overrides_edit'],
  readOnlyFields: [
    ...authorshipFields,
    'tags',
    'targetApps',
    'holdoutIDs',
    'team',
    'teamID',
    'version',
    'isStarted',
    'winner',
  ],
  createOnly: {
    reason: 'Statsig’s API does not change the name or the unit of an autotune.',
    hint: 'Put the value back, or describe a new autotune.',
  },
}
