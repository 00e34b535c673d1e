// Checks the warehouse sources that an experiment names.
import { type Json, type JsonObject, member } from '../../../core/json.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { textOf } from '../../core/ids.ts'
import { requireExisting } from '../../shared/references.ts'

type NamedCollection = 'assignment_sources' | 'entity_property_sources'

export const requireSources = (context: EmulatorContext, body: JsonObject): void => {
  // These keys have no meaning in a cloud project, which has no warehouse.
  if (context.project !== 'warehouse' || context.has('unknown-sources-accepted')) return
  for (const { collection, name, property } of sourceReferences(body))
    requireExisting(context, property, collection, [textOf(name)])
}

export const experimentsUsing = (
  context: EmulatorContext,
  collection: NamedCollection,
  name: string,
): readonly JsonObject[] =>
  context.store
    .all('experiments')
    .filter((experiment) =>
      sourceReferences(experiment).some(
        (named) => named.collection === collection && named.name === name,
      ),
    )

const sourceReferences = (
  experiment: JsonObject,
): readonly { collection: NamedCollection; property: string; name: Json | undefined }[] => [
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
