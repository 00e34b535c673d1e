import { choice, type Field, flag, list, ref, set, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import { metricRef } from '../shared/common-fields.ts'

const people = (doc: string): Field =>
  set(doc, text('A mail address.', { inside: 'email', caseless: true, pattern: '^[^@ ]+@[^@ ]+$' }))
const metrics = (doc: string): Field =>
  list(doc, metricRef('One metric, by name and type.'), { late: true })
const demand = (doc: string): Field => flag(doc, { nullable: true, default: false })

export const team: Kind<'team'> = {
  kind: 'team',
  doc: 'People who own resources together, with what their new resources begin with.',
  folder: 'teams',
  governs: true,
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/users/teams',
    create: '/console/v1/users/teams',
    item: '/console/v1/users/teams/{id}',
    handle: 'id',
    update: { method: 'PATCH', body: 'whole', replaces: true },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The name that resources refer to.', { required: true, min: 1 }),
    description: text('What the team does.', { default: '' }),
    members: people('Its members, by mail address.'),
    admins: people('Those who manage the team, by mail address.'),
    changeTeamConfigs: choice('Who may change what the team owns.', ['anyone', 'team_only'], {
      required: true,
    }),
    reviewApproval: choice(
      'Who may approve changes of what the team owns.',
      ['anyone', 'team_only', 'admin_only'],
      { required: true },
    ),
    requireReviews: demand('Whether every change of what the team owns needs a review.'),
    requireGateTemplates: demand('Whether new gates must come from a template.'),
    requireExperimentTemplates: demand('Whether new experiments must come from a template.'),
    requireDynamicConfigTemplates: demand('Whether new dynamic configs must come from a template.'),
    defaultTargetApplications: set(
      'Target apps that its new resources get.',
      ref('A target app, by name.', 'target_app'),
    ),
    defaultGateMetrics: metrics('Metrics that its new gates watch.'),
    defaultExperimentPrimaryMetrics: metrics('Metrics that decide its new experiments.'),
    defaultExperimentSecondaryMetrics: metrics('Metrics that its new experiments watch besides.'),
    defaultHoldoutMetrics: metrics('Metrics that its new holdouts watch.'),
    defaultHoldoutID: ref('The holdout that its new resources join, by name or id.', 'holdout', {
      by: 'handle',
      nullable: true,
      nothing: '^$',
      late: true,
    }),
  },
  logged: ['update_team'],
  made: ['id', 'permalink'],
  initially: {
    members: [],
    admins: [],
    defaultTargetApplications: [],
    defaultGateMetrics: [],
    defaultExperimentPrimaryMetrics: [],
    defaultExperimentSecondaryMetrics: [],
    defaultHoldoutMetrics: [],
  },
}
