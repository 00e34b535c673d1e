// The one error of the client, and what it may mean to its callers.
import type { Method } from '../../../kinds/routes.ts'
import { hasStatsigMessage } from './message-codes.ts'

export interface FieldFault {
  readonly property: string
  readonly errorMessage: string
}

export interface ApiErrorDetails {
  readonly method: Method
  readonly path: string
  readonly status: number | undefined
  readonly apiMessage: string | undefined
  readonly errors: readonly FieldFault[]
  readonly written: 'no' | 'unknown'
  readonly fatal: boolean
}

export class ApiError extends Error implements ApiErrorDetails {
  override readonly name = 'ApiError'
  readonly method: Method
  readonly path: string
  readonly status: number | undefined
  /** Statsig's own words; undefined where somebody else answered, such as a proxy. */
  readonly apiMessage: string | undefined
  readonly errors: readonly FieldFault[]
  /** `unknown`: Statsig may have carried the request out. */
  readonly written: 'no' | 'unknown'
  /** The key was refused: no further request makes sense. */
  readonly fatal: boolean

  constructor(message: string, details: ApiErrorDetails) {
    super(message)
    this.method = details.method
    this.path = details.path
    this.status = details.status
    this.apiMessage = details.apiMessage
    this.errors = details.errors
    this.written = details.written
    this.fatal = details.fatal
  }
}

export const isNotFound = (error: unknown): boolean => {
  if (!(error instanceof ApiError) || error.apiMessage === undefined) return false
  if (error.status === 400) return hasStatsigMessage(error.apiMessage, 'metric-not-found')
  // Faults of single fields are about others, and `Cannot GET /…` is about a route.
  return (
    error.status === 404 &&
    error.errors.length === 0 &&
    !hasStatsigMessage(error.apiMessage, 'route-not-found')
  )
}

export const isNameTaken = (error: unknown): boolean =>
  error instanceof ApiError &&
  (error.status === 400 || error.status === 409) &&
  [error.apiMessage ?? '', ...error.errors.map((fault) => fault.errorMessage)].some((text) =>
    hasStatsigMessage(text, 'name-taken'),
  )

/** Another change of the same thing is under way: a moment later there is none. */
export const isBusy = (error: unknown): boolean =>
  error instanceof ApiError &&
  error.status === 409 &&
  hasStatsigMessage(error.apiMessage ?? '', 'already-in-progress')
