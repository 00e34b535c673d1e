// The sources of a warehouse that an experiment names.
import { type Json, type Members, member } from '../../../json.ts'
import type { World } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { requireExisting } from '../../shared/references.ts'

type Named = 'assignment_sources' | 'entity_property_sources'

export const requireSources = (world: World, body: Members): void => {
  // A cloud project has no warehouse, and none of these keys a meaning.
  if (world.project !== 'warehouse' || world.has('unknown-sources-accepted')) return
  for (const { collection, name, property } of namesIn(body))
    requireExisting(world, property, collection, [textOf(name)])
}

export const experimentsOn = (world: World, collection: Named, name: string): readonly Members[] =>
  world.store
    .all('experiments')
    .filter((experiment) =>
      namesIn(experiment).some((named) => named.collection === collection && named.name === name),
    )

const namesIn = (
  experiment: Members,
): readonly { collection: Named; property: string; name: Json | undefined }[] => [
  {
    collection: 'assignment_sources',
    property: 'assignmentSourceName',
    name: experiment['assignmentSourceName'],
  },
  {
    collection: 'entity_property_sources',
    property: 'identityResolutionSource',
    name: experiment['identityResolutionSource'],
  },
  {
    collection: 'entity_property_sources',
    property: 'stratifiedSampling',
    name: member(
      member(experiment['stratifiedSampling'], 'entityPropertySource'),
      'propertySourceName',
    ),
  },
]
