// Entity property sources: tables of a warehouse with properties of each unit.

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
  // Answers contain the owner; bodies cannot set it.
  defaults: { description: '', tags: [], isReadOnly: false },
  resettable: ['timestampColumn', 'timestampAsDay', 'team', 'teamID'],
  emptyMembers: { timestampColumn: '', timestampAsDay: false, team: null, teamID: null },
  experimentsUsing: (context, name) => experimentsUsing(context, 'entity_property_sources', name),
})
