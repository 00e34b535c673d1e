// Whether Statsig asks for a review of a change: by the settings of the project, the resource, its team, or an environment.
import { isJsonObject, type JsonObject } from '../../../core/json.ts'
import type { Collection } from '../../core/collections.ts'
import type { EmulatorContext } from '../../core/context.ts'
import { membersIn } from '../../shared/rules.ts'

const REVIEWED: Readonly<Record<string, Collection>> = {
  gates: 'gates',
  dynamic_configs: 'dynamic_configs',
  experiments: 'experiments',
  autotunes: 'autotunes',
}

/** `path` is that of a write. A creation never waits: there is nothing yet that a review could be about. */
export const asksForReview = (context: EmulatorContext, path: string): boolean => {
  const [resource = '', id] = path.replace(/^\/console\/v1\//, '').split('/')
  const collection = REVIEWED[resource]
  const object = collection && id !== undefined && context.store.find(collection, decode(id))
  return object ? isReviewRequired(context, object) : false
}

const isReviewRequired = (
  { store }: EmulatorContext,
  { reviewSettings, teamID }: JsonObject,
): boolean =>
  store.find('settings', 'reviews')?.['is_config_review_required'] === true ||
  (isJsonObject(reviewSettings) && reviewSettings['requiredReview'] === true) ||
  store.all('teams').some((team) => team['id'] === teamID && team['requireReviews'] === true) ||
  membersIn(store.find('environments', 'environments')?.['environments']).some(
    ({ requiresReview }) => requiresReview === true,
  )

const decode = (segment: string): string => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
