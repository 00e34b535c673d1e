// Entity property sources: what a warehouse knows of each unit.

import { flag } from '../../core/body-schema.ts'
import type { Resource } from '../../core/context.ts'
import { keyOwner } from '../../shared/handlers.ts'
import { experimentsOn } from './experiment-sources.ts'
import { sharedKeys, sourceResource } from './source-resource.ts'

export const entityPropertySources: Resource = sourceResource({
  collection: 'entity_property_sources',
  all: 'experiments/entity_properties',
  one: 'experiments/entity_property',
  says: {
    listed: 'Entity Property Sources listed successfully.',
    created: 'Entity Property Source created successfully',
    read: 'Entity Property Source read successfully.',
    updated: 'Entity Property Source updated successfully',
    deleted: 'Entity property source deleted successfully.',
    missing: 'No entity property source was found with the given name',
  },
  keys: { ...sharedKeys, timestampAsDay: flag },
  required: ['sql', 'idTypeMapping'],
  isReadAlone: true,
  isPatched: true,
  mayBeRenamed: true,
  // The owner is seen here, and not sent.
  defaults: { description: '', tags: [], isReadOnly: false, owner: keyOwner },
  resettable: ['timestampColumn', 'timestampAsDay', 'team', 'teamID'],
  fillers: { timestampColumn: '', timestampAsDay: false, team: null, teamID: null },
  users: (world, name) => experimentsOn(world, 'entity_property_sources', name),
})
