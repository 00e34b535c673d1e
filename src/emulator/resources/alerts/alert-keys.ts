// The keys of the bodies of topline alerts, which the published document does not have yet.

import {
  type BodyKeys,
  choice,
  list,
  nullable,
  number,
  record,
  text,
} from '../../core/body-schema.ts'
import * as keys from '../../shared/body-keys.ts'

const MINUTE_MS = 60_000
const MONTH_MS = 30 * 24 * 60 * MINUTE_MS

const sharedKeys: BodyKeys = {
  name: text({ min: 4, max: 100 }),
  message: text(),
  // Each is a definition in JSON whose form is not documented.
  definitionMetricsJson: keys.texts,
  groupBys: list(record({ column: text(), key: text() }, ['column', 'key'])),
}

export const creatable: BodyKeys = {
  ...sharedKeys,
  teamID: text(),
  formula: text(),
  tags: list(record({ id: text(), name: text() }, ['id', 'name'])),
}

export const updatable: BodyKeys = {
  ...sharedKeys,
  teamID: nullable(text()),
  formula: nullable(text()),
  tags: keys.texts,
  alertThreshold: number(),
  warningThreshold: nullable(number()),
  windowMs: number({ min: MINUTE_MS, max: MONTH_MS }),
  condition: choice('greater', 'greater_or_equal', 'less', 'less_or_equal', 'equal', 'not_equal'),
  priority: choice('P1', 'P2', 'P3', 'P4'),
  renotificationConditions: nullable(list(choice('raise', 'warn', 'no-data'))),
  renotificationWindowMs: number(),
  renotificationMessage: text(),
  evaluationDelayMs: number({ min: 0, max: MONTH_MS }),
  owner: keys.owner,
  subscribers: list(
    record(
      {
        type: choice('user', 'slackChannel', 'pagerDutyOncall', 'pagerDutyService'),
        id: text(),
      },
      ['type', 'id'],
    ),
  ),
}
