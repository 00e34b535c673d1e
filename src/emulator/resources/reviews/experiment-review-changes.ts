// The changes of experiments and autotunes that a review can hold, and the request that carries each of them out.
import { isJsonObject, type Json, type JsonObject, pick } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import {
  anyObject,
  type BodyKeys,
  choice,
  flag,
  list,
  number,
  parseBody,
  text,
} from '../../core/body-schema.ts'
import { envelopeOf } from './config-review-changes.ts'
import type { ReviewedChange } from './review-routes.ts'

type Carried = Pick<ReviewedChange, 'request' | 'content'>

const EXPERIMENT_TYPES = [
  ...['start', 'stop', 'pause', 'restart', 'abandon', 'archive', 'delete', 'make_decision'],
  ...['rollout', 'schedule_rollout', 'reallocate', 'change_enabled_groups', 'unarchive'],
  ...['update_owners', 'update_team', 'update_settings', 'update_overrides'],
  ...['update_target_applications', 'update_allowed_reviewers', 'update_default_impact_multiplier'],
  ...['scheduled_start', 'scheduled_start_edit', 'disable_reviews_locally'],
]
const AUTOTUNE_TYPES = [
  ...['start', 'scheduled_start', 'scheduled_start_edit', 'reallocate', 'make_decision'],
  ...['delete', 'disable_reviews_locally'],
]

const keys = (types: readonly string[]): BodyKeys => ({
  type: choice(...types),
  description: text({ max: 2000 }),
  reviewer_ids: list(text()),
  reviewer_group_ids: list(text()),
  reason: text({ max: 2000 }),
  winning_group_id: text(),
  remove_targeting: flag,
  remove_overrides: flag,
  enabled_group_names: list(text()),
  disabled_group_names: list(text()),
  rollout_percentage: number({ min: 0, max: 100 }),
  settings: anyObject,
})

export const experimentReviewChange = (
  body: Json | undefined,
  live: JsonObject,
): ReviewedChange => {
  const given = parseBody(body, keys(EXPERIMENT_TYPES), ['type'])
  const type = String(given['type'])
  const carried = carriedExperimentChange(type, given, live)
  if (carried === undefined) throw badField('type', 'The emulator cannot carry out this type')
  return { ...envelopeOf(given), type, ...carried }
}

const put = (action: string, body: JsonObject = {}): Carried => ({
  request: { method: 'PUT', action, body },
})

const carriedExperimentChange = (
  type: string,
  { reason, remove_targeting, settings, winning_group_id }: JsonObject,
  live: JsonObject,
): Carried | undefined => {
  switch (type) {
    case 'start':
    case 'archive':
    case 'unarchive':
      return put(`/${type}`)
    case 'abandon':
      return put('/abandon', { decisionReason: reason ?? '' })
    case 'make_decision':
      return put('/make_decision', {
        id: winning_group_id ?? null,
        decisionReason: reason ?? '',
        ...(remove_targeting === undefined ? {} : { removeTargeting: remove_targeting }),
      })
    case 'delete':
      return { request: { method: 'DELETE', action: '', body: {} } }
    case 'update_settings': {
      if (!isJsonObject(settings)) throw badField('settings', 'Required')
      const names = Object.keys(settings)
      // A status is changed by reviews of other types.
      const body = pick(settings, (name) => name !== 'status' || settings[name] !== live['status'])
      return {
        request: { method: 'PATCH', action: '', body },
        content: Object.fromEntries(names.map((name) => [name, name])),
      }
    }
    default:
      return undefined
  }
}

export const autotuneReviewChange = (body: Json | undefined): ReviewedChange => {
  const given = parseBody(body, keys(AUTOTUNE_TYPES), ['type'])
  const type = String(given['type'])
  const carried = carriedAutotuneChange(type, given)
  if (carried === undefined) throw badField('type', 'The emulator cannot carry out this type')
  return { ...envelopeOf(given), type, ...carried }
}

const carriedAutotuneChange = (type: string, given: JsonObject): Carried | undefined => {
  switch (type) {
    case 'start':
      return put('/start')
    case 'make_decision':
      return put('/make_decision', { id: given['winning_group_id'] ?? null })
    case 'delete':
      return { request: { method: 'DELETE', action: '', body: {} } }
    default:
      return undefined
  }
}
