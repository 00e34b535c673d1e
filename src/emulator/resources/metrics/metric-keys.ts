// The keys of a metric’s body, for a cloud project and for a warehouse.

import {
  anyOf,
  type BodyKeys,
  choice,
  flag,
  integer,
  list,
  nullable,
  number,
  record,
  text,
} from '../../core/body-schema.ts'
import * as keys from '../../shared/body-keys.ts'
import { criteria, warehouseNative } from '../../shared/warehouse-keys.ts'

const TYPES = [
  'ratio',
  'mean',
  'event_count_custom',
  'event_user',
  'funnel',
  'composite',
  'composite_sum',
  'sum',
  'undefined',
  'user_warehouse',
  // The published document does not have this yet.
  'percentile',
  'latest_value',
] as const

const sharedKeys: BodyKeys = {
  name: text({ min: 3, max: 200, pattern: /^[a-zA-Z0-9_.\-()/ %:]*$/ }),
  description: keys.description,
  directionality: choice('increase', 'decrease'),
  isVerified: flag,
  isReadOnly: flag,
  isPermanent: flag,
  unitTypes: keys.texts,
  team: nullable(text()),
  teamID: nullable(text()),
  percentile: number({ min: 0.001, max: 0.999 }),
  warehouseNative,
  dryRun: flag,
}

export const creatable: BodyKeys = {
  ...sharedKeys,
  type: choice(...TYPES),
  tags: anyOf(keys.texts, text()),
  metricEvents: list(
    record(
      {
        name: text(),
        type: nullable(choice('count', 'count_distinct', 'value', 'metadata')),
        metadataKey: text(),
        criteria,
      },
      ['name'],
    ),
  ),
  metricComponentMetrics: keys.metricNames,
  rollupTimeWindow: text(),
  customRollUpStart: number(),
  customRollUpEnd: number(),
  funnelEventList: list(
    record(
      {
        name: text(),
        type: choice('event_dau', 'event_user', 'event_count', 'event_count_custom'),
      },
      ['name', 'type'],
    ),
  ),
  funnelCountDistinct: choice('events', 'users'),
}

// An update does not accept the keys of a cloud definition: Statsig ignores them and still answers 200.
export const updatable: BodyKeys = {
  ...sharedKeys,
  tags: keys.texts,
  owner: record({
    email: text(),
    ownerID: text(),
    ownerType: text(),
    ownerName: text(),
    ownerEmail: text(),
  }),
  scheduledReloadHour: nullable(integer(0, 23)),
  scheduledReloadDays: nullable(list(integer(0, 6))),
}
