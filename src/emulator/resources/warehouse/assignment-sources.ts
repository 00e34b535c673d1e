// Assignment sources: tables of a warehouse that say which unit was in which group of which experiment.

import { flag, integer, nullable, text } from '../../core/body-schema.ts'
import type { Resource } from '../../core/context.ts'
import * as keys from '../../shared/body-keys.ts'
import { experimentsUsing } from './experiment-sources.ts'
import { createSourceResource, sharedKeys } from './source-resource.ts'

export const assignmentSources: Resource = createSourceResource({
  collection: 'assignment_sources',
  listPath: 'experiments/assignment_sources',
  itemPath: 'experiments/assignment_source',
  messages: {
    listed: 'Assignment Sources listed successfully.',
    created: 'Assignment Source created successfully',
    read: 'Assignment Source read successfully.',
    updated: 'Assignment Source updated successfully',
    deleted: 'Assignment source deleted successfully.',
    missing: 'No assignment source was found with the given name',
  },
  keys: {
    ...sharedKeys,
    experimentIDColumn: text(),
    groupIDColumn: text(),
    groupNameColumn: text(),
    scheduledReloadHour: nullable(integer(0, 23)),
    isVerified: flag,
    owner: keys.owner,
  },
  required: ['sql', 'timestampColumn', 'experimentIDColumn', 'groupIDColumn', 'idTypeMapping'],
  // Only the list shows assignment sources.
  isReadableByName: false,
  isPatchable: true,
  mayBeRenamed: true,
  defaults: {
    description: '',
    tags: [],
    timestampColumn: '',
    experimentIDColumn: '',
    groupIDColumn: '',
    isReadOnly: false,
    isVerified: false,
  },
  resettable: ['team', 'teamID', 'groupNameColumn', 'scheduledReloadHour'],
  emptyMembers: { team: null, teamID: null, groupNameColumn: '', scheduledReloadHour: null },
  experimentsUsing: (context, name) => experimentsUsing(context, 'assignment_sources', name),
})
