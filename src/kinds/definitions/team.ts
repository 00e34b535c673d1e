// Describes the kind `team`.
import { choice, type Field, flag, list, ref, set, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import { metricRefField } from '../shared/common-fields.ts'

const emailsField = (doc: string): Field =>
  set(
    doc,
    text('An e-mail address.', {
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
  doc: 'People who own resources together, and the defaults for new resources of the team.',
  folder: 'teams',
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/users/teams',
    // The document of September 2026: the items of the list are `TeamDtoWithoutMembersDto`.
    listOmits: ['members', 'admins'],
    create: '/console/v1/users/teams',
    item: '/console/v1/users/teams/{id}',
    pathId: 'id',
    update: { method: 'PATCH', body: 'whole', replaces: true },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The name that resources refer to.', { required: true, min: 1 }),
    description: text('What the team does.', { default: '' }),
    members: emailsField('The members, by e-mail address.'),
    admins: emailsField('The people who manage the team, by e-mail address.'),
    changeTeamConfigs: choice('Who may change resources of the team.', ['anyone', 'team_only'], {
      required: true,
    }),
    reviewApproval: choice(
      'Who may approve changes of resources of the team.',
      ['anyone', 'team_only', 'admin_only'],
      { required: true },
    ),
    requireReviews: optionalFlagField(
      'Whether every change of a resource of the team needs a review.',
    ),
    requireGateTemplates: optionalFlagField('Whether new gates must come from a template.'),
    requireExperimentTemplates: optionalFlagField(
      'Whether new experiments must come from a template.',
    ),
    requireDynamicConfigTemplates: optionalFlagField(
      'Whether new dynamic configs must come from a template.',
    ),
    defaultTargetApplications: set(
      'Target apps of new resources of the team.',
      ref('A target app, by name.', 'target_app'),
    ),
    defaultGateMetrics: metricsField('Metrics that new gates of the team monitor.'),
    defaultExperimentPrimaryMetrics: metricsField(
      'Metrics that decide new experiments of the team.',
    ),
    defaultExperimentSecondaryMetrics: metricsField(
      'Metrics that new experiments of the team monitor.',
    ),
    defaultHoldoutMetrics: metricsField('Metrics that new holdouts of the team monitor.'),
    defaultHoldoutID: ref('The holdout of new resources of the team, by name or id.', 'holdout', {
      by: 'id',
      nullable: true,
      emptyPattern: '^$',
      deferred: true,
    }),
  },
  auditActions: {
    changes: [
      'update_team_settings',
      'update_team_admins',
      'update_team_name',
      'update_team_description',
      'update_team',
    ],
  },
  effects: {
    '': 'changes-access',
  },
  reviewPolicy: {
    source: 'owner',
    flag: 'requireReviews',
    namedIn: { teamID: 'id', team: 'name' },
  },
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
