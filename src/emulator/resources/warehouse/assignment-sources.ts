// Assignment sources: which unit was in which group of which experiment, as a warehouse knows it.

import { flag, text } from '../../core/body-schema.ts'
import type { Resource } from '../../core/context.ts'
import * as keys from '../../shared/body-keys.ts'
import { keyOwner } from '../../shared/handlers.ts'
import { experimentsOn } from './experiment-sources.ts'
import { sharedKeys, sourceResource } from './source-resource.ts'

export const assignmentSources: Resource = sourceResource({
  collection: 'assignment_sources',
  all: 'experiments/assignment_sources',
  one: 'experiments/assignment_source',
  says: {
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
    isVerified: flag,
    owner: keys.owner,
  },
  required: ['sql', 'timestampColumn', 'experimentIDColumn', 'groupIDColumn', 'idTypeMapping'],
  // The list is the only way to see one.
  isReadAlone: false,
  isPatched: true,
  mayBeRenamed: true,
  defaults: {
    description: '',
    tags: [],
    timestampColumn: '',
    experimentIDColumn: '',
    groupIDColumn: '',
    isReadOnly: false,
    isVerified: false,
    owner: keyOwner,
  },
  resettable: ['team', 'teamID'],
  fillers: { team: null, teamID: null },
  users: (world, name) => experimentsOn(world, 'assignment_sources', name),
})
