// The error of the Console API's client, and what it means.
import type { Method } from '../../../kinds/routes.ts'
import { hasStatsigMessage } from './message-codes.ts'

export interface FieldFault {
  readonly property: string
  readonly errorMessage: string
}

export interface ApiErrorDetails {
  /** The message without words of the answer and without ids: method, route and status. */
  readonly summary: string
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
  readonly summary: string
  readonly method: Method
  readonly path: string
  readonly status: number | undefined
  /** The message of Statsig; `undefined` if the response is not Statsig's, such as that of a proxy. */
  readonly apiMessage: string | undefined
  readonly errors: readonly FieldFault[]
  /** `unknown`: Statsig may have executed the request. */
  readonly written: 'no' | 'unknown'
  /** The key was refused, so that all further requests would fail. */
  readonly fatal: boolean

  constructor(message: string, details: ApiErrorDetails) {
    super(message)
    this.summary = details.summary
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
  // With faults of fields, another resource is missing; `Cannot GET /…` means a missing route.
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

/** Another change of the same resource is in progress: repeat the request later. */
export const isBusy = (error: unknown): boolean =>
  error instanceof ApiError &&
  error.status === 409 &&
  hasStatsigMessage(error.apiMessage ?? '', 'already-in-progress')
