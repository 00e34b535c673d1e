// Leaves out of lists what a single read shows, under the behavior `lists-sparse`.
import { isJsonObject, type Json, pick } from '../../core/json.ts'
import type { ApiCall } from '../core/context.ts'

/** The lists of objects that have a route of their own. */
const LISTS_OF_SINGLE_OBJECTS: ReadonlySet<string> = new Set(
  [
    'autotunes',
    'dynamic_configs',
    'experiments',
    'experiments/entity_properties',
    'experiments/qualifying_events',
    'gates',
    'holdouts',
    'keys',
    'layers',
    'metrics/list',
    'metrics/metric_source/list',
    'param_stores',
    'release_pipelines',
    'roles',
    'segments',
    'tags',
    'target_app',
    'unit_id_types',
    'users/teams',
  ].map((path) => `/console/v1/${path}`),
)

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

export const listedObject = ({ context, path }: ApiCall, object: Json): Json =>
  context.has('lists-sparse') && LISTS_OF_SINGLE_OBJECTS.has(path) && isJsonObject(object)
    ? pick(object, (name) => LISTED_MEMBERS.includes(name))
    : object
