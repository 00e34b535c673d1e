// Qualifying events: from when a unit counts in an experiment. They have the keys of metric sources.

import type { Resource } from '../../core/context.ts'
import { updatable } from '../metrics/metric-sources.ts'
import { createSourceResource } from './source-resource.ts'

const AT = 'experiments/qualifying_events'

export const qualifyingEvents: Resource = createSourceResource({
  collection: 'qualifying_events',
  listPath: AT,
  itemPath: AT,
  messages: {
    listed: 'Qualifying events listed successfully.',
    created: 'Qualifying event created successfully.',
    read: 'Qualifying event read successfully.',
    updated: 'Qualifying event updated successfully.',
    deleted: 'Qualifying event deleted successfully.',
    missing: 'Qualifying event not found.',
  },
  keys: updatable,
  required: ['sql', 'timestampColumn', 'idTypeMapping'],
  isReadableByName: true,
  isPatchable: false,
  mayBeRenamed: false,
  defaults: {
    description: '',
    tags: [],
    timestampColumn: '',
    isReadOnly: false,
    isVerified: false,
  },
  resettable: [
    'timestampAsDay',
    'sourceType',
    'tableName',
    'datePartitionColumn',
    'customFieldMapping',
    'team',
    'teamID',
    'disableCURE',
  ],
  emptyMembers: {
    tableName: '',
    datePartitionColumn: '',
    timestampAsDay: false,
    customFieldMapping: [{ key: '', formula: '' }],
    team: null,
    teamID: null,
  },
  // Nothing that the API returns refers to a qualifying event.
  experimentsUsing: () => [],
})
