// The changes of gates and dynamic configs that a review can hold, and the request that carries each of them out.
import { isJsonObject, type Json, type JsonObject } from '../../../core/json.ts'
import { badField } from '../../core/api-error.ts'
import {
  anyObject,
  type BodyKeys,
  choice,
  flag,
  list,
  nullable,
  parseBody,
  record,
  text,
} from '../../core/body-schema.ts'
import type { ReviewedChange } from './review-routes.ts'

const onlyTrue = flag
const owner = record({ owner_id: text({ min: 1 }), owner_type: choice('user', 'sdk_key') }, [
  'owner_id',
])
const shared: BodyKeys = {
  rules: list(anyObject),
  is_enabled: flag,
  is_archived: flag,
  delete: onlyTrue,
  resalt: onlyTrue,
  disable_reviews_locally: onlyTrue,
  id_type: text({ min: 1 }),
  allow_self_approval: flag,
  target_app_ids: list(text()),
  allowed_reviewers: record({ user_ids: list(text()), group_ids: list(text()) }),
}
const changeKeys = {
  gates: {
    ...shared,
    team_id: text({ min: 1 }),
    release_pipeline_id: text({ min: 1 }),
    owners: list(owner),
  },
  dynamic_configs: {
    ...shared,
    default_value: anyObject,
    release_pipeline_id: nullable(text({ min: 1 })),
  },
} as const

const envelopeKeys: BodyKeys = {
  description: text({ min: 1, max: 2000 }),
  reviewer_ids: list(text()),
  reviewer_group_ids: list(text()),
  change: anyObject,
}

export const configReviewChange =
  (collection: 'gates' | 'dynamic_configs') =>
  (body: Json | undefined): ReviewedChange => {
    const envelope = parseBody(body, envelopeKeys, ['description', 'change'])
    const change = parseBody(envelope['change'], changeKeys[collection], [])
    const slots = new Set(Object.keys(change).map((name) => slotOf(name)))
    const [slot] = slots
    if (slot === undefined || slots.size > 1)
      throw badField('change', 'Exactly one change must be provided')
    return { ...envelopeOf(envelope), ...describe(slot, change) }
  }

export const envelopeOf = (
  body: JsonObject,
): Pick<ReviewedChange, 'description' | 'reviewers'> => ({
  description: typeof body['description'] === 'string' ? body['description'] : '',
  reviewers: [
    ...reviewersIn(body, 'reviewer_ids', 'user'),
    ...reviewersIn(body, 'reviewer_group_ids', 'group'),
  ],
})

const reviewersIn = (body: JsonObject, name: string, kind: string): readonly JsonObject[] => {
  const ids = body[name]
  return Array.isArray(ids) ? ids.map((id) => ({ id, kind })) : []
}

/** Rules and the default value of a config are one change. */
const slotOf = (name: string): string => (name === 'default_value' ? 'rules' : name)

const describe = (
  slot: string,
  change: JsonObject,
): Pick<ReviewedChange, 'type' | 'request' | 'content'> => {
  const patch = (
    type: string,
    body: JsonObject,
    content?: ReviewedChange['content'],
  ): Pick<ReviewedChange, 'type' | 'request' | 'content'> => ({
    type,
    request: { method: 'PATCH', action: '', body },
    ...(content && { content }),
  })
  const value = change[slot] ?? null
  switch (slot) {
    case 'rules': {
      const { default_value: defaultValue, rules } = change
      return patch(
        'rules',
        {
          ...(rules === undefined ? {} : { rules }),
          ...(defaultValue === undefined ? {} : { defaultValue }),
        },
        {
          ...(rules === undefined ? {} : { rules: 'rules' }),
          ...(isJsonObject(defaultValue) ? { default_value: 'defaultValue' } : {}),
        },
      )
    }
    case 'is_enabled':
      return patch('toggle_enabled', { isEnabled: value }, { is_enabled: 'isEnabled' })
    case 'is_archived':
      return {
        type: 'archive',
        request: { method: 'PUT', action: value === true ? '/archive' : '/unarchive', body: {} },
        content: { is_archived: { member: 'status', is: 'Archived' } },
      }
    case 'delete':
      return { type: 'delete', request: { method: 'DELETE', action: '', body: {} } }
    case 'disable_reviews_locally':
      return patch('disable_reviews_locally', { reviewSettings: { requiredReview: false } })
    case 'team_id':
      return patch('update_team', { teamID: value }, { team_id: 'teamID' })
    case 'release_pipeline_id':
      return patch(
        'update_release_pipeline',
        { releasePipelineID: value },
        { release_pipeline_id: 'releasePipelineID' },
      )
    case 'id_type':
      return patch('edit_id_type', { idType: value }, { id_type: 'idType' })
    default:
      // These change nothing that the emulator has.
      return { type: typeOfOther[slot] ?? slot }
  }
}

const typeOfOther: Readonly<Record<string, string>> = {
  allow_self_approval: 'update_allow_self_approval',
  target_app_ids: 'update_target_applications',
  owners: 'update_owners',
}
