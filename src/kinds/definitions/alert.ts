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
  doc: 'A watch over metrics that calls people when a threshold is crossed. Statsig never shows again how its metrics were described.',
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
    name: text('The name that people see.', { required: true, min: 4, max: 100 }),
    message: text('What people are told.', { multiline: true }),
    teamID: { ...teamIDField(), writeOnly: 'sometimes' },
    definitionMetricsJson: list(
      'The metrics that are watched, each as JSON text. Statsig shows them in another form.',
      text('One metric, as JSON text.'),
      { writeOnly: 'sometimes' },
    ),
    groupBys: list(
      'What the metrics are broken down by. Statsig shows it in another form.',
      record('One column.', {
        column: text('The column.', { required: true }),
        key: text('The key within the column.', { required: true }),
      }),
      { writeOnly: 'sometimes' },
    ),
    formula: text('How the metrics are put together.', { nullable: true, emptyPattern: '^$' }),
    tags: set(
      'Tags, by name. A tag that exists nowhere is created.',
      ref('A tag, by name.', 'tag'),
      {
        nullable: true,
        ...updateOnly,
      },
    ),
    priority: choice('How urgent it is.', ['P0', 'P1', 'P2', 'P3', 'P4', 'P5'], {
      documented: ['P1', 'P2', 'P3', 'P4'],
      ...updateOnly,
    }),
    condition: choice(
      'How the value and the thresholds are compared.',
      ['greater', 'greater_or_equal', 'less', 'less_or_equal', 'equal', 'not_equal'],
      updateOnly,
    ),
    alertThreshold: number('The value from which on people are called.', updateOnly),
    warningThreshold: number('The value from which on people are warned.', {
      nullable: true,
      ...updateOnly,
    }),
    windowMs: millisecondsField('The time that is looked back on.', 60_000),
    evaluationDelayMs: {
      ...millisecondsField('How long late events are waited for; 0 for not at all.', 0),
      writeOnly: 'sometimes',
    },
    renotificationConditions: set(
      'In which states people are told again.',
      choice('One state.', ['raise', 'warn', 'no-data']),
      { nullable: true, ...updateOnly },
    ),
    renotificationWindowMs: number('After how long they are told again. In milliseconds.', {
      min: 0,
      ...updateOnly,
    }),
    renotificationMessage: text('What they are told then.', updateOnly),
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
      { writeOnly: 'sometimes', ...updateOnly },
    ),
    owner: { ...ownerField(updateOnly), writeOnly: 'sometimes' },
  },
  auditActions: ['create_topline_alert', 'update_topline_alert', 'delete_topline_alert'],
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
