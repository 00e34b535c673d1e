// Describes the kind `alert`.
import { choice, type Field, list, number, record, ref, set, text } from '../../fields/field.ts'
import type { Kind } from '../kind.ts'
import { teamIDField } from '../shared/common-fields.ts'
import { ownerField } from '../shared/warehouse-sources.ts'

const updateOnly = { sentIn: 'update' } as const
const monthMs = 2_592_000_000
const millisecondsField = (doc: string, min: number): Field =>
  number(`${doc} In milliseconds.`, { min, max: monthMs, ...updateOnly })

export const alert: Kind<'alert'> = {
  kind: 'alert',
  doc: 'Watches metrics and notifies people when a threshold is crossed. Statsig does not return the definition of its metrics.',
  folder: 'alerts',
  identity: { by: 'name' },
  routes: {
    list: '/console/v1/alerts',
    create: '/console/v1/alerts',
    item: '/console/v1/alerts/{id}',
    pathId: 'id',
    update: { method: 'PATCH', body: 'changed' },
    delete: { method: 'DELETE', path: '' },
  },
  fields: {
    name: text('The display name.', { required: true, min: 4, max: 100 }),
    message: text('The message of a notification.', { multiline: true }),
    teamID: { ...teamIDField(), writeOnly: 'sometimes' },
    definitionMetricsJson: list(
      'The watched metrics, each as JSON text. Statsig returns them in another form.',
      text('One metric, as JSON text.', { example: '{"key": "value"}' }),
      { writeOnly: 'sometimes' },
    ),
    groupBys: list(
      'The columns by which the metrics are grouped. Statsig returns them in another form.',
      record('One column.', {
        column: text('The column.', { required: true }),
        key: text('The key within the column.', { required: true }),
      }),
      { writeOnly: 'sometimes' },
    ),
    formula: text('The formula that combines the metrics.', { nullable: true, emptyPattern: '^$' }),
    tags: set(
      'Tags, by name. A tag that does not exist is created.',
      ref('A tag, by name.', 'tag'),
      {
        nullable: true,
        singleInFile: true,
        ...updateOnly,
      },
    ),
    priority: choice('The priority.', ['P0', 'P1', 'P2', 'P3', 'P4', 'P5'], {
      documented: ['P1', 'P2', 'P3', 'P4'],
      ...updateOnly,
    }),
    condition: choice(
      'How the value is compared with the thresholds.',
      ['greater', 'greater_or_equal', 'less', 'less_or_equal', 'equal', 'not_equal'],
      updateOnly,
    ),
    alertThreshold: number('The threshold for an alert.', updateOnly),
    warningThreshold: number('The threshold for a warning.', {
      nullable: true,
      ...updateOnly,
    }),
    windowMs: millisecondsField('The length of the time window.', 60_000),
    evaluationDelayMs: {
      ...millisecondsField(
        'How long the evaluation waits for late events. 0 means that it does not wait.',
        0,
      ),
      writeOnly: 'sometimes',
    },
    renotificationConditions: set(
      'The states in which the notification is repeated.',
      choice('One state.', ['raise', 'warn', 'no-data']),
      { nullable: true, ...updateOnly },
    ),
    renotificationWindowMs: number(
      'The time after which the notification is repeated, in milliseconds.',
      {
        min: 0,
        ...updateOnly,
      },
    ),
    renotificationMessage: text('The message of a repeated notification.', updateOnly),
    subscribers: list(
      'Who is notified.',
      record('One person, channel or service.', {
        type: choice(
          'The type of the subscriber.',
          ['user', 'slackChannel', 'pagerDutyOncall', 'pagerDutyService'],
          { required: true },
        ),
        id: text('The id of the subscriber.', { required: true }),
      }),
      { writeOnly: 'sometimes', ...updateOnly },
    ),
    owner: { ...ownerField(updateOnly), writeOnly: 'sometimes' },
  },
  auditActions: {
    creates: ['create_topline_alert'],
    changes: ['update_topline_alert', 'topline_alert_update_owners'],
    deletes: ['delete_topline_alert'],
  },
  effects: {
    '': 'changes-measurement',
    '/name': 'label',
    '/message': 'label',
    '/renotificationMessage': 'label',
    '/tags': 'label',
    '/teamID': 'label',
    '/owner': 'label',
  },
  readOnlyFields: [
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
