// Reviews as Statsig returns them, and how a review of ours is found again: by its content, of which its description has
// a digest.
import { isJsonObject, type Json, type JsonObject, member, pick } from '../core/json.ts'
import { normalizeValue } from '../fields/normalize.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Operation, ReviewStep } from '../model/index.ts'
import { jsonDigest } from './digest.ts'

export interface Review {
  readonly id: string
  /** As Statsig names it: `pending`, `accepted`, `rejected`, `committed`, … */
  readonly status: string
  readonly type: string
  readonly description: string
  /** An ISO time. Empty where Statsig returns none. */
  readonly createdAt: string
  /** What it changes. Absent in lists, for actions, and where Statsig cannot read it any more. */
  readonly content?: { readonly current: JsonObject; readonly proposed: JsonObject }
}

export const parseReview = (raw: JsonObject): Review | undefined => {
  const { content, created_at: at, description, review_id: id, status, type } = raw
  if (typeof id !== 'string' || id === '' || typeof status !== 'string') return undefined
  const [current, proposed] = [member(content, 'current'), member(content, 'proposed')]
  const isReadable =
    isJsonObject(current) &&
    isJsonObject(proposed) &&
    member(content, 'unavailable_reason') === undefined
  return {
    id,
    status,
    type: typeof type === 'string' ? type : '',
    description: typeof description === 'string' ? description : '',
    createdAt: typeof at === 'string' ? at : '',
    ...(isReadable && { content: { current, proposed } }),
  }
}

/** A review that is rejected or committed has ended. A status that is not known has not. */
export const isOpenReview = ({ status }: Pick<Review, 'status'>): boolean =>
  status !== 'rejected' && status !== 'committed'

const keepName = (_: string, text: string): string => text

/** Identifies what a review is to change: the same for the same files in every run. */
export const reviewDigest = (
  kind: Kind,
  { action, address, members }: Pick<Operation, 'action' | 'address' | 'members'>,
  { fields, type }: ReviewStep,
): string => {
  const values = kind.reviews?.routes?.actions[action]?.values ?? {}
  const sent: Json = {
    address,
    type,
    fields: Object.fromEntries(
      fields.map((name) => {
        const field = kind.fields[name]
        return [name, (field && normalizeValue(field, members[name], keepName)) ?? null]
      }),
    ),
    values: fields.length > 0 ? {} : pick(members, (name) => Object.values(values).includes(name)),
  }
  return jsonDigest(sent).slice(0, digestLength)
}

const digestLength = 32
const markerPattern = /statsig-gitops:([0-9a-f]{32})(?::([0-9a-f]{16}))?/

/** Part of the description of a review. The second digest is of the operation that it was opened for. */
export const reviewMarker = (digest: string, operationId: string): string =>
  `statsig-gitops:${digest}:${operationId.slice(0, 16)}`

/** The digests in a description. Absent in a review that another client opened. */
export const markedDigests = ({
  description,
}: Pick<Review, 'description'>):
  | { readonly content: string; readonly operation: string }
  | undefined => {
  const [, content, operation = ''] = markerPattern.exec(description) ?? []
  return content === undefined ? undefined : { content, operation }
}

/** The review of ours that is open, whatever it is about. */
export const openReviewOf = (reviews: readonly Review[]): Review | undefined =>
  reviews.find(isOpenReview)
