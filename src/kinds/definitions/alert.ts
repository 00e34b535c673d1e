import { choice, type Field, list, number, record, ref, set, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import { teamID } from '../shared/common-fields.ts'
import { someOwner } from '../shared/warehouse-sources.ts'

const later = { sent: 'update' } as const
const month = 2_592_000_000
const milliseconds = (doc: string, min: number): Field =>
  number(`${doc} In milliseconds.`, { min, max: month, ...later })

export const alert: Kind<'alert'> = {
  kind: 'alert',
  doc: 'A watch over metrics that calls people when a threshold is crossed. Statsig never shows again how its metrics were described.',
  folder: 'alerts',
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/alerts',
    create: '/console/v1/alerts',
    item: '/console/v1/alerts/{id}',
    handle: 'id',
    update: { method: 'PATCH', body: 'changed' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The name that people see.', { required: true, min: 4, max: 100 }),
    message: text('What people are told.', { long: true }),
    teamID: { ...teamID(), unread: 'maybe' },
    definitionMetricsJson: list(
      'The metrics that are watched, each as JSON text. Statsig shows them in another form.',
      text('One metric, as JSON text.'),
      { unread: 'maybe' },
    ),
    groupBys: list(
      'What the metrics are broken down by. Statsig shows it in another form.',
      record('One column.', {
        column: text('The column.', { required: true }),
        key: text('The key within the column.', { required: true }),
      }),
      { unread: 'maybe' },
    ),
    formula: text('How the metrics are put together.', { nullable: true, nothing: '^$' }),
    tags: set(
      'Tags, by name. A tag that exists nowhere is created.',
      ref('A tag, by name.', 'tag'),
      {
        nullable: true,
        ...later,
      },
    ),
    priority: choice('How urgent it is.', ['P0', 'P1', 'P2', 'P3', 'P4', 'P5'], {
      usual: ['P1', 'P2', 'P3', 'P4'],
      ...later,
    }),
    condition: choice(
      'How the value and the thresholds are compared.',
      ['greater', 'greater_or_equal', 'less', 'less_or_equal', 'equal', 'not_equal'],
      later,
    ),
    alertThreshold: number('The value from which on people are called.', later),
    warningThreshold: number('The value from which on people are warned.', {
      nullable: true,
      ...later,
    }),
    windowMs: milliseconds('The time that is looked back on.', 60_000),
    evaluationDelayMs: {
      ...milliseconds('How long late events are waited for; 0 for not at all.', 0),
      unread: 'maybe',
    },
    renotificationConditions: set(
      'In which states people are told again.',
      choice('One state.', ['raise', 'warn', 'no-data']),
      { nullable: true, ...later },
    ),
    renotificationWindowMs: number('After how long they are told again. In milliseconds.', {
      min: 0,
      ...later,
    }),
    renotificationMessage: text('What they are told then.', later),
    subscribers: list(
      'Who is told.',
      record('One person, channel or service.', {
        type: choice(
          'What is told.',
          ['user', 'slackChannel', 'pagerDutyOncall', 'pagerDutyService'],
          { required: true },
        ),
        id: text('Its id.', { required: true }),
      }),
      { unread: 'maybe', ...later },
    ),
    owner: { ...someOwner(later), unread: 'maybe' },
  },
  logged: ['create_topline_alert', 'update_topline_alert', 'delete_topline_alert'],
  made: [
    'id',
    'alertType',
    'metrics',
    'metricGroupBys',
    'team',
    'status',
    'creatorID',
    'creatorName',
    'creatorEmail',
    'createdTime',
    'companyID',
    'lastTriggeredTime',
    'activeMuteSchedules',
    'lastModifierID',
    'lastModifiedTime',
  ],
}
