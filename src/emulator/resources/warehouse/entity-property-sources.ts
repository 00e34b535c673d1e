// Entity property sources: what a warehouse knows of each unit.

import { flag } from '../../core/body-schema.ts'
import type { Resource } from '../../core/context.ts'
import { experimentsUsing } from './experiment-sources.ts'
import { createSourceResource, sharedKeys } from './source-resource.ts'

export const entityPropertySources: Resource = createSourceResource({
  collection: 'entity_property_sources',
  listPath: 'experiments/entity_properties',
  itemPath: 'experiments/entity_property',
  messages: {
    listed: 'Entity Property Sources listed successfully.',
    created: 'Entity Property Source created successfully',
    read: 'Entity Property Source read successfully.',
    updated: 'Entity Property Source updated successfully',
    deleted: 'Entity property source deleted successfully.',
    missing: 'No entity property source was found with the given name',
  },
  keys: { ...sharedKeys, timestampAsDay: flag },
  required: ['sql', 'idTypeMapping'],
  isReadableByName: true,
  isPatchable: true,
  mayBeRenamed: true,
  // The owner is seen here, and not sent.
  defaults: { description: '', tags: [], isReadOnly: false },
  resettable: ['timestampColumn', 'timestampAsDay', 'team', 'teamID'],
  emptyMembers: { timestampColumn: '', timestampAsDay: false, team: null, teamID: null },
  experimentsUsing: (context, name) => experimentsUsing(context, 'entity_property_sources', name),
})
