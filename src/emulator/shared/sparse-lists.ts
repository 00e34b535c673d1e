// Leaves out of lists what a single read shows, under the behavior `lists-sparse`.
import { isJsonObject, type Json, pick } from '../../core/json.ts'
import type { Collection } from '../core/collections.ts'
import type { EmulatorContext } from '../core/context.ts'

/** The collections that have a route for one object. */
const READ_SINGLY: readonly Collection[] = [
  'gates',
  'segments',
  'experiments',
  'layers',
  'metrics',
  'metric_sources',
  'tags',
  'teams',
  'target_apps',
  'unit_id_types',
  'roles',
  'keys',
  'dynamic_configs',
  'autotunes',
  'holdouts',
  'param_stores',
  'release_pipelines',
  'entity_property_sources',
  'qualifying_events',
]

/** What identifies an object, tells its state, and says when it was changed. */
const LISTED_MEMBERS: readonly string[] = [
  'id',
  'name',
  'key',
  'description',
  'type',
  'status',
  'isEnabled',
  'isImplicitLayer',
  'activeReview',
  'version',
  'lastModifiedTime',
]

export const listedObject = (
  context: EmulatorContext,
  collection: Collection,
  object: Json,
): Json =>
  context.has('lists-sparse') && READ_SINGLY.includes(collection) && isJsonObject(object)
    ? pick(object, (name) => LISTED_MEMBERS.includes(name))
    : object
