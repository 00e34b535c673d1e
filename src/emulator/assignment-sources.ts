// Assignment sources: which unit was in which group of which experiment, as a warehouse knows it.
import { keyOwner } from './common.ts'
import { experimentsOn } from './experiment-sources.ts'
import * as keys from './keys.ts'
import { flag, text } from './shape.ts'
import { sharedKeys, sourceResource } from './sources.ts'
import type { Resource } from './world.ts'

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
