import { flag, record, set, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'

export const environment: Kind<'environment'> = {
  kind: 'environment',
  doc: 'The environments of the project, one document for all of them. Those that the file does not name stay as they are.',
  folder: 'environments',
  identity: { by: 'project' },
  routes: {
    list: '/console/v1/environments',
    item: '/console/v1/environments',
    pathId: 'id',
    update: { method: 'POST', body: 'whole', replaces: true },
  },
  fields: {
    environments: set(
      'Environments, by name. One that is left out stays: the console alone removes environments.',
      record('One environment.', {
        name: text('The name that rules refer to.', { required: true, min: 1 }),
        isProduction: flag('Whether it is where the users are.', {
          required: true,
          immutable: {
            reason: 'which environment is production decides what reaches users',
            hint: 'Put the value back; the console alone can change it.',
          },
        }),
        requiresReview: flag('Whether changes in it need a review.', { required: true }),
        requiresReleasePipeline: flag('Whether changes in it go through a release pipeline.', {
          required: true,
        }),
        requiredReviewGroupID: text('Who reviews, by the id that Statsig made.'),
        id: text('Made by Statsig.', { sentIn: 'match-only' }),
      }),
      { key: 'name', keepUnlisted: true, required: true },
    ),
  },
  auditActions: ['company_environments_edit'],
  readOnlyFields: ['id', 'permalink'],
}
