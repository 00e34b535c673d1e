import { flag, list, number, record, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import { phaseRulesField } from '../shared/rules.ts'

export const releasePipeline: Kind<'release_pipeline'> = {
  kind: 'release_pipeline',
  doc: 'Phases that a change goes through before everybody gets it. Statsig does not change one while a change is on its way through it.',
  folder: 'release_pipelines',
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/release_pipelines',
    create: '/console/v1/release_pipelines',
    item: '/console/v1/release_pipelines/{id}',
    pathId: 'id',
    update: { method: 'POST', body: 'changed' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The name that gates and dynamic configs refer to.', { required: true, min: 1 }),
    phases: list(
      'Phases, in order.',
      record('One phase.', {
        name: text('The name that people know the phase by.', { required: true, min: 1 }),
        timeIntervalMs: number('How long the phase lasts, in milliseconds.', {
          required: true,
          min: 0,
        }),
        requiredReview: flag('Whether somebody must approve the step into the next phase.', {
          required: true,
        }),
        rules: phaseRulesField(),
        id: text('Made by Statsig. It finds a renamed phase again.', { sentIn: 'match-only' }),
      }),
      {
        match: {
          ids: ['id'],
          name: 'name',
          similarBy: 'rules',
          unmatchedEffect: 'what is on its way through the phase begins anew',
        },
      },
    ),
  },
  // A change that goes more slowly, past more eyes or to fewer users has not reached everybody yet.
  restrictive: {
    '/phases': 'more',
    '/phases/*/timeIntervalMs': 'higher',
    '/phases/*/requiredReview': 'on',
    '/phases/*/rules': 'fewer',
  },
  auditActions: ['release_pipeline_create', 'release_pipeline_update', 'release_pipeline_delete'],
  readOnlyFields: ['id', 'creatorID', 'createdTime', 'lastModifierID', 'lastModifiedTime'],
}
