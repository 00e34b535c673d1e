// Reads the reviews of a resource, and builds the requests about them.
import { compareText } from '../../core/diagnostic.ts'
import type { JsonObject } from '../../core/json.ts'
import type { Kind } from '../../kinds/kind.ts'
import type { Request } from '../../model/index.ts'
import type { PathIds, ReviewRequest } from '../../resources/api.ts'
import { parseReview, type Review } from '../../resources/reviews.ts'
import { ApiError, buildItemPath, type ConsoleReader } from './console-api/index.ts'

/** The reviews of a resource, the newest first. `undefined` where Statsig has no such routes. */
export const readReviews = async (
  api: Pick<ConsoleReader, 'list'>,
  { routes }: Kind,
  { pathId }: PathIds,
): Promise<readonly Review[] | undefined> => {
  try {
    const path = `${buildItemPath(routes.item, pathId)}/reviews`
    const found = await api.list(path, {}, ({ review_id }: JsonObject) => String(review_id))
    return found
      .flatMap((each) => parseReview(each) ?? [])
      .toSorted((one, other) => compareText(other.createdAt, one.createdAt))
  } catch (error) {
    if (error instanceof ApiError && error.status === 404 && error.apiMessage !== undefined)
      return undefined
    throw error
  }
}

/** One review with its content. `undefined` where it is gone. */
export const readReview = async (
  api: Pick<ConsoleReader, 'get'>,
  { routes }: Kind,
  { pathId }: PathIds,
  reviewId: string,
): Promise<Review | undefined> => {
  const found = await api.get(
    buildItemPath(`${buildItemPath(routes.item, pathId)}/reviews/{id}`, reviewId),
  )
  return found && parseReview(found)
}

/** Opens, commits or withdraws a review. There is none that approves or rejects. */
export const reviewRequest = (
  { routes }: Kind,
  { pathId }: PathIds,
  request: ReviewRequest,
): Request => {
  const list = `${buildItemPath(routes.item, pathId)}/reviews`
  switch (request.action) {
    case 'open':
      return { method: 'POST', path: list, body: request.body }
    case 'commit':
      return { method: 'PUT', path: buildItemPath(`${list}/{id}/commit`, request.reviewId) }
    case 'withdraw':
      return { method: 'DELETE', path: buildItemPath(`${list}/{id}`, request.reviewId) }
  }
}

/** Whether a path leads to reviews. */
export const isReviewPath = (path: string): boolean =>
  /\/reviews(\/|$)/.test(path.replace('/settings/reviews', ''))
