import { choice, type Field, flag, list, ref, set, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import { metricRefField } from '../shared/common-fields.ts'

const emailsField = (doc: string): Field =>
  set(
    doc,
    text('A mail address.', {
      valueIn: 'email',
      caseInsensitive: true,
      pattern: '^[^@ ]+@[^@ ]+$',
    }),
  )
const metricsField = (doc: string): Field =>
  list(doc, metricRefField('One metric, by name and type.'), { deferred: true })
const optionalFlagField = (doc: string): Field => flag(doc, { nullable: true, default: false })

export const team: Kind<'team'> = {
  kind: 'team',
  doc: 'People who own resources together, with what their new resources begin with.',
  folder: 'teams',
  grantsAccess: true,
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/users/teams',
    create: '/console/v1/users/teams',
    item: '/console/v1/users/teams/{id}',
    pathId: 'id',
    update: { method: 'PATCH', body: 'whole', replaces: true },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The name that resources refer to.', { required: true, min: 1 }),
    description: text('What the team does.', { default: '' }),
    members: emailsField('Its members, by mail address.'),
    admins: emailsField('Those who manage the team, by mail address.'),
    changeTeamConfigs: choice('Who may change what the team owns.', ['anyone', 'team_only'], {
      required: true,
    }),
    reviewApproval: choice(
      'Who may approve changes of what the team owns.',
      ['anyone', 'team_only', 'admin_only'],
      { required: true },
    ),
    requireReviews: optionalFlagField('Whether every change of what the team owns needs a review.'),
    requireGateTemplates: optionalFlagField('Whether new gates must come from a template.'),
    requireExperimentTemplates: optionalFlagField(
      'Whether new experiments must come from a template.',
    ),
    requireDynamicConfigTemplates: optionalFlagField(
      'Whether new dynamic configs must come from a template.',
    ),
    defaultTargetApplications: set(
      'Target apps that its new resources get.',
      ref('A target app, by name.', 'target_app'),
    ),
    defaultGateMetrics: metricsField('Metrics that its new gates watch.'),
    defaultExperimentPrimaryMetrics: metricsField('Metrics that decide its new experiments.'),
    defaultExperimentSecondaryMetrics: metricsField(
      'Metrics that its new experiments watch besides.',
    ),
    defaultHoldoutMetrics: metricsField('Metrics that its new holdouts watch.'),
    defaultHoldoutID: ref('The holdout that its new resources join, by name or id.', 'holdout', {
      by: 'id',
      nullable: true,
      emptyPattern: '^$',
      deferred: true,
    }),
  },
  auditActions: ['update_team'],
  readOnlyFields: ['id', 'permalink'],
  createDefaults: {
    members: [],
    admins: [],
    defaultTargetApplications: [],
    defaultGateMetrics: [],
    defaultExperimentPrimaryMetrics: [],
    defaultExperimentSecondaryMetrics: [],
    defaultHoldoutMetrics: [],
  },
}
